// Any value and any error in a few words, on one line, safe to show.

import { isObject, type Json } from '../../model/json.ts';
import type { ReadingError } from '../../model/reading.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { count } from '../text/text.ts';

/** Any value in a few words; long text is cut to its first line and 200 characters. */
export function valueLine(value: Json | undefined): string {
  if (value === undefined) return '?';
  if (typeof value === 'string') return value === '' ? '""' : firstLine(value);
  if (Array.isArray(value))
    return value.length > 4 ? count(value.length, 'item') : `[${value.map(valueLine).join(', ')}]`;
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
