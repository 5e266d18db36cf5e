// Secrets in the tables of a page: `| Password | … |` in one row, and columns whose head says that a password stands below it.

import { isOpen, type Span } from './secret-value.ts';

/** A cell that holds a secret, and what its label calls it. */
export interface SecretCell extends Span {
  readonly label: string;
}

const LABEL =
  /^(?:[\w .-]{0,40}[ _.-])?(?:pass(?:word|wd|phrase|code)|pwd|secret|token|(?:api|access|secret|private)[ _-]?key)$/i;

/** The cells of a text that hold a secret. */
export function secretCells(text: string): readonly SecretCell[] {
  const found: SecretCell[] = [];
  let at = 0;
  let before: readonly Cell[] = [];
  // The labels of the columns of the table that the lines stand in.
  let heads: readonly string[] = [];
  for (const line of text.split('\n')) {
    const cells = line.includes('|') ? cellsOf(line, at) : [];
    if (cells.length === 0) heads = [];
    else if (/^[\s|:-]+$/.test(line) && line.includes('-')) heads = before.map(({ words }) => words);
    else
      for (const [n, cell] of cells.entries()) {
        const label = [cells[n - 1]?.words, heads[n]].find((words) => words !== undefined && LABEL.test(words));
        if (label !== undefined && isSecret(cell.words)) found.push({ from: cell.from, to: cell.to, label });
      }
    before = cells;
    at += line.length + 1;
  }
  return found;
}

interface Cell extends Span {
  readonly words: string;
}

// The words of cells, without the marks of code and of what is bold.
function cellsOf(line: string, at: number): readonly Cell[] {
  const cells: Cell[] = [];
  let from = line.trimStart().startsWith('|') ? line.indexOf('|') + 1 : 0;
  for (const part of line.slice(from).split('|')) {
    const lead = /^[\s`*_"]*/.exec(part)?.[0].length ?? 0;
    const words = part.slice(lead).replace(/(?<![\s`*"])[\s`*"]+$/, '');
    cells.push({ words, from: at + from + lead, to: at + from + lead + words.length });
    from += part.length + 1;
  }
  return cells;
}

// A cell of prose, or of a name alone, is none: a secret of a table is one word with a digit in it.
const isSecret = (words: string): boolean =>
  words.length >= 6 &&
  words.length < 500 &&
  /^(?!-)(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])\S+$/.test(words) &&
  !isOpen(words);
