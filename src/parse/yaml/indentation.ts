// Which line of a text that YAML refuses does not line up with those around it. YAML tells where it could not go on, which
// is often a line later, and in words about tokens.

import type { Span } from './lines.ts';
import type { Edit, Problem } from './problems.ts';

/** A line that stands in a column where nothing else does. */
export interface Misaligned {
  readonly at: Span;
  readonly problem: Problem;
}

interface Line {
  readonly number: number;
  readonly start: number;
  /** Blanks before it. */
  readonly column: number;
  readonly text: string;
}

/** A column in which keys, or dashes, stand; and the line that last did. */
interface Level {
  readonly column: number;
  readonly isDash: boolean;
  readonly line: Line;
}

/** The first line up to the offset of an error that lines up with nothing; undefined where indentation is not what is wrong. */
export function misaligned(text: string, offset: number): Misaligned | undefined {
  let levels: readonly Level[] = [];
  let before: readonly Level[] = [];
  let last: Line | undefined;
  for (const line of linesOf(text)) {
    if (line.start > offset) return undefined;
    const wrong = wrongBlank(line) ?? strayLine({ line, last, levels, before });
    if (wrong !== undefined) return wrong;
    before = levels;
    levels = levelsAfter(levels, line);
    last = line;
  }
  return undefined;
}

// Blanks that look like blanks, and are none for YAML.
function wrongBlank({ text, start }: Line): Misaligned | undefined {
  const found = /^ *([\u00a0\u2000-\u200a\u202f\u3000]+)/u.exec(text);
  const odd = found?.[1];
  if (found === null || odd === undefined) return undefined;
  const from = start + found[0].length - odd.length;
  return {
    at: { start: from, end: from + odd.length },
    problem: {
      code: 'indentation',
      message: 'this line is indented with a blank that YAML does not know',
      help: 'write plain blanks; this one was copied from a page',
      fix: { start: from, end: from + odd.length, text: ' '.repeat(odd.length) },
    },
  };
}

interface Place {
  readonly line: Line;
  readonly last: Line | undefined;
  readonly levels: readonly Level[];
  readonly before: readonly Level[];
}

function strayLine({ line, last, levels, before }: Place): Misaligned | undefined {
  const unspaced = /^(?:- )?(-)(?=[A-Za-z_"'{[])/.exec(line.text.trimStart());
  if (unspaced !== null && /^-[A-Za-z_]\w*:(?: |$)/.test(line.text.trimStart())) return noBlank(line);
  const isDash = isItem(line);
  const fits = levels.filter((level) => level.isDash === isDash);
  if (last === undefined || fits.some(({ column }) => column === line.column)) return undefined;
  const deepest = levels.at(-1)?.column ?? 0;
  const opens = /:(?:\s+[&!]\S+)?\s*(?:#.*)?$/.test(last.text) || (isItem(last) && /^\s*-\s*$/.test(last.text));
  // Below a key without a value stands its value: deeper, or in the same column where that is a list.
  if (opens && (line.column > deepest || (isDash && line.column === deepest))) return undefined;
  const ended = before.filter((level) => level.isDash === isDash && level.column === line.column).at(-1);
  const open = before.filter(({ isDash: dash }) => dash === isItem(last)).at(-1);
  // The line before has ended what this one goes on with: it is that one which stands wrong.
  if (ended !== undefined && open !== undefined && open.column !== last.column) return lineUp(last, open);
  const near = nearestLevel(fits, line);
  return near === undefined ? undefined : lineUp(line, near);
}

function noBlank(line: Line): Misaligned {
  const start = line.start + line.column;
  return {
    at: { start, end: start + 1 },
    problem: {
      code: 'indentation',
      message: 'a blank is missing behind the "-"',
      help: 'an item of a list begins with "- "',
      fix: { start, end: start + 1, text: '- ' },
    },
  };
}

// Of two that are equally near a key of the file itself stands at the outer one, and any other at the inner one.
function nearestLevel(levels: readonly Level[], { column, text }: Line): Level | undefined {
  const outwards = OUTERMOST.test(text) ? 1 : -1;
  const away = (level: Level): number => Math.abs(level.column - column);
  return levels.toSorted((a, b) => away(a) - away(b) || outwards * (a.column - b.column))[0];
}

const OUTERMOST =
  /^\s*(?:inputs|defaults|triggers|symptoms|diagnose|facts|causes|verify|escalate|prevent|readings|scenarios|severity|summary|owner|reviewed):/;

function lineUp(line: Line, { column, line: other }: Level): Misaligned {
  const fix: Edit = { start: line.start, end: line.start + line.column, text: ' '.repeat(column) };
  return {
    at: { start: line.start + line.column, end: line.start + line.text.trimEnd().length },
    problem: {
      code: 'indentation',
      message: `this line does not line up with line ${other.number}`,
      help: `${column === 0 ? 'begin it at the very left' : `indent it by ${column} blanks`}, like "${shortened(other.text.slice(column))}"`,
      fix,
    },
  };
}

const shortened = (text: string): string => (text.trim().length > 40 ? `${text.trim().slice(0, 39)}…` : text.trim());

const isItem = ({ text }: Line): boolean => /^\s*-(?:\s|$)/.test(text);

/** The columns that are open behind a line. */
function levelsAfter(levels: readonly Level[], line: Line): readonly Level[] {
  const open = levels.filter(
    ({ column, isDash }) => column < line.column || (column === line.column && isDash === isItem(line)),
  );
  const own: Level[] = [];
  let { column } = line;
  for (let rest = line.text.slice(column); ; ) {
    const dash = /^-\s+/.exec(rest);
    if (dash === null) {
      if (/^(?:[^\s"'{[#][^:]*|"[^"]*"|'[^']*'):(?:\s|$)/.test(rest)) own.push({ column, isDash: false, line });
      break;
    }
    own.push({ column, isDash: true, line });
    column += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  return [...open.filter((level) => !own.some((one) => one.column === level.column)), ...own];
}

/** The lines that hold keys or items: not those that are blank, comments, or part of a text or of brackets. */
function* linesOf(text: string): Generator<Line> {
  let start = 0;
  let inside: number | undefined;
  let brackets = 0;
  for (const [at, whole] of text.split('\n').entries()) {
    const line = { number: at + 1, start, column: /^ */.exec(whole)?.[0].length ?? 0, text: whole.replace(/\r$/, '') };
    start += whole.length + 1;
    if (line.text.trim() === '') continue;
    if (inside !== undefined && line.column > inside) continue;
    inside = undefined;
    if (/^\s*#/.test(line.text)) continue;
    const isInBrackets = brackets > 0;
    brackets = Math.max(0, brackets + openedIn(line.text));
    if (isInBrackets) continue;
    yield line;
    if (/^(?:\s*- +)*(?:[\w.-]+: +)?(?:[&!]\S* +)*[|>](?![|=])/.test(line.text)) inside = line.column;
  }
}

/** How many brackets a line leaves open; those in quotes do not count. */
function openedIn(line: string): number {
  const value = line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'|\s#.*/g, '');
  if (!/(?:^|:|-)\s*[[{]/.test(value)) return 0;
  return [...value].reduce((open, sign) => open + ('[{'.includes(sign) ? 1 : '}]'.includes(sign) ? -1 : 0), 0);
}
