// Evaluation in three values. Unknown goes through everything but `&&`, `||`, `exists`, `all` and `known`, and is never taken
// as true or as false. Every evaluation is bounded by a budget.

import { isMilliseconds, type Node, type Span, textOf } from '../syntax/node.ts';
import { kindName } from '../value-type.ts';
import { type Budget, payList, payMap, spend } from './budget.ts';
import { follow, type Source, step, valueOfChain } from './chain-value.ts';
import { callFunction } from './functions.ts';
import { asTruth, decide, type MaybeTruth } from './kleene.ts';
import { goOver } from './loops.ts';
import { search } from './matches.ts';
import { operate } from './operators.ts';
import { duration, isList, isMap, isUnknown, kindOfValue, type MaybeValue, unknown, type Value } from './value.ts';

/** Names that loops have bound, the innermost first. */
type Bound = { readonly name: string; readonly value: Value; readonly outer: Bound } | null;

/** An evaluation under way. */
export interface Evaluation extends Source {
  readonly budget: Budget;
  /** Answers of nodes outside loops, so that asking for one again costs nothing. */
  readonly kept: Map<Node, MaybeValue>;
}

/** Evaluates a node. Throws `OutOfBudget`, and nothing else but for lack of stack. */
export function evaluate(node: Node, run: Evaluation, bound: Bound = null): MaybeValue {
  if (bound !== null) return work(node, run, bound);
  const kept = run.kept.get(node);
  if (kept !== undefined) return kept;
  const answer = work(node, run, bound);
  run.kept.set(node, answer);
  return answer;
}

function work(node: Node, run: Evaluation, bound: Bound): MaybeValue {
  spend(run.budget, 1);
  const value = (child: Node): MaybeValue => evaluate(child, run, bound);
  const truth = (child: Node): MaybeTruth => truthOf(child, run, bound);
  const strictly = (parts: readonly Node[], become: (values: readonly Value[]) => MaybeValue): MaybeValue =>
    named(allKnown(parts.map(value), become), node);

  switch (node.op) {
    case 'literal':
      return node.value;
    case 'chain': {
      spend(run.budget, node.links.length);
      const local = boundAs(node.root, bound);
      return local === null ? valueOfChain(node, run) : follow(node, 0, { value: local.value, type: 'dyn' });
    }
    case 'field':
      return strictly([node.of], ([of = null]) => stepInto(of, node.of, node.link.key));
    case 'index':
      return strictly([node.of, node.at], ([of = null, at = null]) => stepInto(of, node.of, at));
    case 'not': {
      const of = truth(node.of);
      return isUnknown(of) ? of : !of;
    }
    case 'minus':
      return strictly([node.of], ([of = null]) => operate('-', 0, of, run.budget));
    case 'and':
    case 'or':
      return decide(node.parts, node.op === 'or', truth);
    case 'binary':
      return strictly([node.left, node.right], ([left = null, right = null]) =>
        operate(node.sign, timed(node.left, left, right), timed(node.right, right, left), run.budget),
      );
    case 'choose': {
      const condition = truth(node.condition);
      return isUnknown(condition) ? condition : value(condition ? node.yes : node.no);
    }
    case 'list':
      payList(run.budget, node.items.length);
      return strictly(node.items, (items) => items);
    case 'map':
      payMap(run.budget, node.entries.length);
      return strictly(node.entries.flat(), toMap);
    case 'has':
      return has(node.of, value);
    case 'known':
      return !isUnknown(value(node.of));
    case 'call':
      return strictly(node.args, (args) => call(node, args, run.budget));
    case 'loop':
      return loop(node, value(node.over), run, bound);
  }
}

// A field that says milliseconds is compared with a duration as one.
function timed(node: Node, value: Value, other: Value): Value {
  const isTime = typeof value === 'number' && kindOfValue(other) === 'duration' && isMilliseconds(node);
  return isTime ? duration(value) : value;
}

function boundAs(name: string, bound: Bound): Bound {
  let at = bound;
  while (at !== null && at.name !== name) at = at.outer;
  return at;
}

function truthOf(node: Node, run: Evaluation, bound: Bound): MaybeTruth {
  const truth = asTruth(evaluate(node, run, bound));
  return isUnknown(truth) && truth.at === '' ? unknown(truth.why, textOf(node)) : truth;
}

/** Fills in what is unknown where the answer does not say yet. */
function named(answer: MaybeValue, at: Span): MaybeValue {
  return isUnknown(answer) && answer.at === '' ? unknown(answer.why, textOf(at)) : answer;
}

/** Unknown as soon as one of the values is; else what becomes of them. */
function allKnown(answers: readonly MaybeValue[], become: (values: readonly Value[]) => MaybeValue): MaybeValue {
  const values: Value[] = [];
  for (const answer of answers) {
    if (isUnknown(answer)) return answer;
    values.push(answer);
  }
  return become(values);
}

function stepInto(of: Value, node: Node, key: Value): MaybeValue {
  if (typeof key === 'string' || typeof key === 'number')
    return step({ value: of, type: 'dyn' }, key, () => textOf(node));
  return unknown(`expected a number or a string in [ ], got ${kindName(kindOfValue(key))}`);
}

function toMap(values: readonly Value[]): MaybeValue {
  const entries: [string, Value][] = [];
  for (let i = 0; i + 1 < values.length; i += 2) {
    const [key, value] = [values[i] ?? null, values[i + 1] ?? null];
    if (typeof key !== 'string') return unknown(`expected a string as key, got ${kindName(kindOfValue(key))}`);
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** Whether a record that is known has a field. */
function has(field: Node, value: (node: Node) => MaybeValue): MaybeValue {
  const owner = ownerOf(field);
  const of = owner === null ? unknown('it is no field', textOf(field)) : value(owner);
  return isUnknown(of) ? of : !isUnknown(value(field));
}

function ownerOf(node: Node): Node | null {
  if (node.op === 'field') return node.of;
  return node.op === 'chain' && node.links.length > 0 ? { ...node, links: node.links.slice(0, -1) } : null;
}

function call(node: Node & { readonly op: 'call' }, args: readonly Value[], budget: Budget): MaybeValue {
  if (node.name !== 'matches') return callFunction(node.name, node.method, args, budget);
  const [text = null, pattern = null] = args;
  // The check has compiled patterns that are written out; no other is ever run.
  return node.args[1]?.op === 'literal' ? search(text, pattern, budget) : unknown('its pattern is not written out');
}

function loop(node: Node & { readonly op: 'loop' }, over: MaybeValue, run: Evaluation, bound: Bound): MaybeValue {
  if (isUnknown(over)) return over;
  if (!isList(over) && !isMap(over)) {
    return unknown(`expected a list, got ${kindName(kindOfValue(over))}`, textOf(node.over));
  }
  const inside = (value: Value): Bound => ({ name: node.variable, value, outer: bound });
  const items = isList(over) ? over : Object.keys(over);
  if (!isList(over)) payMap(run.budget, items.length);
  return goOver(node, items, {
    budget: run.budget,
    value: (part, item) => evaluate(part, run, inside(item)),
    truth: (part, item) => truthOf(part, run, inside(item)),
  });
}
