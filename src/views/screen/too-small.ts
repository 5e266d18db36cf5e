// A window in which a decision cannot be shown whole: how large it has to be, what is said in a smaller one, and what can be
// done there all the same.

import { compose } from '../text/compose.ts';
import { keys, type Page } from '../text/layout.ts';
import { type Row, ranked, row, span } from '../text/row.ts';
import { wrapWords } from '../text/text.ts';
import type { KeyMode, Window } from './screen.ts';

type Size = Pick<Window, 'columns' | 'rows'>;

/** The smallest window in which what a decision rests on can be read, and its answers stand below it. */
const LEAST: Size = { columns: 40, rows: 12 };

/** Whether a decision cannot be shown in it. */
export const isTooSmall = ({ columns, rows }: Size): boolean => columns < LEAST.columns || rows < LEAST.rows;

/** What a window lacks, as a sentence without a full stop. */
export const smallWords = ({ columns, rows }: Size): string =>
  `The window has ${columns} columns and ${rows} rows; the guided screen needs ${LEAST.columns} and ${LEAST.rows}`;

/** Rows for a window that has become too small; fewer than it has. */
export function tooSmallRows(page: Page, window: Size, { type }: KeyMode): readonly Row[] {
  const size = ({ columns, rows }: Size): string => `${columns}x${rows}`;
  const words =
    type === 'interrupt'
      ? 'Stop?'
      : `The window is ${size(window)}, and ${size(LEAST)} is needed. The run goes on; p shows it in plain lines.`;
  const does =
    type === 'interrupt'
      ? ([
          ['q', 'stop'],
          ['Esc', 'go on'],
        ] as const)
      : ([
          ['p', 'plain'],
          ['^C', 'stop'],
        ] as const);
  const said = wrapWords(words, Math.max(1, page.columns - 1)).map((line, n) =>
    ranked(n + 1, row([' ', span(line, { tone: 'warn' })])),
  );
  return compose([...said, keys(page, does, [])], Math.max(1, window.rows - 1)).rows;
}
