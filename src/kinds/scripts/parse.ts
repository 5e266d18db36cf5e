// Reads a shell script into its syntax: what bash and POSIX shells have in common, as far as it decides which program reads
// which word. It expands and runs nothing. Where it does not understand a script it says so: then nothing is known of it.

import { bareWord, newLine, readRedirect, skipBlanks, skipLines } from './between-words.ts';
import type { Assignment, Command, Compound, Item, List, Redirect, Word } from './syntax.ts';
import { type Cursor, NotUnderstood, readArithmetic, readWord } from './words-in.ts';

const MOST_TEXT = 256 * 1024;

/** Reads a script; null when it is not understood. */
export function parseShell(text: string): List | null {
  const kept = KEPT.get(text);
  if (kept !== undefined) return kept;
  if (text.length > MOST_TEXT) return null;
  const cursor: Cursor = { text, at: 0, depth: 0, pending: [] };
  try {
    const list = readList(cursor, '');
    return keep(text, cursor.at < text.length ? null : list);
  } catch (error) {
    if (error instanceof NotUnderstood) return keep(text, null);
    // How much room is left on the stack is no property of the text.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

// A script is read for its risk, its traps and its values, and an editor has the whole file read with every key.
const KEPT = new Map<string, List | null>();
const MOST_KEPT = 64;

function keep(text: string, list: List | null): List | null {
  if (KEPT.size >= MOST_KEPT) KEPT.clear();
  KEPT.set(text, list);
  return list;
}

const CLOSING: ReadonlySet<string> = new Set(['then', 'do', 'done', 'fi', 'elif', 'else', 'esac', '}']);

/** Reads up to a mark, a closing word, or the end; it is left where it is. */
function readList(cursor: Cursor, until: string): List {
  const items: Item[] = [];
  for (;;) {
    skipLines(cursor, readList);
    if (isOver(cursor, until)) return items;
    const pipeline = readPipeline(cursor, until);
    const sign = readOperator(cursor);
    items.push({ pipeline, sign });
    if (sign === '') {
      skipLines(cursor, readList);
      if (!isOver(cursor, until)) throw new NotUnderstood();
    }
  }
}

function isOver(cursor: Cursor, until: string): boolean {
  const { text, at } = cursor;
  if (at >= text.length || (until !== '' && text.charAt(at) === until)) return true;
  return text.startsWith(';;', at) || text.startsWith(';&', at) || CLOSING.has(bareWord(cursor));
}

function readPipeline(cursor: Cursor, until: string): Item['pipeline'] {
  const commands: Command[] = [];
  let negated = false;
  for (;;) {
    skipLines(cursor, readList);
    while (bareWord(cursor) === '!') {
      cursor.at += 1;
      negated = !negated;
      skipBlanks(cursor);
    }
    commands.push(readCommand(cursor, until));
    skipBlanks(cursor);
    const { text, at } = cursor;
    if (text.charAt(at) !== '|' || text.startsWith('||', at)) return { commands, negated };
    cursor.at += text.startsWith('|&', at) ? 2 : 1;
  }
}

function readOperator(cursor: Cursor): Item['sign'] {
  skipBlanks(cursor);
  const { text, at } = cursor;
  for (const sign of ['&&', '||'] as const)
    if (text.startsWith(sign, at)) {
      cursor.at += 2;
      return sign;
    }
  const char = text.charAt(at);
  if (char === '\n') {
    newLine(cursor, readList);
    return ';';
  }
  if ((char !== ';' && char !== '&') || text.startsWith(';;', at) || text.startsWith(';&', at)) return '';
  cursor.at += 1;
  return char;
}

function readCommand(cursor: Cursor, until: string): Command {
  const { at } = cursor;
  const opened = openedCompound(cursor, until);
  if (opened === null) return readSimple(cursor);
  const redirects: Redirect[] = [];
  for (let more = true; more; ) {
    skipBlanks(cursor);
    more = readRedirect(cursor, redirects, readList);
  }
  return { ...EMPTY, ...opened, redirects, at };
}

const EMPTY: Omit<Compound, 'keyword'> = {
  kind: 'compound',
  bodies: [],
  conditions: [],
  words: [],
  name: '',
  arithmetic: [],
  redirects: [],
  at: 0,
};

function openedCompound(cursor: Cursor, until: string): (Partial<Compound> & Pick<Compound, 'keyword'>) | null {
  const { text, at } = cursor;
  if (text.startsWith('((', at)) return { keyword: '((', arithmetic: readArithmetic(cursor, '))') };
  if (text.charAt(at) === '(') {
    cursor.at += 1;
    return { keyword: '(', bodies: [closed(cursor, ')')] };
  }
  const word = bareWord(cursor);
  const named = /^([A-Za-z_][\w-]*)[ \t]*\([ \t]*\)/.exec(text.slice(at, at + 200));
  if (named !== null || word === 'function') return readFunction(cursor, until);
  if (!['{', 'if', 'while', 'until', 'for', 'select', 'case'].includes(word)) return null;
  cursor.at += word.length;
  switch (word) {
    case '{':
      return { keyword: '{', bodies: [ended(cursor, '}')] };
    case 'if':
      return readIf(cursor);
    case 'case':
      return readCase(cursor);
    case 'for':
    case 'select':
      return readFor(cursor);
    default: {
      const conditions = [ended(cursor, 'do')];
      return { keyword: word, conditions, bodies: [ended(cursor, 'done')] };
    }
  }
}

function readFunction(cursor: Cursor, until: string): Partial<Compound> & Pick<Compound, 'keyword'> {
  const head = /^(?:function[ \t]+)?([A-Za-z_][\w-]*)[ \t]*(?:\([ \t]*\))?/.exec(
    cursor.text.slice(cursor.at, cursor.at + 200),
  );
  if (head === null) throw new NotUnderstood();
  cursor.at += head[0].length;
  skipLines(cursor, readList);
  const body = readCommand(cursor, until);
  return {
    keyword: 'function',
    name: head[1] ?? '',
    bodies: [[{ pipeline: { commands: [body], negated: false }, sign: '' }]],
  };
}

function readIf(cursor: Cursor): Partial<Compound> & Pick<Compound, 'keyword'> {
  const [conditions, bodies]: [List[], List[]] = [[ended(cursor, 'then')], []];
  for (;;) {
    bodies.push(readList(cursor, ''));
    const word = bareWord(cursor);
    cursor.at += word.length;
    if (word === 'fi') return { keyword: 'if', conditions, bodies };
    if (word === 'elif') conditions.push(ended(cursor, 'then'));
    else if (word !== 'else') throw new NotUnderstood();
  }
}

function readFor(cursor: Cursor): Partial<Compound> & Pick<Compound, 'keyword'> {
  skipBlanks(cursor);
  const arithmetic = cursor.text.startsWith('((', cursor.at) ? readArithmetic(cursor, '))') : [];
  const name = arithmetic.length > 0 ? '' : bareWord(cursor);
  cursor.at += name.length;
  skipLines(cursor, readList);
  const words: Word[] = [];
  if (bareWord(cursor) === 'in') {
    cursor.at += 2;
    for (let word = nextWord(cursor); word !== null; word = nextWord(cursor)) words.push(word);
  }
  skipLines(cursor, readList);
  if (cursor.text.charAt(cursor.at) === ';') cursor.at += 1;
  skipLines(cursor, readList);
  expectWord(cursor, 'do');
  return { keyword: 'for', name, arithmetic, words, bodies: [ended(cursor, 'done')] };
}

function readCase(cursor: Cursor): Partial<Compound> & Pick<Compound, 'keyword'> {
  const subject = nextWord(cursor);
  if (subject === null) throw new NotUnderstood();
  const [words, bodies]: [Word[], List[]] = [[subject], []];
  skipLines(cursor, readList);
  expectWord(cursor, 'in');
  for (;;) {
    skipLines(cursor, readList);
    if (bareWord(cursor) === 'esac') {
      cursor.at += 4;
      return { keyword: 'case', words, bodies };
    }
    if (cursor.text.charAt(cursor.at) === '(') cursor.at += 1;
    for (let word = nextWord(cursor); word !== null; word = nextWord(cursor)) {
      words.push(word);
      skipBlanks(cursor);
      if (cursor.text.charAt(cursor.at) !== '|') break;
      cursor.at += 1;
    }
    skipBlanks(cursor);
    if (cursor.text.charAt(cursor.at) !== ')') throw new NotUnderstood();
    cursor.at += 1;
    bodies.push(readList(cursor, ''));
    const end = /^;;&?|^;&/.exec(cursor.text.slice(cursor.at, cursor.at + 3));
    if (end !== null) cursor.at += end[0].length;
    else if (bareWord(cursor) !== 'esac') throw new NotUnderstood();
  }
}

function closed(cursor: Cursor, mark: string): List {
  const list = readList(cursor, mark);
  if (cursor.text.charAt(cursor.at) !== mark) throw new NotUnderstood();
  cursor.at += 1;
  return list;
}

function ended(cursor: Cursor, word: string): List {
  const list = readList(cursor, '');
  expectWord(cursor, word);
  return list;
}

function expectWord(cursor: Cursor, word: string): void {
  if (bareWord(cursor) !== word) throw new NotUnderstood();
  cursor.at += word.length;
}

function readSimple(cursor: Cursor): Command {
  const start = cursor.at;
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  const isTest = bareWord(cursor) === '[[';
  for (;;) {
    skipBlanks(cursor);
    if (isTest && words.length > 0 && textIs(cursor, /^[<>=!&|()\n]+/)) continue;
    if (readRedirect(cursor, redirects, readList)) continue;
    const assigned =
      words.length === 0
        ? /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/.exec(cursor.text.slice(cursor.at, cursor.at + 200))
        : null;
    if (assigned !== null) {
      cursor.at += assigned[0].length;
      assignments.push({ name: assigned[1] ?? '', value: readValue(cursor) });
      continue;
    }
    const word = readWord(cursor, readList);
    if (word === null) break;
    words.push(word);
    if (isTest && cursor.text.slice(word.at, cursor.at) === ']]') break;
  }
  if (cursor.at === start) throw new NotUnderstood();
  return { kind: 'simple', assignments, words, redirects, at: start };
}

// `x=word`, or `x=(a b)`.
function readValue(cursor: Cursor): Word {
  const at = cursor.at;
  if (cursor.text.charAt(at) !== '(') return readWord(cursor, readList) ?? { pieces: [], at };
  cursor.at += 1;
  const pieces: Word['pieces'][number][] = [];
  for (;;) {
    skipLines(cursor, readList);
    const word = readWord(cursor, readList);
    if (word === null) break;
    pieces.push(...word.pieces);
  }
  if (cursor.text.charAt(cursor.at) !== ')') throw new NotUnderstood();
  cursor.at += 1;
  return { pieces, at };
}

function textIs(cursor: Cursor, pattern: RegExp): boolean {
  const found = pattern.exec(cursor.text.slice(cursor.at, cursor.at + 20))?.[0];
  cursor.at += found?.length ?? 0;
  return found !== undefined;
}

function nextWord(cursor: Cursor): Word | null {
  skipBlanks(cursor);
  return readWord(cursor, readList);
}
