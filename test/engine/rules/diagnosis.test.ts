// What may be said about a system, and what must not: a cause is confirmed by evidence alone, and a system is healthy only
// where everything that could speak against it was seen.

import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/model/alert.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { and, decided, ending, type Given, given, toldSince } from '../../support/engine/given.ts';
import { bad, good, planOfText, told } from '../../support/engine/simulated-run.ts';

const BLIND: Outcome = { status: 'blind', reason: { kind: 'not_answered', message: '' } };
const DEFAULTS = 'defaults: { redis: { url: redis://localhost:6379 } }';

const planOf = (causes: string, rest = 'verify: [{ goal: ping.ok }]') =>
  planOfText(`
firebreak: 1
id: test
title: Test
severity: high
${DEFAULTS}
triggers: [{ title: The API is not ready, when: api.status != 200 }]
diagnose: [{ id: ping, redis: PING }, { id: api, http: "GET http://localhost:3000/readyz" }]
causes: ${causes}
${rest}
`);

const ALERT: Alert = {
  source: 'grafana',
  status: 'firing',
  title: 'Redis',
  labels: {},
  annotations: {},
  starts_at: '',
  fingerprint: 'f',
  url: '',
};

const seen = (run: Given, ping: Outcome, api: Outcome): Given => ending(decided(run), { ping, api });
const ranking = ({ events }: Given) => {
  const ranked = events.findLast(({ type }) => type === 'causes.ranked');
  if (ranked?.type !== 'causes.ranked') throw new Error('no cause was ranked');
  return ranked.data.causes.map(({ id, verdict }) => `${id} ${verdict}`);
};

describe('a cause', () => {
  const steps = (id = 'act') => `resolve: [{ id: ${id}, shell: [${id}], risk: change }]`;

  // Rule: cause.without-evidence
  test('without a line of evidence is possible, never confirmed, and never acted on by rule', () => {
    const plan = planOf(`[{ id: guess, title: A guess, ${steps()} }]`);
    const run = seen(given(plan), bad('refused'), bad('http', { status: 503 }));
    expect(ranking(run)).toEqual(['guess possible']);
    expect(told(run.events).at(-1)).toBe('finished not_resolved');
    expect(told(run.events).join()).not.toContain('run guess');
  });

  // Rule: cause.confirmed
  test('is confirmed by all of its lines, ruled out by one false, possible with one unknown', () => {
    const plan = planOf(`
  - { id: unseen, title: A, when: [ping.error.kind == "refused", api.status == 503], ${steps('a')} }
  - { id: one_false, title: B, when: [ping.ok, api.status == 503], ${steps('b')} }
  - { id: both, title: C, when: [ping.error.kind == "refused", "!ping.ok"], ${steps('c')} }`);
    const run = seen(given(plan), bad('refused'), BLIND);
    expect(ranking(run)).toEqual(['both confirmed', 'unseen possible', 'one_false ruled_out']);
    expect(told(run.events)).toContain('cause both by rule');
  });

  // Rule: cause.order, cause.by-rule
  test('that is confirmed first in the file is taken up first, and not again after it was tried', () => {
    const plan = planOf(`
  - { id: first, title: A, when: "!ping.ok", ${steps('one')} }
  - { id: second, title: B, when: "!ping.ok", ${steps('two')} }`);
    const down = { ping: bad('refused'), api: bad('http', { status: 503 }) };
    const failed = { 'first/one': bad('exit'), 'second/two': bad('exit') };
    const run = ending(seen(given(plan), down.ping, down.api), { ...down, ...failed });
    expect(told(run.events).filter((line) => /^(cause|run|finished)/.test(line))).toEqual([
      'cause first by rule',
      'run first/one (policy)',
      'cause second by rule',
      'run second/two (policy)',
      'finished not_resolved',
    ]);
  });

  // Rule: cause.named
  test('that a flag names is taken up though it is only possible, and not where it is ruled out', () => {
    const causes = `[{ id: named, title: A, when: api.status == 503, ${steps()} }]`;
    const possible = seen(given(planOf(causes), { cause: 'named' }), bad('refused'), BLIND);
    expect(told(possible.events)).toContain('cause named by flag');
    const out = seen(given(planOf(causes), { cause: 'named' }), bad('refused'), good({ status: 500 }));
    expect(told(out.events).slice(-2)).toEqual(['phase giving_up', 'finished not_resolved']);
  });
});

describe('a run ends healthy', () => {
  const CAUSES = '[{ id: down, title: Redis is down, when: "!ping.ok" }]';
  const PLAN = planOf(CAUSES);
  const READY = good({ status: 200 });
  const endOf = (run: Given) => told(run.events).at(-1);

  test('where no trigger holds and every goal does', () => {
    expect(endOf(seen(given(PLAN), good(), READY))).toBe('finished healthy');
  });

  // Rule: healthy.all-three, healthy.alert
  test.each<[string, Given]>([
    ['a trigger that nobody could look at', seen(given(PLAN), good(), BLIND)],
    ['a trigger that holds', seen(given(PLAN), good(), bad('http', { status: 503 }))],
    ['a goal that nobody could look at', seen(given(PLAN), BLIND, READY)],
    [
      'a goal that does not hold',
      seen(given(planOf(CAUSES.replace('!ping.ok', 'ping.ms > 5'))), bad('refused'), READY),
    ],
    ['a runbook that says nothing of when all is well', seen(given(planOf(CAUSES, '')), good(), READY)],
    ['an alert that still fires', seen(given(PLAN, { alert: ALERT }), good(), READY)],
    [
      'a cause that is confirmed',
      seen(given(planOf('[{ id: slow, title: Redis is slow, when: ping.ms > 0 }]')), good(), READY),
    ],
  ])('never with %s', (_, run) => {
    expect(endOf(run)).toMatch(/^finished (not_resolved|escalated)$/);
  });

  test('once the alert has cleared, or was no firing one', () => {
    const cleared = and(given(PLAN, { alert: ALERT }), { type: 'alert.cleared', data: {} } as never);
    expect(endOf(seen(cleared, good(), READY))).toBe('finished healthy');
    expect(endOf(seen(given(PLAN, { alert: { ...ALERT, status: 'resolved' } }), good(), READY))).toBe(
      'finished healthy',
    );
  });

  test('only when the goals were looked at afresh: what is still out is waited for', () => {
    const begun = decided(given(planOf(CAUSES.replace('!ping.ok', 'api.status == 500'))));
    const half = ending(begun, { api: READY });
    expect(toldSince(begun, half).filter((line) => line.startsWith('finished'))).toEqual([]);
    expect(endOf(ending(half, { ping: good() }))).toBe('finished healthy');
  });
});
