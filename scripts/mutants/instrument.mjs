// Mutants: one small fault each, planted in a file of source beside what stands there. All of them are in the instrumented
// text, and `__mutant(id)` says which one is switched on; so one import of the program serves them all.

import { parseAst } from 'vitest/node';

const OPPOSITE = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
};

/** Calls that mean something else under another name. */
const RENAMED = {
  some: 'every',
  every: 'some',
  find: 'findLast',
  findLast: 'find',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
};

/** Calls without which there is still a list, or a text. */
const LEFT_OUT = new Set(['filter', 'toReversed', 'toSorted', 'slice', 'trim', 'toLowerCase', 'subarray']);

/** What holds a place in which an expression may not stand in parentheses, or means something else there. */
const BARE = new Set([
  'MemberExpression',
  'ChainExpression',
  'ArrayPattern',
  'ObjectPattern',
  'RestElement',
  'UpdateExpression',
  'ExpressionStatement',
  'TaggedTemplateExpression',
  'SwitchCase',
  'TSAsExpression',
  'ImportExpression',
]);

/** The one place below these nodes where an expression may. */
const PLACES = {
  CallExpression: 'arguments',
  NewExpression: 'arguments',
  Property: 'value',
  PropertyDefinition: 'value',
  VariableDeclarator: 'init',
  AssignmentExpression: 'right',
  AssignmentPattern: 'right',
  ForOfStatement: 'right',
  ForInStatement: 'right',
  ForStatement: 'test',
  ArrowFunctionExpression: 'body',
};

const TYPES = new Set(['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments']);

/** The text with the faults that `wanted` takes: `{ line, was, now }` each; `number` gives each its id. */
export function instrument(text, { number, wanted }) {
  const codeOf = ({ start, end }) => text.slice(start, end);
  const idOf = (node, now) => {
    const mutant = { line: text.slice(0, node.start).split('\n').length, was: codeOf(node), now };
    return wanted(mutant) ? number(mutant) : null;
  };
  const replaced = (node, alternatives, whole) =>
    alternatives.reduce((rest, now) => {
      const id = idOf(node, now);
      return id === null ? rest : `(__mutant(${id})?(${now}):(${rest}))`;
    }, whole);
  const leftOut = (node, whole) => {
    const isEffect = ['CallExpression', 'AssignmentExpression', 'AwaitExpression'].includes(node.expression.type);
    if (!isEffect || codeOf(node).startsWith('super(')) return whole;
    const id = idOf(node, '');
    return id === null ? whole : `{if(!__mutant(${id})){${whole}}}`;
  };
  const write = (node, from = node.start, to = node.end) => {
    let at = from;
    let written = '';
    for (const { child, isPlace } of childrenOf(node)) {
      const inner = write(child);
      const now = child.type === 'ExpressionStatement' ? leftOut(child, inner) : inner;
      written += text.slice(at, child.start);
      written += isPlace ? replaced(child, alternativesOf(child, node, codeOf), now) : now;
      at = child.end;
    }
    return written + text.slice(at, to);
  };
  return write(parseAst(text, { lang: 'ts' }), 0, text.length);
}

// The nodes below a node in the order of the text; types are none.
function childrenOf(node) {
  const found = [];
  for (const [key, value] of Object.entries(node)) {
    if (TYPES.has(key)) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child === null || typeof child !== 'object' || typeof child.type !== 'string') continue;
      if (/^TS(?!AsExpression|SatisfiesExpression|NonNullExpression)/.test(child.type)) continue;
      if (child.type !== 'ImportDeclaration') found.push({ child, isPlace: isPlace(node, key) });
    }
  }
  // A property in short is there twice.
  return found
    .toSorted((a, b) => a.child.start - b.child.start)
    .filter(({ child }, n, all) => n === 0 || child.start >= all[n - 1].child.end);
}

function isPlace({ type }, key) {
  if (BARE.has(type)) return false;
  return !Object.hasOwn(PLACES, type) || PLACES[type] === key;
}

function alternativesOf(node, parent, codeOf) {
  const isTest = (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test === node;
  const found = isTest ? ['true', 'false'] : [];
  switch (node.type) {
    case 'BinaryExpression':
      found.push(...(OPPOSITE[node.operator] ?? []).map((is) => `${codeOf(node.left)} ${is} ${codeOf(node.right)}`));
      break;
    case 'LogicalExpression': {
      const [left, right] = [codeOf(node.left), codeOf(node.right)];
      found.push(left, right);
      if (node.operator !== '??') found.push(`(${left}) ${node.operator === '&&' ? '||' : '&&'} (${right})`);
      break;
    }
    case 'UnaryExpression':
      if (node.operator === '!' && !isTest) found.push(codeOf(node.argument));
      break;
    case 'CallExpression':
      found.push(...callsOf(node, codeOf));
      break;
    case 'ChainExpression':
      if (node.expression.type === 'CallExpression') found.push(...callsOf(node.expression, codeOf));
      break;
    case 'Literal':
      if (typeof node.value === 'boolean') found.push(String(!node.value));
      if (typeof node.value === 'number') found.push(String(node.value + 1));
      break;
    case 'ArrayExpression':
      found.push(...withoutSpreads(node.elements, codeOf).map((rest) => `[${rest}]`));
      break;
    case 'ObjectExpression':
      // What comes first is what the rest changes.
      found.push(...withoutSpreads(node.properties, codeOf, 1).map((rest) => `{${rest}}`));
      break;
  }
  return [...new Set(found)];
}

function withoutSpreads(parts, codeOf, from = 0) {
  return parts.flatMap((part, n) =>
    part?.type === 'SpreadElement' && n >= from ? [parts.toSpliced(n, 1).map(codeOf).join(', ')] : [],
  );
}

function callsOf({ callee, arguments: given }, codeOf) {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return [];
  const { name } = callee.property;
  const subject = codeOf(callee.object);
  if (LEFT_OUT.has(name)) return [subject];
  if (!Object.hasOwn(RENAMED, name)) return [];
  return [`${subject}${callee.optional ? '?.' : '.'}${RENAMED[name]}(${given.map(codeOf).join(', ')})`];
}
