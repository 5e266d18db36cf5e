// Expressions and templates of one file: each is checked where it stands, its problems are put in their place in the text.

import type { Environment, ExpressionPlace, ExpressionProblem } from '../../expr/environment.ts';
import { mentionsOf } from '../../expr/syntax/mentions.ts';
import { cut } from '../../expr/template.ts';
import type { Expression, Template, TemplateTree } from '../../model/expression.ts';
import type { Result } from '../../model/result.ts';
import { optional } from '../optional.ts';
import { isText, type Node, type TextNode } from '../yaml/node.ts';
import type { Problems } from '../yaml/problems.ts';
import { rewrite } from '../yaml/rewrite.ts';
import { valueSpan } from '../yaml/value-span.ts';
import { hasTooManyHoles, MAX_HOLES } from './holes.ts';
import { type NamesUsed, noNames, noteNames } from './names-used.ts';

/** Reads the expressions of one file. What cannot be read is reported and undefined. */
export interface Expressions {
  /** A condition, or with `any` an expression of any type. */
  condition(node: Node | undefined, place: ExpressionPlace, expects?: 'bool' | 'any'): Expression | undefined;
  /** A text that may hold templates. */
  template(node: Node | undefined, place: ExpressionPlace): Template | string | undefined;
  /** Any value, each text in it a template. Undefined when something in it cannot be read. */
  tree(node: Node | undefined, place: ExpressionPlace): TemplateTree | undefined;
  /** What is said of an expression where a list is wanted; nothing: it may be one. */
  notList(source: string, place: ExpressionPlace): string | undefined;
  /** A fact by its id; it was checked with the environment. */
  fact(id: string, node: Node): Expression | undefined;
  /** Whether conditions that were read can never all be true; of `fixed` ones only what they ask of inputs counts. */
  readonly neverTrue: Environment['neverTrue'];
  /** Every expression read so far, those in holes too. */
  readonly seen: readonly SeenExpression[];
  /** Names mentioned so far. */
  readonly used: NamesUsed;
  /** The text of the file. */
  readonly text: string;
  /** Nodes that were read as a template or a condition so far, or of which it is said that they are none. */
  readonly read: Set<Node>;
}

/** An expression in the text that it stands in; `offset` is where it begins in the value of that text. */
export interface SeenExpression {
  readonly node: TextNode;
  readonly source: string;
  readonly offset: number;
}

/** What the expressions of a file are read with. */
export interface ExpressionSource {
  readonly environment: Environment;
  readonly text: string;
  readonly problems: Problems;
  /** Ids whose reading is not known, for a mistake in their step: what is said of their fields is left out. */
  readonly doubtful: ReadonlySet<string>;
  /** Whether declarations were lost to an error: then an unknown name says nothing. */
  readonly incomplete: boolean;
  /** Whether a name that nothing has follows from another mistake. */
  readonly isExcused: (name: string) => boolean;
}

/** Makes the reader of a file's expressions. */
export function expressionsOf(source: ExpressionSource): Expressions {
  const reader: Reader = { ...source, used: noNames(), read: new Set(), seen: [] };
  const { environment, seen, used, read } = reader;
  return {
    seen,
    used,
    read,
    text: source.text,
    neverTrue: environment.neverTrue,
    condition: (node, place, expects = 'bool') =>
      isText(node)
        ? readWhole(reader, node, { checked: environment.expression(node.value, expects, place), place })
        : undefined,
    template: (node, place) => (isText(node) ? readTemplate(reader, node, place) : undefined),
    tree: (node, place) => (node === undefined ? undefined : readTree(reader, node, place)),
    notList(source, place) {
      const checked = environment.expression(source, 'list', place);
      return checked.ok ? undefined : checked.error[0]?.message;
    },
    fact(id, node) {
      const checked = Object.hasOwn(environment.facts, id) ? environment.facts[id] : undefined;
      return isText(node) && checked !== undefined ? readWhole(reader, node, { checked, place: 'run' }) : undefined;
    },
  };
}

interface Reader extends ExpressionSource {
  readonly seen: SeenExpression[];
  readonly used: NamesUsed;
  readonly read: Set<Node>;
}

/** Problems told of one text; each costs a walk along it. */
const MAX_PROBLEMS = 20;

type Checked<T> = Result<T, readonly ExpressionProblem[]>;

/** A text that is one expression. */
function readWhole(
  reader: Reader,
  node: TextNode,
  { checked, place }: { readonly checked: Checked<Expression>; readonly place: ExpressionPlace },
): Expression | undefined {
  noteExpression(reader, { node, source: node.value, offset: 0 }, place);
  return valueOf(reader, node, checked);
}

function readTemplate(reader: Reader, node: TextNode, place: ExpressionPlace): Template | string | undefined {
  if (hasTooManyHoles(node.value)) {
    reader.read.add(node);
    reader.problems.add('error', node, { code: 'too-many', message: `more than ${MAX_HOLES} templates in one text` });
    return undefined;
  }
  const made = valueOf(reader, node, reader.environment.template(node.value, place));
  if (made === undefined) noteNames(node.value, reader.used);
  if (!node.value.includes('${{')) return made;
  const pieces = cut(node.value);
  for (const piece of pieces.ok ? pieces.value : [])
    if ('source' in piece) noteExpression(reader, { node, source: piece.source, offset: piece.start }, place);
  return made;
}

function readTree(reader: Reader, node: Node, place: ExpressionPlace): TemplateTree | undefined {
  switch (node.kind) {
    case 'broken':
      return undefined;
    case 'scalar':
      return isText(node) ? readTemplate(reader, node, place) : node.value;
    case 'list': {
      const items = node.items.map((item) => readTree(reader, item, place));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'map': {
      const entries = [...node.entries].map(([key, { value }]) => [key, readTree(reader, value, place)] as const);
      return entries.every(([, value]) => value !== undefined)
        ? (Object.fromEntries(entries) as TemplateTree)
        : undefined;
    }
  }
}

function valueOf<T>(reader: Reader, node: TextNode, checked: Checked<T>): T | undefined {
  reader.read.add(node);
  if (checked.ok) return checked.value;
  for (const problem of checked.error.slice(0, MAX_PROBLEMS)) addProblem(reader, node, problem);
  return undefined;
}

/** Notes the names in an expression, and lists where it asks `known`: the only way to act on not knowing. */
function noteExpression(reader: Reader, expression: SeenExpression, place: ExpressionPlace): void {
  const { node, source, offset } = expression;
  reader.seen.push(expression);
  const mentions = mentionsOf(source);
  noteNames(source, reader.used, mentions);
  for (const { start, end } of mentions?.known ?? []) {
    const span = valueSpan(node, reader.text, { start: offset + start, end: offset + end });
    reader.problems.add('note', span, { code: 'known', message: 'acts on whether something is known' });
  }
  for (const doubt of reader.environment.doubts(source, place)) {
    const moved = { ...doubt, start: doubt.start + offset, end: doubt.end + offset };
    const edit = doubt.fix && { ...doubt.fix, start: doubt.fix.start + offset, end: doubt.fix.end + offset };
    const { fix: _, start: __, end: ___, ...problem } = moved;
    const fix = edit && rewrite(node, reader.text, edit);
    reader.problems.add('warning', valueSpan(node, reader.text, moved), { ...problem, ...optional('fix', fix) });
  }
}

function addProblem(source: ExpressionSource, node: TextNode, problem: ExpressionProblem): void {
  const { incomplete, isExcused, doubtful, problems, text } = source;
  const suggests = problem.help?.startsWith('did you mean') === true;
  if (problem.code === 'unknown-name') {
    const name = node.value.slice(problem.start, problem.end);
    if (incomplete || (!suggests && isExcused(name))) return;
  }
  // An id with a dash in it is a difference where it is used.
  const dashed = /^(\w+)-\w/.exec(node.value.slice(problem.start, problem.end))?.[1];
  if (problem.code === 'type' && dashed !== undefined && isExcused(dashed)) return;
  if (problem.code !== 'syntax' && mentionsAny(node.value, doubtful)) return;
  // A suggestion belongs into the first line, which is all that a list of problems shows.
  const message = suggests ? `${problem.message}; ${problem.help}` : problem.message;
  const help = cutByComment(node, text) ?? (suggests ? undefined : problem.help);
  const { code } = problem;
  const fix = problem.fix && rewrite(node, text, problem.fix);
  problems.add('error', valueSpan(node, text, problem), {
    code,
    message,
    ...optional('help', help),
    ...optional('fix', fix),
  });
}

// A field of a probe that is wrong itself is no second mistake.
function mentionsAny(source: string, ids: ReadonlySet<string>): boolean {
  if (ids.size === 0) return false;
  const used = noNames();
  noteNames(source, used);
  return [...used.ids].some((id) => ids.has(id));
}

function cutByComment({ style, end }: TextNode, text: string): string | undefined {
  if (style !== 'plain' || !/^[ \t]+#/.test(text.slice(end, end + 80))) return undefined;
  return 'YAML takes " #" for the beginning of a comment: quote the whole expression';
}
