// The operators that take two values, strict ones: what they accept, what they give, and how they are carried out.

import type { Infix } from '../syntax/node.ts';
import { common, comparable, kindName, kindOf, notNull, type Type, type ValueKind } from '../value-type.ts';
import { type Budget, CHARACTERS_A_UNIT, payList, payText, spend } from './budget.ts';
import { finite, moved } from './conversions.ts';
import { equal } from './equal.ts';
import { MAX_LIST, MAX_TEXT } from './functions.ts';
import { duration, isList, isMap, isTime, kindOfValue, type MaybeValue, unknown, type Value } from './value.ts';

const ORDERED: readonly ValueKind[] = ['number', 'string', 'duration', 'timestamp'];

/** What arithmetic accepts, and what comes of it. Lists are joined by `+` too. */
const ARITHMETIC: readonly (readonly [ValueKind, Infix, ValueKind, ValueKind])[] = [
  ['number', '+', 'number', 'number'],
  ['number', '-', 'number', 'number'],
  ['number', '*', 'number', 'number'],
  ['number', '/', 'number', 'number'],
  ['number', '%', 'number', 'number'],
  ['string', '+', 'string', 'string'],
  ['list', '+', 'list', 'list'],
  ['duration', '+', 'duration', 'duration'],
  ['duration', '-', 'duration', 'duration'],
  ['timestamp', '+', 'duration', 'timestamp'],
  ['duration', '+', 'timestamp', 'timestamp'],
  ['timestamp', '-', 'duration', 'timestamp'],
  ['timestamp', '-', 'timestamp', 'duration'],
];

/** The type of `left sign right`; null when the operator does not take these types. */
export function typeOfOperation(sign: Infix, left: Type, right: Type): Type | null {
  switch (sign) {
    case '==':
    case '!=':
      return comparable(left, right) ? 'bool' : null;
    case 'in':
      return typeOfMembership(left, notNull(right));
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [a, b] = [kindOf(left), kindOf(right)];
      const ordered = [a, b].every((kind) => kind === null || ORDERED.includes(kind));
      return ordered && (a === null || b === null || a === b) ? 'bool' : null;
    }
    default:
      return typeOfArithmetic(sign, notNull(left), notNull(right));
  }
}

function typeOfMembership(item: Type, range: Type): Type | null {
  if (range === 'dyn' || range === 'never') return 'bool';
  if (typeof range === 'string') return null;
  if ('list' in range) return comparable(item, range.list) ? 'bool' : null;
  const kind = kindOf(item);
  return kind === null || kind === 'string' ? 'bool' : null;
}

function typeOfArithmetic(sign: Infix, left: Type, right: Type): Type | null {
  const [a, b] = [kindOf(left), kindOf(right)];
  const fitting = ARITHMETIC.filter(([l, s, r]) => s === sign && (a === null || a === l) && (b === null || b === r));
  const [first, ...others] = fitting;
  if (first === undefined) return null;
  if (a === 'list' && b === 'list') return common(left, right);
  const result = first[3];
  if (result === 'list' || others.some((other) => other[3] !== result)) return 'dyn';
  return result === 'map' ? 'dyn' : result;
}

/** Carries out an operation. Values that it does not take are unknown, never false. */
export function operate(sign: Infix, left: Value, right: Value, budget: Budget): MaybeValue {
  switch (sign) {
    case '==':
      return equal(left, right, budget);
    case '!=':
      return !equal(left, right, budget);
    case 'in':
      return isMember(left, right, budget);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(sign, left, right, budget);
    default:
      return calculate(sign, left, right, budget);
  }
}

function isMember(item: Value, range: Value, budget: Budget): MaybeValue {
  if (isList(range)) {
    spend(budget, range.length / 4);
    return range.some((other) => equal(item, other, budget));
  }
  if (!isMap(range)) return unknown(`expected a list, got ${kindName(kindOfValue(range))}`);
  return typeof item === 'string' && Object.hasOwn(range, item);
}

function compare(sign: '<' | '<=' | '>' | '>=', left: Value, right: Value, budget: Budget): MaybeValue {
  const [kind, other] = [kindOfValue(left), kindOfValue(right)];
  if (kind !== other || !ORDERED.includes(kind)) return cannot(sign, kind, other);
  const [a, b] = [ordinal(left), ordinal(right)];
  if (typeof a === 'string' && typeof b === 'string') spend(budget, Math.min(a.length, b.length) / CHARACTERS_A_UNIT);
  switch (sign) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** What stands for a value in a comparison. */
const ordinal = (value: Value): number | string =>
  isTime(value) ? value.ms : typeof value === 'number' ? value : String(value);

function calculate(sign: Infix, left: Value, right: Value, budget: Budget): MaybeValue {
  if (typeof left === 'number' && typeof right === 'number') return calculateNumbers(sign, left, right);
  if (sign === '+' && typeof left === 'string' && typeof right === 'string') {
    if (left.length + right.length > MAX_TEXT) return unknown('the text is too long');
    payText(budget, left.length + right.length);
    return left + right;
  }
  if (sign === '+' && isList(left) && isList(right)) {
    if (left.length + right.length > MAX_LIST) return unknown('the list is too long');
    payList(budget, left.length + right.length);
    return [...left, ...right];
  }
  if (isTime(left) && isTime(right)) return calculateTimes(sign, left, right);
  return cannot(sign, kindOfValue(left), kindOfValue(right));
}

function calculateNumbers(sign: Infix, left: number, right: number): MaybeValue {
  switch (sign) {
    case '+':
      return finite(left + right);
    case '-':
      return finite(left - right);
    case '*':
      return finite(left * right);
    case '/':
      return right === 0 ? unknown('division by zero') : finite(left / right);
    case '%':
      return right === 0 ? unknown('division by zero') : finite(left % right);
    default:
      return cannot(sign, 'number', 'number');
  }
}

function calculateTimes(
  sign: Infix,
  left: Value & { readonly ms: number },
  right: Value & { readonly ms: number },
): MaybeValue {
  const [a, b] = [kindOfValue(left), kindOfValue(right)];
  const ms = sign === '+' ? right.ms : -right.ms;
  if (sign !== '+' && sign !== '-') return cannot(sign, a, b);
  if (a === 'timestamp' && b === 'duration') return moved(left, ms);
  if (a === 'duration' && b === 'timestamp' && sign === '+') return moved(right, left.ms);
  if (a === 'duration' && b === 'duration') return duration(left.ms + ms);
  if (a === 'timestamp' && b === 'timestamp' && sign === '-') return duration(left.ms + ms);
  return cannot(sign, a, b);
}

const cannot = (sign: Infix, left: ValueKind, right: ValueKind): MaybeValue =>
  unknown(`${sign} does not take ${kindName(left)} and ${kindName(right)}`);
