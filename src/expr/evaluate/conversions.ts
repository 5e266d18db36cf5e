// Conversions between the kinds of values. A failed one is unknown, with the reason; it never throws.

import { parseDuration } from '../../model/duration.ts';
import { parseSize } from '../../model/size.ts';
import { duration, isTime, type MaybeValue, numberText, timestamp, toJson, unknown, type Value } from './value.ts';

/** Milliseconds of the years 0001 and 9999, the range of RFC 3339. */
const [EARLIEST, LATEST] = [-62_135_596_800_000, 253_402_300_799_999];

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** No number, size, duration or time is written in more characters. */
const LONGEST = 400;

/** A text as a conversion reads it: what is longer than any of their forms is none of them. */
const read = (value: Value): string => (typeof value === 'string' && value.length > LONGEST ? '' : String(value));

/** `"512mb"` -> bytes, in Redis units. */
export function toBytes(value: Value): MaybeValue {
  return parseSize(read(value)) ?? unknown(`${quote(value)} is no size such as "512mb" or "2gb"`);
}

/** `"1h30m"` -> a duration. */
export function toDuration(value: Value): MaybeValue {
  const ms = parseDuration(read(value));
  return ms === null ? unknown(`${quote(value)} is no duration such as "1h30m"`) : duration(ms);
}

/** RFC 3339 text -> a timestamp. */
export function toTimestamp(value: Value): MaybeValue {
  const text = read(value);
  const ms = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!(ms >= EARLIEST && ms <= LATEST)) return unknown(`${quote(value)} is no time such as "2026-03-01T14:05:00Z"`);
  return timestamp(ms);
}

/** Any plain value -> text. */
export function toString(value: Value): MaybeValue {
  return typeof value === 'number' ? numberText(value) : String(toJson(value));
}

/** Text -> a number. */
export function toNumber(value: Value): MaybeValue {
  if (typeof value === 'number') return value;
  const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(read(value)) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : unknown(`${quote(value)} is no number`);
}

/** A number or text -> a whole number; what stands behind the point is cut off. */
export function toWhole(value: Value): MaybeValue {
  if (typeof value === 'number') return Math.trunc(value);
  const number = /^[+-]?\d+$/.test(read(value)) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : unknown(`${quote(value)} is no whole number`);
}

const BOOLEANS: ReadonlyMap<Value, boolean> = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

/** Text -> true or false. */
export function toBool(value: Value): MaybeValue {
  if (typeof value === 'boolean') return value;
  return BOOLEANS.get(value) ?? unknown(`${quote(value)} is neither true nor false`);
}

/** The result of arithmetic, as long as it is a number that exists. */
export function finite(number: number): MaybeValue {
  return Number.isFinite(number) ? number : unknown('the result is out of range');
}

/** A duration or a timestamp moved by milliseconds. */
export function moved(value: Value, ms: number): MaybeValue {
  const to = isTime(value) ? value.ms + ms : Number.NaN;
  return to >= EARLIEST && to <= LATEST ? timestamp(to) : unknown('the result is out of range');
}

const quote = (value: Value): string => {
  const text = String(value);
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
};
