// Makes the environment of a file: puts the parts of this folder together, and remembers what was parsed.

import type { Evidence, Expression, Hole, Template, Text, Truth } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { err, ok, type Result } from '../model/result.ts';
import { checkNode, expectBool } from './check.ts';
import type { Checking } from './check-chain.ts';
import type { Declarations, Environment, ExpressionPlace, ExpressionProblem, Scope } from './environment.ts';
import { seenBy } from './evidence.ts';
import { circleProblem, type Facts, factsOf } from './facts.ts';
import { type Names, namesOf, secretInput } from './names.ts';
import type { Node } from './node.ts';
import { asksKnown } from './references.ts';
import { type Filling, renderText, renderTree } from './render.ts';
import { openSession, type Session } from './session.ts';
import { parseExpression } from './syntax.ts';
import { cut } from './template.ts';
import { type Answer, isUnknown, sentence, toJson } from './value.ts';
import type { Type } from './value-type.ts';

type Checked<T> = Result<T, readonly ExpressionProblem[]>;

/** What belongs to one file. */
interface File {
  readonly names: Names;
  readonly facts: Facts;
  parse(source: string): Result<Node, ExpressionProblem>;
}

/** The expressions of one file. The program must have switched on V8's linear regular expressions (model/linear-pattern.ts). */
export function environment(declarations: Declarations): Environment {
  const names = namesOf(declarations);
  const parsed = new Map<string, Result<Node, ExpressionProblem>>();
  const parse = (source: string): Result<Node, ExpressionProblem> => {
    const kept = parsed.get(source) ?? parseExpression(source);
    parsed.set(source, kept);
    return kept;
  };
  const file: File = { names, facts: factsOf(names), parse };
  const checkFile = checkerOf(file);

  return {
    facts: Object.fromEntries([...names.facts].map(([id, source]) => [id, checkFact(id, source, file, checkFile)])),
    expression: (source, expects, place) => checkFile(source, expects, place),
    template: (text, place) => checkTemplate(text, place, file, checkFile),
    truth: (expression, scope) => truth(expression, scope, file),
    value: (expression, scope) => valueOf(expression.source, openSession(names, file.facts, scope), file),
    render: (tree, scope) => guarded(() => renderTree(tree, fillingOf(scope, file))),
    text: (template, scope) => renderText(template, fillingOf(scope, file)),
  };
}

/** Whether an expression asks `known`, the one way to act on not knowing; false for what cannot be read. */
export function usesKnown(source: string): boolean {
  const parsed = parseExpression(source);
  return parsed.ok && asksKnown(parsed.value);
}

type Checker = (source: string, expects: 'bool' | 'any', place: ExpressionPlace) => Checked<Expression>;

function checkerOf({ names, facts, parse }: File): Checker {
  const types = new Map<string, Type>();
  const checking = (place: ExpressionPlace, problems: ExpressionProblem[]): Checking => ({
    names,
    place,
    factType,
    factNeeds: (id) => needsOf(facts.node(id)),
    report: (problem) => problems.push(problem),
  });
  const needsOf = (node: Node | undefined) => (node === undefined ? new Set<never>() : facts.dependencies(node).needs);

  /** The type of a fact; of one that is wrong, any. */
  function factType(id: string): Type {
    const node = facts.node(id);
    if (node === undefined || facts.circle(id) !== undefined) return 'dyn';
    const type = types.get(id) ?? checkNode(node, checking('run', []));
    types.set(id, type);
    return type;
  }

  return (source, expects, place) => {
    const parsed = parse(source);
    if (!parsed.ok) return err([parsed.error]);
    const problems: ExpressionProblem[] = [];
    const context = checking(place, problems);
    const type = checkNode(parsed.value, context);
    if (expects === 'bool') expectBool(parsed.value, type, context);
    if (problems.length > 0) return err(problems);
    const { probes, before } = facts.dependencies(parsed.value);
    return ok({ source, probes, before });
  };
}

function checkFact(id: string, source: string, { facts }: File, check: Checker): Checked<Expression> {
  const way = facts.circle(id);
  return way === undefined ? check(source, 'any', 'run') : err([circleProblem(way, source)]);
}

function checkTemplate(text: string, place: ExpressionPlace, file: File, check: Checker): Checked<Template | string> {
  const pieces = cut(text);
  if (!pieces.ok) return pieces;
  const parts: (string | Hole)[] = [];
  const problems: ExpressionProblem[] = [];
  for (const piece of pieces.value) {
    if ('text' in piece) {
      parts.push(piece.text);
      continue;
    }
    const hole = checkHole(piece.source, place, file, check);
    if (hole.ok) parts.push(hole.value);
    else
      problems.push(
        ...hole.error.map((problem) => ({
          ...problem,
          start: problem.start + piece.start,
          end: problem.end + piece.start,
        })),
      );
  }
  if (problems.length > 0) return err(problems);
  return ok(parts.every((part) => typeof part === 'string') ? parts.join('') : { $template: parts });
}

function checkHole(source: string, place: ExpressionPlace, { names, parse }: File, check: Checker): Checked<Hole> {
  const parsed = parse(source);
  if (parsed.ok && parsed.value.op === 'chain' && place !== 'alert') {
    const secret = secretInput(parsed.value, names);
    if (secret !== undefined) return ok({ expression: { source, probes: [], before: [] }, secret });
  }
  const expression = check(source, 'any', place);
  return expression.ok ? ok({ expression: expression.value }) : expression;
}

function truth({ source }: Expression, scope: Scope, { names, facts, parse }: File): Evidence {
  const parsed = parse(source);
  if (!parsed.ok) return { source, truth: 'unknown', saw: [{ name: source, unknown: parsed.error.message }] };
  const session = openSession(names, facts, scope);
  const answer = session.answer(parsed.value);
  const saw = seenBy(parsed.value, { names, look: session.look, factNode: facts.node });
  return { source, truth: truthOf(answer), saw };
}

/** What is neither true nor false is unknown. */
function truthOf(answer: Answer): Truth {
  return answer === true ? 'true' : answer === false ? 'false' : 'unknown';
}

function valueOf(source: string, session: Session, { parse }: File): Result<Json, string> {
  const parsed = parse(source);
  if (!parsed.ok) return err(`${source} cannot be read: ${parsed.error.message}`);
  const answer = session.answer(parsed.value);
  return isUnknown(answer)
    ? err(answer.at === '' ? `${source} is unknown: ${answer.why}` : sentence(answer))
    : ok(toJson(answer));
}

function fillingOf(scope: Scope, file: File): Filling {
  const session = openSession(file.names, file.facts, scope);
  return {
    value: (hole) => valueOf(hole.expression.source, session, file),
    secret: (name): Text =>
      Object.hasOwn(scope.secrets, name) ? (scope.secrets[name] ?? '') : { $text: [{ $secret: name }] },
  };
}

/** A tree that is nested beyond all measure is an error, not a crash. */
function guarded<T>(work: () => Result<T, string>): Result<T, string> {
  try {
    return work();
  } catch {
    return err('this cannot be filled in: it is nested too deeply');
  }
}
