// Who was there, and when: given a run, then its moments, the parts of its time, and where it left the runbook follow.

import { describe, expect, test } from 'vitest';
import type { Observations } from '../../../src/model/event.ts';
import type { Question } from '../../../src/model/question.ts';
import { reportOf } from '../../../src/views/report/report.ts';
import { bad, good, planOfText, simulate, type World } from '../../support/engine/simulated-run.ts';

const HEAD = { seq: 1, hash: 'abc' };

describe('people and times', () => {
  const runbook = planOfText(`
firebreak: 1
id: test
title: It is stuck
severity: high
triggers: [{ title: Nothing moves, when: "!page.ok" }]
diagnose: [{ id: page, http: "GET http://localhost/" }]
causes:
  - id: stuck
    title: It is stuck
    when: "!page.ok"
    resolve:
      - { id: look, title: Turn it a little, shell: [turn], risk: change }
      - { id: kick, title: Kick it, shell: [kick], risk: change, goal: page.ok, within: 5s }
  - { id: slow, title: It is slow, when: page.ms > 5000 }
verify: [{ title: The page loads, goal: page.ok, within: 5s }]
`);
  const told = (answer: NonNullable<World['answer']>, opened = {}) => {
    let isKicked = false;
    const { events } = simulate(runbook, {
      perform: (step) => {
        if (step === 'stuck/kick') isKicked = true;
        return step === 'page' && !isKicked ? bad('refused') : good();
      },
      answer,
      thinks_ms: 60_000,
      takes: (step) => (step === 'stuck/kick' ? 2000 : 10),
      opened: { mode: 'guided', approve: 'read', ...opened },
    });
    return { events, report: reportOf(runbook, events, { head: HEAD }) };
  };
  const ALERT = {
    source: 'alertmanager',
    status: 'firing',
    title: 'a',
    labels: {},
    annotations: {},
    fingerprint: '',
    url: '',
  };
  const yes = ({ kind }: Question) =>
    kind === 'cause'
      ? { choice: 'cause' as const, cause: 'stuck' }
      : kind === 'approve'
        ? { choice: 'run' as const }
        : undefined;

  test('every part of the time to resolve adds up to it, from the start of the impact', () => {
    const { events } = told(yes);
    const before = new Date(Date.parse(events[0]?.at ?? '') - 600_000).toISOString();
    const { report } = told(yes, { alert: { ...ALERT, starts_at: before } });
    const { total_ms, parts, from, waiting_for_people_ms } = report.time_to_resolve;
    expect(from).toBe('impact_start');
    expect(parts.map(({ until }) => until)).toEqual(['detected', 'acknowledged', 'cause_known', 'fixed', 'verified']);
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBe(total_ms);
    expect(total_ms).toBeGreaterThan(600_000 + 3 * 60_000);
    expect(waiting_for_people_ms).toBe(3 * 60_000);
    expect(report.impact).toEqual({ symptoms: ['Nothing moves'], since: before, lasted_ms: total_ms });
    const after = Object.fromEntries(report.moments.map(({ what, after_ms }) => [what, after_ms]));
    const kick = report.changes.find(({ step }) => step === 'stuck/kick');
    expect(after.fixed).toBe(kick?.settled_ms);
    expect(report.moments.find(({ what }) => what === 'acknowledged')).toMatchObject({ by: 'ana' });
  });

  test.each(['', 'yesterday', '0001-01-01T00:00:00Z', '9999-01-01T00:00:00Z'])(
    'an alert that says "%s" does not say when the impact began',
    (starts_at) => {
      const { report } = told(yes, { alert: { ...ALERT, starts_at } });
      expect(report.moments[0]).toEqual({ what: 'impact_start', at: null, after_ms: null });
      expect(report.time_to_resolve.from).toBe('detected');
      expect(report.impact).toMatchObject({ since: null, lasted_ms: null });
    },
  );

  test('nobody has acknowledged what runs by itself, and what is not resolved has no time to resolve', () => {
    const { events } = simulate(runbook, { perform: (step) => (step === 'page' ? bad('refused') : good()) });
    const { moments, time_to_resolve, impact } = reportOf(runbook, events, { head: HEAD });
    const at = Object.fromEntries(moments.map(({ what, at: when }) => [what, when]));
    expect(at).toMatchObject({ acknowledged: null, fixed: null, verified: null, cause_known: expect.any(String) });
    expect(time_to_resolve.total_ms).toBeNull();
    expect(impact.lasted_ms).toBeNull();
  });

  test('what a person calls resolved is not verified, and says so among the deviations', () => {
    const { report } = told((question) => {
      if (question.kind === 'cause') return { choice: 'cause', cause: 'stuck' };
      if (question.kind === 'approve') return { choice: 'skip', reason: 'not now' };
      return question.choices.includes('resolved') ? { choice: 'resolved', reason: 'it moves' } : { choice: 'verify' };
    });
    expect(report.outcome).toBe('resolved');
    expect(report.times.to_verified_ms).toBeNull();
    expect(report.moments.find(({ what }) => what === 'verified')?.at).toBeNull();
    expect(report.deviations.map(({ text }) => text)).toContain('left out "Turn it a little": not now');
  });

  test('where a person decides other than the runbook says, that is told with name and reason', () => {
    const answers: (ReturnType<typeof yes> | Omit<Observations['answer.given'], 'question'>)[] = [
      { choice: 'cause', cause: 'slow' },
      { choice: 'diagnose' },
    ];
    const { report } = told((question) => (question.kind === 'cause' ? answers.shift() : undefined));
    expect(report.deviations[0]).toMatchObject({
      by: 'ana',
      text: 'chose "It is slow", the evidence spoke for "It is stuck"',
    });
  });

  test('what took how long: looks, questions with who answered, changes and watches', () => {
    const { report } = told(yes);
    const long = report.spans.filter(({ from_ms, to_ms }) => to_ms !== null && to_ms - from_ms >= 2000);
    expect(long.map(({ kind, by }) => [kind, by])).toEqual([
      ['question', 'ana'],
      ['question', 'ana'],
      ['question', 'ana'],
      ['step', undefined],
    ]);
    expect(report.spans.every(({ to_ms }) => to_ms !== null)).toBe(true);
    expect(report.values.map(({ name, points }) => [name, points[0]?.[1], points.at(-1)?.[1]])).toContainEqual([
      'page.ok',
      0,
      1,
    ]);
  });
});
