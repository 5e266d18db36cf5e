// The answers to a question as rows: one a row with what it does, or in a low window as rows of keys and names.

import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Page } from '../text/layout.ts';
import { bold, dim, type Row, row, type Span, type Style, span, spansWidth } from '../text/row.ts';
import { pad, width, wrapWords } from '../text/text.ts';
import type { Option } from './option.ts';
import type { Local } from './screen.ts';

/** Entries that a list shows at most in a low window. */
const FEW = 6;

/** Columns before the name of an entry. */
const LEAD = 7;

/** How a list is shown. */
export interface Listing {
  readonly local: Local;
  /** Rows there are. */
  readonly room: number;
  /** What stands at the right of an entry. */
  readonly verdict: (option: Option) => readonly Span[];
}

/** Entries that are offered, and the row that says how many more there are. */
function offered(
  options: readonly Option[],
  { local, room }: Pick<Listing, 'local' | 'room'>,
): { readonly shown: readonly Option[]; readonly more: readonly Row[] } {
  const aside = options.filter((option) => option.aside === true).length;
  if (aside === 0) return { shown: windowOf(options, local.cursor, room), more: [] };
  const shown = windowOf(options, local.cursor, Math.max(1, Math.min(room - 1, options.length - aside)));
  return { shown, more: [row(['    ', dim(`${aside} more are ruled out; press down for them`)])] };
}

/** One entry a row, the one under the cursor marked; a list longer than its room moves with the cursor. */
export function optionRows(
  { glyphs, columns }: Page,
  options: readonly Option[],
  { local, room, verdict }: Listing,
): readonly Row[] {
  const { shown, more } = offered(options, { local, room });
  // Only what is explained is lined up: the title of a cause would push every explanation off the screen.
  const explained = shown.filter(({ text, cause }) => text !== '' && cause === undefined);
  const nameWidth = Math.max(0, ...explained.map(({ name }) => width(name))) + 3;
  const rows = shown.flatMap((option) => {
    const isOn = options.indexOf(option) === local.cursor;
    const tone = option.needs.type === 'word' ? 'bad' : isOn ? 'act' : undefined;
    const style: Style = { bold: isOn, ...(tone === undefined ? {} : { tone }) };
    // Of two causes that begin alike the end tells which is which.
    const beside = verdict(option);
    const names = wrapWords(sanitizeLine(option.name), Math.max(12, columns - LEAD - spansWidth(beside) - 1));
    const name = span(pad(names[0] ?? '', nameWidth), style);
    const lead = [
      span(isOn ? `${glyphs.cursor} ` : '  ', { tone: 'act' }),
      span(pad(option.key, 3), { bold: true, dim: !local.armed }),
    ];
    const apart = width(option.name) < nameWidth || option.text === '' ? '' : '   ';
    // What a cause leads to is read before it is chosen.
    const used =
      LEAD + Math.max(width(names[0] ?? ''), nameWidth) + width(apart + option.text) + spansWidth(beside) + 1;
    const isBelow = option.cause !== undefined && option.text !== '' && (names.length > 1 || used > columns);
    return [
      row(['  ', ...lead, name, dim(isBelow ? '' : `${apart}${option.text}`)], beside),
      ...names.slice(1).map((line) => row([' '.repeat(LEAD), span(line, style)])),
      ...(isBelow ? [row([' '.repeat(LEAD), dim(option.text)])] : []),
    ];
  });
  return [...rows, ...more];
}

/** Keys and names in rows of words; causes and values are too long for that, and keep a row each. */
export function compactRows(
  { columns, glyphs }: Page,
  options: readonly Option[],
  listing: Pick<Listing, 'local' | 'room'>,
): readonly Row[] {
  const { local, room } = listing;
  if (options.some(({ cause, value }) => cause !== undefined || value !== undefined)) {
    const open = options.filter(({ aside }) => aside !== true).length;
    return windowOf(options, local.cursor, Math.max(1, Math.min(room, FEW, open))).map((option) => {
      const isOn = options.indexOf(option) === local.cursor;
      return row([
        '  ',
        span(isOn ? `${glyphs.cursor} ` : '  ', { tone: 'act' }),
        bold(pad(option.key, 3)),
        span(option.name, { bold: isOn }),
      ]);
    });
  }
  const rows: Row[] = [];
  let line: Span[] = [];
  let used = 2;
  for (const [n, { key, name, short }] of options.entries()) {
    const words = short ?? name.toLowerCase();
    const wide = width(key) + width(words) + 3;
    if (used + wide > columns && line.length > 0) {
      rows.push(row([' ', ...line]));
      line = [];
      used = 2;
    }
    used += wide;
    const style = n === local.cursor ? ({ tone: 'act' } as const) : {};
    const mark = span(n === local.cursor ? glyphs.cursor : ' ', style);
    line.push(mark, span(key, { bold: true, dim: !local.armed, ...style }), span(` ${words} `, style));
  }
  return line.length === 0 ? rows : [...rows, row([' ', ...line])];
}

function windowOf(options: readonly Option[], cursor: number, room: number): readonly Option[] {
  if (options.length <= room) return options;
  // The list stands still until the cursor would leave it.
  const first = Math.max(0, cursor - room + 1);
  return options.slice(first, first + room);
}
