// Where one is inside `{ }` and `[ ]` of YAML, or inside quotes, when the text ends in the middle of it. The text need not be
// valid: it is read as far as it goes.

/** A bracket that is open. */
export interface OpenBracket {
  readonly kind: 'map' | 'list';
  /** The key whose value is being written; absent while a key is. */
  key?: string;
  /** Keys that stand before. */
  readonly keys: string[];
}

/** What stands at the end of a text that begins with a value. */
export interface FlowState {
  readonly open: readonly OpenBracket[];
  /** Where the scalar at the end begins; the end of the text where none has begun. */
  readonly start: number;
  /** The quote that the scalar is in; "" for a plain one. */
  readonly quote: '' | '"' | "'";
  /** Whether the first value was whole before the end: what follows belongs to something else. */
  readonly over: boolean;
}

/** Reads a text from `from` up to `to`. */
export function readFlow(text: string, from: number, to: number): FlowState {
  const open: OpenBracket[] = [];
  let start = to;
  let quote: FlowState['quote'] = '';
  let pending: string | null = null;
  let begun = false;
  const here = (): OpenBracket | undefined => open.at(-1);
  for (let i = from; i < to; i++) {
    const char = text[i] ?? '';
    if (quote !== '') {
      if (quote === '"' && char === '\\') i += 1;
      else if (char === quote && quote === "'" && text[i + 1] === "'") i += 1;
      else if (char === quote) {
        pending = text.slice(start + 1, i);
        quote = '';
        start = to;
        if (open.length === 0) return { open, start: to, quote: '', over: true };
      }
      continue;
    }
    const inScalar = start < to;
    if (!inScalar && (char === '"' || char === "'")) {
      [quote, start, begun] = [char, i, true];
    } else if (char === '#' && !inScalar && /\s/.test(text[i - 1] ?? ' ')) {
      const end = text.indexOf('\n', i);
      i = end < 0 || end > to ? to : end;
    } else if (text.startsWith('${{', i) && open.length > 0) {
      // Unquoted it is an error, and yet it is what its author is writing.
      const end = text.indexOf('}}', i);
      if (!inScalar) start = i;
      i = end < 0 || end >= to ? to : end + 1;
    } else if (!inScalar && (char === '{' || char === '[') && (open.length > 0 || !begun)) {
      open.push({ kind: char === '{' ? 'map' : 'list', keys: [] });
      [pending, begun] = [null, true];
    } else if (open.length > 0 && !inScalar && char === '&') {
      // An anchor is no part of the value that it stands before.
      while (i + 1 < to && /[^\s,{}[\]]/.test(text[i + 1] ?? ' ')) i += 1;
    } else if (open.length === 0) {
      if (!inScalar && !/\s/.test(char)) [start, begun] = [i, true];
    } else if (char === '}' || char === ']') {
      open.pop();
      [start, pending] = [to, ''];
      if (open.length === 0) return { open, start: to, quote: '', over: true };
    } else if (char === ',') {
      const bracket = here();
      if (bracket !== undefined) delete bracket.key;
      [start, pending] = [to, null];
    } else if (char === ':' && here()?.kind === 'map' && here()?.key === undefined && isKeyEnd(text, i, pending)) {
      const bracket = here();
      const key = pending ?? text.slice(start, i).trim();
      if (bracket !== undefined) {
        bracket.key = key;
        bracket.keys.push(key);
      }
      [start, pending] = [to, null];
    } else if (!inScalar && !/\s/.test(char)) start = i;
  }
  return { open, start, quote, over: false };
}

// A quoted key needs no blank behind its colon.
const isKeyEnd = (text: string, at: number, pending: string | null): boolean =>
  pending !== null || /[\s,{}[\]]/.test(text[at + 1] ?? ' ');
