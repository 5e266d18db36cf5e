// A command laid out in rows that show all of it. Where it can be done without changing its meaning the rows can be
// selected with the mouse and pasted as they stand; where it cannot, that is said.

import { hardWrap, width } from './text.ts';

/** A command in rows of bounded width. */
export interface CommandRows {
  readonly rows: readonly CommandRow[];
  /** Whether pasting the rows into a shell gives the command. False: some rows were cut at the margin. */
  readonly exact: boolean;
}

/** One row of a command. */
export interface CommandRow {
  readonly text: string;
  /** It goes on with the row above, cut at the margin. */
  readonly continued: boolean;
}

/** Lays a command out in rows of at most `columns`: broken at blanks outside quotes, each but the last ended by `\`. */
export function wrapCommand(command: string, columns: number): CommandRows {
  const broken = breakAtBlanks(command, columns);
  if (broken !== null) return { rows: broken.map((text) => ({ text, continued: false })), exact: true };
  const rows = command
    .split('\n')
    .flatMap((line) => hardWrap(line, columns).map((text, n) => ({ text, continued: n > 0 })));
  return { rows, exact: rows.every(({ continued }) => !continued) };
}

/** A command with its control characters made visible, none dropped; line breaks and leading tabs keep their meaning. */
export function visibleCommand(command: string): string {
  return command
    .replaceAll(/^\t+/gm, (tabs) => '    '.repeat(tabs.length))
    .replaceAll(/[\x00-\x09\x0b-\x1f\x7f]/g, (control) =>
      control === '\x7f' ? '\u2421' : String.fromCharCode(0x2400 + control.charCodeAt(0)),
    )
    .replaceAll(/[\x80-\x9f]/g, (control) => `<U+00${control.charCodeAt(0).toString(16).toUpperCase()}>`);
}

/** Characters of a command that are not plain ASCII, each once as `U+0430 а`; holes of secrets are ours and do not count. */
export function oddCharacters(command: string): readonly string[] {
  const written = command.replaceAll(/«secret:[a-z0-9_]+»/gi, '');
  const odd = new Set([...written].filter(isOdd));
  return [...odd].map((character) => {
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `U+${point} ${character}` : `U+${point}`;
  });
}

function isOdd(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return point > 126 || (point < 32 && character !== '\n' && character !== '\t');
}

// In substitutions, expansions, here-documents and after a comment sign, a backslash before a line break means something
// else, or the blanks that follow it do. Such commands are never broken with one.
const NOT_BREAKABLE = /[`\n]|\$[({]|<[<(]|>\(|(^|[\s;&|(])#/;

function breakAtBlanks(command: string, columns: number): readonly string[] | null {
  if (command.includes('\n')) return null;
  if (width(command) <= columns) return [command];
  if (NOT_BREAKABLE.test(command)) return null;
  const words = splitWords(command);
  if (words === null) return null;
  const rows: string[] = [];
  let row = '';
  for (const { gap, word } of words) {
    const next = row + gap + word;
    if (row !== '' && width(next) > columns - 2) {
      rows.push(`${row} \\`);
      row = `  ${word}`;
    } else row = next;
    if (width(row) > columns - 2) return null;
  }
  return [...rows, row];
}

/** Words as the shell sees them, each with the blanks before it; null when a quote stays open. */
function splitWords(command: string): readonly { readonly gap: string; readonly word: string }[] | null {
  const words: { gap: string; word: string }[] = [];
  let gap = '';
  let word = '';
  let quote = '';
  for (let at = 0; at < command.length; at += 1) {
    const character = command.charAt(at);
    if (character === '\\' && quote !== "'") {
      at += 1;
      word += character + command.charAt(at);
      continue;
    }
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    if (character !== ' ' || quote !== '') word += character;
    else {
      if (word !== '') {
        words.push({ gap, word });
        gap = '';
        word = '';
      }
      gap += ' ';
    }
  }
  if (quote !== '') return null;
  if (word !== '') words.push({ gap, word });
  return words;
}
