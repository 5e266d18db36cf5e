// Why an operator does not take its two values, and what was probably meant.

import { parseDuration } from '../../model/duration.ts';
import { parseSize } from '../../model/size.ts';
import type { ExpressionProblem } from '../environment.ts';
import { problemAt } from '../problem.ts';
import { type Node, textOf } from '../syntax/node.ts';
import { kindOf, type Type, typeName } from '../value-type.ts';

type Operation = Node & { readonly op: 'binary' };

/** What was probably meant, in words and as a change of the source. */
type Hint = Pick<ExpressionProblem, 'help' | 'fix'>;

/** The problem of a binary operation whose types do not fit. */
export function explainOperands(node: Operation, left: Type, right: Type): ExpressionProblem {
  const help = hint(node.left, left, right) ?? hint(node.right, right, left);
  return { ...problemAt(node, { code: 'type', message: sentence(node, left, right) }), ...help };
}

function sentence({ sign, ...node }: Operation, left: Type, right: Type): string {
  const [a, b] = [typeName(left), typeName(right)];
  if (sign === 'in') return `\`in\` looks for a value in a list, or for a string in a record; this is ${a} in ${b}`;
  if (sign !== '==' && sign !== '!=') return `\`${sign}\` does not take ${a} and ${b}`;
  if (left === 'null') return `\`${textOf(node.right)}\` is never null`;
  if (right === 'null') return `\`${textOf(node.left)}\` is never null`;
  return a === b ? 'these two lists can never be equal' : `${a} and ${b} can never be equal`;
}

/** What to write instead of one side, given what stands on the other. */
function hint(node: Node, type: Type, other: Type): Hint | undefined {
  if (type === 'null') return { help: 'known(x) asks whether x has a value' };
  if (node.op !== 'literal') return undefined;
  const kind = kindOf(other);
  const write = (text: string, help = `write ${text}`): Hint => ({
    help,
    fix: { start: node.start, end: node.end, text },
  });
  if (typeof node.value === 'string') {
    const text = JSON.stringify(node.value);
    if (kind === 'duration' && parseDuration(node.value) !== null) return write(`duration(${text})`);
    if (kind === 'timestamp') return write(`timestamp(${text})`);
    const isNumber = kind === 'number' && /^-?\d+(\.\d+)?$/.test(node.value);
    if (isNumber || (kind === 'bool' && (node.value === 'true' || node.value === 'false')))
      return write(node.value, `write ${node.value} without quotes`);
    return kind === 'number' ? asNumber(node.value, write) : undefined;
  }
  if (typeof node.value === 'number' && kind === 'duration') return write(`duration("${node.value}s")`);
  return typeof node.value === 'number' && kind === 'string' ? write(`"${node.value}"`) : undefined;
}

/** A size or a duration in quotes, as the number that was meant; some are both. */
function asNumber(text: string, write: (text: string, help?: string) => Hint): Hint | undefined {
  const size = parseSize(text) === null ? undefined : `size_of(${JSON.stringify(text)})`;
  const ms = parseDuration(text);
  if (ms === null) return size === undefined ? undefined : write(size);
  if (size !== undefined) return { help: `write ${size}, or ${ms} for milliseconds` };
  return write(String(ms), `times are in milliseconds: write ${ms}`);
}
