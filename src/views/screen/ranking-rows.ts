// Causes with their evidence as rows: verdict, every line with its own truth and what it saw, and what would tell a
// group of causes apart. Evidence is shown, never a probability.

import type { Evidence } from '../../model/expression.ts';
import { unreachable } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { CauseLine, Ranking } from '../blocks/block.ts';
import { againstLine, sawLine, truthSign, verdictWord, verdictWords } from '../blocks/evidence-lines.ts';
import { type Page, paragraph, signSpan } from '../text/layout.ts';
import { dim, type Row, row, type Span, span, type Tone } from '../text/row.ts';
import { pad, width, wrapWords } from '../text/text.ts';

/** Causes that are ruled out are listed up to so many. */
const MOST_RULED_OUT = 6;

/** All causes in order; what is ruled out in one line each unless `all`. */
export function rankingRows(page: Page, ranking: Ranking, { all = false } = {}): readonly Row[] {
  const open = ranking.causes.filter(({ verdict }) => all || verdict !== 'ruled_out');
  const out = ranking.causes.filter(({ verdict }) => !all && verdict === 'ruled_out');
  return [
    ...open.flatMap((cause) => causeRows(page, cause, ranking.causes.indexOf(cause) + 1)),
    ...ranking.apart.flatMap(({ titles, lines }) => [
      ...paragraph(page, `cannot be told apart: ${titles.join('; ')}. What would tell them apart:`, {
        style: { tone: 'warn' },
      }),
      ...lines.flatMap((line) => evidenceRows(page, line, 4)),
    ]),
    ...ruledOutList(page, out),
  ];
}

function causeRows(page: Page, cause: CauseLine, number: number): readonly Row[] {
  const words = verdictWords(cause);
  const tone = verdictTone(cause.verdict);
  const isWide = width(cause.title) + width(words) + 8 <= page.columns;
  const head = wrapWords(
    `${number} ${sanitizeLine(cause.title)}`,
    Math.max(12, page.columns - 2 - (isWide ? width(words) + 1 : 0)),
  );
  return [
    ...head.map((line, n) =>
      row([n === 0 ? '  ' : '    ', span(line, { bold: true })], n === 0 && isWide ? [span(words, { tone })] : []),
    ),
    ...(isWide ? [] : [row(['    ', span(words, { tone })])]),
    ...(cause.because === undefined ? [] : paragraph(page, cause.because, { indent: 4 })),
    ...cause.lines.flatMap((line) => evidenceRows(page, line, 4)),
  ];
}

// A long list would push what matters off the screen; it stands behind w, and in the record.
function ruledOutList(page: Page, out: readonly CauseLine[]): readonly Row[] {
  if (out.length === 0) return [];
  if (out.length > MOST_RULED_OUT) return [row(['  ', dim(`${out.length} more are ruled out; w shows by what`)])];
  return [row(['  ', dim('ruled out')]), ...out.flatMap((cause) => ruledOutRows(page, cause))];
}

// One line that is false is enough, and of a long one what it saw; the rest is shown where all evidence is.
function ruledOutRows(page: Page, cause: CauseLine): readonly Row[] {
  const against = cause.lines.find(({ truth }) => truth === 'false');
  const [whole, saw] = [againstLine(cause), against === undefined ? '' : sawLine(against)];
  const fits = width(cause.title) + 2 + width(whole) + 4 <= page.columns;
  return paragraph(page, `${cause.title}: ${fits || saw === '' ? whole : saw}`, { indent: 4, style: { dim: true } });
}

/** Truth, expression and what it saw, each line whole. */
export function evidenceRows(page: Page, evidence: Evidence, indent: number): readonly Row[] {
  const saw = sawLine(evidence);
  const lead: readonly Span[] = [
    span(' '.repeat(indent)),
    signSpan(truthSign(evidence.truth), page.glyphs),
    dim(` ${pad(evidence.truth, 8)}`),
  ];
  const inner = indent + 10;
  const room = Math.max(12, page.columns - inner);
  const source = sanitizeLine(evidence.source);
  if (width(source) + 3 + width(saw) <= room) return [row([...lead, source, dim(saw === '' ? '' : `   ${saw}`)])];
  const sources = wrapWords(source, room);
  return [
    ...sources.map((line, n) => (n === 0 ? row([...lead, line]) : row([' '.repeat(inner), line]))),
    ...(saw === '' ? [] : wrapWords(saw, room).map((line) => row([' '.repeat(inner), dim(line)]))),
  ];
}

/** The verdict on a cause in a word or two, for choosing. */
export function verdictSpan({ verdict, tried }: CauseLine): Span {
  const word = verdictWord(verdict);
  return span(tried ? `${word}, tried` : word, { tone: verdictTone(verdict) });
}

function verdictTone(verdict: CauseLine['verdict']): Tone {
  switch (verdict) {
    case 'confirmed':
      return 'act';
    case 'possible':
      return 'warn';
    case 'ruled_out':
      return 'ok';
    default:
      return unreachable(verdict);
  }
}
