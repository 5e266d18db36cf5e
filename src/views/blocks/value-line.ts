// Any value and any error in a few words, on one line, safe to show.

import { wholeReading } from '../../engine/items/items.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ReadingError } from '../../model/reading.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { count } from '../text/text.ts';

/** Any value in a few words; long text is cut to its first line and 200 characters. */
export function valueLine(value: Json | undefined): string {
  if (value === undefined) return '?';
  if (typeof value === 'string') return value === '' ? '""' : firstLine(value);
  const items = Array.isArray(value) ? itemsLine(value as readonly Json[]) : null;
  if (items !== null) return items;
  if (Array.isArray(value))
    return value.length > 4
      ? count(lengthOf(value as readonly Json[]), 'item')
      : `[${value.map(valueLine).join(', ')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value);
    const shown = entries
      .slice(0, 4)
      .map(([name, one]) => `${sanitizeLine(name)} ${isObject(one) ? '{…}' : valueLine(one)}`);
    return `{${shown.join(', ')}${entries.length > 4 ? ', …' : ''}}`;
  }
  // Six digits tell apart what people compare; whole numbers may be counts and ids.
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
}

/** The readings of the items of a step: those that are not ok by their names. Null: it is another list. */
function itemsLine(values: readonly Json[]): string | null {
  const more = moreThan(values);
  const shown = more === 0 ? values : values.slice(0, -1);
  const each = shown.filter((one) => isObject(one) && 'item' in one && 'error' in one) as readonly JsonObject[];
  if (each.length === 0 || each.length !== shown.length) return null;
  const { error } = wholeReading(each);
  // Of a list that was cut those that are not ok stand first: where all that is shown are, there may be more.
  const isAll = more === 0 || each.some(({ ok }) => ok === true);
  const words = error.kind === '' ? `all ${each.length + more} ok` : error.message;
  const counted = words.replaceAll(` of ${each.length} `, ` of ${each.length + more} `);
  return sanitizeLine(isAll ? counted : `at least ${counted}`);
}

/** How long a list is, or was before it was cut. */
function lengthOf(values: readonly Json[]): number {
  const more = moreThan(values);
  return more === 0 ? values.length : values.length - 1 + more;
}

/** How many of a list that was cut are not in it. */
function moreThan(values: readonly Json[]): number {
  const last = values.at(-1);
  return typeof last === 'string' ? Number(/^… (\d+) more$/.exec(last)?.[1] ?? 0) : 0;
}

/** The first line of a text, at most 200 characters of it. */
function firstLine(text: string): string {
  const first = text.trimEnd().split('\n')[0] ?? '';
  const isLong = first.length > LONGEST;
  const line = sanitizeLine(isLong ? wholeWords(first.slice(0, LONGEST)) : first);
  return isLong || text.trimEnd().includes('\n') ? `${line} …` : line;
}

const LONGEST = 200;

// Half a word is easily taken for another one.
const wholeWords = (text: string): string => /^.{100,}?(?=[\s,;:{}[\]()]+[^\s,;:{}[\]()]*$)/s.exec(text)?.[0] ?? text;

/** What an error of a reading says. */
export const errorLine = ({ kind, code, message }: ReadingError): string =>
  sanitizeLine(
    message === ''
      ? [kind, code].filter(Boolean).join(' ')
      : message.toLowerCase().startsWith(kind)
        ? message
        : `${kind}: ${message}`,
  );
