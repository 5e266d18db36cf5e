// Why an operator does not take its two values, and what was probably meant.

import { parseDuration } from '../../model/duration.ts';
import { parseSize } from '../../model/size.ts';
import type { ExpressionProblem } from '../environment.ts';
import { problemAt } from '../problem.ts';
import { type Node, textOf } from '../syntax/node.ts';
import { isRecord, kindOf, type Type, typeName, type ValueKind } from '../value-type.ts';
import { asNumber as numberIn } from './doubts.ts';

type Operation = Node & { readonly op: 'binary' };

/** What was probably meant, in words and as a change of the source. */
type Hint = Pick<ExpressionProblem, 'help' | 'fix'>;

/** The problem of a binary operation whose types do not fit. */
export function explainOperands(node: Operation, left: Type, right: Type): ExpressionProblem {
  const help =
    within(node, left, right) ??
    ranged(node) ??
    error(node, left, right) ??
    numeral(node, left, right) ??
    hint(node.left, left, right) ??
    hint(node.right, right, left) ??
    reading(node, left, right) ??
    seconds(node, left, right);
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

// A text is looked for in a text by `contains`.
function within({ sign, left, right, ...span }: Operation, part: Type, whole: Type): Hint | undefined {
  if (sign !== 'in' || kindOf(part) !== 'string' || kindOf(whole) !== 'string') return undefined;
  const text = `${textOf(right)}.contains(${textOf(left)})`;
  return { help: `write ${text}`, fix: { start: span.start, end: span.end, text } };
}

// `500 <= x <= 599` compares a truth value with 599.
function ranged({ sign, left, right, ...span }: Operation): Hint | undefined {
  const isOrder = /^[<>]=?$/.test(sign);
  if (!isOrder || left.op !== 'binary' || !/^[<>]=?$/.test(left.sign)) return undefined;
  const text = `${textOf(left)} && ${textOf(left.right)} ${sign} ${textOf(right)}`;
  return { help: `write ${text}`, fix: { start: span.start, end: span.end, text } };
}

// An error is a record: its kind is a word.
function error({ sign, left, right, ...span }: Operation, leftType: Type, rightType: Type): Hint | undefined {
  const [node, other] = isRecord(leftType, 'kind') ? [left, right] : isRecord(rightType, 'kind') ? [right, left] : [];
  if (node === undefined || other?.op !== 'literal' || (sign !== '==' && sign !== '!=')) return undefined;
  const written = textOf(node);
  const probe = written.replace(/\.error$/, '');
  const isAny = other.value === '' || other.value === null;
  const text = isAny
    ? `${sign === '==' ? '' : '!'}${probe}.ok`
    : `${written}.${/^E[A-Z]/.test(String(other.value)) ? 'code' : 'kind'} ${sign} ${textOf(other)}`;
  return { help: `write ${text}`, fix: { start: span.start, end: span.end, text } };
}

// A text that holds a number is compared as one.
function numeral({ sign, left, right }: Operation, leftType: Type, rightType: Type): Hint | undefined {
  const [node, other] = kindOf(leftType) === 'string' ? [left, right] : [right, left];
  const isNumeral = areKinds([leftType, rightType], ['number', 'string']);
  if (!isNumeral || node.op === 'literal' || other.op !== 'literal') return undefined;
  const isOutput = node.op === 'chain' && node.links.at(-1)?.key === 'stdout';
  if ((sign === '==' || sign === '!=') && !isOutput) return undefined;
  const text = numberIn(node);
  return { help: `write ${text}`, fix: { start: node.start, end: node.end, text } };
}

const areKinds = (types: readonly Type[], kinds: readonly ValueKind[]): boolean =>
  kinds.every((kind) => types.some((type) => kindOf(type) === kind));

// A probe is named where one of its fields is meant.
function reading({ left, right }: Operation, leftType: Type, rightType: Type): Hint | undefined {
  const [node, type, other] = isRecord(leftType, 'ok')
    ? [left, leftType, rightType]
    : isRecord(rightType, 'ok')
      ? [right, rightType, leftType]
      : [];
  if (node === undefined || type === undefined || other === undefined) return undefined;
  const field = { number: 'number', string: 'stdout', bool: 'ok' }[String(kindOf(other))];
  const name = textOf(node);
  if (field === undefined || !isRecord(type, field))
    return { help: `\`${name}\` is all that its probe saw: say which field, for example ${name}.ok` };
  const text = `${name}.${field}`;
  return { help: `write ${text}`, fix: { start: node.start, end: node.end, text } };
}

// Of a number that is no time by its name nobody knows its unit.
function seconds({ left, right }: Operation, leftType: Type, rightType: Type): Hint | undefined {
  if (!areKinds([leftType, rightType], ['duration', 'number'])) return undefined;
  const duration = textOf(kindOf(leftType) === 'duration' ? left : right);
  return {
    help: `fields that end in _ms are compared with a duration as they are; of others write the duration as a number: ${duration}.getSeconds(), or .getMilliseconds(), whichever the number counts`,
  };
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
