// Where a secret ends: it is a word of a shell, with or without quotes, inside of code, of a quoted text or of a sentence.

/** From where to where a value stands in a text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A text with what was learned of it: many values may stand in one line, and none of it is read once more for each. */
export interface Searched {
  readonly text: string;
  /** At each place the quote that is open there, as far as its line tells: the code of `"`, of `'`, or 0. */
  readonly quotes: Uint8Array;
  /** By the quote around it, where the word ends that goes on at a place; 0 where that is not known yet. */
  readonly ends: ReadonlyMap<string, Int32Array>;
}

/** Makes a text ready for the search. */
export const searched = (text: string): Searched => ({
  text,
  quotes: quotesIn(text),
  ends: new Map(['', '"', "'"].map((quote) => [quote, new Int32Array(text.length + 1)])),
});

/** A value, and where it ends with the marks that belong to the sentence. */
export interface Value extends Span {
  readonly end: number;
}

/**
 * The literal value that begins at a place; null where there is none, or a place to fill in. `tells` where a sentence may
 * stand there just as well: then it must be one word alone, and none of language. What ends no later than `covered` is
 * part of a value that is known.
 */
export function valueAt(page: Searched, start: number, { tells, covered }: Asked): Value | null {
  const { text } = page;
  let from = start;
  // A value in code of Markdown, behind a label.
  const ticks = tells && text.charAt(from) === '`';
  if (ticks) from += 1;
  const mark = text.startsWith('\\"', from) ? '\\"' : /["']/.test(text.charAt(from)) ? text.charAt(from) : '';
  const outer = page.quotes[start] === 0 ? '' : String.fromCharCode(page.quotes[start] ?? 0);
  const wordEnd = (at: number): number => endOfWord(page, at, outer);
  const taken = (left: number, end: number): Value | null => {
    const span = end <= covered ? null : literal(text, left, end);
    return span === null ? null : { ...span, end };
  };
  // The quote that ends what this stands in opens nothing.
  if (mark !== '' && mark === outer) return null;
  const end = mark === '' ? wordEnd(from) : text.indexOf(mark, from + mark.length);
  const isClosed = mark !== '' && end >= 0 && !text.slice(from, end).includes('\n');
  if (mark !== '' && !isClosed) return taken(from + mark.length, wordEnd(from + mark.length));
  if (!isClosed) return alone(text, taken(from, end), { tells, ticks });
  // `'a'b` of a shell is one word; what stands behind the quotes is part of it.
  const last = wordEnd(end + mark.length);
  return last > end + mark.length && /[\w$'"]/.test(text.charAt(end + mark.length)) && mark !== '\\"'
    ? taken(from, last)
    : taken(from + mark.length, end);
}

interface Asked {
  readonly tells: boolean;
  readonly covered: number;
}

function alone(
  text: string,
  value: Value | null,
  { tells, ticks }: { readonly tells: boolean; readonly ticks: boolean },
) {
  if (value === null || !tells) return value;
  const word = text.slice(value.from, value.to);
  if (WORDS.test(word)) return null;
  // Letters and digits in one are no word of a sentence.
  if (word.length >= 8 && /[A-Za-z]/.test(word) && /\d/.test(word)) return value;
  ENDING.lastIndex = value.to;
  return ticks || ENDING.test(text) || /["'`]/.test(text.charAt(value.to)) ? value : null;
}

/** What stands behind a value that is the last word of its line. */
const ENDING = /(?:[^\S\n]|["'`|)\]}.,;*_])*(?:$|\n|#|\/\/|\||\\n)/y;

const WORDS =
  /^(?:https?|see|the|a|an|is|are|was|to|in|on|of|from|for|as|at|by|or|and|not|must|may|with|that|this|it|run|use|ask|check|expired?|invalid|valid|missing|required|optional|none|yes|no|true|false|null|nil|rotated?|wrong|unknown|unset|set|empty|default|string|refreshed|failed|ok|error|unauthorized|denied|rejected|revoked|mismatch|access|auth\w*|login|leaked?|stolen|any|vault|n\/a|tbd)\W*$/i;

/** A span without the marks of a sentence at its end; null where nothing literal is left. */
function literal(text: string, from: number, end: number): Span | null {
  if (text.charAt(from) === '-') return null;
  const whole = text.slice(from, end);
  const opened = new Map<string, boolean>();
  // A bracket that closes one of the value belongs to it.
  const isPaired = (close: string): boolean => {
    const open = PAIRS[close];
    if (open === undefined) return false;
    if (!opened.has(close)) opened.set(close, whole.includes(open));
    return opened.get(close) === true;
  };
  let to = end;
  while (to > from && /[,.;:\])}*]/.test(text.charAt(to - 1)) && !isPaired(text.charAt(to - 1))) to -= 1;
  const value = text.slice(from, to);
  return value === '' || isOpen(value) ? null : { from, to };
}

const PAIRS: Readonly<Record<string, string>> = { '}': '{', ']': '[', ')': '(' };

/** Whether a value is none: a place to fill in, a variable, a mask, a file that holds it. */
export const isOpen = (value: string): boolean =>
  (value.length <= LONGEST_PLACE && PLACE.test(value)) || /^[=~]/.test(value);

const LONGEST_PLACE = 600;
const PLACE =
  /^["'\\]*(?:<[^<>\n]+>|\$\{\{.*\}\}|\{\{.*\}\}|\$\{?\w+(?::?[-?=+][^}]*)?\}?|\$\(.*|\{[\w.-]+\}|\[[\w .-]+\]|%\(?\w+\)?[%s]?|YOUR[_-]\w+|[*•.…xX]+|@[\w./-]+|\/(?:run|etc|var|dev|path|tmp|opt)\/[\w./-]+)["'\\]*$/;

function quotesIn(text: string): Uint8Array {
  const quotes = new Uint8Array(text.length + 1);
  let quote = '';
  for (let n = 0; n < text.length; n++) {
    const char = text.charAt(n);
    if (char === '\\' && text.charAt(n + 1) !== '\n') {
      quotes[n + 1] = quote.charCodeAt(0);
      n += 1;
    } else if (char === '\n' || char === '`' || char === quote) quote = '';
    // Within a word it is an apostrophe.
    else if (quote === '' && (char === '"' || (char === "'" && !/\p{L}/u.test(text.charAt(n - 1))))) quote = char;
    quotes[n + 1] = quote.charCodeAt(0);
  }
  return quotes;
}

/** Where an unquoted word ends that begins at a place. */
function endOfWord({ text, ends }: Searched, from: number, outer: string): number {
  const known = ends.get(outer);
  const seen: number[] = [];
  // A place to fill in may have blanks inside.
  const place = /^(?:<[A-Za-z][^<>\n]*>|\$?\{\{[^\n]*?\}\}|\$\([^\n]*?\)|\[[a-z][\w .-]*\])/.exec(
    text.slice(from, from + 200),
  );
  let at = from + (place?.[0].length ?? 0);
  for (; at < text.length; at++) {
    const end = known?.[at] ?? 0;
    if (end > 0) {
      at = end;
      break;
    }
    seen.push(at);
    const char = text.charAt(at);
    if (char === '\\') {
      const next = text.charAt(at + 1);
      if (next === '' || /\s/.test(next) || (outer !== '' && /["'nt]/.test(next))) break;
      at += 1;
    } else if (/[\s;|&<>`]/.test(char) || char === outer) break;
    else if (/["']/.test(char)) {
      const close = outer === '' ? text.indexOf(char, at + 1) : -1;
      if (close < 0 || text.slice(at, close).includes('\n')) break;
      at = close;
    }
  }
  if (known !== undefined) for (const one of seen) known[one] = at;
  return at;
}
