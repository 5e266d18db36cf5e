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
  const reader = readerOf(parts.map((part) => (typeof part === 'string' ? part : GAP)).join(''));
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

/** Where in a query a hole stands. */
interface Place {
  /** The query as far as the hole, and behind it. */
  readonly before: string;
  readonly behind: string;
  /** The bracket that is open there; "" where none is. */
  readonly bracket: string;
  /** Where the text begins that is open there. */
  readonly quote: number | null;
  readonly isComment: boolean;
}

interface Reader {
  /** Reads the next characters, among which is no hole. */
  read(length: number): void;
  /** Reads a hole, and marks it. */
  hole(hole: Hole): Hole;
  problems(): readonly Problem[];
}

/** Goes through a query once, from left to right. */
function readerOf(text: string): Reader {
  const open: number[] = [];
  const problems: Problem[] = [];
  let at = 0;
  let quote: number | null = null;
  let isComment = false;

  const outside = (char: string): void => {
    if (char === '#' || char === '\n') isComment = char === '#';
    else if (isComment) return;
    else if (/["'`]/.test(char)) quote = at;
    else if (char in OPENING) open.push(at);
    else if (/[)\]}]/.test(char)) {
      const opened = open.pop();
      const wanted = opened === undefined ? undefined : OPENING[text.charAt(opened)];
      if (wanted !== char) problems.push(endsWrong(text, at, wanted));
    }
  };
  const inside = (char: string, start: number): void => {
    // A hole behind a backslash is refused where it is met.
    if (char === '\\' && text.charAt(start) !== '`' && text.charAt(at + 1) !== GAP) at += 1;
    else if (char === text.charAt(start)) quote = null;
  };
  return {
    read(length) {
      for (const end = at + length; at < end; at += 1) {
        if (quote === null) outside(text.charAt(at));
        else inside(text.charAt(at), quote);
      }
    },
    hole(hole) {
      const bracket = text.charAt(open.at(-1) ?? text.length);
      const place = { before: text.slice(0, at), behind: text.slice(at + GAP.length), bracket, quote, isComment };
      at += GAP.length;
      const as = hole.secret === undefined ? (quote === null ? asWord(place) : inQuotes(place, quote)) : SECRET;
      if (typeof as === 'string') return { ...hole, as };
      problems.push({ ...as, message: `\`${hole.expression.source}\` ${as.message}` });
      return hole;
    },
    problems() {
      if (quote !== null) return [...problems, neverClosed(text, quote, 'quote')];
      return [...problems, ...open.slice(-1).map((start) => neverClosed(text, start, 'bracket'))];
    },
  };
}

function inQuotes({ before, bracket }: Place, start: number): DataIn | Problem {
  if (before.charAt(start) === '`')
    return { message: 'stands in back quotes, where nothing can be escaped', help: 'write double quotes instead' };
  if (/(?<!\\)(?:\\\\)*\\$/.test(before.slice(start)))
    return { message: 'stands behind a backslash, which would change it', help: 'leave the backslash out' };
  const [, operator] = /(=~|!~|!=|=)\s*$/.exec(before.slice(0, start)) ?? [];
  if (bracket !== '{' || operator === undefined)
    return { message: 'may stand in the quotes of a label only: {label="${{ … }}"}', help: NAMES };
  return operator.endsWith('~') ? 'promql_pattern' : 'promql_text';
}

function asWord({ before, behind, bracket, isComment }: Place): DataIn | Problem {
  if (isComment) return { message: 'stands in a comment of the query', help: 'leave it out' };
  // In `[1h:30s]` a colon is no part of a name.
  const side = bracket === '[' ? /[\w.\ufffc"'`]/ : /[\w:.\ufffc"'`]/;
  const isName = bracket === '{' || GROUPING.test(before) || /^\s*[{[(]/.test(behind);
  return isName || side.test(before.slice(-1)) || side.test(behind.slice(0, 1))
    ? { message: 'would become a name, or a part of one', help: NAMES }
    : 'promql_number';
}

function endsWrong(text: string, at: number, wanted: string | undefined): Problem {
  const what = wanted === undefined ? 'a bracket that was never opened' : `${text[at]} where a ${wanted} is missing`;
  const line = /[^\n\ufffc`]*$/.exec(text.slice(0, at + 1))?.[0].trimStart() ?? '';
  return { message: `\`${once(text, line.length, (length) => line.slice(-length))}\` ends with ${what}` };
}

function neverClosed(text: string, at: number, what: string): Problem {
  const line = /^[^\n\ufffc`]*/.exec(text.slice(at))?.[0] ?? '';
  const words = once(text, line.length, (length) => line.slice(0, length));
  const message = `begins with a ${what} that is never closed`;
  return { message: words === '' ? `a part of the query ${message}` : `\`${words}\` ${message}` };
}

// The words that a message begins with are looked for in the file: as many as stand in one place only.
function once(text: string, most: number, cut: (length: number) => string): string {
  const isOnce = (words: string): boolean => text.indexOf(words) === text.lastIndexOf(words);
  let length = Math.min(most, SHOWN);
  while (length < most && !isOnce(cut(length))) length += 1;
  return length === 0 ? '' : cut(length);
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
