// Where in a YAML text an offset is: under which keys, in a key or in a value, and what stands there already. Read by lines
// and indents, not by a parser: a text that is being written is rarely valid.

import { readFlow } from './flow.ts';

/** A place in a text. */
export interface Cursor {
  /** Keys down to what is written here; `[]` is an item of a list. A key that is being written is not in it. */
  readonly path: readonly string[];
  readonly at: 'key' | 'value';
  /** Where the key or value begins that is being written. */
  readonly start: number;
  /** How the value is written. */
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly flow: boolean;
  /** Keys of the same mapping, without the one being written. */
  readonly siblings: readonly string[];
  /** The column that keys of this mapping begin at. */
  readonly indent: number;
  /** Whether a list item may begin here: `- ` is not written yet. */
  readonly beforeDash: boolean;
}

/** A line of a text, without its end. */
interface Line {
  readonly start: number;
  readonly text: string;
}

interface Frame {
  /** The column of the keys, or of the dashes. */
  readonly indent: number;
  readonly kind: 'map' | 'list';
  /** The last key. */
  key: string;
  /** Whether that key has its value in the same line. */
  hasValue: boolean;
  readonly keys: string[];
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?)[ \t]*:(?=\s|$)/;
const BLOCK = /^(?:[&!]\S+[ \t]+)*[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/** Reads where an offset is; null in a comment. */
export function cursorAt(text: string, offset: number): Cursor | null {
  const lines = linesOf(text);
  const at = lines.findLastIndex(({ start }) => start <= offset);
  const state = readLines(text, lines, at, offset);
  if ('style' in state) return state;
  const line = lines[at] ?? { start: 0, text: '' };
  const found = onLine(text, line, offset, state);
  if (found === null || found.flow) return found;
  return { ...found, siblings: siblingsOf(lines, at, found) };
}

/** The lines of a text; a line ends with LF, CRLF or CR. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (const end of text.matchAll(ends)) {
    lines.push({ start, text: text.slice(start, end.index) });
    start = end.index + end[0].length;
  }
  return [...lines, { start, text: text.slice(start) }];
}

// Reads the lines before the one of the offset. A value that reaches into that line is answered at once.
function readLines(text: string, lines: readonly Line[], last: number, offset: number): Frame[] | Cursor {
  const frames: Frame[] = [];
  for (let n = 0; n < last; n++) {
    const line = lines[n] ?? { start: 0, text: '' };
    const value = readLine(frames, line);
    if (value === null) continue;
    const first = text[value] ?? '';
    const rest = line.text.slice(value - line.start);
    if (BLOCK.test(rest)) {
      const owner = frames.at(-1)?.indent ?? -1;
      const end = endOfBlock(lines, n + 1, owner);
      if (end > last) {
        const column = offset - (lines[last]?.start ?? 0);
        const isBlank = (lines[last]?.text ?? '').trim() === '';
        if (isBlank && column <= owner) return frames;
        return inValue(frames, { start: lines[n + 1]?.start ?? offset, style: 'block' });
      }
      n = end - 1;
    } else if ('{["\''.includes(first) && first !== '') {
      const flow = readFlow(text, value, offset);
      if (!flow.over) return inFlow(frames, flow, offset);
      n = skipTo(text, lines, n, value, offset);
    }
  }
  return frames;
}

/** The last line that a flow or quoted value reaches into. */
function skipTo(text: string, lines: readonly Line[], from: number, value: number, offset: number): number {
  for (let n = from; n + 1 < lines.length; n++) {
    const end = lines[n + 1]?.start ?? offset;
    if (end > offset || readFlow(text, value, end).over) return n;
  }
  return from;
}

/** Takes one line into the frames; gives where a value begins in it, null without one. */
function readLine(frames: Frame[], { start, text }: Line): number | null {
  const indent = indentOf(text);
  const content = text.slice(indent);
  if (content === '' || content.startsWith('#') || /^(?:---|\.\.\.)/.test(text)) return null;
  let column = indent;
  let rest = content;
  const isItem = /^-(?=\s|$)/.test(rest);
  leave(frames, column, isItem);
  while (/^-(?=\s|$)/.test(rest)) {
    enter(frames, column, 'list');
    const dash = /^-[ \t]*/.exec(rest)?.[0].length ?? 1;
    column += dash;
    rest = rest.slice(dash);
  }
  const anchor = /^(?:[&!]\S*[ \t]+)*/.exec(rest)?.[0].length ?? 0;
  if (isItem && anchor > 0 && !KEY.test(rest)) {
    column += anchor;
    rest = rest.slice(anchor);
  }
  const key = KEY.exec(rest);
  if (key === null) return rest === '' || rest.startsWith('#') ? null : start + column;
  enter(frames, column, 'map', keyText(key[1] ?? ''));
  const behind = rest.slice(key[0].length);
  const blanks = /^[ \t]*(?:[&!]\S+[ \t]+)*/.exec(behind)?.[0].length ?? 0;
  const value = behind.slice(blanks);
  const isAnchor = /^[&!]\S*[ \t]*$/.test(value);
  const frame = frames.at(-1);
  const hasValue = value !== '' && !value.startsWith('#') && !isAnchor;
  if (frame !== undefined) frame.hasValue = hasValue;
  return hasValue ? start + column + key[0].length + blanks : null;
}

const keyText = (written: string): string => written.replace(/^(["'])(.*)\1$/s, '$2').trim();
const indentOf = (text: string): number => /^[ \t]*/.exec(text)?.[0].length ?? 0;

// A list may stand at the column of the key that holds it.
function leave(frames: Frame[], column: number, isItem: boolean): void {
  for (let top = frames.at(-1); top !== undefined; top = frames.at(-1)) {
    const deeper = top.indent > column || (top.indent === column && top.kind === 'list' && !isItem);
    if (!deeper) return;
    frames.pop();
  }
}

function enter(frames: Frame[], indent: number, kind: Frame['kind'], key = ''): void {
  const top = frames.at(-1);
  if (top?.indent === indent && top.kind === kind) {
    top.key = key;
    top.keys.push(key);
  } else frames.push({ indent, kind, key, hasValue: false, keys: [key] });
}

/** The first line that does not belong to a block scalar any more. */
function endOfBlock(lines: readonly Line[], from: number, owner: number): number {
  let n = from;
  while (n < lines.length) {
    const { text } = lines[n] ?? { text: '' };
    if (text.trim() !== '' && indentOf(text) <= owner) break;
    n += 1;
  }
  return n;
}

function onLine(text: string, line: Line, offset: number, frames: Frame[]): Cursor | null {
  const before = text.slice(line.start, offset);
  const column = before.length;
  if (/^[ \t]*$/.test(before)) {
    const isItem = /^-(?=\s|$)/.test(text.slice(offset));
    leave(frames, column, isItem);
    return blankLine(frames, column, offset);
  }
  if (/^[ \t]*#/.test(before)) return null;
  const value = readLine(frames, { start: line.start, text: before });
  const top = frames.at(-1);
  if (value === null) {
    const afterKey = /:[ \t]*$/.test(before);
    if (/(?:^|\s)#[^"']*$/.test(before) && !/["'][^"']*#/.test(before)) return null;
    if (afterKey) return inValue(frames, { start: offset, style: 'plain' });
    // Behind a dash: the first key of an item, or the item itself.
    return place(frames, { at: 'key', start: offset, indent: column, beforeDash: false });
  }
  const rest = before.slice(value - line.start);
  if (BLOCK.test(rest)) return null;
  const hasKey = top?.kind === 'map' && top.hasValue && isKeyOfLine(before, value - line.start);
  if ('{["\''.includes(rest[0] ?? ' ')) {
    const flow = readFlow(text, value, offset);
    return flow.over ? null : inFlow(frames, flow, offset);
  }
  if (/\s#/.test(rest)) return null;
  if (hasKey) return inValue(frames, { start: value, style: 'plain' });
  // A word alone: a key that has no colon yet, the text of an item, or the next line of a text.
  leave(frames, value - line.start, false);
  const owner = frames.at(-1);
  if (owner?.kind === 'map' && owner.hasValue && owner.indent < value - line.start)
    return inValue(frames, { start: value, style: 'plain' });
  return { ...blankLine(frames, value - line.start, value), beforeDash: false };
}

const isKeyOfLine = (before: string, value: number): boolean => /:[ \t]+$/.test(before.slice(0, value));

function blankLine(frames: Frame[], column: number, start: number): Cursor {
  const top = frames.at(-1);
  // Deeper than a key without a value: what is written is that value.
  const beforeDash = top === undefined || top.kind === 'list' ? top?.indent === column : top.indent < column;
  return place(frames, { at: 'key', start, indent: column, beforeDash: beforeDash && top?.hasValue !== true });
}

function place(
  frames: readonly Frame[],
  { at, start, indent, beforeDash }: Pick<Cursor, 'at' | 'start' | 'indent' | 'beforeDash'>,
): Cursor {
  const top = frames.at(-1);
  const own = top?.kind === 'map' && top.indent === indent;
  const path = own ? pathOf(frames.slice(0, -1)) : pathOf(frames);
  return { path, at, start, style: 'plain', flow: false, siblings: [], indent, beforeDash };
}

function inValue(frames: readonly Frame[], { start, style }: Pick<Cursor, 'start' | 'style'>): Cursor {
  const indent = frames.at(-1)?.indent ?? 0;
  return {
    path: pathOf(frames),
    at: 'value',
    start,
    style,
    flow: false,
    siblings: [],
    indent,
    beforeDash: false,
  };
}

function inFlow(frames: readonly Frame[], flow: ReturnType<typeof readFlow>, offset: number): Cursor {
  const inside = flow.open.flatMap(({ kind, key }, n) => {
    if (kind === 'list') return ['[]'];
    return key === undefined && n === flow.open.length - 1 ? [] : [key ?? ''];
  });
  const top = flow.open.at(-1);
  const atKey = top?.kind === 'map' && top.key === undefined;
  return {
    path: [...pathOf(frames), ...inside],
    at: atKey ? 'key' : 'value',
    start: Math.min(flow.quote === '' ? flow.start : flow.start + 1, offset),
    style: flow.quote === '"' ? 'double' : flow.quote === "'" ? 'single' : 'plain',
    flow: true,
    siblings: top?.keys.filter((key) => key !== top.key) ?? [],
    indent: 0,
    beforeDash: false,
  };
}

const pathOf = (frames: readonly Frame[]): readonly string[] =>
  frames.map(({ kind, key }) => (kind === 'list' ? '[]' : key));

/** Keys of the same block mapping, above and below. */
function siblingsOf(lines: readonly Line[], at: number, { indent, at: where }: Cursor): readonly string[] {
  if (where !== 'key') return [];
  const keys: string[] = [];
  const walk = (from: number, by: 1 | -1): void => {
    for (let n = from; n >= 0 && n < lines.length; n += by) {
      const { text } = lines[n] ?? { text: '' };
      if (text.trim() === '' || /^\s*#/.test(text)) continue;
      const own = indentOf(text);
      const dash = /^[ \t]*(?:-[ \t]+)+/.exec(text)?.[0].length ?? own;
      const isFirst = dash === indent && own < indent;
      if (own < indent && !isFirst) return;
      if (isFirst && by === 1) return;
      if (dash === indent || own === indent) {
        const key = KEY.exec(text.slice(indent));
        if (key !== null) keys.push(keyText(key[1] ?? ''));
      }
      if (isFirst) return;
    }
  };
  const isFirstOfItem = /^[ \t]*(?:-[ \t]+)+$/.test((lines[at]?.text ?? '').slice(0, indent)) && indent > 0;
  if (!isFirstOfItem) walk(at - 1, -1);
  walk(at + 1, 1);
  return keys;
}
