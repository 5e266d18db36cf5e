// Evaluation in three values. Unknown goes through everything but `&&`, `||`, `exists`, `all` and `known`, and is never taken
// as true or as false. Every evaluation is bounded by a number of steps.

import { linearPattern } from '../model/linear-pattern.ts';
import { finite } from './conversions.ts';
import { callFunction } from './functions.ts';
import { follow, lookUp, type Source, step } from './look-up.ts';
import { type Node, type Span, textOf } from './node.ts';
import { operate } from './operators.ts';
import { type Answer, isList, isMap, isUnknown, kindOfValue, type Unknown, unknown, type Value } from './value.ts';
import { kindName } from './value-type.ts';

/** The longest text that `matches` looks at, in UTF-16 units. */
export const MAX_HAYSTACK = 64 * 1024;

/** What an evaluation may still do. */
export interface Budget {
  steps: number;
}

/** How much one evaluation may do: some hundredths of a second. */
export const MAX_STEPS = 200_000;

/** Carries the end of a budget out of the evaluation. */
export class OutOfSteps extends Error {}

/** Names that loops have bound. */
type Bound = ReadonlyMap<string, Value>;

/** An evaluation under way. */
export interface Evaluation extends Source {
  readonly budget: Budget;
}

const NONE: Bound = new Map();

/** Evaluates a node. Throws `OutOfSteps`, and nothing else but for lack of stack. */
export function evaluate(node: Node, run: Evaluation, bound: Bound = NONE): Answer {
  spend(run.budget, 1);
  const inner = (child: Node): Answer => evaluate(child, run, bound);
  switch (node.op) {
    case 'literal':
      return node.value;
    case 'chain': {
      if (!bound.has(node.root)) return lookUp(node, run);
      return follow(node, 0, { value: bound.get(node.root) ?? null, type: 'dyn' });
    }
    case 'field': {
      const of = inner(node.of);
      return isUnknown(of)
        ? of
        : named(
            step({ value: of, type: 'dyn' }, node.link.key, () => textOf(node.of)),
            node,
          );
    }
    case 'index':
      return index(node, inner(node.of), inner(node.at));
    case 'not': {
      const of = truthOf(node.of, inner(node.of));
      return isUnknown(of) ? of : !of;
    }
    case 'minus': {
      const of = inner(node.of);
      if (isUnknown(of)) return of;
      return typeof of === 'number'
        ? finite(-of)
        : unknown(`expected a number, got ${kindName(kindOfValue(of))}`, textOf(node));
    }
    case 'and':
      return decide(node.parts, false, inner);
    case 'or':
      return decide(node.parts, true, inner);
    case 'binary':
      return strict(node, [inner(node.left), inner(node.right)], run, ([left = null, right = null]) =>
        operate(node.sign, left, right),
      );
    case 'choose': {
      const condition = truthOf(node.condition, inner(node.condition));
      if (isUnknown(condition)) return condition;
      return inner(condition ? node.yes : node.no);
    }
    case 'list':
      return strict(node, node.items.map(inner), run, (items) => items);
    case 'map':
      return strict(node, node.entries.flat().map(inner), run, toMap);
    case 'has':
      return has(node.of, inner);
    case 'known':
      return !isUnknown(inner(node.of));
    case 'call':
      if (node.name === 'matches') return matches(node, inner, run.budget);
      return strict(node, node.args.map(inner), run, (args) =>
        callFunction(node.name, node.method, args, args.map(kindOfValue)),
      );
    case 'loop':
      return loop(node, inner(node.over), run, bound);
  }
}

function spend(budget: Budget, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new OutOfSteps();
}

/** Fills in what is unknown where the answer does not say yet. */
function named(answer: Answer, at: Span): Answer {
  return isUnknown(answer) && answer.at === '' ? unknown(answer.why, textOf(at)) : answer;
}

/** Unknown as soon as one of the values is; else what becomes of them, paid for by their size. */
function strict(
  node: Span,
  answers: readonly Answer[],
  run: Evaluation,
  work: (values: readonly Value[]) => Answer,
): Answer {
  const values: Value[] = [];
  for (const answer of answers) {
    if (isUnknown(answer)) return answer;
    spend(run.budget, weight(answer));
    values.push(answer);
  }
  return named(work(values), node);
}

/** What looking at all of a value costs, in steps. */
function weight(value: Value): number {
  if (typeof value === 'string') return value.length >> 8;
  if (isList(value)) return value.reduce<number>((sum, item) => sum + 1 + weight(item), 0) >> 2;
  return isMap(value) ? weight(Object.values(value)) : 0;
}

function truthOf(node: Node, answer: Answer): boolean | Unknown {
  if (typeof answer === 'boolean') return answer;
  if (isUnknown(answer)) return answer;
  return unknown(`expected true or false, got ${kindName(kindOfValue(answer))}`, textOf(node));
}

/** Kleene's `&&` (decided by false) and `||` (decided by true): what decides wins over unknown, on either side. */
function decide(parts: readonly Node[], decisive: boolean, inner: (node: Node) => Answer): Answer {
  let open: Answer | undefined;
  for (const part of parts) {
    const truth = truthOf(part, inner(part));
    if (truth === decisive) return decisive;
    if (isUnknown(truth)) open ??= truth;
  }
  return open ?? !decisive;
}

function index(node: Node & { readonly op: 'index' }, of: Answer, at: Answer): Answer {
  if (isUnknown(of)) return of;
  if (isUnknown(at)) return at;
  if (typeof at !== 'string' && typeof at !== 'number')
    return unknown(`expected a number or a string, got ${kindName(kindOfValue(at))}`, textOf(node.at));
  return named(
    step({ value: of, type: 'dyn' }, at, () => textOf(node.of)),
    node,
  );
}

function toMap(values: readonly Value[]): Answer {
  const entries: [string, Value][] = [];
  for (let i = 0; i + 1 < values.length; i += 2) {
    const [key, value] = [values[i] ?? null, values[i + 1] ?? null];
    if (typeof key !== 'string') return unknown(`expected a string as key, got ${kindName(kindOfValue(key))}`);
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** Whether a record that is known has a field. */
function has(field: Node, inner: (node: Node) => Answer): Answer {
  const owner = ownerOf(field);
  const of = owner === null ? unknown('it is no field', textOf(field)) : inner(owner);
  if (isUnknown(of)) return of;
  return !isUnknown(inner(field));
}

function ownerOf(node: Node): Node | null {
  if (node.op === 'field') return node.of;
  return node.op === 'chain' && node.links.length > 0 ? { ...node, links: node.links.slice(0, -1) } : null;
}

function matches(node: Node & { readonly op: 'call' }, inner: (node: Node) => Answer, budget: Budget): Answer {
  const [textNode, patternNode] = node.args;
  const text = textNode === undefined ? unknown('there is no text', textOf(node)) : inner(textNode);
  if (isUnknown(text)) return text;
  const pattern = patternNode?.op === 'literal' && typeof patternNode.value === 'string' ? patternNode.value : null;
  if (typeof text !== 'string') return unknown(`expected a string, got ${kindName(kindOfValue(text))}`, textOf(node));
  if (pattern === null) return unknown('its pattern is not written out', textOf(node));
  if (text.length > MAX_HAYSTACK) return unknown('the text is longer than 64 kB', textOf(node));
  const compiled = compile(pattern);
  if (typeof compiled === 'string') return unknown(compiled, textOf(node));
  spend(budget, (text.length * pattern.length) / 500);
  return compiled.test(text);
}

const patterns = new Map<string, RegExp | string>();

/** Compiled patterns are kept: there are as many as runbooks have written down. */
function compile(pattern: string): RegExp | string {
  const kept = patterns.get(pattern);
  if (kept !== undefined) return kept;
  const compiled = linearPattern(pattern);
  const result = compiled.ok ? compiled.value : compiled.error;
  patterns.set(pattern, result);
  return result;
}

function loop(node: Node & { readonly op: 'loop' }, over: Answer, run: Evaluation, bound: Bound): Answer {
  if (isUnknown(over)) return over;
  if (!isList(over) && !isMap(over))
    return unknown(`expected a list, got ${kindName(kindOfValue(over))}`, textOf(node.over));
  const items = isList(over) ? over : Object.keys(over);
  const at = (child: Node, item: Value): Answer => evaluate(child, run, new Map(bound).set(node.variable, item));
  switch (node.how) {
    case 'exists':
    case 'all':
      return quantify(node, items, at);
    case 'exists_one': {
      const kept = keep(node.body, items, at);
      return isUnknown(kept) ? kept : kept.length === 1;
    }
    case 'filter':
      return keep(node.body, items, at);
    case 'map': {
      const kept = node.where === undefined ? items : keep(node.where, items, at);
      return isUnknown(kept) ? kept : mapped(node.body, kept, at);
    }
  }
}

function quantify(
  node: Node & { readonly op: 'loop' },
  items: readonly Value[],
  at: (node: Node, item: Value) => Answer,
): Answer {
  const decisive = node.how === 'exists';
  let open: Answer | undefined;
  for (const item of items) {
    const truth = truthOf(node.body, at(node.body, item));
    if (truth === decisive) return decisive;
    if (isUnknown(truth)) open ??= truth;
  }
  return open ?? !decisive;
}

function keep(
  condition: Node,
  items: readonly Value[],
  at: (node: Node, item: Value) => Answer,
): readonly Value[] | Unknown {
  const kept: Value[] = [];
  for (const item of items) {
    const truth = truthOf(condition, at(condition, item));
    if (isUnknown(truth)) return truth;
    if (truth) kept.push(item);
  }
  return kept;
}

function mapped(body: Node, items: readonly Value[], at: (node: Node, item: Value) => Answer): Answer {
  const results: Value[] = [];
  for (const item of items) {
    const answer = at(body, item);
    if (isUnknown(answer)) return answer;
    results.push(answer);
  }
  return results;
}
