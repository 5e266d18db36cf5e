// Causes with their evidence as rows: the verdict, and what was seen in the words of titles; where all is told, every line with
// its own truth and what it saw. Evidence is shown, never a probability.

import type { Evidence } from '../../model/expression.ts';
import { unreachable } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { CauseLine, Ranking, ToldCause } from '../blocks/block.ts';
import { ruledOutBy, sawLine, truthSign, verdictWord, verdictWords } from '../blocks/evidence-lines.ts';
import { type Page, paragraph, signSpan } from '../text/layout.ts';
import { dim, type Row, row, type Span, span, type Tone } from '../text/row.ts';
import { pad, width, wrapWords } from '../text/text.ts';

/** Causes that are ruled out are listed up to so many. */
const MOST_RULED_OUT = 6;

/** What was seen of one cause, up to so many things; the rest stands where all evidence is. */
const MOST_SEEN = 4;

/**
 * How much is told of causes: what decides; all of it in the words of titles; or every expression with what it saw.
 */
export type Telling = 'brief' | 'words' | 'expressions';

/** Causes in order. */
export function rankingRows(page: Page, ranking: Ranking, telling: Telling = 'brief'): readonly Row[] {
  const all = telling === 'expressions';
  const open = ranking.causes.filter(({ verdict }) => all || verdict !== 'ruled_out');
  const out = ranking.causes.filter(({ verdict }) => !all && verdict === 'ruled_out');
  return [
    ...open.flatMap((cause) => causeRows(page, cause, { number: ranking.causes.indexOf(cause) + 1, telling })),
    ...ranking.apart.flatMap(({ titles, lines, tellers }) => [
      ...paragraph(
        page,
        `Not told apart: ${titles.join('; ')}.${all || tellers.length > 0 ? ' What would tell:' : ''}`,
      ),
      ...(all
        ? lines.flatMap((line) => evidenceRows(page, line, 4))
        : tellers.flatMap((teller) => paragraph(page, teller, { indent: 4 }))),
    ]),
    ...(telling === 'words' ? ruledOutRows(page, out) : ruledOutList(page, out)),
  ];
}

function causeRows(
  page: Page,
  cause: ToldCause,
  { number, telling }: { readonly number: number; readonly telling: Telling },
): readonly Row[] {
  const words = verdictWords(cause);
  const style = verdictStyle(cause.verdict);
  const isWide = width(cause.title) + width(words) + 8 <= page.columns;
  const head = wrapWords(
    `${number} ${sanitizeLine(cause.title)}`,
    Math.max(12, page.columns - 2 - (isWide ? width(words) + 1 : 0)),
  );
  return [
    ...head.map((line, n) =>
      row([n === 0 ? '  ' : '    ', span(line, style)], n === 0 && isWide ? [span(words, style)] : []),
    ),
    ...(isWide ? [] : [row(['    ', span(words, style)])]),
    ...(cause.because === undefined ? [] : paragraph(page, cause.because, { indent: 4 })),
    ...(telling === 'expressions'
      ? cause.lines.flatMap((line) => evidenceRows(page, line, 4))
      : seenRows(page, cause, telling === 'words' ? Number.POSITIVE_INFINITY : MOST_SEEN)),
  ];
}

// What a sentence of the author says already is not said again; of what is only possible it matters what was not seen.
function seenRows(page: Page, { verdict, because, holds, unseen }: ToldCause, most: number): readonly Row[] {
  const seen = (because === undefined ? holds : []).map((text) => ({ sign: 'waiting', text }) as const);
  const open = (verdict === 'confirmed' ? [] : unseen).map((text) => ({ sign: 'unknown', text }) as const);
  const told = [...seen, ...open];
  return [
    ...told.slice(0, most).flatMap(({ sign, text }) => {
      const lead = signSpan(sign, page.glyphs);
      const inner = 4 + width(lead.text) + 1;
      return wrapWords(sanitizeLine(text), Math.max(12, page.columns - inner)).map((line, n) =>
        n === 0 ? row(['    ', lead, ' ', line]) : row([' '.repeat(inner), line]),
      );
    }),
    ...(told.length > most ? [row(['    ', dim(`and ${told.length - most} more; w shows all`)])] : []),
  ];
}

// A long list would push what matters off the screen; it stands behind w, and in the record.
function ruledOutList(page: Page, out: readonly CauseLine[]): readonly Row[] {
  if (out.length === 0) return [];
  if (out.length > MOST_RULED_OUT) return [row(['  ', dim(`${out.length} more are ruled out; w shows by what`)])];
  return [
    row(['  ', dim('ruled out; w shows by what')]),
    ...out.flatMap(({ title }) => paragraph(page, title, { indent: 4, style: { dim: true } })),
  ];
}

// What speaks against ten causes is read once.
function ruledOutRows(page: Page, out: readonly ToldCause[]): readonly Row[] {
  return ruledOutBy(out).flatMap(({ by, titles }) => [
    ...paragraph(page, `Ruled out by ${by}`),
    ...titles.flatMap((title) => paragraph(page, title, { indent: 4, style: { dim: true } })),
  ]);
}

const SYMPTOM: Readonly<Record<string, string>> = {
  true: 'confirmed',
  false: 'absent',
  unknown: 'could not be checked',
};

/** What was seen of the symptoms that the runbook names. */
export function triggerRows(page: Page, { triggers }: Ranking): readonly Row[] {
  const known = triggers.filter(
    ({ evidence, truth }) => evidence !== undefined || truth === 'true' || truth === 'false',
  );
  return known.flatMap(({ title, truth }) => [
    ...paragraph(page, `Symptom ${SYMPTOM[truth] ?? truth}: ${title}`, { style: { dim: truth !== 'true' } }),
  ]);
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
  return span(tried ? `${word}, tried` : word, verdictStyle(verdict));
}

// Confirmed is the strongest thing in the list, and what is ruled out the weakest.
function verdictStyle(verdict: CauseLine['verdict']): {
  readonly bold?: true;
  readonly dim?: true;
  readonly tone?: Tone;
} {
  switch (verdict) {
    case 'confirmed':
      return { bold: true, tone: 'act' };
    case 'possible':
      return {};
    case 'ruled_out':
      return { dim: true };
    default:
      return unreachable(verdict);
  }
}
