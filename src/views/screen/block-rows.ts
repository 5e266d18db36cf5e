// Blocks to rows for the scrollback, where height is free: nothing is clipped that is said nowhere else.

import { unreachable } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Block, Fact, Finish, Opening, ProbeLine, ProbeList, Ranking } from '../blocks/block.ts';
import { findingSign } from '../blocks/look-blocks.ts';
import { riskWords } from '../blocks/names.ts';
import { findingTone } from '../blocks/reading-line.ts';
import { destroysWords, losesWords } from '../blocks/stakes.ts';
import { commandRows, copyable, field, type Page, paragraph, rule, signSpan } from '../text/layout.ts';
import { bold, dim, gap, type Row, row, type Span, span } from '../text/row.ts';
import type { Tag } from '../text/tag.ts';
import { clock, count, pad, took, width, wrapWords } from '../text/text.ts';
import { evidenceRows, rankingRows } from './ranking-rows.ts';

/** Rows of a block; none for what plain mode alone says. */
export function blockRows(page: Page, block: Block): readonly Row[] {
  if (block.plain_only) return [];
  switch (block.type) {
    case 'opening':
      return openingRows(page, block);
    case 'probes':
      return [gap(), ...stampRows(page, block.at, probesFact(block)), ...probeTable(page, block.probes)];
    case 'ranking':
      return [
        gap(),
        ...stampRows(page, block.at, rankingFact(block)),
        ...triggerRows(page, block),
        ...rankingRows(page, block),
      ];
    case 'fact':
      return factRows(page, block);
    case 'asked':
      return [];
    case 'finish':
      return finishRows(page, block);
    default:
      return unreachable(block);
  }
}

function openingRows(page: Page, opening: Opening): readonly Row[] {
  const about = [opening.severity, ...opening.about].join(', ');
  const list = (label: string, lines: readonly string[]): readonly Row[] =>
    lines.length === 0 ? [] : [gap(), ...lines.flatMap((line, n) => field(page, n === 0 ? label : '', line))];
  return [
    gap(),
    ...paragraph(page, opening.title, { style: { bold: true, tone: 'act' } }),
    ...paragraph(page, `${opening.id}, ${about}`, { style: { dim: true } }),
    ...opening.marks.flatMap((mark) =>
      paragraph(page, `${page.glyphs.warn} ${mark}`, { style: { tone: 'warn', bold: true } }),
    ),
    ...(opening.alert === null
      ? []
      : [
          gap(),
          ...field(page, 'Alert', opening.alert.title, { style: { bold: true, tone: 'bad' } }),
          ...field(page, '', opening.alert.about),
        ]),
    ...list('Symptoms', opening.symptoms),
    ...list('Inputs', inputLines(opening)),
    ...list(
      'Plan',
      opening.plan.map(({ name, text }, n) => `${n + 1} ${pad(name, 10)} ${text}`),
    ),
  ];
}

function inputLines({ inputs, defaults }: Opening): readonly string[] {
  const lines = inputs.map(({ name, value }) => `${name} ${value}`);
  return defaults === 0
    ? lines
    : [...lines, `${defaults} ${inputs.length === 0 ? 'inputs' : 'others'} as the runbook has them`];
}

type Stamped = Pick<Fact, 'sign' | 'title' | 'text' | 'ms' | 'risk'>;

function probesFact({ probes, ms, out }: ProbeList): Stamped {
  const words = [...new Set(probes.map(({ word }) => word))];
  const counts = words.map((word) => `${probes.filter((probe) => probe.word === word).length} ${word}`);
  const isFine = probes.every(({ how }) => how === 'ok');
  return {
    sign: isFine ? 'ok' : 'warn',
    title: 'Diagnosed',
    text: [...counts, ...(out === 0 ? [] : [`${out} still out`])].join(', '),
    ms,
  };
}

const rankingFact = ({ causes }: Ranking): Stamped => {
  const confirmed = causes.filter(({ verdict }) => verdict === 'confirmed').length;
  return {
    sign: confirmed > 0 ? 'ok' : 'unknown',
    title: 'Likely causes',
    text: confirmed > 0 ? `${confirmed} confirmed` : 'none confirmed',
  };
};

function triggerRows(page: Page, { triggers }: Ranking): readonly Row[] {
  const known = triggers.filter(
    ({ evidence, truth }) => evidence !== undefined || truth === 'true' || truth === 'false',
  );
  return known.flatMap(({ title, truth, evidence }) => [
    ...paragraph(page, `${truth === 'true' ? 'holds' : truth === 'false' ? 'does not hold' : truth}: ${title}`, {
      style: { dim: true },
    }),
    // That a trigger holds is seen in the probes; why one cannot be told is not.
    ...(evidence === undefined || truth !== 'unknown' ? [] : evidenceRows(page, evidence, 4)),
  ]);
}

// Columns as wide as what stands in them, so that findings wrap as little as possible.
function probeTable(page: Page, probes: readonly ProbeLine[]): readonly Row[] {
  const left = probes.filter((probe) => probe.left_out === 'not_needed');
  const shown = probes.filter((probe) => probe.left_out !== 'not_needed');
  const ids = 2 + Math.max(0, ...shown.map(({ id }) => width(id)));
  const words = 2 + Math.max(0, ...shown.map(({ word }) => width(word)));
  const names = left.map(({ id }) => id).join(', ');
  return [
    ...shown.flatMap((probe) => probeRows(page, probe, { ids, words })),
    ...(left.length === 0
      ? []
      : paragraph(page, `${page.glyphs.waiting} not needed here: ${names}`, { style: { dim: true } })),
  ];
}

function probeRows(
  page: Page,
  probe: ProbeLine,
  { ids, words }: { readonly ids: number; readonly words: number },
): readonly Row[] {
  const sign = signSpan(findingSign(probe), page.glyphs);
  const indent = 4 + ids + words;
  const right = probe.ms === undefined ? [] : [dim(took(probe.ms))];
  const look = { bold: probe.how === 'bad', dim: probe.how === 'blind' };
  return wrapWords(sanitizeLine(probe.text), Math.max(12, page.columns - indent - 7)).map((line, n) => {
    if (n > 0) return row([' '.repeat(indent), span(line, look)]);
    const word = span(pad(probe.word, words), { tone: findingTone(probe.how) });
    return row(['  ', sign, ' ', pad(probe.id, ids), word, span(line, look)], right);
  });
}

/** Time, sign, bold title and text; the text wraps under the title. */
function stampRows(page: Page, at: string, { sign, title, text, ms, risk }: Stamped): readonly Row[] {
  const stamp: readonly Span[] = [dim(`${clock(at)}Z `), signSpan(sign, page.glyphs), span(' ')];
  const indent = 10 + width(signSpan(sign, page.glyphs).text) + 1;
  const right = ms === undefined ? [] : [dim(took(ms))];
  const room = Math.max(12, page.columns - indent - (ms === undefined ? 0 : 7));
  const safe = sanitizeLine(title);
  const words = risk === undefined ? null : riskWords(risk);
  const tail = words === null ? [] : [span(`  ${words.word}`, { tone: words.tone })];
  const body = sanitizeLine(text);
  if (width(safe) + 2 + width(body) + (words === null ? 0 : width(words.word) + 2) <= room) {
    return [row([...stamp, bold(safe), body === '' ? '' : `  ${body}`, ...tail], right)];
  }
  const titles = wrapWords(safe, room);
  const bodies = body === '' ? [] : wrapWords(body, room);
  return [
    ...titles.map((line, n) =>
      row(
        [...(n === 0 ? stamp : [span(' '.repeat(indent))]), bold(line), ...(n === titles.length - 1 ? tail : [])],
        n === 0 ? right : [],
      ),
    ),
    ...bodies.map((line) => row([' '.repeat(indent), line])),
  ];
}

// What begins something new stands apart.
const SPACED: ReadonlySet<Tag> = new Set([
  'answer',
  'start',
  'goal',
  'doubt',
  'escalate',
  'parked',
  'resumed',
  'phase',
]);

function factRows(page: Page, fact: Fact & { readonly at: string }): readonly Row[] {
  const isSpaced = SPACED.has(fact.tag);
  return [
    ...(isSpaced ? [gap()] : []),
    ...stampRows(page, fact.at, fact),
    ...stakesRows(page, fact),
    ...(fact.command === undefined ? [] : commandRows(page, fact.command)),
    ...(fact.details ?? []).flatMap((line) => paragraph(page, line, { indent: 4 })),
    ...(fact.output === undefined || fact.output.more === '' ? [] : [row(['    ', dim(fact.output.more)])]),
    ...(fact.output?.is_said === true ? [] : (fact.output?.lines ?? [])).map((line) => row(['    ', dim(line)])),
  ];
}

function stakesRows(page: Page, { target, stakes = {} }: Fact): readonly Row[] {
  const [why, lost] = [destroysWords(stakes), losesWords(stakes)];
  const lines = [
    ...(why === null ? [] : [`because ${why}`]),
    ...(lost === null ? [] : [`lost by it: ${lost}`]),
    ...(target === undefined ? [] : [`on ${target}`]),
  ];
  return lines.flatMap((line) => paragraph(page, line, { indent: 4, style: { dim: true } }));
}

function finishRows(page: Page, finish: Finish): readonly Row[] {
  const tone = finish.sign === 'ok' ? 'ok' : finish.sign === 'bad' ? 'bad' : 'warn';
  const list = (label: string, lines: readonly string[]): readonly Row[] =>
    lines.flatMap((line, n) => field(page, n === 0 ? label : '', line));
  return [
    gap(),
    rule(page, `${signSpan(finish.sign, page.glyphs).text} ${finish.title}`, { tone }),
    gap(),
    ...(finish.why === '' ? [] : field(page, 'Why', finish.why)),
    ...(finish.cause === null ? [] : field(page, 'Cause', finish.cause, { style: { bold: true } })),
    ...list('Changed', finish.changed.length === 0 ? ['nothing'] : finish.changed),
    ...list('Verified', finish.verified),
    ...list('Undo', finish.undo),
    // The list itself is in the report: here it would push the outcome off a low window.
    ...field(page, 'Report', `firebreak report ${finish.run}`),
    ...(finish.prevent.length === 0 ? [] : field(page, '', `with ${count(finish.prevent.length, 'follow-up')}`)),
    ...(finish.runbook === null ? [] : field(page, 'Go on with', `firebreak run ${finish.runbook}`)),
    // The folder holds the outputs too, and is short enough to be copied in one piece.
    ...copyable(page, 'Record', finish.folder),
  ];
}
