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
import { rankingRows, triggerRows } from './ranking-rows.ts';

/** Rows of a block; none for what plain mode alone says. */
export function blockRows(page: Page, block: Block): readonly Row[] {
  // What everything is told of stands in the record, and behind w.
  if (block.plain_only === true || block.detail === true) return [];
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
      return factRows(page, { ...block, ...block.brief });
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
    : [
        ...lines,
        `${count(defaults, inputs.length === 0 ? 'input' : 'other')} ${defaults === 1 ? 'has its default' : 'have their defaults'}`,
      ];
}

const LEFT_OUT = { not_needed: 'not needed', not_reached: 'not reached' } as const;

type Stamped = Pick<Fact, 'sign' | 'title' | 'text' | 'ms' | 'risk'>;

function probesFact({ probes, ms, out }: ProbeList): Stamped {
  const said = probes.map(({ word, left_out }) => (left_out === undefined ? word : LEFT_OUT[left_out]));
  const counts = [...new Set(said)].map((word) => `${said.filter((one) => one === word).length} ${word}`);
  // That something is not well is what was looked for: it is no warning.
  const isFine = probes.every(({ how, left_out }) => how === 'ok' || left_out === 'not_needed');
  return {
    sign: isFine ? 'ok' : 'to',
    title: 'Diagnosed',
    text: [...counts, ...(out === 0 ? [] : [`${out} still running`])].join(', '),
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

// Columns as wide as what stands in them, so that findings wrap as little as possible.
function probeTable(page: Page, probes: readonly ProbeLine[]): readonly Row[] {
  const shown = probes.filter((probe) => probe.left_out === undefined);
  const namesOf = (why: ProbeLine['left_out']): string =>
    probes
      .filter(({ left_out }) => left_out === why)
      .map(({ id }) => id)
      .join(', ');
  const ids = 2 + Math.max(0, ...shown.map(({ id }) => width(id)));
  const words = 2 + Math.max(0, ...shown.map(({ word }) => width(word)));
  const left = [
    [page.glyphs.waiting, 'not needed here', namesOf('not_needed')],
    [page.glyphs.unknown, 'not reached, as what they depend on was not seen', namesOf('not_reached')],
  ] as const;
  return [
    ...shown.flatMap((probe) => probeRows(page, probe, { ids, words })),
    ...left.flatMap(([sign, why, names]) =>
      names === '' ? [] : paragraph(page, `${sign} ${why}: ${names}`, { style: { dim: true } }),
    ),
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
  if (fact.paste !== undefined)
    return [
      gap(),
      ...stampRows(page, fact.at, { ...fact, text: '' }),
      ...paragraph(page, 'ready to be pasted:', { indent: 4, style: { dim: true } }),
      gap(),
      // At the margin, and no colours: what is selected is the text and nothing else.
      ...fact.paste.flatMap((line) => paragraph(page, line, { indent: 0 })),
      gap(),
    ];
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

function nextRows(page: Page, { run, runbook, prevent }: Finish): readonly Row[] {
  return [
    ...(runbook === null ? [] : commandField(page, 'Next', `firebreak run ${runbook}`)),
    ...commandField(page, runbook === null ? 'Next' : '', `firebreak report ${run}`),
    // The list itself is in the report: here it would push the outcome off a low window.
    ...(prevent.length === 0 ? [] : field(page, '', `${count(prevent.length, 'follow-up')} in that report`)),
  ];
}

// A command is copied as it stands, and is broken only where a shell goes on.
function commandField(page: Page, label: string, command: string): readonly Row[] {
  const beside = field(page, label, command);
  return beside.length === 1
    ? beside
    : [...(label === '' ? [] : field(page, label, '')), ...commandRows(page, command)];
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
    ...field(page, 'Cause', finish.cause ?? 'none was chosen', finish.cause === null ? {} : { style: { bold: true } }),
    ...list('Done', finish.changed.length === 0 ? ['nothing was changed'] : finish.changed),
    ...list(
      'Now',
      finish.verified.length === 0
        ? [finish.why === '' ? finish.title : finish.why]
        : [`${finish.why}:`, ...finish.verified],
    ),
    ...nextRows(page, finish),
    ...finish.undo.flatMap((command, n) => commandField(page, n === 0 ? 'Undo' : '', command)),
    // The folder holds the outputs too, and is short enough to be copied in one piece.
    ...copyable(page, 'Record', finish.folder),
  ];
}
