// What is allowed in an expression and, as a rule, not what was meant: it would be compared in a way that nobody expects, or
// be unknown for ever.

import type { ExpressionProblem } from '../environment.ts';
import { problemAt } from '../problem.ts';
import { type Chain, type Node, nameOf, textOf } from '../syntax/node.ts';
import { kindOf, type Type } from '../value-type.ts';

type Binary = Node & { readonly op: 'binary' };

/** What is doubtful about a comparison. */
export function doubtsOf(node: Binary, left: Type, right: Type): readonly ExpressionProblem[] {
  return [textOrder(node, left, right), nullTest(node, left, right), codeOfKind(node)].filter((one) => one !== null);
}

// "100" < "90": texts are compared character by character.
function textOrder(node: Binary, left: Type, right: Type): ExpressionProblem | null {
  const isOrder = node.sign === '<' || node.sign === '<=' || node.sign === '>' || node.sign === '>=';
  if (!isOrder || kindOf(left) !== 'string' || kindOf(right) !== 'string') return null;
  const [value, number] = node.right.op === 'literal' ? [node.left, node.right] : [node.right, node.left];
  if (number.op !== 'literal' || value.op === 'literal' || !/^-?\d+(\.\d+)?$/.test(String(number.value))) return null;
  const [a, b] = [asNumber(value), String(number.value)];
  const instead = value === node.left ? `${a} ${node.sign} ${b}` : `${b} ${node.sign} ${a}`;
  const message = 'texts are compared character by character: "100" is less than "90"';
  return problemAt(node, { code: 'text-order', message, help: `write ${instead}`, instead });
}

/** How the number in a text is written: the number that a command printed, or a conversion. */
export function asNumber(node: Node): string {
  const isOutput = node.op === 'chain' && node.links.at(-1)?.key === 'stdout';
  return isOutput ? `${nameOf(node, node.links.length - 1)}.number` : `double(${textOf(node)})`;
}

// Of what is not there nothing is null: it is unknown.
function nullTest(node: Binary, left: Type, right: Type): ExpressionProblem | null {
  if (node.sign !== '==' && node.sign !== '!=') return null;
  const value = right === 'null' && left === 'dyn' ? node.left : left === 'null' && right === 'dyn' ? node.right : null;
  if (value === null || new RegExp(`known\\(\\s*${escaped(textOf(value))}\\s*\\)`).test(node.source)) return null;
  const instead = `${node.sign === '==' ? '!' : ''}known(${textOf(value)})`;
  const message = `\`${textOf(value)}\` is unknown, not null, where the answer does not have it`;
  return problemAt(node, {
    code: 'null-test',
    message,
    help: `write ${instead}; or ask both, where it may be there as null`,
    instead,
  });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const KINDS: ReadonlySet<unknown> = new Set(['refused', 'unreachable', 'dns', 'reset', 'closed', 'auth']);

// `error.code` is the system's own word, `error.kind` is ours.
function codeOfKind({ sign, left, right }: Binary): ExpressionProblem | null {
  const [chain, word] = left.op === 'chain' ? [left, right] : [right, left];
  if ((sign !== '==' && sign !== '!=') || chain.op !== 'chain' || word.op !== 'literal' || !KINDS.has(word.value))
    return null;
  const [owner, field] = chain.links.slice(-2).map(({ key }) => key);
  if (owner !== 'error' || field !== 'code') return null;
  const kind = `${nameOf(chain, chain.links.length - 1)}.kind`;
  const message = `"${word.value}" is a word of \`error.kind\`; \`error.code\` is the system's own, such as "ECONNREFUSED"`;
  const at = { start: chain.start, end: chain.end };
  return problemAt(at, { code: 'error-code', message, help: `write ${kind}`, instead: kind });
}

/** `x.length` of a value that is known only when it is looked at: a field of that name, as a rule meant as its size. */
export function lengthField(chain: Chain, at: number): ExpressionProblem | null {
  const link = chain.links[at];
  if (link?.key !== 'length' && !(typeof link?.key === 'number' && link.key < 0)) return null;
  const owner = nameOf(chain, at);
  if (typeof link.key === 'number') {
    const instead = `${owner}[size(${owner}) ${link.key < 0 ? '-' : '+'} ${Math.abs(link.key)}]`;
    const span = { start: chain.start, end: link.end + 1 };
    return problemAt(span, {
      code: 'dynamic-field',
      message: 'a list has no elements before its first',
      help: `write ${instead}`,
      instead,
    });
  }
  const span = { start: chain.start, end: link.end };
  const message = `this is a field called "length"; how many there are is size(…)`;
  return problemAt(span, { code: 'dynamic-field', message, help: `write size(${owner})`, instead: `size(${owner})` });
}
