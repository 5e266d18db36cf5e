// The parser's ranges leave out brackets around operands: of `(a || b) && (c)` the whole reads `a || b) && (c`. Here a range
// grows until its brackets are balanced, so that what is shown and pointed at is what was written.

const STRINGS =
  /[rR]?"""[^]*?"""|[rR]?'''[^]*?'''|[rR]"[^"\n]*"|[rR]'[^'\n]*'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*/g;

/** The source with strings and comments blanked, so that brackets in them do not count. Offsets stay. */
export const withoutStrings = (source: string): string => source.replace(STRINGS, (text) => ' '.repeat(text.length));

/** The range, grown over the brackets that it lacks. `code` is the source without its strings. */
export function balance(code: string, start: number, end: number): { readonly start: number; readonly end: number } {
  let [missing, open] = [0, 0];
  for (let i = start; i < end; i++) {
    if (code[i] === '(') open++;
    else if (code[i] === ')' && open > 0) open--;
    else if (code[i] === ')') missing++;
  }
  return { start: grow(code, start, -1, missing), end: grow(code, end, 1, open) };
}

/** Moves an edge outwards over blanks and a number of brackets; stays where they are not to be found. */
function grow(code: string, edge: number, by: 1 | -1, brackets: number): number {
  let [at, left] = [edge, brackets];
  while (left > 0) {
    const char = code[by === 1 ? at : at - 1];
    if (char === undefined || !/[\s()]/.test(char)) return edge;
    if (char === (by === 1 ? ')' : '(')) left--;
    at += by;
  }
  return at;
}
