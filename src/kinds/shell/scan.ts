// Follows a POSIX shell through a script, as far as needed to say in what a place of it stands: a plain word, quotes,
// a comment, arithmetic, a here-document, or the text that another program runs. It runs and expands nothing.

import { runsText } from '../scripts/runs-text.ts';

/** Simple commands, up to `until`. */
interface CommandFrame {
  readonly in: 'commands';
  readonly until: '' | ')' | '`';
  /** Words of the command before the one that is open. */
  words: string[];
  word: string | null;
  /** What the open word is when it is no argument: the target of `>` or `<`, or of `>&` or `<&`. */
  redirecting: 'no' | 'file' | 'descriptor';
  /** Depth of `case`: a closing parenthesis ends a pattern there. */
  cases: number;
}

type Frame =
  | CommandFrame
  | { readonly in: 'single quotes' | 'double quotes' | 'a comment' | '${ }' }
  | { readonly in: 'arithmetic'; readonly until: ')' | ']'; depth: number }
  | { readonly in: 'a here-document'; readonly end: string; line: string };

/** Where a reader of a script stands. Changed by `scanText` and `holeFound`. */
export interface Scan {
  readonly frames: Frame[];
  /** Ends of here-documents that begin at the next line. */
  readonly pending: string[];
  /** The text so far ends in a backslash that protects what comes. */
  escaping: boolean;
  /** `$'…'` was seen: shells do not agree where it ends. */
  ambiguous: boolean;
}

/** The beginning of a script. */
export function scanStarted(): Scan {
  return { frames: [commands('')], pending: [], escaping: false, ambiguous: false };
}

/** Reads on over literal text. */
export function scanText(scan: Scan, text: string): void {
  scan.escaping = false;
  for (let at = 0; at < text.length; ) at = step(scan, text, at);
}

/** Why a value cannot stand here as one word, as a place; null when it can. The word goes on after it. */
export function holeFound(scan: Scan): string | null {
  const top = scan.frames.at(-1);
  append(scan, '\0');
  // Looking through every level for every hole would take for ever.
  if (scan.frames.length > MOST_LEVELS) return 'so deep a nesting';
  if (scan.escaping) return 'what a backslash protects';
  if (scan.ambiguous) return "a script with $'…'";
  if (scan.frames.some((frame) => frame.in === 'arithmetic')) return 'arithmetic';
  if (scan.frames.some((frame) => frame.in === 'commands' && frame.until === '`')) return 'backquotes';
  if (top === undefined || top.in !== 'commands') return top?.in === 'a comment' ? null : (top?.in ?? null);
  // Bash expands such a target twice.
  if (top.redirecting === 'descriptor') return 'the target of >&';
  for (const frame of scan.frames) {
    // The target of a redirection is no argument of its command.
    if (frame.in !== 'commands' || (frame === top && top.redirecting === 'file')) continue;
    const prefix = (frame.word ?? '').replace(/\0$/, '');
    const runner = runsText(frame.words, prefix, 'allowed');
    if (runner !== null) return `the text that ${runner} runs`;
  }
  return null;
}

const MOST_LEVELS = 100;

// What may stand before a command without being one.
const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', '}', 'done', 'fi']);

function commands(until: '' | ')' | '`'): CommandFrame {
  return { in: 'commands', until, words: [], word: null, redirecting: 'no', cases: 0 };
}

/** Reads at least one character; gives the place of the next. */
function step(scan: Scan, text: string, at: number): number {
  const frame = scan.frames.at(-1) ?? commands('');
  const char = text.charAt(at);
  switch (frame.in) {
    case 'commands':
      return stepCommand(scan, frame, { text, at });
    case 'single quotes':
      if (char === "'") scan.frames.pop();
      else append(scan, char);
      return at + 1;
    case 'a comment':
      if (char !== '\n') return at + 1;
      scan.frames.pop();
      return at;
    case 'a here-document':
      return stepDocument(scan, frame, char) + at;
    case 'arithmetic':
      return stepArithmetic(scan, frame, { text, at });
    default:
      return stepProtected(scan, frame.in, { text, at });
  }
}

interface Cursor {
  readonly text: string;
  readonly at: number;
}

// Double quotes, and the word inside ${ }.
function stepProtected(scan: Scan, inside: 'double quotes' | '${ }', { text, at }: Cursor): number {
  const char = text.charAt(at);
  if (char === (inside === '${ }' ? '}' : '"')) {
    scan.frames.pop();
    return at + 1;
  }
  if (char === '"') scan.frames.push({ in: 'double quotes' });
  else return stepExpansion(scan, { text, at });
  return at + 1;
}

// What is read alike in quotes and outside: backslash, dollar, backquote.
function stepExpansion(scan: Scan, { text, at }: Cursor): number {
  const rest = text.slice(at, at + 3);
  if (rest.startsWith('\\')) {
    scan.escaping = rest.length === 1;
    // A line that goes on is no word of its own.
    if (rest.length > 1 && rest.charAt(1) !== '\n') append(scan, rest.charAt(1));
    return at + 2;
  }
  append(scan, rest.charAt(0));
  if (rest === '$((') scan.frames.push({ in: 'arithmetic', until: ')', depth: 0 });
  else if (rest.startsWith('$[')) scan.frames.push({ in: 'arithmetic', until: ']', depth: 0 });
  else if (rest.startsWith('$(')) scan.frames.push(commands(')'));
  else if (rest.startsWith('${')) scan.frames.push({ in: '${ }' });
  else if (rest.startsWith('`')) scan.frames.push(commands('`'));
  else return at + (/^\$(?:[A-Za-z_]\w*|[\d@*#?!-])/.exec(text.slice(at, at + 200))?.[0].length ?? 1);
  return at + (rest === '$((' ? 3 : rest.startsWith('$') ? 2 : 1);
}

function stepArithmetic(scan: Scan, frame: Extract<Frame, { in: 'arithmetic' }>, { text, at }: Cursor): number {
  const char = text.charAt(at);
  const isEnd = char === frame.until;
  if (char === (frame.until === ')' ? '(' : '[')) frame.depth += 1;
  else if (isEnd && frame.depth > 0) frame.depth -= 1;
  else if (isEnd) {
    scan.frames.pop();
    return text.startsWith('))', at) ? at + 2 : at + 1;
  } else return stepExpansion(scan, { text, at });
  return at + 1;
}

function stepDocument(scan: Scan, frame: Extract<Frame, { in: 'a here-document' }>, char: string): number {
  if (char !== '\n') frame.line += char;
  else if (frame.line.replace(/^\t+/, '') === frame.end) {
    scan.frames.pop();
    beginDocument(scan);
  } else frame.line = '';
  return 1;
}

function stepCommand(scan: Scan, frame: CommandFrame, { text, at }: Cursor): number {
  const char = text.charAt(at);
  const next = text.charAt(at + 1);
  const before = text.charAt(at - 1);
  if (char === frame.until && frame.cases === 0) {
    scan.frames.pop();
    return at + 1;
  }
  if (text.startsWith('<<', at) && text.charAt(at + 2) !== '<') return readDocumentEnd(scan, frame, { text, at });
  switch (char) {
    case ' ':
    case '\t':
      endWord(frame);
      return at + 1;
    case '\n':
      endCommand(frame);
      beginDocument(scan);
      return at + 1;
    case '<':
    case '>':
      redirect(frame);
      return at + (text.startsWith('<<<', at) ? 3 : 1);
    case '&':
    case '|':
      // `2>&1`, `&>file` and `>|file` are redirections: the command goes on.
      if (char === '&' && next === '>') endWord(frame);
      else if (before !== '>' && before !== '<') endCommand(frame);
      else if (char === '&') frame.redirecting = 'descriptor';
      return at + 1;
    case ';':
    case ')':
      endCommand(frame);
      return at + 1;
    case '(':
      return openParenthesis(scan, frame, { text, at });
    case '#':
      if (frame.word === null) scan.frames.push({ in: 'a comment' });
      else append(scan, char);
      return at + 1;
    case "'":
      scan.ambiguous ||= before === '$';
      append(scan, '');
      scan.frames.push({ in: 'single quotes' });
      return at + 1;
    case '"':
      append(scan, '');
      scan.frames.push({ in: 'double quotes' });
      return at + 1;
    default:
      return stepExpansion(scan, { text, at });
  }
}

// `( … )`, `(( … ))`, and `<( … )`, which stays a word of its command.
function openParenthesis(scan: Scan, frame: CommandFrame, { text, at }: Cursor): number {
  const isArithmetic = text.startsWith('((', at) && frame.word === null;
  const isProcess = /[<>]/.test(text.charAt(at - 1));
  if (!isProcess) endCommand(frame);
  scan.frames.push(isArithmetic ? { in: 'arithmetic', until: ')', depth: 0 } : commands(')'));
  return at + (isArithmetic ? 2 : 1);
}

// The number of a descriptor before `<` or `>` is no argument, and neither is what follows.
function redirect(frame: CommandFrame): void {
  if (/^\d+$/.test(frame.word ?? '')) frame.word = null;
  endWord(frame);
  frame.redirecting = 'file';
}

// `<<EOF`, `<<-EOF`, `<<'EOF'`: the document begins at the next line.
function readDocumentEnd(scan: Scan, frame: CommandFrame, { text, at }: Cursor): number {
  endWord(frame);
  const [whole = '', word = ''] =
    /^<<-?[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;&|<>()'"\\])*)/.exec(text.slice(at)) ?? [];
  scan.pending.push(word.replace(/['"\\]/g, ''));
  return at + whole.length;
}

function beginDocument(scan: Scan): void {
  const end = scan.pending.shift();
  if (end !== undefined) scan.frames.push({ in: 'a here-document', end, line: '' });
}

// Text goes to the word of the innermost command, quotes or not. Of an expansion only the `$` is kept.
function append(scan: Scan, text: string): void {
  const frame = scan.frames.findLast((one) => one.in === 'commands' || one.in === 'arithmetic' || one.in === '${ }');
  if (frame?.in === 'commands') frame.word = (frame.word ?? '') + text;
}

function endWord(frame: CommandFrame): void {
  const { word, words } = frame;
  if (word === null) return;
  const isFirst = words.length === 0;
  if (isFirst && word === 'case') frame.cases += 1;
  if (isFirst && word === 'esac' && frame.cases > 0) frame.cases -= 1;
  if (frame.redirecting === 'no' && !(isFirst && KEYWORDS.has(word))) words.push(word);
  frame.word = null;
  frame.redirecting = 'no';
}

function endCommand(frame: CommandFrame): void {
  endWord(frame);
  frame.words = [];
}
