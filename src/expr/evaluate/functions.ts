// The functions and methods of expressions: for each its parameters, its result and what it does, in one table that both the
// check and the evaluation use. `matches` stands elsewhere (matches.ts): its pattern is compiled when the file is read.

import { kindOf, type Type, type ValueKind } from '../value-type.ts';
import { type Budget, CHARACTERS_A_UNIT, payList, paySearch, payText, spend } from './budget.ts';
import * as convert from './conversions.ts';
import { isList, isMap, isTime, isUnknown, kindOfValue, type MaybeValue, unknown, type Value } from './value.ts';

/** One form of a function. The receiver of a method is its first parameter. */
export interface Definition {
  /** How it is called: `size(x)`, `x.size()`, or both. */
  readonly form: 'function' | 'method' | 'both';
  /** The kinds that each argument may have. */
  readonly parameters: readonly (readonly ValueKind[])[];
  readonly result: Type;
  /** Pays for the work that it is, where that grows with its arguments; for a result that is made it is paid besides. */
  pay?(budget: Budget, ...args: readonly Value[]): void;
  /** Gets arguments of those kinds. Never throws. */
  run(...args: readonly Value[]): MaybeValue;
}

/** The longest text, in UTF-16 units, that a function gives: that of a reading. */
export const MAX_TEXT = 4 * 1024 * 1024;

/** The longest list that a function gives. */
export const MAX_LIST = 50_000;

/** A conversion. */
function ofValue(kinds: readonly ValueKind[], result: Type, run: (value: Value) => MaybeValue): Definition {
  return {
    form: 'function',
    parameters: [kinds],
    result,
    pay: (budget) => spend(budget, 4),
    run: (value = null) => run(value),
  };
}

/** A method of a string that goes over it so many characters a unit. */
function ofText(run: (text: string) => MaybeValue, charactersAUnit: number): Definition {
  return {
    form: 'method',
    parameters: [['string']],
    result: 'string',
    pay: (budget, text) => spend(budget, lengthOf(text) / charactersAUnit),
    run: (text) => run(String(text)),
  };
}

/** A method of a string that looks for a string in it. */
function onText(result: Type, run: (text: string, other: string) => MaybeValue): Definition {
  return {
    form: 'method',
    parameters: [['string'], ['string']],
    result,
    pay: (budget, text, other) => paySearch(budget, lengthOf(text), lengthOf(other)),
    run: (text, other) => run(String(text), String(other)),
  };
}

const lengthOf = (value: Value | undefined): number =>
  typeof value === 'string' ? value.length : value !== undefined && isList(value) ? value.length : 0;

/** Characters that are gone over one by one for one unit. */
const SLOW = 16;

/** A method of a duration that counts whole units. */
function ofDuration(unitMs: number): Definition {
  const run = (value: Value = null): MaybeValue =>
    isTime(value) ? Math.trunc(value.ms / unitMs) : unknown('it is no duration');
  return { form: 'method', parameters: [['duration']], result: 'number', run };
}

/** A method of a timestamp that names a part of it, in UTC. */
function ofTimestamp(part: (date: Date) => number): Definition {
  const run = (value: Value = null): MaybeValue =>
    isTime(value) ? part(new Date(value.ms)) : unknown('it is no timestamp');
  return { form: 'method', parameters: [['timestamp']], result: 'number', run };
}

const size: Definition = {
  form: 'both',
  parameters: [['string', 'list', 'map']],
  result: 'number',
  pay(budget, value = null) {
    if (typeof value === 'string') spend(budget, value.length / SLOW);
    else if (isMap(value)) spend(budget, 2 * Object.keys(value).length);
  },
  run(value = null) {
    if (isList(value)) return value.length;
    return isMap(value) ? Object.keys(value).length : charactersIn(String(value));
  },
};

const join = (by: readonly (readonly ValueKind[])[]): Definition => ({
  form: 'method',
  parameters: [['list'], ...by],
  result: 'string',
  pay(budget, list = [], separator = '') {
    spend(budget, lengthOf(list));
    const items = isList(list) ? list : [];
    payText(
      budget,
      items.reduce<number>((sum, item) => sum + lengthOf(item) + lengthOf(separator), 0),
    );
  },
  run(list = null, separator = '') {
    if (!isList(list) || list.some((item) => typeof item !== 'string'))
      return unknown('the list holds more than strings');
    return list.join(String(separator));
  },
});

const substring = (positions: readonly (readonly ValueKind[])[]): Definition => ({
  form: 'method',
  parameters: [['string'], ...positions],
  result: 'string',
  pay: (budget, text) => spend(budget, lengthOf(text) / SLOW),
  run(value, start, end) {
    const text = String(value);
    const length = charactersIn(text);
    const [from, to] = [Number(start), end === undefined ? length : Number(end)];
    const inside = Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= length;
    return inside ? text.slice(unitsTo(text, from), unitsTo(text, to)) : unknown(`the string has ${length} characters`);
  },
});

/** How many characters a text has: a pair of surrogates is one. */
const charactersIn = (text: string): number => {
  let count = 0;
  for (let at = 0; at < text.length; at = behind(text, at)) count += 1;
  return count;
};

/** Where the character of that number begins, in UTF-16 units. */
function unitsTo(text: string, character: number): number {
  let at = 0;
  for (let left = character; left > 0; left--) at = behind(text, at);
  return at;
}

const behind = (text: string, at: number): number => at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

const split: Definition = {
  ...onText({ list: 'string' }, (text, by) => text.split(by, MAX_LIST + 1)),
  pay(budget, text, by) {
    paySearch(budget, lengthOf(text), lengthOf(by));
    // Before it is done the number of pieces is not known: no more than this.
    const pieces = Math.min(MAX_LIST, lengthOf(text) / Math.max(1, lengthOf(by)));
    spend(budget, pieces / 8);
  },
};

const FUNCTIONS: ReadonlyMap<string, readonly Definition[]> = new Map([
  ['size', [size]],
  ['size_of', [ofValue(['string'], 'number', convert.toBytes)]],
  ['duration', [ofValue(['string'], 'duration', convert.toDuration)]],
  ['timestamp', [ofValue(['string'], 'timestamp', convert.toTimestamp)]],
  ['string', [ofValue(['string', 'number', 'bool', 'duration', 'timestamp'], 'string', convert.toString)]],
  ['double', [ofValue(['number', 'string'], 'number', convert.toNumber)]],
  ['int', [ofValue(['number', 'string'], 'number', convert.toWhole)]],
  ['bool', [ofValue(['bool', 'string'], 'bool', convert.toBool)]],

  ['startsWith', [onText('bool', (text, start) => text.startsWith(start))]],
  ['endsWith', [onText('bool', (text, end) => text.endsWith(end))]],
  ['contains', [onText('bool', (text, part) => text.includes(part))]],
  ['split', [split]],
  ['lowerAscii', [ofText((text) => text.replace(/[A-Z]+/g, (run) => run.toLowerCase()), 1)]],
  ['upperAscii', [ofText((text) => text.replace(/[a-z]+/g, (run) => run.toUpperCase()), 1)]],
  ['trim', [ofText((text) => text.trim(), CHARACTERS_A_UNIT)]],
  ['substring', [substring([['number']]), substring([['number'], ['number']])]],
  ['join', [join([]), join([['string']])]],

  ['getHours', [ofDuration(3_600_000), ofTimestamp((date) => date.getUTCHours())]],
  ['getMinutes', [ofDuration(60_000), ofTimestamp((date) => date.getUTCMinutes())]],
  ['getSeconds', [ofDuration(1000), ofTimestamp((date) => date.getUTCSeconds())]],
  ['getMilliseconds', [ofDuration(1), ofTimestamp((date) => date.getUTCMilliseconds())]],
  ['getDayOfWeek', [ofTimestamp((date) => date.getUTCDay())]],
  ['getDate', [ofTimestamp((date) => date.getUTCDate())]],
  ['getMonth', [ofTimestamp((date) => date.getUTCMonth())]],
  ['getFullYear', [ofTimestamp((date) => date.getUTCFullYear())]],
]);

/** Every name that can be called, macros and `matches` included. */
export const CALLABLE: readonly string[] = [
  ...FUNCTIONS.keys(),
  'matches',
  'has',
  'known',
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
];

/** The forms of a function; none when there is no such function. */
export const formsOf = (name: string): readonly Definition[] => FUNCTIONS.get(name) ?? [];

/** The form that fits a call; a kind of null fits every parameter. */
export function pick(name: string, method: boolean, kinds: readonly (ValueKind | null)[]): Definition | undefined {
  return formsOf(name).find(
    ({ form, parameters }) =>
      form !== (method ? 'function' : 'method') &&
      parameters.length === kinds.length &&
      parameters.every((allowed, i) => {
        const kind = kinds[i];
        return kind === null || (kind !== undefined && allowed.includes(kind));
      }),
  );
}

/** What a call gives, by the types of its arguments; null when no form fits. */
export function resultOf(name: string, method: boolean, types: readonly Type[]): Type | null {
  return pick(name, method, types.map(kindOf))?.result ?? null;
}

/** Carries out a call. Arguments of other kinds than the function takes are unknown, as is a result too long to keep. */
export function callFunction(name: string, method: boolean, args: readonly Value[], budget: Budget): MaybeValue {
  const definition = pick(name, method, args.map(kindOfValue));
  if (definition === undefined) return unknown(`${name} does not take such values`);
  definition.pay?.(budget, ...args);
  const result = definition.run(...args);
  if (typeof result === 'string') payText(budget, result.length);
  const list = !isUnknown(result) && isList(result) ? result : [];
  if (list.length > 0) payPieces(budget, list);
  const long = (typeof result === 'string' && result.length > MAX_TEXT) || list.length > MAX_LIST;
  return long ? unknown(`the result of ${name} is too long`) : result;
}

function payPieces(budget: Budget, pieces: readonly Value[]): void {
  payList(budget, pieces.length);
  for (const piece of pieces) payText(budget, lengthOf(piece));
}
