// A value that becomes a part of a text in another language: written so that it is data there, whatever it holds.

import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { DataIn } from '../../model/expression.ts';
import { unreachable } from '../../model/result.ts';

/** The text as data; null where it cannot be that there. */
export function asData(language: DataIn, text: string): string | null {
  switch (language) {
    case 'url':
      return encodeURIComponent(text.replace(HALF, '\ufffd'));
    case 'promql_text':
      return inQuotes(text);
    case 'promql_pattern':
      return inQuotes(text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'));
    case 'promql_number':
      return numberOf(text) ?? durationOf(text);
    default:
      return unreachable(language);
  }
}

/** Half a character has no form in UTF-8. */
const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

// `\"` means nothing between single quotes, nor `\'` between double ones: by their numbers both are known in either.
function inQuotes(text: string): string {
  return (
    text
      .replace(HALF, '\ufffd')
      .replaceAll('\\', '\\\\')
      .replaceAll('\n', '\\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
      .replace(/["'\u0000-\u001f\u007f]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`)
  );
}

// A sign in front would bind less than what stands around it: `-1 ^ 2` is -1.
function numberOf(text: string): string | null {
  if (!/^-?\d{1,30}(?:\.\d{1,30})?(?:e[-+]?\d{1,3})?$/i.test(text)) return null;
  return text.startsWith('-') ? `(${text})` : text;
}

// PromQL has no fractions of a unit, nor units below a millisecond.
function durationOf(text: string): string | null {
  const ms = parseDuration(text);
  if (ms === null || ms < 1) return null;
  return ms % 1000 === 0 ? formatDuration(ms) : `${Math.round(ms)}ms`;
}
