// The functions and methods of expressions: for each its parameters, its result and what it does, in one table that both the
// check and the evaluation use. `matches` stands elsewhere (patterns.ts): its pattern is compiled when the file is read.

import { kindOf, type Type, type ValueKind } from '../value-type.ts';
import * as convert from './conversions.ts';
import { type Answer, isList, isMap, isTime, unknown, type Value } from './value.ts';

/** One form of a function. The receiver of a method is its first parameter. */
export interface Definition {
  /** How it is called: `size(x)`, `x.size()`, or both. */
  readonly form: 'function' | 'method' | 'both';
  /** The kinds that each argument may have. */
  readonly parameters: readonly (readonly ValueKind[])[];
  readonly result: Type;
  /** Gets arguments of those kinds. Never throws. */
  run(...args: readonly Value[]): Answer;
}

/** The longest text, in UTF-16 units, that a function gives. */
export const MAX_TEXT = 1024 * 1024;

/** The longest list that a function gives. */
export const MAX_LIST = 50_000;

/** A function of one value. */
function ofValue(kinds: readonly ValueKind[], result: Type, run: (value: Value) => Answer): Definition {
  return { form: 'function', parameters: [kinds], result, run: (value = null) => run(value) };
}

/** A method of a string. */
function ofText(run: (text: string) => Answer): Definition {
  return { form: 'method', parameters: [['string']], result: 'string', run: (text) => run(String(text)) };
}

/** A method of a string that takes a string. */
function onText(result: Type, run: (text: string, other: string) => Answer): Definition {
  return {
    form: 'method',
    parameters: [['string'], ['string']],
    result,
    run: (text, other) => run(String(text), String(other)),
  };
}

/** A method of a duration that counts whole units. */
function ofDuration(unitMs: number): Definition {
  const run = (value: Value = null): Answer =>
    isTime(value) ? Math.trunc(value.ms / unitMs) : unknown('it is no duration');
  return { form: 'method', parameters: [['duration']], result: 'number', run };
}

/** A method of a timestamp that names a part of it, in UTC. */
function ofTimestamp(part: (date: Date) => number): Definition {
  const run = (value: Value = null): Answer =>
    isTime(value) ? part(new Date(value.ms)) : unknown('it is no timestamp');
  return { form: 'method', parameters: [['timestamp']], result: 'number', run };
}

const size: Definition = {
  form: 'both',
  parameters: [['string', 'list', 'map']],
  result: 'number',
  run(value = null) {
    if (isList(value)) return value.length;
    return isMap(value) ? Object.keys(value).length : [...String(value)].length;
  },
};

const join = (by: readonly (readonly ValueKind[])[]): Definition => ({
  form: 'method',
  parameters: [['list'], ...by],
  result: 'string',
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
  run(text, start, end) {
    const chars = [...String(text)];
    const [from, to] = [Number(start), end === undefined ? chars.length : Number(end)];
    const inside = Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= chars.length;
    return inside ? chars.slice(from, to).join('') : unknown(`the string has ${chars.length} characters`);
  },
});

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
  ['split', [onText({ list: 'string' }, (text, by) => text.split(by, MAX_LIST + 1))]],
  ['lowerAscii', [ofText((text) => text.replace(/[A-Z]+/g, (run) => run.toLowerCase()))]],
  ['upperAscii', [ofText((text) => text.replace(/[a-z]+/g, (run) => run.toUpperCase()))]],
  ['trim', [ofText((text) => text.trim())]],
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
export function callFunction(
  name: string,
  method: boolean,
  args: readonly Value[],
  kinds: readonly ValueKind[],
): Answer {
  const definition = pick(name, method, kinds);
  if (definition === undefined) return unknown(`${name} does not take such values`);
  const result = definition.run(...args);
  const long =
    (typeof result === 'string' && result.length > MAX_TEXT) || (Array.isArray(result) && result.length > MAX_LIST);
  return long ? unknown(`the result of ${name} is too long`) : result;
}
