// PromQL with holes in it: which of them may stand where, so that what fills one stays data, and brackets and quotes that are
// not closed. The server reads the rest; this must refuse nothing that it would take.

import type { DataIn, Hole } from '../../model/expression.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { ShapeProblem } from '../kind.ts';
import { isLoneHole, partsOf, textOf, type Word } from '../words.ts';

type Problem = Omit<ShapeProblem, 'path'>;

/** The query with every hole marked as what it is there, or what is wrong with it. */
export function readQuery(query: Word): Result<Word, readonly Problem[]> {
  if (isLoneHole(query)) return err([{ message: 'a query may not be a hole as a whole', help: WRITE_OUT }]);
  const parts = partsOf(query);
  const reader = new Reader(parts.map((part) => (typeof part === 'string' ? part : GAP)).join(''));
  const marked = parts.map((part) => {
    if (typeof part !== 'string') return reader.hole(part);
    reader.read(part.length);
    return part;
  });
  const problems = reader.problems();
  return problems.length === 0 ? ok(textOf(marked)) : err(problems);
}

/** Stands for a hole in the text that places are told of. */
const GAP = '\ufffc';

const WRITE_OUT = 'write the query out; a hole in it is a value between quotes, a number or a duration';

const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Goes through a query once, from left to right. */
class Reader {
  readonly #text: string;
  #at = 0;
  /** Where the brackets were opened that are open now. */
  #open: number[] = [];
  /** Where the text begins that is open now. */
  #quote: number | null = null;
  #isComment = false;
  #problems: Problem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads the next characters, among which is no hole. */
  read(length: number): void {
    const end = this.#at + length;
    while (this.#at < end) this.#at = this.#quote === null ? this.#outside(this.#at) : this.#inside(this.#at);
  }

  /** Reads a hole, and marks it. */
  hole(hole: Hole): Hole {
    const at = this.#at;
    this.#at += GAP.length;
    const as = hole.secret === undefined ? (this.#quote === null ? this.#word(at) : this.#inQuotes(at)) : SECRET;
    if (typeof as === 'string') return { ...hole, as };
    this.#problems.push({ ...as, message: `\`${hole.expression.source}\` ${as.message}` });
    return hole;
  }

  problems(): readonly Problem[] {
    const unclosed =
      this.#quote === null
        ? this.#open.slice(-1).map((at) => this.#begins(at, 'bracket'))
        : [this.#begins(this.#quote, 'quote')];
    return [...this.#problems, ...unclosed];
  }

  #outside(at: number): number {
    const char = this.#text.charAt(at);
    if (char === '#' || char === '\n') this.#isComment = char === '#';
    else if (this.#isComment) return at + 1;
    else if (/["'`]/.test(char)) this.#quote = at;
    else if (char in OPENING) this.#open.push(at);
    else if (/[)\]}]/.test(char)) this.#close(at, char);
    return at + 1;
  }

  #close(at: number, char: string): void {
    const opened = this.#open.pop();
    const wanted = opened === undefined ? undefined : OPENING[this.#text.charAt(opened)];
    if (wanted === char) return;
    const what = wanted === undefined ? 'a bracket that was never opened' : `${char} where a ${wanted} is missing`;
    const line = /[^\n\ufffc`]*$/.exec(this.#text.slice(0, at + 1))?.[0].trimStart() ?? '';
    const words = this.#once(line.length, (length) => line.slice(-length));
    this.#problems.push({ message: `\`${words}\` ends with ${what}` });
  }

  #inside(at: number): number {
    const quote = this.#text.charAt(this.#quote ?? 0);
    const char = this.#text.charAt(at);
    // A hole behind it is met by `#inQuotes`.
    if (char === '\\' && quote !== '`') return at + (this.#text.charAt(at + 1) === GAP ? 1 : 2);
    if (char === quote) this.#quote = null;
    return at + 1;
  }

  #inQuotes(at: number): DataIn | Problem {
    const start = this.#quote ?? 0;
    if (this.#text.charAt(start) === '`')
      return { message: 'stands in back quotes, where nothing can be escaped', help: 'write double quotes instead' };
    if (/(?<!\\)(?:\\\\)*\\$/.test(this.#text.slice(start, at)))
      return { message: 'stands behind a backslash, which would change it', help: 'leave the backslash out' };
    const [, operator] = /(=~|!~|!=|=)\s*$/.exec(this.#text.slice(0, start)) ?? [];
    if (this.#bracket() !== '{' || operator === undefined)
      return { message: 'may stand in the quotes of a label only: {label="${{ … }}"}', help: NAMES };
    return operator.endsWith('~') ? 'promql_pattern' : 'promql_text';
  }

  #word(at: number): DataIn | Problem {
    if (this.#isComment) return { message: 'stands in a comment of the query', help: 'leave it out' };
    const [before, behind] = [this.#text.slice(0, at), this.#text.slice(at + GAP.length)];
    // In `[1h:30s]` a colon is no part of a name.
    const side = this.#bracket() === '[' ? /[\w.\ufffc"'`]/ : /[\w:.\ufffc"'`]/;
    const isName = this.#bracket() === '{' || GROUPING.test(before) || /^\s*[{[(]/.test(behind);
    return isName || side.test(before.slice(-1)) || side.test(behind.slice(0, 1))
      ? { message: 'would become a name, or a part of one', help: NAMES }
      : 'promql_number';
  }

  /** The bracket that is open here; "" where none is. */
  #bracket(): string {
    const at = this.#open.at(-1);
    return at === undefined ? '' : this.#text.charAt(at);
  }

  /** What is never closed that begins here. */
  #begins(at: number, what: string): Problem {
    const line = /^[^\n\ufffc`]*/.exec(this.#text.slice(at))?.[0] ?? '';
    const words = this.#once(line.length, (length) => line.slice(0, length));
    const message = `begins with a ${what} that is never closed`;
    return { message: words === '' ? `a part of the query ${message}` : `\`${words}\` ${message}` };
  }

  // The words that a message begins with are looked for in the file: as many as stand in one place only.
  #once(most: number, cut: (length: number) => string): string {
    const isOnce = (words: string): boolean => this.#text.indexOf(words) === this.#text.lastIndexOf(words);
    let length = Math.min(most, SHOWN);
    while (length < most && !isOnce(cut(length))) length += 1;
    return length === 0 ? '' : cut(length);
  }
}

/** Labels are listed here. */
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*$/i;

const SHOWN = 24;

const SECRET: Problem = {
  message: 'is a secret, and a query is shown and recorded',
  help: 'a secret belongs into `url` or `headers`',
};

const NAMES =
  'a hole is a value between the quotes of a label, a number or a duration; to choose a metric by a value write {__name__="${{ … }}"}';
