// Statements of SQL in a text, as a client reads it: comments gone, texts closed up, and what only the client itself obeys
// (`\! rm`, `.shell rm`) apart. Clients differ in what ends a text and in what a comment is; a mark that nothing closes is
// left as it stands, so that nothing behind it is hidden.

/** How a client reads: what is a text, a comment, and a command of its own. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite';

/** One statement, or one line that the client obeys by itself. */
export interface Statement {
  /** Words in capitals and marks, one blank between them; each text in quotes is `''`, each quoted name is bare. */
  readonly words: string;
  /** The texts in quotes, in their order, without the quotes. */
  readonly texts: readonly string[];
  /** A line like `\! rm x`, without what leads it in; then there are no words. */
  readonly line?: string;
}

const STRING = /'((?:[^']|'')*)'/y;
const ESCAPED = /'((?:[^'\\]|\\[\s\S]|'')*)'/y;
const SPACE = /\s+/y;
const WORD = /[\p{L}\p{N}_$\0]+/uy;

/** What a piece of text is: nothing, a text in quotes, a name in quotes, an end, a line for the client. */
type Meaning = 'nothing' | 'text' | 'name' | 'end' | 'line';

/** A piece of text, what it is, and the mark without which it does not end. */
type Form = readonly [pattern: RegExp, meaning: Meaning, close?: Close];
type Close = '*/' | ']';

const DIALECTS: Readonly<Record<Dialect, readonly Form[]>> = {
  postgres: [
    [/--[^\n]*/y, 'nothing'],
    [/E'((?:[^'\\]|\\[\s\S]|'')*)'/iy, 'text'],
    [STRING, 'text'],
    [/"((?:[^"]|"")*)"/y, 'name'],
    [/\\[;\\]/y, 'end'],
    [/\\((?:[^\n\\]|\\(?!\\))+)/y, 'line'],
  ],
  mysql: [
    [/--(?=\s|$)[^\n]*|#[^\n]*/y, 'nothing'],
    // What stands in such a comment is run.
    [/\/\*M?!\d*|\*\//y, 'nothing'],
    [/\/\*(?!M?!)[\s\S]*?\*\//y, 'nothing', '*/'],
    [ESCAPED, 'text'],
    [/"((?:[^"\\]|\\[\s\S]|"")*)"/y, 'text'],
    [/`((?:[^`]|``)*)`/y, 'name'],
    [/\\[gG]/y, 'end'],
    [/\\([^\n]+)/y, 'line'],
    [/(?<=^\s*|[;\n]\s*)(system\s+(?!stop|start|flush|reload|drop|sync|restart|shutdown|kill)[^\n]+)/iy, 'line'],
  ],
  sqlite: [
    [/--[^\n]*/y, 'nothing'],
    [/\/\*[\s\S]*?\*\//y, 'nothing', '*/'],
    [STRING, 'text'],
    [/"((?:[^"]|"")*)"|`((?:[^`]|``)*)`/y, 'name'],
    [/\[([^\]]*)\]/y, 'name', ']'],
    [/(?<=^\s*|\n\s*)\.([A-Za-z][^\n]*)/y, 'line'],
  ],
};

/** The statements of a text, in their order. */
export function statementsIn(text: string, dialect: Dialect): readonly Statement[] {
  const closes = closesOf(text);
  const all: Statement[] = [];
  let words: string[] = [];
  let texts: string[] = [];
  const end = (): void => {
    if (words.length > 0) all.push({ words: words.join(' '), texts });
    [words, texts] = [[], []];
  };
  for (let at = 0; at < text.length; ) {
    const { meaning, length, inner } = pieceAt({ text, at, closes }, dialect);
    const whole = text.slice(at, at + length);
    at += length;
    if (meaning === 'end' || whole === ';') end();
    else if (meaning === 'line') {
      end();
      all.push({ words: '', texts: [], line: inner.trim() });
    } else if (meaning === 'text') {
      words.push("''");
      texts.push(inner);
    } else if (meaning === 'name') words.push(inner.toUpperCase());
    else if (meaning === 'other') words.push(whole.toUpperCase());
  }
  end();
  return all;
}

interface Piece {
  readonly meaning: Meaning | 'other';
  readonly length: number;
  readonly inner: string;
}

/** Where marks of a text are closed, found once for all of it: many may stand there that nothing closes. */
interface Closes {
  /** The last place of each of these marks. */
  readonly last: Readonly<Record<Close, number>>;
  /** Where comments that may hold others end, by where they begin. */
  readonly comments: Map<number, number>;
  /** Marks like `$tag$`, by their name, in their order. */
  readonly dollars: ReadonlyMap<string, readonly number[]>;
}

interface Place {
  readonly text: string;
  readonly at: number;
  readonly closes: Closes;
}

function closesOf(text: string): Closes {
  const dollars = new Map<string, number[]>();
  for (const { 1: mark = '', index } of text.matchAll(/(?=(\$(?:[A-Za-z_]\w*)?\$))/g)) {
    const places = dollars.get(mark);
    if (places === undefined) dollars.set(mark, [index]);
    else places.push(index);
  }
  return {
    last: { '*/': text.lastIndexOf('*/'), ']': text.lastIndexOf(']') },
    comments: new Map(),
    dollars,
  };
}

function pieceAt({ text, at, closes }: Place, dialect: Dialect): Piece {
  const nested = dialect === 'postgres' ? commentAt(text, at, closes) : 0;
  if (nested > 0) return { meaning: 'nothing', length: nested, inner: '' };
  const quoted = dialect === 'postgres' ? dollarsAt(text, at, closes) : null;
  if (quoted !== null) return quoted;
  for (const [pattern, meaning, close] of [...DIALECTS[dialect], [SPACE, 'nothing'] as const]) {
    if (close !== undefined && closes.last[close] < at) continue;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) continue;
    const inner = found.groups?.['text'] ?? found.slice(1).find((part) => part !== undefined) ?? '';
    return { meaning, length: found[0].length, inner };
  }
  WORD.lastIndex = at;
  return { meaning: 'other', length: WORD.exec(text)?.[0].length ?? 1, inner: '' };
}

// Comments of PostgreSQL stand in one another. Gives the length, 0 where none begins here or nothing closes it.
function commentAt(text: string, at: number, { comments }: Closes): number {
  if (!text.startsWith('/*', at)) return 0;
  const known = comments.get(at);
  if (known !== undefined) return known;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  const open: number[] = [];
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (found[0] === '/*') {
      open.push(found.index);
      continue;
    }
    const begin = open.pop() ?? at;
    comments.set(begin, mark.lastIndex - begin);
    if (open.length === 0) break;
  }
  for (const begin of open) comments.set(begin, 0);
  return comments.get(at) ?? 0;
}

// `$tag$ … $tag$`; null where none begins here, or nothing closes it.
function dollarsAt(text: string, at: number, { dollars }: Closes): Piece | null {
  if (text.charAt(at) !== '$') return null;
  DOLLARS.lastIndex = at;
  const mark = DOLLARS.exec(text)?.[0];
  const places = mark === undefined ? [] : (dollars.get(mark) ?? []);
  const from = at + (mark?.length ?? 0);
  const close = places[firstFrom(places, from)];
  if (mark === undefined || close === undefined) return null;
  return { meaning: 'text', length: close + mark.length - at, inner: text.slice(from, close) };
}

const DOLLARS = /\$(?:[A-Za-z_]\w*)?\$/y;

/** The index of the first number that is not below another one, of numbers that grow. */
function firstFrom(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
