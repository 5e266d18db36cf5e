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

const DIALECTS: Readonly<Record<Dialect, readonly (readonly [RegExp, Meaning])[]>> = {
  postgres: [
    [/--[^\n]*/y, 'nothing'],
    [/E'((?:[^'\\]|\\[\s\S]|'')*)'/iy, 'text'],
    [STRING, 'text'],
    [/"((?:[^"]|"")*)"/y, 'name'],
    [/\$([A-Za-z_]\w*)?\$(?<text>[\s\S]*?)\$\1\$/y, 'text'],
    [/\\[;\\]/y, 'end'],
    [/\\((?:[^\n\\]|\\(?!\\))+)/y, 'line'],
  ],
  mysql: [
    [/--(?=\s|$)[^\n]*|#[^\n]*/y, 'nothing'],
    // What stands in such a comment is run.
    [/\/\*M?!\d*|\*\//y, 'nothing'],
    [/\/\*(?!M?!)[\s\S]*?\*\//y, 'nothing'],
    [ESCAPED, 'text'],
    [/"((?:[^"\\]|\\[\s\S]|"")*)"/y, 'text'],
    [/`((?:[^`]|``)*)`/y, 'name'],
    [/\\[gG]/y, 'end'],
    [/\\([^\n]+)/y, 'line'],
    [/(?<=^\s*|[;\n]\s*)(system\s+(?!stop|start|flush|reload|drop|sync|restart|shutdown|kill)[^\n]+)/iy, 'line'],
  ],
  sqlite: [
    [/--[^\n]*/y, 'nothing'],
    [/\/\*[\s\S]*?\*\//y, 'nothing'],
    [STRING, 'text'],
    [/"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]/y, 'name'],
    [/(?<=^\s*|\n\s*)\.([A-Za-z][^\n]*)/y, 'line'],
  ],
};

/** The statements of a text, in their order. */
export function statementsIn(text: string, dialect: Dialect): readonly Statement[] {
  const all: Statement[] = [];
  let words: string[] = [];
  let texts: string[] = [];
  const end = (): void => {
    if (words.length > 0) all.push({ words: words.join(' '), texts });
    [words, texts] = [[], []];
  };
  for (let at = 0; at < text.length; ) {
    const { meaning, length, inner } = pieceAt(text, at, dialect);
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

function pieceAt(text: string, at: number, dialect: Dialect): Piece {
  const nested = dialect === 'postgres' ? commentAt(text, at) : 0;
  if (nested > 0) return { meaning: 'nothing', length: nested, inner: '' };
  for (const [pattern, meaning] of [...DIALECTS[dialect], [SPACE, 'nothing'] as const]) {
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
function commentAt(text: string, at: number): number {
  if (!text.startsWith('/*', at)) return 0;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex - at;
  }
  return 0;
}
