// A panel: what stands between the head and the foot of the live region, and how it is fitted into a height. What a
// decision rests on is never cut: when it does not fit it scrolls, and the screen knows whether its end was shown.

import { compose } from '../text/compose.ts';
import type { Page } from '../text/layout.ts';
import { dim, gap, type Row, row, span } from '../text/row.ts';

/** Rows of rank above this are decoration: they go before the list of options loses its explanations. */
const WORTH_KEEPING = 3;

/** The group of rows at the top that scroll where a window is too low for them and for what is below them. */
export const MAY_SCROLL = 'stakes';

/** Fewer rows of a body that scrolls are hard to read. */
const LEAST_BODY = 2;

/** Rows of one panel, before they are fitted. */
export interface Panel {
  /** Always shown, but for what may scroll. */
  readonly top: readonly Row[];
  /** Shown by rank; rows of rank 0 scroll when they do not fit. */
  readonly body: readonly Row[];
  /** Always shown: options, or what is typed. */
  readonly tail: readonly Row[];
  /** The tail of a low window. */
  readonly compact?: readonly Row[];
  /** Scroll from the end: outputs. */
  readonly fromEnd?: true;
}

/** What of a longer body is shown. */
export interface Scroll {
  readonly first: number;
  readonly height: number;
  readonly total: number;
}

/** A panel fitted into a height. */
export interface Fitted {
  readonly rows: readonly Row[];
  /** Null when all of the body that matters is on the screen. */
  readonly scroll: Scroll | null;
  /** The last row of the command is on the screen, or there is no command. */
  readonly commandEnds: boolean;
}

/** Fits a panel into `height` rows; `scroll` is the first row wanted of a body that scrolls. */
export function fitPanel(
  page: Page,
  panel: Panel,
  { height, scroll }: { readonly height: number; readonly scroll: number },
): Fitted {
  const compact = panel.compact ?? panel.tail;
  const mustKeep = (rank: number): boolean => rank <= WORTH_KEEPING;
  const full = [...panel.top, ...panel.body, ...panel.tail];
  if (full.filter(({ rank }) => mustKeep(rank)).length <= height) return whole(withDropped(full, height), height);
  const low = [...panel.top, ...panel.body, ...compact];
  if (low.filter(({ rank }) => rank === 0).length <= height) return whole(withDropped(low, height), height);
  return scrolled(page, { ...panel, tail: compact }, { height, scroll });
}

const whole = (rows: readonly Row[], height: number): Fitted => ({
  rows: compose(rows, height).rows,
  scroll: null,
  commandEnds: true,
});

// What had to go is named, so that nobody takes silence for absence.
function withDropped(rows: readonly Row[], height: number): readonly Row[] {
  if (compose(rows, height).dropped.length === 0) return rows;
  // The note takes a row itself.
  const { dropped } = compose(rows, height - 1);
  const names = [...new Set(dropped)].filter((name) => name !== 'command' && name !== 'probes');
  if (names.length === 0) return rows;
  const note = row([' ', dim(`not shown: ${names.join(', ')}; w shows ${names.length === 1 ? 'it' : 'them'}`)]);
  const place = rows.findLastIndex(({ command }) => command === true) + 1;
  const noted = [...rows.slice(0, place), note, ...rows.slice(place)];
  return noted.filter(({ rank }) => rank === 0).length <= height ? noted : rows;
}

function scrolled(
  page: Page,
  panel: Panel,
  { height, scroll }: { readonly height: number; readonly scroll: number },
): Fitted {
  const pinned = panel.top.filter(({ rank }) => rank === 0);
  const tail = panel.tail.filter(({ rank }) => rank === 0);
  const isTight = pinned.length + LEAST_BODY + 1 + tail.length > height;
  const scrolls = ({ group }: Row): boolean => isTight && group === MAY_SCROLL;
  const top = pinned.filter((one) => !scrolls(one));
  const body = [...pinned.filter(scrolls), ...panel.body.filter(({ left }) => left.length > 0)];
  const room = Math.max(1, height - top.length - tail.length - 1);
  const end = Math.max(0, body.length - room);
  const first = Math.max(0, Math.min(panel.fromEnd ? end - scroll : scroll, end));
  const visible = body.slice(first, first + room);
  const lastCommand = body.findLastIndex(({ command }) => command === true);
  const commandEnds = lastCommand < first + room;
  const position = ` rows ${first + 1} to ${Math.min(body.length, first + room)} of ${body.length}`;
  const more = commandEnds
    ? dim('   PgUp PgDn')
    : span(`   ${page.glyphs.warn} it goes on: PgDn`, { tone: 'warn', bold: true });
  const rows = [...top, ...visible, row([dim(position), more]), ...tail];
  // In a window too low even for this the list of keys wins; approving needs the command, and stays locked.
  const kept = rows.length <= height ? rows : rows.slice(rows.length - height);
  return { rows: kept, scroll: { first, height: room, total: body.length }, commandEnds };
}

/** A blank row inside a panel. */
export const blank = (): Row => gap(8);
