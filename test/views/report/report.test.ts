// The report as a ticket sees it: given a run, then who, when, why, what and how it was verified stand in it.

import { describe, expect, test } from 'vitest';
import type { Observations } from '../../../src/model/event.ts';
import type { Question } from '../../../src/model/question.ts';
import { reportMarkdown } from '../../../src/views/report/markdown.ts';
import { reportOf } from '../../../src/views/report/report.ts';
import { bad, good, planOfText, simulate } from '../../support/engine/simulated-run.ts';

const PLAN = planOfText(`
firebreak: 1
id: test
title: The cache | is gone
severity: critical
triggers:
  - { title: It is broken, when: "!ping.ok" }
defaults:
  redis: { url: redis://localhost:6379 }
diagnose:
  - { id: ping, redis: PING }
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    because: "It says: \${{ ping.error.message }}"
    resolve:
      - id: start
        title: Start Redis
        shell: [systemctl, start, redis]
        risk: change
        goal: ping.ok
        within: 10s
        undo: [{ id: stop_again, title: Stop it, shell: [systemctl, stop, redis], risk: disrupt }]
      - { id: again, title: Start it otherwise, shell: [service, redis, start], risk: change, goal: ping.ok }
  - id: hangs
    title: Redis hangs
    when: ping.error.kind == "timeout"
verify:
  - { title: Redis works, goal: ping.ok }
escalate:
  - { when: cause == null, to: on-call, say: Look. }
prevent: [Save the data.]
`);

const HEAD = { seq: 1, hash: 'abc' };

function resolvedRun() {
  let ran = false;
  return simulate(PLAN, {
    perform: (step) => {
      if (step === 'down/start') ran = true;
      if (step.startsWith('down/')) return good({ exit_code: 0 });
      return ran ? good() : bad('refused', { error: { kind: 'refused', code: 'X', message: 'no `way` <b>\x1b[31m' } });
    },
  });
}

describe('the report of a resolved run', () => {
  const { events } = resolvedRun();
  const report = reportOf(PLAN, events, { head: HEAD });

  test('says who, when, which cause, and how long each part took', () => {
    expect(report).toMatchObject({
      outcome: 'resolved',
      severity: 'critical',
      cause: { id: 'down', title: 'Redis is down' },
      opened_by: 'ana',
    });
    const { to_cause_ms, to_fix_ms, to_verified_ms } = report.times;
    expect(to_cause_ms).not.toBeNull();
    expect(to_fix_ms ?? -1).toBeGreaterThanOrEqual(to_cause_ms ?? 0);
    expect(to_verified_ms ?? -1).toBeGreaterThanOrEqual(to_fix_ms ?? 0);
  });

  test('keeps the evidence for and against each cause', () => {
    expect(report.causes.find(({ id }) => id === 'down')).toMatchObject({
      verdict: 'confirmed',
      against: [],
      unknown: [],
    });
    expect(report.causes.find(({ id }) => id === 'down')?.for[0]).toContain('refused');
    expect(report.causes.find(({ id }) => id === 'hangs')?.against).toHaveLength(1);
  });

  test('lists what was changed, by whom it was allowed and how that was seen, and what takes it back', () => {
    expect(report.changes).toMatchObject([
      { step: 'down/start', result: 'done', risk: 'change', approved: '--approve destroy' },
    ]);
    expect(report.changes[0]?.seen).toEqual(['it holds']);
    expect(report.left_out).toMatchObject([{ step: 'down/again' }]);
    expect(report.undo).toEqual([expect.stringContaining('systemctl stop redis')]);
    expect(report.verified).toHaveLength(1);
  });

  test('as Markdown holds every part, and nothing foreign works in it', () => {
    const text = reportMarkdown(report);
    for (const part of [
      'Redis is down',
      'systemctl start redis',
      'What was changed',
      'How it was verified',
      'Follow-ups',
      'Timeline',
      'abc',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('\x1b');
    expect(text.slice(0, text.indexOf('<summary>Timeline'))).not.toContain('<b>');
    expect(text).toContain('no \\`way\\` &lt;b&gt;');
    expect(text).toContain('The cache \\| is gone');
  });
});

describe('the report of a run that did not help', () => {
  test('says what was tried, who was told, and that nothing was verified', () => {
    const { events } = simulate(PLAN, {
      perform: (step) => (step === 'ping' ? bad('refused') : bad('exit', { exit_code: 1 })),
    });
    const report = reportOf(PLAN, events, { head: HEAD });
    expect(report.outcome).toBe('not_resolved');
    expect(report.failed).toMatchObject([
      { step: 'down/start', result: 'failed' },
      { step: 'down/again', result: 'failed' },
    ]);
    const text = reportMarkdown(report);
    const tried = text.slice(text.indexOf('## What was tried and did not help'), text.indexOf('## Who was told'));
    expect(tried).toMatch(/\*\*Start Redis\*\*: failed[^]*\*\*Start it otherwise\*\*: failed/);
    expect(report.verified).toEqual([]);
    expect(report.times.to_verified_ms).toBeNull();
  });

  test('of one that found no cause names the people who were told', () => {
    const { events } = simulate(PLAN, { perform: () => bad('other') });
    expect(reportOf(PLAN, events, { head: HEAD }).escalations).toMatchObject([{ to: 'on-call', say: 'Look.' }]);
  });

  test('does not call a step left out that was begun and then not tried again', () => {
    let isTried = false;
    const { events } = simulate(PLAN, {
      perform: (step) => (step === 'ping' ? bad('refused') : bad('exit', { exit_code: 1 })),
      answer: ({ kind }) => {
        if (kind === 'waiting') return undefined;
        if (kind === 'not_verified') return { choice: 'diagnose' };
        if (kind === 'cause' && isTried) return { choice: 'escalate' };
        isTried = true;
        return kind === 'cause'
          ? { choice: 'cause', cause: 'down' }
          : kind === 'approve'
            ? { choice: 'run' }
            : { choice: 'skip', reason: 'no use' };
      },
      opened: { mode: 'guided', approve: 'read' },
    });
    const report = reportOf(PLAN, events, { head: HEAD });
    // The undo that was offered at the end failed too.
    expect(report.failed.slice(0, 2)).toMatchObject([
      { step: 'down/start', result: 'failed', why: expect.stringMatching(/; then the responder left it out: no use$/) },
      { step: 'down/again', result: 'failed' },
    ]);
    expect(report.left_out).toEqual([]);
  });
});

describe('what was changed', () => {
  const runbook = planOfText(`
firebreak: 1
id: test
title: It is stuck
severity: high
diagnose: [{ id: page, http: "GET http://localhost/" }]
causes:
  - id: stuck
    title: It is stuck
    when: "!page.ok"
    resolve:
      - { id: kick, title: Kick it, shell: [kick, softly], risk: change, retry: { attempts: 2, every: 1s } }
      - { id: shake, title: Shake it, shell: [shake], risk: disrupt, undo: [{ id: calm, shell: [calm], risk: change }] }
verify: [{ title: The page loads, goal: page.ok, within: 1s }]
`);

  function guided(
    answers: readonly ((question: Question) => Omit<Observations['answer.given'], 'question'> | undefined)[],
  ) {
    const left = [...answers];
    const ledger: string[] = [];
    const { events } = simulate(runbook, {
      perform: (step, { command }) => {
        if (step === 'page') return bad('refused');
        ledger.push(JSON.stringify(command.rendered));
        if (step === 'stuck/shake') return { status: 'failed', reason: { kind: 'cancelled', by: 'ana' } };
        return step === 'stuck/kick' ? bad('exit', { exit_code: 1 }) : good();
      },
      answer: (question) =>
        question.kind === 'cause' && left.length > 0 ? { choice: 'cause', cause: 'stuck' } : left.shift()?.(question),
      opened: { mode: 'guided', approve: 'read' },
    });
    return { ledger, report: reportOf(runbook, events, { head: HEAD }) };
  }
  const run = () => ({ choice: 'run' }) as const;

  test('has one entry an execution: an edited one, each attempt, one that was ended, and what took it back', () => {
    const { ledger, report } = guided([
      () => ({ choice: 'edit', edited: 'kick hard' }),
      run,
      () => ({ choice: 'skip', reason: 'it does not move' }),
      run,
      () => ({ choice: 'escalate', reason: 'late' }),
      run,
    ]);
    expect(ledger).toHaveLength(4);
    expect(report.changes.map(({ exec, result, edited_by }) => [exec, result, edited_by])).toEqual([
      ['stuck/kick#1', 'failed', 'ana'],
      ['stuck/kick#2', 'failed', 'ana'],
      ['stuck/shake#1', 'in doubt', undefined],
      ['stuck/shake/undo/calm#1', 'done', undefined],
    ]);
    expect(report.changes[0]?.command).toBe('kick hard');
    expect(report.changes[1]?.why).toMatch(/; then the responder left it out: it does not move$/);
    expect(reportMarkdown(report)).toContain('command, as ana edited it: `kick hard`');
  });

  test('says of an execution that it was edited only where it was', () => {
    const { report } = guided([
      () => ({ choice: 'edit', edited: 'kick hard' }),
      run,
      () => ({ choice: 'original' }),
      run,
      () => ({ choice: 'stop' }),
    ]);
    expect(report.changes.map(({ command, edited_by }) => [command, edited_by])).toEqual([
      ['kick hard', 'ana'],
      ['kick hard', 'ana'],
      ['kick softly', undefined],
    ]);
  });

  test('holds what was done by hand, and an edit that could not be used edited nothing', () => {
    const { ledger, report } = guided([
      () => ({ choice: 'edit', edited: 'kick ${{ nonsense' }),
      () => ({ choice: 'done', reason: 'by foot' }),
      () => ({ choice: 'stop' }),
    ]);
    expect(ledger).toEqual([]);
    expect(report.changes).toMatchObject([{ step: 'stuck/kick', exec: '', result: 'done', approved: 'ana' }]);
    expect(report.changes[0]).not.toHaveProperty('edited_by');
    expect(report.outcome).toBe('stopped');
  });

  test('of a run that was cut off is in doubt, and under way only while somebody leads it', () => {
    const { events } = simulate(runbook, { perform: () => bad('refused') });
    const cut = events.slice(
      0,
      events.findIndex(({ type, data }) => type === 'step.finished' && 'exec' in data && data.exec === 'stuck/kick#1'),
    );
    const told = (isLed: boolean) => reportOf(runbook, cut, { head: HEAD, isLed });
    expect(told(false)).toMatchObject({
      outcome: 'cut_off',
      changes: [{ result: 'in doubt', why: 'its end was not seen' }],
    });
    expect(told(true)).toMatchObject({ outcome: 'under_way', changes: [{ result: 'running' }] });
  });
});
