// Values while an expression is evaluated: JSON, durations and timestamps, and *unknown*, which carries its reason. Values
// never leave this folder as anything but JSON.

import { formatDuration } from '../../model/duration.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { NoValue, WhyUnknown } from '../../model/reasons/unknown.ts';
import type { ValueKind } from '../value-type.ts';

/** Marks what is no JSON; a symbol, so that no reading can forge it. */
const MARK: unique symbol = Symbol('expr');

/** A duration or a point in time, in milliseconds. */
export interface Time {
  readonly [MARK]: 'duration' | 'timestamp';
  readonly ms: number;
}

/** A value. Numbers are finite. */
export type Value = null | boolean | number | string | Time | readonly Value[] | { readonly [key: string]: Value };

/** No value: what is unknown (`at`, as written; "" until the evaluation fills it in), and why. */
export interface Unknown {
  readonly [MARK]: 'unknown';
  readonly at: string;
  readonly why: WhyUnknown;
}

/** A value, or why there is none. */
export type MaybeValue = Value | Unknown;

/** Makes an unknown; words that say why have no full stop. */
export const unknown = (why: string | WhyUnknown, at = ''): Unknown => ({
  [MARK]: 'unknown',
  at,
  why: typeof why === 'string' ? { code: 'no_value', shown: why } : why,
});

/** That something has no value, in words without a full stop. */
export const noValue = (at: string, shown: string): NoValue => ({ at, why: { code: 'no_value', shown } });

/** The words of what cannot be worked out. */
export const shownWhy = ({ why }: Unknown): string => (why.code === 'no_value' ? why.shown : why.code);

/** Makes a duration. */
export const duration = (ms: number): Time => ({ [MARK]: 'duration', ms });

/** Makes a point in time, from milliseconds since the epoch. */
export const timestamp = (ms: number): Time => ({ [MARK]: 'timestamp', ms });

/** Whether there is no value. */
export function isUnknown(answer: MaybeValue): answer is Unknown {
  return markOf(answer) === 'unknown';
}

/** Whether a value is a duration or a timestamp. */
export function isTime(value: MaybeValue): value is Time {
  const mark = markOf(value);
  return mark === 'duration' || mark === 'timestamp';
}

function markOf(value: MaybeValue): Time[typeof MARK] | 'unknown' | undefined {
  return typeof value === 'object' && value !== null && MARK in value ? value[MARK] : undefined;
}

/** What a value is. */
export function kindOfValue(value: Value): ValueKind {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    default:
      if (Array.isArray(value)) return 'list';
      return isTime(value) ? value[MARK] : 'map';
  }
}

/** Whether a value is a list. */
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Whether a value is a map or a record. */
export const isMap = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isTime(value);

/** A value as JSON: a duration becomes `1h30m`, a timestamp RFC 3339 in UTC. */
export function toJson(value: Value): Json {
  if (value === null || typeof value !== 'object') return value === 0 ? 0 : value;
  if (isTime(value)) return value[MARK] === 'duration' ? formatDuration(value.ms) : new Date(value.ms).toISOString();
  if (isList(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

/** A JSON value inside text: a string as it is, a number in plain digits, lists and maps as JSON. */
export function toText(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return JSON.stringify(value);
}

/** A number without `.0`, without an exponent where it is whole, and without the dust of binary fractions. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return value === 0 ? '0' : BigInt(value).toString();
  return String(Number(value.toPrecision(15)));
}

/** Whether a value holds, at any depth, a key with a meaning of its own in rendered trees. */
export function hasReservedKey(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasReservedKey);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, item]) => RESERVED_KEYS.has(key) || hasReservedKey(item));
}

const RESERVED_KEYS: ReadonlySet<string> = new Set(['$template', '$text', '$secret']);
