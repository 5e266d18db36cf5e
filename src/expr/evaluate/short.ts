// A value as people are shown it and as the record keeps it beside a decision: cut, with a mark where something is missing.

import { isObject, type Json } from '../../model/json.ts';
import type { WhyUnknown } from '../../model/reasons/unknown.ts';
import { OutOfBudget, part, payWhole } from './budget.ts';
import { isList, isMap, toJson, type Value } from './value.ts';

/** Longest string in a value that is cut, in UTF-16 units. */
const MAX_TEXT = 200;
const MAX_ITEMS = 8;
const MAX_DEPTH = 3;

/** So many characters of one value, about; then only marks. */
const MAX_LENGTH = 16 * 1024;

/** JSON that is short, and about how many characters it has. */
export interface Short {
  readonly json: Json;
  readonly length: number;
}

/** A value as JSON, cut to what fits on some lines. */
export function short(value: Value): Short {
  const page = { left: MAX_LENGTH };
  const json = cut(value, MAX_DEPTH, page);
  return { json, length: MAX_LENGTH - page.left };
}

/** The same, but whole where a value is small: bytes that writing it down may take. */
const SMALL = { work: 4000, room: 16 * 1024 };

/** A value whole where it is small, else cut. */
export function wholeIfSmall(value: Value): Json {
  try {
    payWhole(part(SMALL), value);
    return toJson(value);
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return short(value).json;
  }
}

function cut(value: Value, depth: number, page: { left: number }): Json {
  page.left -= 4;
  if (typeof value === 'string') return text(value, page);
  if (isList(value)) {
    if (depth === 0 || page.left <= 0) return value.length === 0 ? [] : '[…]';
    const kept = tellingFirst(value)
      .slice(0, MAX_ITEMS)
      .map((item) => cut(item, depth - 1, page));
    return value.length > MAX_ITEMS ? [...kept, `… ${value.length - MAX_ITEMS} more`] : kept;
  }
  if (!isMap(value)) return toJson(value);
  const keys = Object.keys(value);
  if (depth === 0 || page.left <= 0) return keys.length === 0 ? {} : '{…}';
  const kept = keys.slice(0, MAX_ITEMS).map((key) => [text(key, page), cut(value[key] ?? null, depth - 1, page)]);
  return Object.fromEntries(keys.length > MAX_ITEMS ? [...kept, ['…', `${keys.length - MAX_ITEMS} more`]] : kept);
}

// Of the readings of many items those that are not ok say more than the first ones.
function tellingFirst(values: readonly Value[]): readonly Value[] {
  if (values.length <= MAX_ITEMS || !values.every(isOfItem)) return values;
  const isWell = (one: Value): boolean => isMap(one) && one['ok'] === true;
  return [...values.filter((one) => !isWell(one)), ...values.filter(isWell)];
}

// As it is made for a step with `for_each`, and nothing that a system would say.
function isOfItem(one: Value): boolean {
  if (!isMap(one) || Object.keys(one)[0] !== 'item') return false;
  const error = one['error'];
  return error !== undefined && isMap(error) && Object.keys(error).join(' ') === 'kind code message';
}

function text(whole: string, page: { left: number }): string {
  if (page.left <= 0 && whole !== '') return '…';
  const kept = cutText(whole, MAX_TEXT);
  page.left -= kept.length;
  return kept;
}

/** The head of a long text, never half a character. */
export function cutText(whole: string, most: number): string {
  if (whole.length <= most) return whole;
  return `${whole.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Of a long text of several lines, such as a log, its end, which says how it ended; of another its head. */
export function cutLines(whole: string, most: number): string {
  if (whole.length <= most || !whole.trimEnd().includes('\n')) return cutText(whole, most);
  const end = whole.slice(-most);
  const line = end.trimEnd().indexOf('\n');
  return `…\n${line === -1 ? end.replace(/^[\uDC00-\uDFFF]/, '') : end.slice(line + 1)}`;
}

/** Longest text in a reason why something is unknown, in UTF-16 units. */
const MAX_REASON = 500;

/** A reason why something is unknown, no text in it longer than a few lines. */
export const shortReason = (why: WhyUnknown): WhyUnknown =>
  withShortTexts(why as unknown as Json) as unknown as WhyUnknown;

function withShortTexts(value: Json): Json {
  if (typeof value === 'string') return cutText(value, MAX_REASON);
  if (Array.isArray(value)) return value.map(withShortTexts);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withShortTexts(item)]));
}
