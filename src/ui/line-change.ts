// What turns one line of a terminal into another: the cells that differ, and the moves between them. A running time is two
// characters of a line of eighty. Where it is not sure which column a character stands in, there is no answer.

import { isNarrow } from '../views/text/narrow.ts';

interface Cell {
  readonly text: string;
  /** Parameters of SGR that are on, in order. */
  readonly style: string;
}

/** Fewer cells than this between two changes are written again: to move costs as much. */
const LEAST_GAP = 6;

/** The bytes to write, with the cursor in the first column; null: the line has to be written whole. */
export function lineChange(before: string, after: string): string | null {
  const [old, next] = [cellsOf(before), cellsOf(after)];
  if (old === null || next === null) return null;
  const written = changes(old, next).map(([first, end]) => `\x1b[${first + 1}G${styled(next.slice(first, end))}`);
  const rest = next.length < old.length ? `\x1b[${next.length + 1}G\x1b[K` : '';
  return written.join('') + rest;
}

/** Where the cells differ, as ranges of the new line. */
function changes(old: readonly Cell[], next: readonly Cell[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const [n, { text, style }] of next.entries()) {
    if (old[n]?.text === text && old[n]?.style === style) continue;
    const last = ranges.at(-1);
    if (last !== undefined && n - last[1] < LEAST_GAP) last[1] = n + 1;
    else ranges.push([n, n + 1]);
  }
  return ranges;
}

function styled(cells: readonly Cell[]): string {
  let written = '';
  let now = '';
  for (const { text, style } of cells) {
    if (style !== now) written += style === '' ? '\x1b[0m' : now === '' ? `\x1b[${style}m` : `\x1b[0;${style}m`;
    now = style;
    written += text;
  }
  return now === '' ? written : `${written}\x1b[0m`;
}

/** What each parameter of SGR ends; those that begin something end what is in their own place. ECMA-48, 8.3.117. */
const ENDS: Readonly<Record<number, readonly string[]>> = {
  22: ['1', '2'],
  23: ['3'],
  24: ['4'],
  27: ['7'],
  29: ['9'],
};
const COLOR = /^(?:3|9)[0-7]$/;
const GROUND = /^(?:4|10)[0-7]$/;

/** The cells of a line; null where it holds more than text of one column a character and plain styles. */
function cellsOf(line: string): readonly Cell[] | null {
  const cells: Cell[] = [];
  let on: readonly string[] = [];
  for (const [, parameters, text = ''] of line.matchAll(/\x1b\[([\d;]*)m|([^\x1b]+|\x1b)/g)) {
    if (parameters === undefined) {
      if (!isNarrow(text)) return null;
      const style = on.join(';');
      for (const character of text) cells.push({ text: character, style });
      continue;
    }
    for (const one of parameters.split(';')) {
      const next = switched(on, one);
      if (next === null) return null;
      on = next;
    }
  }
  // What is left on would colour what stands behind it.
  return on.length === 0 ? cells : null;
}

function switched(on: readonly string[], one: string): readonly string[] | null {
  if (one === '' || one === '0') return [];
  if (/^[123479]$/.test(one)) return on.includes(one) ? on : [...on, one].sort();
  if (COLOR.test(one) || one === '39') return replaced(on, COLOR, one);
  if (GROUND.test(one) || one === '49') return replaced(on, GROUND, one);
  const ended = ENDS[Number(one)];
  return ended === undefined ? null : on.filter((other) => !ended.includes(other));
}

const replaced = (on: readonly string[], place: RegExp, one: string): readonly string[] => {
  const others = on.filter((other) => !place.test(other));
  return place.test(one) ? [...others, one].sort() : others;
};
