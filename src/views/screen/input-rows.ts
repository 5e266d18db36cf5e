// What is being typed, as rows: a prompt, the text with the caret in it, longer text windowed around the caret.

import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Page } from '../text/layout.ts';
import { type Row, row, type Span, span } from '../text/row.ts';
import { hardWrap } from '../text/text.ts';
import type { Local } from './screen.ts';

/** Rows of text that are shown around the caret at most. */
const MOST_ROWS = 6;

/** The prompt and the text under it. */
export function inputRows(page: Page, prompt: readonly Span[], local: Pick<Local, 'text' | 'caret'>): readonly Row[] {
  const { glyphs } = page;
  const room = Math.max(8, page.columns - 6);
  const lines = textRows(local, room);
  const at = Math.max(
    0,
    lines.findIndex(({ caret }) => caret !== null),
  );
  const first = Math.max(0, Math.min(at - MOST_ROWS + 2, lines.length - MOST_ROWS));
  const shown = lines.slice(first, first + MOST_ROWS);
  return [
    row(['  ', ...prompt]),
    ...shown.map(({ text, caret }, n) => {
      const lead = span(n === 0 && first === 0 ? `${glyphs.cursor} ` : '  ', { tone: 'act' });
      if (caret === null) return row(['  ', lead, text]);
      const [on = ' ', ...rest] = [...new Intl.Segmenter().segment(text.slice(caret))].map(({ segment }) => segment);
      const under = glyphs.caret === null ? span(on, { inverse: true }) : `${glyphs.caret}${on}`;
      return row(['  ', lead, text.slice(0, caret), under, rest.join('')]);
    }),
  ];
}

// One row of text may be several rows of the screen; the caret is in exactly one of them.
function textRows(
  { text, caret }: Pick<Local, 'text' | 'caret'>,
  room: number,
): readonly { readonly text: string; readonly caret: number | null }[] {
  const rows: { text: string; caret: number | null }[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    // A blank stands for the place behind the last character, where the caret may be.
    for (const piece of hardWrap(`${line} `, room)) {
      const here = caret >= at && caret < at + piece.length ? caret - at : null;
      rows.push({ text: here === null ? sanitizeLine(piece) : piece, caret: here });
      at += piece.length;
    }
  }
  return rows;
}
