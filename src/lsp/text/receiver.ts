// What stands before a word of an expression that is not finished: the value that it is a field of, the loops it is inside,
// the string that it stands in.

/** The end of an unfinished expression. */
export interface Tail {
  /** The word that is being written; "" where none has begun. */
  readonly word: string;
  /** What the word is a field or a method of; "" where that cannot be told, null where it begins an expression. */
  readonly receiver: string | null;
  /** Loops around it, outermost first: the list and the name of its item. */
  readonly loops: readonly { readonly over: string; readonly variable: string }[];
  /** The string that it stands in, and what that is compared with. */
  readonly string: { readonly begun: string; readonly comparedWith: string | null } | null;
}

/** Reads the end of an expression. */
export function tailOf(source: string): Tail {
  const open = openString(source);
  const loops = loopsAround(source);
  if (open !== null) {
    const begun = source.slice(open + 1);
    return { word: begun, receiver: null, loops, string: { begun, comparedWith: comparedWith(source.slice(0, open)) } };
  }
  const word = /[A-Za-z_]\w*$/.exec(source)?.[0] ?? '';
  const before = source.slice(0, source.length - word.length);
  if (!/\.\s*$/.test(before)) return { word, receiver: null, loops, string: null };
  const value = valueBefore(before.replace(/\.\s*$/, '').trimEnd()) ?? '';
  return { word, receiver: /^\d/.test(value) ? '' : value, loops, string: null };
}

/** Where the string begins that is not closed; null without one. */
function openString(source: string): number | null {
  let open: number | null = null;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (open === null) {
      if (char === '"' || char === "'") open = i;
    } else if (char === '\\') i += 1;
    else if (char === source[open]) open = null;
  }
  return open;
}

function comparedWith(before: string): string | null {
  const list = /^(.*?)\bin\s*\[[^\]]*$/s.exec(before)?.[1];
  const left = list ?? /^(.*?)\s*[!=]=\s*$/s.exec(before)?.[1];
  return left === undefined ? null : valueBefore(left.trimEnd());
}

/** The value that a text ends with: names, fields, indexes and calls; null without one. */
function valueBefore(text: string): string | null {
  let at = text.length;
  while (at > 0) {
    const char = text[at - 1] ?? '';
    if (/[\w.]/.test(char)) at -= 1;
    else if (char === ')' || char === ']') {
      const open = matching(text, at - 1);
      if (open < 0) return null;
      at = open;
    } else if (/["']/.test(char) && at === text.length) {
      const open = text.lastIndexOf(char, at - 2);
      if (open < 0) return null;
      at = open;
    } else break;
  }
  const value = text.slice(at);
  return value === '' ? null : value;
}

function matching(text: string, close: number): number {
  let depth = 0;
  let quote = '';
  for (let i = close; i >= 0; i--) {
    const char = text[i] ?? '';
    if (quote !== '') {
      if (char === quote && text[i - 1] !== '\\') quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ')' || char === ']' || char === '}') depth += 1;
    else if (char === '(' || char === '[' || char === '{') depth -= 1;
    if (depth === 0) return i;
  }
  return -1;
}

const LOOP = /\.(?:all|exists|exists_one|filter|map)$/;

function loopsAround(source: string): Tail['loops'] {
  const open: number[] = [];
  let quote = '';
  for (let i = 0; i < source.length; i++) {
    const char = source[i] ?? '';
    if (quote !== '') {
      if (char === '\\') i += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') open.push(i);
    else if (char === ')') open.pop();
  }
  return open.flatMap((at) => {
    const before = source.slice(0, at);
    const variable = /^\s*([A-Za-z_]\w*)\s*,/.exec(source.slice(at + 1))?.[1];
    const over = LOOP.test(before) ? valueBefore(before.replace(LOOP, '')) : null;
    return variable === undefined || over === null ? [] : [{ over, variable }];
  });
}
