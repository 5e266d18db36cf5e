// Words of a shell script: quotes, expansions and substitutions taken apart. What stands inside of a substitution is read by
// whoever reads commands.

import type { List, Piece, Word } from './syntax.ts';

/** Where the reading is. */
export interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
  /** Here-documents whose text begins at the next line. */
  readonly pending: {
    readonly end: string;
    readonly quoted: boolean;
    readonly tabs: boolean;
    readonly found: (document: Word) => void;
  }[];
}

/** Reads commands up to a closing mark, which is left where it is. */
export type ReadCommands = (cursor: Cursor, until: string) => List;

/** Carries out that a script is not understood. */
export class NotUnderstood extends Error {}

const END = /[\s;&|<>()]/;

/** Reads one word; null where none begins. */
export function readWord(cursor: Cursor, commands: ReadCommands): Word | null {
  const start = cursor.at;
  const pieces: Piece[] = [];
  const { text } = cursor;
  while (cursor.at < text.length) {
    const char = text.charAt(cursor.at);
    const isProcess = (char === '<' || char === '>') && text.charAt(cursor.at + 1) === '(';
    if (isProcess) {
      cursor.at += 2;
      pieces.push({ process: inside(cursor, commands, ')'), sign: char });
    } else if (END.test(char)) break;
    else readPiece(cursor, commands, pieces);
  }
  return cursor.at === start ? null : { pieces: merged(pieces), at: start };
}

function readPiece(cursor: Cursor, commands: ReadCommands, pieces: Piece[]): void {
  const { text } = cursor;
  const char = text.charAt(cursor.at);
  if (char === '\\') {
    if (text.charAt(cursor.at + 1) !== '\n') pieces.push({ text: text.charAt(cursor.at + 1), quoted: true });
    cursor.at += 2;
  } else if (char === "'") {
    pieces.push({ text: upTo(cursor, "'"), quoted: true });
  } else if (char === '"') {
    cursor.at += 1;
    readQuoted(cursor, commands, { until: '"', pieces, quoted: true });
    cursor.at += 1;
  } else if (char === '$' && text.charAt(cursor.at + 1) === "'") {
    cursor.at += 1;
    pieces.push({ text: escaped(cursor), quoted: true });
  } else if (char === '$' && text.charAt(cursor.at + 1) === '"') {
    cursor.at += 1;
  } else if (char === '$' || char === '`') readExpansion(cursor, commands, { pieces, quoted: false });
  else {
    pieces.push({ text: char, quoted: false });
    cursor.at += 1;
  }
}

interface Into {
  readonly pieces: Piece[];
  readonly quoted: boolean;
}

/** Text in which only `\`, `$` and backquotes mean something, up to a mark, which is left where it is; "" is the end. */
export function readQuoted(cursor: Cursor, commands: ReadCommands, into: Into & { readonly until: string }): void {
  const { text } = cursor;
  for (;;) {
    if (cursor.at >= text.length) {
      if (into.until === '') return;
      throw new NotUnderstood();
    }
    const char = text.charAt(cursor.at);
    if (char === into.until) return;
    if (char === '\\') {
      const next = text.charAt(cursor.at + 1);
      if (next !== '\n') into.pieces.push({ text: '$`"\\'.includes(next) ? next : `\\${next}`, quoted: into.quoted });
      cursor.at += 2;
    } else if (char === '"' && into.until === '}') {
      cursor.at += 1;
      readQuoted(cursor, commands, { until: '"', pieces: into.pieces, quoted: true });
      cursor.at += 1;
    } else if (char === '$' || char === '`') readExpansion(cursor, commands, into);
    else {
      into.pieces.push({ text: char, quoted: into.quoted });
      cursor.at += 1;
    }
  }
}

function readExpansion(cursor: Cursor, commands: ReadCommands, { pieces, quoted }: Into): void {
  const { text } = cursor;
  const rest = text.slice(cursor.at, cursor.at + 3);
  if (rest.startsWith('`')) {
    const source = upTo(cursor, '`').replace(/\\([$`\\])/g, '$1');
    const inner: Cursor = { text: source, at: 0, depth: deeper(cursor), pending: [] };
    pieces.push({ commands: whole(inner, commands), quoted });
  } else if (rest === '$((' || rest.startsWith('$[')) {
    pieces.push({ arithmetic: readArithmetic(cursor, rest === '$((' ? '))' : ']') });
  } else if (rest.startsWith('$(')) {
    cursor.at += 2;
    pieces.push({ commands: inside(cursor, commands, ')'), quoted });
  } else if (rest.startsWith('${')) {
    readBraces(cursor, commands, { pieces, quoted });
  } else {
    const name = /^\$(?:[A-Za-z_]\w*|[\d@*#?!$-])/.exec(text.slice(cursor.at, cursor.at + 200))?.[0];
    cursor.at += name?.length ?? 1;
    pieces.push(name === undefined ? { text: '$', quoted } : { variable: nameOf(name.slice(1)), quoted });
  }
}

// `${x}`, `${x:-word}`, `${#x}`: the variable, and what may stand in its place.
function readBraces(cursor: Cursor, commands: ReadCommands, { pieces, quoted }: Into): void {
  const name = /^\$\{[#!]?([A-Za-z_]\w*|[\d@*#?!$-])?(?:\[[^\]]*\])?/.exec(
    cursor.text.slice(cursor.at, cursor.at + 200),
  );
  if (name === null) throw new NotUnderstood();
  cursor.at += name[0].length;
  const checked = /^:?[?=+-]/.test(cursor.text.slice(cursor.at, cursor.at + 2));
  pieces.push({ variable: nameOf(name[1] ?? ''), quoted, ...(checked ? { checked } : {}) });
  const instead: Piece[] = [];
  readQuoted(cursor, commands, { until: '}', pieces: instead, quoted });
  cursor.at += 1;
  pieces.push(...instead.filter((piece) => !('text' in piece)));
}

/** The variables of an arithmetic text; `cursor` stands before its first mark, and ends behind the last. */
export function readArithmetic(cursor: Cursor, end: string): readonly string[] {
  const { text } = cursor;
  const start = cursor.at;
  let depth = 0;
  for (; cursor.at < text.length; cursor.at++) {
    const char = text.charAt(cursor.at);
    if (char === '(' || char === '[') depth += 1;
    if (char === ')' || char === ']') depth -= 1;
    if (depth > 0 || cursor.at === start) continue;
    if (char !== ')' && char !== ']') continue;
    cursor.at += 1;
    const names = text.slice(start, cursor.at).match(/(?<![\w$]|\$\{)\$?\{?[A-Za-z_]\w*/g) ?? [];
    return end === ']' || text.startsWith('((', start) || text.startsWith('$((', start)
      ? names.map((name) => name.replace(/^\$?\{?/, ''))
      : [];
  }
  throw new NotUnderstood();
}

const nameOf = (name: string): string => (/^[\d@*]$/.test(name) ? '@' : name);

function inside(cursor: Cursor, commands: ReadCommands, until: string): List {
  cursor.depth = deeper(cursor);
  const list = commands(cursor, until);
  if (cursor.text.charAt(cursor.at) !== until) throw new NotUnderstood();
  cursor.at += 1;
  cursor.depth -= 1;
  return list;
}

function whole(cursor: Cursor, commands: ReadCommands): List {
  const list = commands(cursor, '');
  if (cursor.at < cursor.text.length) throw new NotUnderstood();
  return list;
}

const MOST_LEVELS = 50;

function deeper({ depth }: Cursor): number {
  if (depth >= MOST_LEVELS) throw new NotUnderstood();
  return depth + 1;
}

function upTo(cursor: Cursor, mark: string): string {
  const start = cursor.at + 1;
  let end = cursor.text.indexOf(mark, start);
  const isEscaped = (): boolean => mark === '`' && cursor.text.charAt(end - 1) === '\\';
  while (end > 0 && isEscaped()) end = cursor.text.indexOf(mark, end + 1);
  if (end < 0) throw new NotUnderstood();
  cursor.at = end + 1;
  return cursor.text.slice(start, end);
}

function escaped(cursor: Cursor): string {
  const found = /^'((?:[^'\\]|\\[^])*)'/.exec(cursor.text.slice(cursor.at, cursor.at + 4000));
  if (found === null) throw new NotUnderstood();
  cursor.at += found[0].length;
  return found[1] ?? '';
}

function merged(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last !== undefined && 'text' in last && 'text' in piece && last.quoted === piece.quoted)
      all[all.length - 1] = { text: last.text + piece.text, quoted: piece.quoted };
    else all.push(piece);
  }
  return all;
}
