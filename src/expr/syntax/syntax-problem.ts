// What is wrong with the syntax of an expression, in words for people. The parser names a rule and a place; what stands at
// that place says the rest.

import type { ExpressionProblem } from '../environment.ts';
import { withoutStrings } from './brackets.ts';

/** Words of other languages, and what is meant. */
const MEANT: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  AND: '&&',
  OR: '||',
  is: '==',
  '=': '==',
  '&': '&&',
  '|': '||',
  '===': '==',
  '<>': '!=',
  '~=': 'x.matches("…")',
  '=~': 'x.matches("…")',
};

/** A problem from the code and the place of a parse error. */
export function explainSyntax(
  source: string,
  code: string,
  range: { readonly start: number; readonly end: number } | undefined,
): ExpressionProblem {
  const start = Math.min(range?.start ?? 0, source.length);
  const found = tokenAt(source, start);
  const at = { start, end: start + found.length };
  const problem = (message: string, help?: string): ExpressionProblem =>
    help === undefined ? { code: 'syntax', message, ...at } : { code: 'syntax', message, help, ...at };

  switch (code) {
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return problem('this text has no closing quote');
    case 'newline_in_string':
      return problem('a text in quotes may not run over the end of the line', 'write \\n, or use three quotes');
    case 'invalid_escape_sequence':
    case 'invalid_unicode_escape':
    case 'invalid_unicode_surrogate':
    case 'invalid_hex_escape':
    case 'invalid_octal_escape':
    case 'octal_escape_out_of_range':
      return problem(
        `${source.slice(start, range?.end ?? start)} is no escape that exists in a text`,
        'write \\\\ for a backslash, or r"…" for text without escapes',
      );
    case 'invalid_macro_argument':
      return problem('the first argument here must be the name of a variable', 'for example list.exists(x, x > 0)');
    case 'invalid_number':
    case 'invalid_integer':
    case 'invalid_hex_integer':
    case 'invalid_exponent':
      return problem('this is no number');
    case 'reserved_identifier':
      return problem(`\`${found}\` is a reserved word`);
  }
  if (source.trim() === '') return problem('there is no expression here');
  if (found === '') return problem('the expression ends too early', closing(source));
  return problem(`\`${found}\` does not belong here`, meant(source, start, found));
}

/** What to write instead of a word or a sign that does not belong. */
function meant(source: string, start: number, found: string): string | undefined {
  if (source.startsWith('${{', start)) return 'this is an expression already: leave out ${{ }}';
  if (source.slice(0, start).trim() !== '' && /\n\s*$/.test(source.slice(0, start)))
    return 'join the lines with &&, or make each an item of a list';
  if (source[start - 1] === '.' && /^\w+$/.test(found)) return `write ["${found}"] for a field of that name`;
  if (/\bnot\s+$/i.test(source.slice(0, start))) return 'write ! instead of not';
  return Object.hasOwn(MEANT, found) ? `write ${MEANT[found]}` : undefined;
}

/** The word, number or run of signs that begins at an offset; "" at the end. */
function tokenAt(source: string, start: number): string {
  return /^(?:\w+|[=<>!&|~]+|\S)/.exec(source.slice(start))?.[0] ?? '';
}

/** The bracket that is missing at the end, if one is. */
function closing(source: string): string | undefined {
  const open: string[] = [];
  for (const char of withoutStrings(source)) {
    if (char === '(') open.push(')');
    else if (char === '[') open.push(']');
    else if (char === '{') open.push('}');
    else if (char === open.at(-1)) open.pop();
  }
  const missing = open.at(-1);
  return missing === undefined ? undefined : `a closing \`${missing}\` is missing`;
}
