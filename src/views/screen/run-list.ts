// The list of runs that is walked through: rows that fit the window, whatever its size, and what is said of the one that
// the cursor is on.

import { compose } from '../text/compose.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { type KeyShown, keys, type Page, pageOf, paragraph, rule } from '../text/layout.ts';
import { dim, gap, type Row, ranked, row, type Style, span } from '../text/row.ts';
import { clip, duration, pad } from '../text/text.ts';
import { inputRows } from './input-rows.ts';
import type { Window } from './screen.ts';

/** One run, as a list shows it. */
export interface RunRow {
  readonly run: string;
  /** Id of the runbook. */
  readonly runbook: string;
  /** The word for how it ended or stands, and its look. */
  readonly outcome: string;
  readonly style: Style;
  /** By its title, and whether that was said after the fact; `-`: none. */
  readonly cause: string;
  /** Milliseconds since the epoch. */
  readonly opened_ms: number;
  readonly duration_ms: number;
  readonly by: string;
  /** Why it cannot be read; null: it can. */
  readonly problem: string | null;
}

/** What the list is for: to read what was, or to choose what is gone on with. */
export type Purpose = 'read' | 'resume';

/** Where the person is in the list. */
export interface Browsing {
  /** Place of the cursor among the runs that fit the filter. */
  readonly cursor: number;
  /** The first of them in the window, as it was drawn last. */
  readonly first: number;
  /** Keys are text of the filter. */
  readonly isTyping: boolean;
  /** The filter: words that a run must have, all of them. */
  readonly text: string;
  /** Place in `text`, UTF-16 units. */
  readonly caret: number;
  readonly hint: string;
}

/** Nobody has pressed anything yet. */
export const AT_TOP: Browsing = { cursor: 0, first: 0, isTyping: false, text: '', caret: 0, hint: '' };

/** How long ago something was. The largest unit is enough: what began four days ago did not begin at a minute that matters. */
export const age = (ms: number): string => `${duration(Math.max(0, ms)).split(' ')[0]} ago`;

/** Runs that have every word of a text, in whatever is said of them. */
export function fitting(all: readonly RunRow[], text: string): readonly RunRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return all;
  return all.filter(({ run, runbook, outcome, cause, by, problem }) => {
    const said = [run, runbook, outcome, cause, by, problem ?? ''].join(' ').toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

/** What the list is drawn from. */
export interface RunListScene {
  /** The runs that fit the filter, newest first. */
  readonly shown: readonly RunRow[];
  /** How many there are without it, so far. */
  readonly total: number;
  /** More may come. */
  readonly isLoading: boolean;
  readonly browsing: Browsing;
  readonly window: Pick<Window, 'columns' | 'rows' | 'now'>;
  readonly glyphs: Glyphs;
  readonly purpose: Purpose;
  /** A key may go on with a run: one has been on the screen for long enough to be what was meant. */
  readonly isArmed: boolean;
}

/** The list as it is drawn. */
export interface RunListView {
  /** Fewer than the window has. */
  readonly rows: readonly Row[];
  /** The first run that is shown. */
  readonly first: number;
  /** Runs that are shown at once. */
  readonly height: number;
}

/** A window lower than this shows runs and keys alone; one lower than the other says less of the run at the cursor. */
const LOW = 9;
const TALL = 16;

/** The list of runs in a window. */
export function runListView(scene: RunListScene): RunListView {
  const { shown, browsing, window, glyphs } = scene;
  const page = pageOf(window.columns, glyphs);
  // One row stays free: a frame as high as the window would scroll.
  const budget = Math.max(3, window.rows - 1);
  const above = budget < LOW ? [] : [headRow(page, scene)];
  const below = [
    ...(budget < LOW ? [] : detailRows(page, shown[browsing.cursor], budget < TALL ? 1 : 3)),
    ...filterRows(page, browsing),
    ...(browsing.hint === '' ? [] : [row(['  ', span(browsing.hint, { tone: 'warn' })])]),
    keys(page, footKeys(scene), []),
  ];
  const height = Math.max(1, budget - above.length - below.length);
  const last = Math.max(0, shown.length - height);
  const first = Math.max(
    0,
    Math.min(last, Math.max(browsing.cursor - height + 1, Math.min(browsing.first, browsing.cursor))),
  );
  const runs = shown
    .slice(first, first + height)
    .map((one, n) => runRow(page, one, { now: window.now, isHere: first + n === browsing.cursor }));
  const none = scene.isLoading ? 'No run so far has all of these words.' : 'No run has all of these words.';
  const list = runs.length === 0 ? [row(['  ', dim(none)])] : runs;
  const chrome = above.map((one) => ranked(7, one));
  return { rows: compose([...chrome, ...list, ...below], budget).rows, first, height };
}

function headRow(page: Page, { shown, total, isLoading, browsing, purpose }: RunListScene): Row {
  const more = isLoading ? '+' : '';
  const place = shown.length === 0 ? '0' : `${browsing.cursor + 1}`;
  const right =
    shown.length === total ? `${place} of ${total}${more}` : `${place} of ${shown.length}, ${total}${more} in all`;
  return rule(page, purpose === 'resume' ? 'Open runs' : 'Runs', { right });
}

const WIDTHS = { outcome: 12, began: 8, took: 7, runbook: 24, by: 10 } as const;

// What a narrow window leaves out is said below the list, of the run at the cursor.
function runRow(page: Page, one: RunRow, { now, isHere }: { readonly now: number; readonly isHere: boolean }): Row {
  const { columns, glyphs } = page;
  const { outcome, style, runbook, cause, opened_ms, duration_ms, by, problem } = one;
  const strong: Style = isHere ? { bold: true } : {};
  const lead = [
    isHere ? span(`${glyphs.cursor} `, { tone: 'act', bold: true }) : '  ',
    span(pad(outcome, WIDTHS.outcome), { ...style, ...strong }),
    '  ',
  ];
  const id = [dim(shortOf(one))];
  if (problem !== null) return row([...lead, span(problem, strong)], id);
  const hasTook = columns >= 60;
  const hasBy = columns >= 72;
  const hasRunbook = columns >= 96;
  const more = (has: boolean, wide: number): number => (has ? wide + 2 : 0);
  const beside = more(hasTook, WIDTHS.took) + more(hasRunbook, WIDTHS.runbook) + more(hasBy, WIDTHS.by);
  const used = 2 + WIDTHS.outcome + 2 + WIDTHS.began + 2 + beside + 5;
  const room = Math.max(4, columns - used);
  const cell = (text: string, width: number): string => pad(clip(span(text).text, width, glyphs.ellipsis), width);
  return row(
    [
      ...lead,
      `${pad(age(now - opened_ms), WIDTHS.began)}  `,
      ...(hasTook ? [`${pad(duration(duration_ms), WIDTHS.took)}  `] : []),
      ...(hasRunbook ? [`${cell(runbook, WIDTHS.runbook)}  `] : []),
      span(cell(cause, room), strong),
      ...(hasBy ? [`  ${cell(by, WIDTHS.by)}`] : []),
    ],
    id,
  );
}

const shortOf = ({ run }: RunRow): string => run.slice(run.lastIndexOf('-') + 1);

// As many rows for each run: a list that jumps under the cursor is hard to read.
function detailRows(page: Page, one: RunRow | undefined, height: number): readonly Row[] {
  const { columns, glyphs } = page;
  const line = ranked(6, row([dim(glyphs.rule.repeat(columns))]));
  if (one === undefined) return [line, ...Array.from({ length: height }, () => gap(8))];
  const { run, cause, duration_ms, by, problem } = one;
  const more = problem === null && height > 1 ? `${duration(duration_ms)}, ${by}: ` : '';
  const said = height > 1 ? paragraph(page, `${more}${problem ?? cause}`, { style: { dim: true } }) : [];
  const rows = [row(['  ', span(run)]), ...said].slice(0, height);
  return [line, ...rows, ...Array.from({ length: height - rows.length }, () => gap(8))].map((each) =>
    each.rank === 0 ? ranked(5, each) : each,
  );
}

function filterRows(page: Page, browsing: Browsing): readonly Row[] {
  if (browsing.isTyping) return inputRows(page, [dim('Only runs that have these words')], browsing).slice(0, 2);
  if (browsing.text === '') return [];
  return [row(['  ', dim('only with '), span(browsing.text)])];
}

function footKeys({ browsing, purpose, isArmed }: RunListScene): readonly KeyShown[] {
  if (browsing.isTyping)
    return [
      ['Enter', 'keep'],
      ['Esc', 'all runs'],
    ];
  const leave = browsing.text === '' ? [] : ([['Esc', 'all runs']] as const);
  const resume = isArmed ? (['resume'] as const) : (['resume', { dim: true }] as const);
  return purpose === 'resume'
    ? [['Enter', ...resume], ['s', 'show'], ['q', 'leave'], ...leave, ['/', 'filter'], ['R', 'report']]
    : [['Enter', 'show'], ['r', ...resume], ['q', 'leave'], ...leave, ['/', 'filter'], ['R', 'report']];
}
