// A line of bash that is being written: its words as a program would be given them, and how a word is put into the line.
// Nothing is expanded: what a variable holds, only the shell knows.

/** The words of an unfinished line, the last one with the quote that is open. */
export interface BashLine {
  readonly words: readonly string[];
  readonly quote: '' | '"' | "'";
}

/** Reads a line up to the cursor. The last word is "" behind a blank. */
export function readBashLine(line: string): BashLine {
  const words: string[] = [];
  let word: string | null = null;
  let quote: BashLine['quote'] = '';
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? '';
    if (quote === "'") {
      if (char === "'") quote = '';
      else word += char;
    } else if (char === '\\') {
      const next = line[i + 1] ?? '';
      const isLiteral = quote === '"' && !'"\\$`'.includes(next);
      word = (word ?? '') + (isLiteral ? char + next : next);
      i += 1;
    } else if (quote === '"') {
      if (char === '"') quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[;|&]/.test(char)) {
      // Another command begins.
      words.length = 0;
      word = null;
    } else word = (word ?? '') + char;
  }
  return { words: [...words, word ?? ''], quote };
}

/** A value as it stands in the line: within the quote that is open, else with a backslash before what bash would read. */
export function forBash(value: string, { quote }: BashLine): string {
  if (quote === "'") return value.replaceAll("'", "'\\''");
  if (quote === '"') return value.replace(/["\\$`]/g, '\\$&');
  return value.replace(/[^\w@%+=:,./-]/gu, '\\$&');
}

/**
 * What bash replaces of the word that is being written: what stands behind its last break (`=` and `:` as a rule). Inside
 * quotes it is the whole word. A break that is `@` or `$` begins a word (readline's special prefixes), and is replaced too.
 */
export function behindBreak(begun: string, breaks: string, { quote }: BashLine): number {
  if (quote !== '') return 0;
  const ends = [...breaks]
    .filter((char) => !/[\s"']/.test(char))
    .map((char) => {
      const at = begun.lastIndexOf(char);
      return '@$'.includes(char) ? at : at + 1;
    });
  return Math.max(0, ...ends);
}
