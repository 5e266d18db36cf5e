// Text from outside is shown, never obeyed: whatever a probe, an alert or a command holds, no control byte reaches a row
// or a line.

import { expect, test } from 'vitest';
import type { Run } from '../../src/engine/state.ts';
import { blocksOfBatch } from '../../src/views/blocks/of-event.ts';
import { plainLines } from '../../src/views/plain/plain.ts';
import { blockRows } from '../../src/views/screen/block-rows.ts';
import { runView } from '../../src/views/screen/run-view.ts';
import { IDLE, type KeyMode } from '../../src/views/screen/screen.ts';
import { glyphsFor } from '../../src/views/text/glyphs.ts';
import { pageOf } from '../../src/views/text/layout.ts';
import { fit } from '../../src/views/text/row.ts';
import { grow, lastLines, NO_TAIL } from '../../src/views/text/tail.ts';
import { guidedStory } from '../support/screen/guided-story.ts';

const HOSTILE = 'a\x1b]52;c;eA==\x07b\x1b]0;t\x1b\\c\x1b[2J\x9b3Jd\re\u202ef\x1b[31mg\x1b]8;;http://x\nh\u0007';
const CONTROL = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

/** Every string that comes from outside, made hostile; names of ours stay. */
function poisoned<T>(value: T, key = ''): T {
  if (typeof value === 'string')
    return (OURS.has(key) || /^(memory|ping|write|q\d|run|ask|cause)/.test(value) ? value : `${value}${HOSTILE}`) as T;
  if (Array.isArray(value)) return (OURS.has(key) ? value : value.map((one) => poisoned(one, key))) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, name)])) as T;
}

const OURS = new Set([
  'type',
  'kind',
  'code',
  'at',
  'status',
  'phase',
  'risk',
  'purpose',
  'how',
  'verdict',
  'truth',
  'result',
  'via',
  'approved',
  'outcome',
  'id',
  'step',
  'key',
  'exec',
  'for',
  'mode',
  'approve',
  'choices',
  'choice',
  'purpose',
  'probes',
  'needed',
  'severity',
  'stream',
  'by',
  'owner',
  'reviewed',
  'cause',
  'starts_at',
  'purpose_',
]);

const glyphs = glyphsFor({ LANG: 'C.UTF-8' });
const story = guidedStory();
const moments = story.moments.map((moment) => poisoned(moment));
const context = {
  plan: { ...story.plan, runbook: poisoned(story.plan.runbook) },
  transcript: `/runs${HOSTILE}`,
  folder: `/runs${HOSTILE}`,
};

// Rule: foreign.clean
test('no control byte reaches the scrollback or a plain line', () => {
  const blocks = moments.flatMap(({ before, events }) => blocksOfBatch(context, before, events));
  const drawn = blocks
    .flatMap((block) => blockRows(pageOf(80, glyphs), block))
    .map((row) =>
      fit(row, 80)
        .map(({ text }) => text)
        .join(''),
    );
  const lines = (['brief', 'full'] as const).flatMap((detail) => blocks.flatMap((block) => plainLines(block, detail)));
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.join('').includes('52;c')).toBe(true);
  for (const line of [...drawn, ...lines]) expect(line).not.toMatch(CONTROL);
});

test('no control byte reaches the live region', () => {
  const modes: readonly KeyMode[] = [
    { type: 'main' },
    { type: 'reading', what: 'why' },
    { type: 'reading', what: 'output' },
    { type: 'interrupt' },
  ];
  const check = (state: Run, mode: KeyMode): void => {
    const tails = Object.fromEntries(
      state.executions.map(({ exec }) => [exec, grow(NO_TAIL, `${HOSTILE}\n`.repeat(3))]),
    );
    const { rows } = runView({
      context,
      state,
      local: { ...IDLE, mode },
      window: { columns: 80, rows: 40, now: state.at, beat: 0 },
      glyphs,
      tails,
    });
    for (const row of rows)
      expect(
        fit(row, 80)
          .map(({ text }) => text)
          .join(''),
      ).not.toMatch(CONTROL);
  };
  for (const { after } of moments) for (const mode of modes) check(after, mode);
});

test('a command shows its control characters, and does not lose them', () => {
  const approving = moments.map(({ after }) => after).find(({ question }) => question?.kind === 'approve');
  if (approving === undefined) throw new Error('no approval');
  const { rows } = runView({
    context,
    state: approving,
    local: IDLE,
    window: { columns: 100, rows: 60, now: approving.at, beat: 0 },
    glyphs,
    tails: {},
  });
  const text = rows.map(({ left }) => left.map((one) => one.text).join('')).join('\n');
  expect(text).toContain('␛]52;c;eA==␇');
  expect(text).toContain('U+001B');
  expect(text).toContain('U+202E');
});

test('a line of output starts over at a carriage return, and is cut to what a screen can show', () => {
  const tail = grow(grow(grow(NO_TAIL, '10 %\r50 %\r100 %\npart'), 'ial'), `\n${'x'.repeat(100_000)}\n`);
  expect(lastLines(tail, 3).map((line) => line.slice(0, 10))).toEqual(['100 %', 'partial', 'x'.repeat(10)]);
  expect(tail.count).toBe(3);
  expect(lastLines(tail, 1)[0]?.length).toBeLessThanOrEqual(2000);
});
