// Where a secret ends: it is a word of a shell, with or without quotes, inside of code, of a quoted text or of a sentence.

/** From where to where a value stands in a text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The literal value that begins at a place; null where there is none, or a place to fill in. `tells` where a sentence may
 * stand there just as well: then it must be one word alone, and none of language.
 */
export function valueAt(text: string, start: number, tells: boolean): Span | null {
  let from = start;
  // A value in code of Markdown, behind a label.
  const ticks = tells && text.charAt(from) === '`';
  if (ticks) from += 1;
  const mark = text.startsWith('\\"', from) ? '\\"' : /["']/.test(text.charAt(from)) ? text.charAt(from) : '';
  const outer = quoteOver(text, start);
  // The quote that ends what this stands in opens nothing.
  if (mark !== '' && mark === outer) return null;
  const end = mark === '' ? endOfWord(text, from, outer) : text.indexOf(mark, from + mark.length);
  const line = text.indexOf('\n', from);
  const isClosed = mark !== '' && end >= 0 && (line < 0 || end < line);
  if (mark !== '' && !isClosed) return literal(text, from + mark.length, endOfWord(text, from + mark.length, outer));
  if (!isClosed) return alone(text, { from, to: end }, { tells, ticks });
  // `'a'b` of a shell is one word; what stands behind the quotes is part of it.
  const last = endOfWord(text, end + mark.length, outer);
  return last > end + mark.length && /[\w$'"]/.test(text.charAt(end + mark.length)) && mark !== '\\"'
    ? literal(text, from, last)
    : literal(text, from + mark.length, end);
}

function alone(text: string, span: Span, { tells, ticks }: { readonly tells: boolean; readonly ticks: boolean }) {
  const value = literal(text, span.from, span.to);
  if (value === null || !tells) return value;
  const word = text.slice(value.from, value.to);
  if (WORDS.test(word)) return null;
  // Letters and digits in one are no word of a sentence.
  if (word.length >= 8 && /[A-Za-z]/.test(word) && /\d/.test(word)) return value;
  const rest = text.slice(value.to).split('\n', 1)[0] ?? '';
  return ticks || /^[\s"'`|)\]}.,;*_]*(?:$|#|\/\/|\||\\n)/.test(rest) || /^["'`]/.test(rest) ? value : null;
}

const WORDS =
  /^(?:https?|see|the|a|an|is|are|was|to|in|on|of|from|for|as|at|by|or|and|not|must|may|with|that|this|it|run|use|ask|check|expired?|invalid|valid|missing|required|optional|none|yes|no|true|false|null|nil|rotated?|wrong|unknown|unset|set|empty|default|string|refreshed|failed|ok|error|unauthorized|denied|rejected|revoked|mismatch|access|auth\w*|login|leaked?|stolen|any|vault|n\/a|tbd)\W*$/i;

/** A span without the marks of a sentence at its end; null where nothing literal is left. */
function literal(text: string, from: number, end: number): Span | null {
  let to = end;
  while (to > from && /[,.;:\])}*]/.test(text.charAt(to - 1)) && !isPaired(text.slice(from, to))) to -= 1;
  const value = text.slice(from, to);
  return value === '' || value.startsWith('-') || isOpen(value) ? null : { from, to };
}

const isPaired = (value: string): boolean =>
  (value.endsWith('}') && value.includes('{')) ||
  (value.endsWith(']') && value.includes('[')) ||
  (value.endsWith(')') && value.includes('('));

/** Whether a value is none: a place to fill in, a variable, a mask, a file that holds it. */
export const isOpen = (value: string): boolean =>
  /^["'\\]*(?:<[^<>\n]+>|\$\{\{.*\}\}|\{\{.*\}\}|\$\{?\w+(?::?[-?=+][^}]*)?\}?|\$\(.*|\{[\w.-]+\}|\[[\w .-]+\]|%\(?\w+\)?[%s]?|YOUR[_-]\w+|[*•.…xX]+|@[\w./-]+|\/(?:run|etc|var|dev|path|tmp|opt)\/[\w./-]+)["'\\]*$/.test(
    value,
  ) || /^[=~]/.test(value);

/** The quote that is open at a place, as far as its line tells: `"`, `'`, or "". */
function quoteOver(text: string, at: number): string {
  let quote = '';
  for (let n = text.lastIndexOf('\n', at - 1) + 1; n < at; n++) {
    const char = text.charAt(n);
    if (char === '\\') n += 1;
    else if (char === '`') quote = '';
    else if (char === quote) quote = '';
    // Within a word it is an apostrophe.
    else if (quote === '' && (char === '"' || (char === "'" && !/\p{L}/u.test(text.charAt(n - 1))))) quote = char;
  }
  return quote;
}

/** Where an unquoted word ends that begins at a place. */
function endOfWord(text: string, from: number, outer: string): number {
  // A place to fill in may have blanks inside.
  const place = /^(?:<[A-Za-z][^<>\n]*>|\$?\{\{[^\n]*?\}\}|\$\([^\n]*?\)|\[[a-z][\w .-]*\])/.exec(
    text.slice(from, from + 200),
  );
  let at = from + (place?.[0].length ?? 0);
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') {
      const next = text.charAt(at + 1);
      if (next === '' || /\s/.test(next) || (outer !== '' && /["'nt]/.test(next))) break;
      at += 1;
    } else if (/[\s;|&<>`]/.test(char) || char === outer) break;
    else if (/["']/.test(char)) {
      const close = text.indexOf(char, at + 1);
      const line = text.indexOf('\n', at);
      if (outer !== '' || close < 0 || (line >= 0 && close > line)) break;
      at = close;
    }
  }
  return at;
}
