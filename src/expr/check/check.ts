// The static check of an expression: names, fields, types, patterns and constants, every problem at once. What is wrong
// counts as any type afterwards, so that one mistake is reported once.

import { typeOfOperation } from '../evaluate/operators.ts';
import { findRoot } from '../names.ts';
import { type Complaint, problemAt } from '../problem.ts';
import { isMilliseconds, type Node, textOf } from '../syntax/node.ts';
import { common, isRecord, kindOf, notNull, type Type, typeName } from '../value-type.ts';
import { bindsItems, checkCall, checkPattern } from './call.ts';
import { checkChain, checkLink, checkLinks } from './chain.ts';
import type { Checking } from './checking.ts';
import { dashedName } from './dashed-name.ts';
import { doubtsOf } from './doubts.ts';
import { explainOperands } from './explain-operands.ts';
import { neverEqual } from './never-equal.ts';

/** Types of the names that loops have bound. */
export type Bound = ReadonlyMap<string, Type>;

/** Checks an expression and gives its type. */
export function checkNode(node: Node, checking: Checking, bound: Bound = new Map()): Type {
  const inner = (child: Node): Type => checkNode(child, checking, bound);
  switch (node.op) {
    case 'literal':
      return typeOfLiteral(node.value);
    case 'chain': {
      const local = bound.get(node.root);
      return local === undefined ? checkChain(node, checking) : checkLinks(node, 0, local, checking);
    }
    case 'field':
      return checkLink({ type: inner(node.of), name: textOf(node.of) }, node.link, checking);
    case 'index':
      return checkIndex(node, inner(node.of), inner(node.at), checking);
    case 'not':
      expectBool(node.of, inner(node.of), checking);
      return 'bool';
    case 'and':
    case 'or': {
      const types = node.parts.map(inner);
      const instead = node.op === 'or' ? insteadOf(node.parts, types) : undefined;
      if (instead !== undefined) checking.report(problemAt(node, instead));
      else for (const [n, part] of node.parts.entries()) expectBool(part, types[n] ?? 'dyn', checking);
      return 'bool';
    }
    case 'minus':
      expect(node.of, inner(node.of), 'number', checking);
      return 'number';
    case 'binary': {
      const dashed = dashedName(node, checking.names);
      if (dashed !== null) {
        checking.report(dashed);
        return 'dyn';
      }
      return checkBinary(node, inner(node.left), inner(node.right), checking);
    }
    case 'choose':
      expectBool(node.condition, inner(node.condition), checking);
      return common(inner(node.yes), inner(node.no));
    case 'list':
      return { list: node.items.map(inner).reduce(common, 'never') };
    case 'map':
      return checkMap(node.entries, inner, checking);
    case 'has': {
      inner(node.of);
      if (!isField(node.of, checking, bound)) {
        const help = 'known(x) asks whether x has a value';
        checking.report(problemAt(node, { code: 'type', message: '`has` takes a field of something', help }));
      }
      return 'bool';
    }
    case 'known':
      inner(node.of);
      return 'bool';
    case 'call':
      if (node.name === 'matches' && node.method) return checkPattern(node, node.args.map(inner), checking);
      return checkCall(node, (bindsItems(node) ? node.args.slice(0, 1) : node.args).map(inner), checking);
    case 'loop':
      return checkLoop(node, inner(node.over), checking, bound);
  }
}

/** Whether a node is a field of a value: the first word of a chain is none, nor is what follows `inputs`. */
function isField(node: Node, { names }: Checking, bound: Bound): boolean {
  if (node.op !== 'chain') return node.op === 'field';
  return node.links.length > (bound.has(node.root) ? 0 : (findRoot(node, names)?.taken ?? 0));
}

function typeOfLiteral(value: null | boolean | number | string): Type {
  if (value === null) return 'null';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'number' : 'string';
}

/** Reports an expression that is no list. */
export function expectList(node: Node, type: Type, checking: Checking): void {
  const kind = kindOf(type);
  if (kind === null || kind === 'list') return;
  checking.report(problemAt(node, { code: 'type', message: `expected a list, got ${typeName(type)}` }));
}

/** Reports an expression that is not true or false. */
export function expectBool(node: Node, type: Type, checking: Checking): void {
  const kind = kindOf(type);
  if (kind === null || kind === 'bool') return;
  const message = `expected true or false, got ${typeName(type)}`;
  checking.report(problemAt(node, { code: 'type', message, ...asBool(node, type) }));
}

// `a || "b"` of languages in which what is empty is false.
function insteadOf(parts: readonly Node[], types: readonly Type[]): Complaint | undefined {
  const [value, fallback] = parts;
  if (value === undefined || fallback?.op !== 'literal' || typeof fallback.value === 'boolean') return undefined;
  if (parts.length !== 2 || types.some((type) => kindOf(type) === 'bool')) return undefined;
  const [a, b] = [textOf(value), textOf(fallback)];
  const help = a.startsWith('inputs.')
    ? `give the input a \`default\`, and write ${a}`
    : `write known(${a}) ? ${a} : ${b}`;
  return { code: 'type', message: '`||` joins what is true or false, and takes no default', help };
}

function asBool(node: Node, type: Type): Pick<Complaint, 'help' | 'instead'> {
  const written = textOf(node);
  if (isRecord(type, 'ok')) return { help: `write ${written}.ok`, instead: `${written}.ok` };
  if (isRecord(type, 'kind')) return { help: `write ${written}.kind == "…", or .ok of the step` };
  const kind = kindOf(type);
  return kind === 'string' || kind === 'number' ? { help: `compare it: ${written} == …` } : {};
}

function expect(node: Node, type: Type, kind: 'number' | 'string', checking: Checking): void {
  const found = kindOf(type);
  if (found === null || found === kind) return;
  checking.report(problemAt(node, { code: 'type', message: `expected ${typeName(kind)}, got ${typeName(type)}` }));
}

function checkIndex(node: Node & { readonly op: 'index' }, of: Type, at: Type, checking: Checking): Type {
  const owner = notNull(of);
  if (owner === 'dyn' || owner === 'never') return 'dyn';
  if (typeof owner === 'string') {
    const message = `\`${textOf(node.of)}\` is ${typeName(owner)}: it has no elements`;
    checking.report(problemAt(node, { code: 'type', message }));
    return 'dyn';
  }
  expect(node.at, at, 'list' in owner ? 'number' : 'string', checking);
  if ('list' in owner) return owner.list;
  return 'map' in owner ? owner.map : 'dyn';
}

type Binary = Node & { readonly op: 'binary' };

function checkBinary(node: Binary, left: Type, right: Type, checking: Checking): Type {
  const divisor = node.right;
  if ((node.sign === '/' || node.sign === '%') && divisor.op === 'literal' && divisor.value === 0) {
    checking.report(problemAt(divisor, { code: 'value', message: 'division by zero' }));
  }
  const type = typeOfOperation(node.sign, timed(node.left, left, right), timed(node.right, right, left));
  if (type !== null) {
    for (const problem of neverEqual(node, left, right)) checking.report(problem);
    for (const problem of doubtsOf(node, left, right)) checking.doubt(problem);
    return type;
  }
  checking.report(explainOperands(node, left, right));
  return 'dyn';
}

// A field that says milliseconds is compared with a duration as one.
const timed = (node: Node, type: Type, other: Type): Type =>
  kindOf(type) === 'number' && kindOf(other) === 'duration' && isMilliseconds(node) ? 'duration' : type;

function checkMap(entries: readonly (readonly [Node, Node])[], inner: (node: Node) => Type, checking: Checking): Type {
  for (const [key] of entries) expect(key, inner(key), 'string', checking);
  return { map: entries.map(([, value]) => inner(value)).reduce(common, 'never') };
}

function checkLoop(node: Node & { readonly op: 'loop' }, over: Type, checking: Checking, bound: Bound): Type {
  const range = notNull(over);
  const kind = kindOf(range);
  if (kind !== null && kind !== 'list' && kind !== 'map') {
    const message = `\`${node.how}\` goes over a list, and this is ${typeName(range)}`;
    checking.report(problemAt(node.over, { code: 'type', message }));
  }
  const item: Type = typeof range === 'object' && 'list' in range ? range.list : kind === 'map' ? 'string' : 'dyn';
  const inside = new Map(bound).set(node.variable, item);
  if (node.where !== undefined) expectBool(node.where, checkNode(node.where, checking, inside), checking);
  const body = checkNode(node.body, checking, inside);
  if (node.how === 'map') return { list: body };
  expectBool(node.body, body, checking);
  if (node.how !== 'filter') return 'bool';
  return { list: item };
}
