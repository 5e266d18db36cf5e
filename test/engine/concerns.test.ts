// What does not concern a system, by its inputs, is neither asked nor waited for; follow-ups come after their causes.

import { describe, expect, test } from 'vitest';
import { followUps } from '../../src/engine/concerns.ts';
import { endOf, rankingOf } from '../../src/engine/state.ts';
import { bad, good, planOfText, simulate } from '../support/engine/simulated-run.ts';

const PLAN = planOfText(`
firebreak: 1
id: test
title: Test
severity: high
inputs: { queue: { default: "" }, address: { default: "redis://localhost:6379" } }
defaults: { redis: { url: "\${{ inputs.address }}" } }
facts: { has_queue: inputs.queue != "" }
triggers:
  - { title: Redis does not answer, when: "!ping.ok" }
  - { title: Nobody works, if: has_queue, when: "!board.ok" }
diagnose:
  - { id: ping, redis: PING }
  - { id: board, http: "GET http://localhost:3001/" }
causes:
  - { id: down, title: It is down, when: ping.error.kind == "refused", verify: [{ title: It shows, if: has_queue, goal: board.ok }] }
  - { id: hangs, title: It hangs, when: ping.error.kind == "timeout" }
verify:
  - { title: Redis answers, goal: ping.ok }
  - { title: The board opens, if: has_queue, goal: board.ok }
prevent:
  - Look at it.
  - { text: Give it a supervisor., causes: [down] }
  - { text: Watch the queue., if: has_queue, causes: [down] }
escalate: [{ when: cause == "down", to: on-call, say: It is down. }]
`);

const world = (queue: string, isUp: boolean) => ({
  opened: { mode: 'unattended', approve: 'read', inputs: { queue, address: 'redis://localhost:6379' } } as const,
  perform: (step: string) => (step === 'board' || !isUp ? bad('refused') : good()),
});

const texts = (run: ReturnType<typeof simulate>) => followUps(PLAN.runbook, run.state).map(({ text }) => text);

describe('a goal and a trigger with `if`', () => {
  // Rule: concerns.if
  test('do not keep a system that they do not concern from being healthy', () => {
    const run = simulate(PLAN, world('', true));
    expect(endOf(run.state)?.outcome).toBe('healthy');
    expect(rankingOf(run.state).triggers.map(({ title }) => title)).toEqual(['Redis does not answer']);
  });

  test('count where they concern it', () => {
    const run = simulate(PLAN, world('mails', true));
    expect(endOf(run.state)?.outcome).not.toBe('healthy');
    expect(rankingOf(run.state).triggers.at(-1)).toMatchObject({ title: 'Nobody works', when: { truth: 'true' } });
  });
});

describe('follow-ups', () => {
  // Rule: follow-ups.causes
  test('with causes come after these, with `if` where it holds, and where there was no cause none', () => {
    expect(texts(simulate(PLAN, world('', true)))).toEqual([]);
    expect(texts(simulate(PLAN, world('', false)))).toEqual(['Look at it.', 'Give it a supervisor.']);
    expect(texts(simulate(PLAN, world('mails', false)))).toHaveLength(3);
  });
});
