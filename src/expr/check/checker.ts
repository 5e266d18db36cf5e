// Checks expressions, facts and templates when a file is read, and says what they depend on. Evaluates nothing.

import type { Expression, Hole, Template } from '../../model/expression.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Environment, ExpressionPlace, ExpressionProblem } from '../environment.ts';
import { circleProblem } from '../facts.ts';
import type { File } from '../file.ts';
import { secretInput } from '../names.ts';
import type { Node } from '../syntax/node.ts';
import { cut, type Piece } from '../template.ts';
import type { Type } from '../value-type.ts';
import { checkNode, expectBool, expectList } from './check.ts';
import type { Checking } from './checking.ts';
import { neverTogether } from './never-together.ts';

type Checked<T> = Result<T, readonly ExpressionProblem[]>;

/** Checks what is written in one file. */
export interface Checker {
  readonly expression: (
    source: string,
    expects: 'bool' | 'any' | 'list',
    place: ExpressionPlace,
  ) => Checked<Expression>;
  readonly fact: (id: string, source: string) => Checked<Expression>;
  readonly template: (text: string, place: ExpressionPlace) => Checked<Template | string>;
  readonly doubts: Environment['doubts'];
  readonly neverTrue: Environment['neverTrue'];
}

/** Makes the checker of a file. `accepted`: it was checked once, and what is found wrong by now stands in no way. */
export function checkerOf(file: File, accepted = false): Checker {
  const { facts } = file;
  const checking = checkingOf(file);

  const expression: Checker['expression'] = (source, expects, place) => {
    const parsed = file.parse(source);
    if (!parsed.ok) return accepted ? ok({ source, probes: [], before: [] }) : err([parsed.error]);
    const problems: ExpressionProblem[] = [];
    const context = checking(place, problems);
    const type = checkNode(parsed.value, context);
    if (expects === 'bool') expectBool(parsed.value, type, context);
    if (expects === 'list') expectList(parsed.value, type, context);
    if (problems.length > 0 && !accepted) return err(problems);
    const { probes, before } = facts.dependencies(parsed.value);
    return ok({ source, probes, before });
  };

  const treeOf = (source: string): readonly Node[] => {
    const parsed = file.parse(source);
    return parsed.ok ? [parsed.value] : [];
  };

  return {
    expression,
    doubts(source, place) {
      const parsed = file.parse(source);
      const doubts: ExpressionProblem[] = [];
      if (parsed.ok) checkNode(parsed.value, checking(place, [], doubts));
      return doubts;
    },
    neverTrue(sources, fixed = []) {
      const [now, always] = [sources, fixed].map((all) => all.flatMap((source) => treeOf(source)));
      return neverTogether(now ?? [], { names: file.names, fact: facts.node, fixed: always ?? [] });
    },
    fact(id, source) {
      const way = facts.circle(id);
      return way === undefined || accepted ? expression(source, 'any', 'run') : err([circleProblem(way, source)]);
    },
    template(text, place) {
      const pieces = cut(text);
      return pieces.ok ? templateOf(pieces.value, (source) => holeOf(source, place, file, expression)) : pieces;
    },
  };
}

/** What a check needs to know of the file. Types of facts are found once. */
export function checkingOf({
  names,
  facts,
}: File): (place: ExpressionPlace, problems: ExpressionProblem[], doubts?: ExpressionProblem[]) => Checking {
  const types = new Map<string, Type>();
  const checking = (place: ExpressionPlace, problems: ExpressionProblem[], doubts?: ExpressionProblem[]): Checking => ({
    names,
    place,
    factType,
    factNeeds(id) {
      const node = facts.node(id);
      return node === undefined ? new Set() : facts.dependencies(node).needs;
    },
    report: (problem) => problems.push(problem),
    doubt: (problem) => doubts?.push(problem),
  });

  // What is wrong with a fact is reported where it stands; elsewhere it counts as any type.
  function factType(id: string): Type {
    const node = facts.node(id);
    if (node === undefined || facts.circle(id) !== undefined) return 'dyn';
    const type = types.get(id) ?? checkNode(node, checking('run', []));
    types.set(id, type);
    return type;
  }
  return checking;
}

/** Puts the pieces of a text together, every hole checked; without holes it is a string. */
function templateOf(pieces: readonly Piece[], hole: (source: string) => Checked<Hole>): Checked<Template | string> {
  const parts: (string | Hole)[] = [];
  const problems: ExpressionProblem[] = [];
  for (const piece of pieces) {
    if ('text' in piece) {
      parts.push(piece.text);
      continue;
    }
    const checked = hole(piece.source);
    if (checked.ok) parts.push(checked.value);
    else problems.push(...checked.error.map((problem) => moved(problem, piece.start)));
  }
  if (problems.length > 0) return err(problems);
  return ok(parts.every((part) => typeof part === 'string') ? parts.join('') : { $template: parts });
}

const moved = (problem: ExpressionProblem, by: number): ExpressionProblem => ({
  ...problem,
  start: problem.start + by,
  end: problem.end + by,
  ...(problem.fix && { fix: { ...problem.fix, start: problem.fix.start + by, end: problem.fix.end + by } }),
});

/** A hole: a secret input alone, or any expression. */
function holeOf(source: string, place: ExpressionPlace, file: File, check: Checker['expression']): Checked<Hole> {
  const parsed = file.parse(source);
  if (parsed.ok && parsed.value.op === 'chain' && place !== 'alert') {
    const secret = secretInput(parsed.value, file.names);
    if (secret !== undefined) return ok({ expression: { source, probes: [], before: [] }, secret });
  }
  const expression = check(source, 'any', place);
  return expression.ok ? ok({ expression: expression.value }) : expression;
}
