// Telling people: when, and that it neither waits for anybody nor is cut short.

import { describe, expect, test } from 'vitest';
import { endOf, executionIn } from '../../src/engine/state.ts';
import { HEAD } from '../support/engine/down-runbook.ts';
import { good, planOfText, simulate, told } from '../support/engine/simulated-run.ts';
import { down, planWith } from '../support/engine/story.ts';

const OTHER = `  - id: other
    title: Redis hangs
    when: ping.error.kind == "timeout"
    escalate: [{ after: 1m, to: the storage team }]
`;

const PAGE = 'steps: [{ id: page, notify: { url: "http://localhost:1/", text: help } }]';

describe('an escalation', () => {
  test('of a cause is not raised by its timer while another cause is taken up', () => {
    const { events } = simulate(
      planOfText(`${HEAD}
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    resolve: [{ id: start, wait: 10m }]
    escalate: [{ after: 2m, to: the platform team }]
${OTHER}
verify: [{ title: It works, goal: ping.ok, within: 1s }]
`),
      { perform: (step) => down(step) ?? good() },
    );
    expect(told(events)).toContain('escalate the platform team');
    expect(told(events)).not.toContain('escalate the storage team');
  });

  test('with a condition and a time is raised when both are there', () => {
    const plan = planWith(
      '[{ id: start, wait: 10m }]',
      `escalate:
  - { when: ping.ok, after: 1m, to: nobody }
  - { when: "!ping.ok", after: 2m, to: lead }
`,
    );
    const { events } = simulate(plan, { perform: (step) => down(step) ?? good() });
    const raised = events.filter(({ type }) => type === 'escalation.raised');
    expect(raised.map(({ data, mono_ms }) => [(data as { to: string }).to, mono_ms])).toEqual([['lead', 120_000]]);
  });

  test('waits for what its sentence shows, and for nothing else', () => {
    const plan =
      planOfText(`${HEAD.replace('defaults:', '  - { id: log, shell: [tail, redis.log] }\n  - { id: other, shell: [sleep] }\ndefaults:')}
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    escalate: [{ to: on-call, say: "Its last line: \${{ log.stdout }}" }]
  - id: other_cause
    title: Something else
    when: other.stdout == "never" && ping.error.kind == "timeout"
`);
    const { events } = simulate(plan, {
      perform: (step) => (step === 'log' ? good({ stdout: 'out of memory' }) : (down(step) ?? good({ stdout: '' }))),
      takes: (step) => (step === 'log' ? 3000 : 10),
    });
    const raised = events.filter(({ type }) => type === 'escalation.raised');
    expect(raised.map(({ data }) => (data as { say: string }).say)).toEqual(['Its last line: out of memory']);
  });

  // Rule: escalation.owed
  test('is carried out to its end before the run ends', () => {
    let isUp = false;
    const plan = planWith(
      '[{ id: act, shell: [act], risk: change }]',
      `escalate: [{ after: 1s, to: lead, ${PAGE} }]\n`,
    );
    const { events, state } = simulate(plan, {
      perform: (step) => {
        if (step === 'down/act') isUp = true;
        return isUp ? good({ status: 200 }) : (down(step) ?? good());
      },
      takes: (step) => (step === 'down/act' ? 1000 : step === 'escalate/1/page' ? 5000 : 10),
    });
    expect(executionIn(state, 'escalate/1/page#1')?.finished).toBeDefined();
    expect(endOf(state)?.outcome).toBe('resolved');
    expect(events.at(-1)?.type).toBe('run.finished');
  });
});

test('a goal that a tried cause has of its own is not forgotten when all else is well', () => {
  let isUp = false;
  const { events } = simulate(
    planOfText(`
firebreak: 1
id: test
title: Test
severity: high
defaults: { redis: { url: redis://localhost:6379 } }
triggers: [{ title: Redis does not answer, when: "!ping.ok" }]
diagnose: [{ id: ping, redis: PING }, { id: jobs, tcp: "localhost:1" }]
causes:
  - id: down
    title: Redis is down
    when: "!ping.ok"
    resolve: [{ id: act, shell: [act], risk: change }]
    verify: [{ title: Jobs are worked on, goal: jobs.ok, within: 5s }]
verify: [{ title: Redis works, goal: ping.ok }]
escalate: [{ when: cause == "down", to: the platform team }]
`),
    {
      perform: (step) => {
        if (step === 'down/act') isUp = true;
        return step !== 'jobs' && isUp ? good() : (down('ping') ?? good());
      },
    },
  );
  expect(told(events).at(-1)).toBe('finished escalated');
});
