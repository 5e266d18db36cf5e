// What many runs tell together: causes that are known, times, steps that trouble, and what might stand otherwise.

import { expect, test } from 'vitest';
import type { EventBody, RunEvent } from '../../../src/model/event.ts';
import type { Marked } from '../../../src/views/report/marked.ts';
import { type Counted, statisticsOf } from '../../../src/views/report/statistics.ts';
import { suggestionsFor, suggestionText } from '../../../src/views/report/suggestions.ts';
import { NO_TALLY, tallied } from '../../../src/views/report/tally.ts';
import { brokenUntilStarted, DOWN } from '../../support/engine/down-runbook.ts';
import { simulate } from '../../support/engine/simulated-run.ts';
import { OPENED } from '../../support/records/recorded-run.ts';

const MARK: Marked = { cause: null, other: null, helped: {}, notes: [], by: 'ana', at: '2026-03-02T00:00:00.000Z' };

const run = (over: Partial<Counted['tally']>, marked: Partial<Marked> | null = null): Counted => ({
  tally: { ...NO_TALLY, opened: OPENED, opened_at: '2026-03-02T21:14:08.000Z', ...over },
  marked: marked === null ? null : { ...MARK, ...marked },
});

const resolved = (cause: string, ms: number): Counted =>
  run({ outcome: 'resolved', cause, to_cause_ms: ms, to_fix_ms: 2 * ms, to_verified_ms: 3 * ms });

test('a run is counted by what was seen in it', () => {
  const { events } = simulate(DOWN, { ...brokenUntilStarted(), opened: { approve: 'change' } });
  const tally = events.reduce(tallied, NO_TALLY);
  const at = (type: EventBody['type'], fits: (event: RunEvent) => boolean = () => true): number =>
    events.find((event) => event.type === type && fits(event))?.mono_ms ?? Number.NaN;
  expect(tally.outcome).toBe('resolved');
  expect(tally.to_cause_ms).toBe(
    at('causes.ranked', ({ type, data }) => type === 'causes.ranked' && JSON.stringify(data).includes('"confirmed"')),
  );
  expect(tally.to_fix_ms).toBe(at('step.settled'));
  expect(tally.to_verified_ms).toBe(at('run.finished'));
  expect(Object.values(tally.steps)).toContain('done');
});

test('a cause counts where it was seen to be it, or where people say so; what they say comes first', () => {
  const { causes, unknown, runs } = statisticsOf('queue-stuck', [
    resolved('stuck', 100),
    resolved('stuck', 300),
    resolved('stuck', 200),
    { ...resolved('stuck', 900), marked: { ...MARK, cause: 'full' } },
    run({ outcome: 'escalated', cause: 'stuck' }),
    run({ outcome: 'escalated' }, { other: 'the network' }),
    run({ outcome: 'planned', cause: 'stuck', to_verified_ms: 1, opened: { ...OPENED, dry_run: true } }),
  ]);
  expect({ runs, unknown }).toEqual({ runs: 6, unknown: 1 });
  expect(causes).toMatchObject([
    { cause: 'stuck', runs: 3, to_cause_ms: 200, to_fix_ms: 400, to_verified_ms: 600, taken_for: {} },
    { cause: 'full', runs: 1, taken_for: { stuck: 1 } },
    { cause: null, other: 'the network', runs: 1 },
  ]);
});

test('the median of an even number is between the two in the middle, and of none there is none', () => {
  expect(statisticsOf('x', [resolved('a', 100), resolved('a', 200)]).to_cause_ms).toBe(150);
  expect(statisticsOf('x', [run({})])).toMatchObject({ to_cause_ms: null, to_verified_ms: null });
});

test('steps that failed or did not help come before those that were left out; those that always went well are not listed', () => {
  const { steps } = statisticsOf('x', [
    run({ steps: { a: 'skipped', b: 'failed', c: 'done' } }),
    run({ steps: { a: 'skipped', b: 'done', c: 'done' } }, { helped: { b: false } }),
    run({ steps: { a: 'skipped' } }),
  ]);
  expect(steps.map(({ step }) => step)).toEqual(['b', 'a']);
  expect(steps[0]).toEqual({ step: 'b', done: 1, failed: 1, skipped: 0, helped: 0, did_not_help: 1 });
});

test('a cause that was it more often than one before it is told, with its place', () => {
  const runs = [...Array.from({ length: 7 }, () => resolved('oom', 1)), resolved('stopped', 1), resolved('port', 1)];
  const found = suggestionsFor(statisticsOf('x', runs), ['stopped', 'port', 'oom']).map(suggestionText);
  expect(found).toEqual(['oom was the cause in 7 of 9 runs; it stands third, behind stopped, which was it in 1']);
  expect(suggestionsFor(statisticsOf('x', runs), ['oom', 'stopped', 'port'])).toEqual([]);
});

test('two runs say nothing about an order', () => {
  expect(suggestionsFor(statisticsOf('x', [resolved('b', 1), resolved('b', 1)]), ['a', 'b'])).toEqual([]);
});

test('a cause that the runbook lacks, and one that was taken for another, are told', () => {
  const runs = [
    run({ cause: 'a' }, { cause: 'b' }),
    run({ cause: 'a' }, { cause: 'b' }),
    run({}, { other: 'the network' }),
  ];
  expect(suggestionsFor(statisticsOf('x', runs), ['b', 'a']).map(suggestionText)).toEqual([
    'b was taken for a in 2 of 2 runs in which it was the cause',
    '"the network" was the cause in 1 of 3 runs; the runbook has no such cause',
  ]);
});
