// Unattended runs as stories: given a runbook and a world, when it runs, then these decisions follow.

import { describe, expect, test } from 'vitest';
import { endOf, parkedOf } from '../../src/engine/state.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { brokenUntilStarted, DOWN, HEAD } from '../support/engine/down-runbook.ts';
import { bad, good, planOfText, simulate, told, type World } from '../support/engine/simulated-run.ts';

const types = (events: readonly RunEvent[]): readonly string[] => events.map(({ type }) => type);

describe('an unattended run', () => {
  test('takes up the confirmed cause, runs its step, waits for its goal, verifies and is resolved', () => {
    const { events, state } = simulate(DOWN, brokenUntilStarted());
    expect(told(events)).toEqual([
      'phase deciding',
      'cause down by rule',
      'phase resolving',
      'run down/start (policy)',
      'goal.reached',
      'down/start done via goal',
      'phase verifying',
      'goal.reached',
      'finished resolved',
    ]);
    expect(endOf(state)).toMatchObject({ outcome: 'resolved', cause: 'down' });
  });

  test('is healthy, and changes nothing, when no trigger holds, no cause is confirmed and every goal of verify does', () => {
    const { events } = simulate(DOWN, { perform: (step) => (step === 'ping' ? good() : good({ status: 200 })) });
    expect(told(events)).toEqual(['finished healthy']);
  });

  // Rule: goal.unknown
  test('is not resolved where a goal of verify is unknown at its deadline, though the other holds', () => {
    let isUp = false;
    const blind = { status: 'blind', reason: { kind: 'not_installed', message: 'it is not there' } } as const;
    const { events, state } = simulate(DOWN, {
      perform: (step) => {
        if (step === 'down/start') isUp = true;
        if (step === 'api') return isUp ? blind : bad('http', { status: 503 });
        return isUp ? good() : bad('refused');
      },
    });
    const missed = events.filter(({ type }) => type === 'goal.missed').map(({ data }) => data);
    expect(missed).toMatchObject([{ goals: [{ goal: { truth: 'true' } }, { goal: { truth: 'unknown' } }] }]);
    expect(told(events)).not.toContain('finished resolved');
    expect(endOf(state)).toMatchObject({ outcome: 'escalated' });
  });

  test('is not healthy when a goal of verify is unknown', () => {
    const blind = { status: 'blind', reason: { kind: 'not_installed', message: 'it is not there' } } as const;
    const { events } = simulate(DOWN, { perform: (step) => (step === 'ping' ? blind : good({ status: 200 })) });
    expect(told(events)).toEqual(['phase deciding', 'phase giving_up', 'escalate on-call', 'finished escalated']);
  });

  // Rule: cause.handed-over
  test('escalates a confirmed cause that has no steps, to those whom the cause names', () => {
    const { events, state } = simulate(DOWN, {
      perform: (step) => (step === 'ping' ? bad('timeout') : bad('http', { status: 503 })),
    });
    expect(told(events)).toEqual([
      'phase deciding',
      'cause hangs by rule',
      'phase giving_up',
      'escalate the platform team',
      'finished escalated',
    ]);
    expect(state.applied).toEqual([]);
  });

  // Rule: cause.by-rule
  test('never takes up a cause that is only possible', () => {
    const blind = { status: 'blind', reason: { kind: 'no_permission', message: 'not allowed' } } as const;
    const { events } = simulate(DOWN, { perform: (step) => (step === 'ping' ? blind : bad('http', { status: 503 })) });
    expect(types(events)).not.toContain('cause.chosen');
  });

  // Rule: approval.policy
  test('parks at a step whose risk is above what was allowed, and nothing is run', () => {
    const world = { ...brokenUntilStarted(), opened: { approve: 'read' } } as const;
    const { events, state } = simulate(DOWN, world);
    expect(told(events).slice(-2)).toEqual(['ask approve', 'parked waiting']);
    expect(state.applied).toEqual([]);
  });

  test('stops, not resolved, when a step fails and its goal is missed', () => {
    const { events } = simulate(DOWN, {
      perform: (step) =>
        step === 'ping' ? bad('refused') : step === 'api' ? bad('http', { status: 503 }) : bad('exit'),
    });
    expect(told(events).slice(-7)).toEqual([
      'goal.missed',
      'down/start failed via goal',
      'phase diagnosing',
      'phase deciding',
      'phase giving_up',
      'escalate the lead',
      'finished not_resolved',
    ]);
  });

  // Rule: step.failed-goal
  test('a goal that is reached beats an exit code', () => {
    let ran = false;
    const { events } = simulate(DOWN, {
      perform: (step) => {
        if (step === 'down/start') ran = true;
        if (step === 'down/start') return bad('exit', { exit_code: 1 });
        if (step === 'ping') return ran ? good() : bad('refused');
        return ran ? good({ status: 200 }) : bad('http', { status: 503 });
      },
    });
    expect(told(events)).toContain('down/start done via goal');
    expect(told(events).at(-1)).toBe('finished resolved');
  });

  // Rule: step.goal-first
  test('a step whose goal holds already is skipped as done', () => {
    let pings = 0;
    const { events } = simulate(DOWN, {
      perform: (step) =>
        step === 'ping' ? (++pings === 1 ? bad('refused') : good()) : good({ status: pings > 1 ? 200 : 503 }),
    });
    expect(told(events)).toContain('skip down/start: goal_holds');
    expect(told(events).at(-1)).toBe('finished resolved');
  });

  // Rule: end.not-verified
  test('after a missed verification everything is looked at again, the tried cause is not taken up again, and people are told', () => {
    let starts = 0;
    const { events, state } = simulate(DOWN, {
      perform: (step) => {
        if (step === 'down/start') starts += 1;
        if (step === 'down/start' || (step === 'ping' && starts > 0)) return good();
        return step === 'ping' ? bad('refused') : bad('http', { status: 503 });
      },
    });
    expect(told(events).slice(-6)).toEqual([
      'goal.missed',
      'phase diagnosing',
      'phase deciding',
      'phase giving_up',
      'escalate the lead',
      'finished escalated',
    ]);
    expect(starts).toBe(1);
    expect(state.tried).toEqual(['down']);
  });

  // Rule: doubt.said
  test('a change that timed out is in doubt: its goal is watched, and when that is not reached it waits for a person', () => {
    const { events, state } = simulate(DOWN, {
      perform: (step) => {
        if (step === 'down/start') return { status: 'failed', reason: { kind: 'timed_out', after_ms: 60_000 } };
        return step === 'ping' ? bad('refused') : bad('http', { status: 503 });
      },
    });
    expect(told(events).slice(-5)).toEqual([
      'run down/start (policy)',
      'in doubt down/start',
      'goal.missed',
      'ask in_doubt',
      'parked waiting',
    ]);
    expect(
      events.filter(({ type, data }) => type === 'step.started' && (data as { purpose?: string }).purpose === 'action'),
    ).toHaveLength(1);
    expect(parkedOf(state)).not.toBeNull();
  });

  test('a change in doubt whose goal comes true is done', () => {
    let ran = false;
    const { events } = simulate(DOWN, {
      perform: (step) => {
        if (step === 'down/start') {
          ran = true;
          return { status: 'failed', reason: { kind: 'lost', message: 'its end is not known' } };
        }
        if (step === 'ping') return ran ? good() : bad('refused');
        return ran ? good({ status: 200 }) : bad('http', { status: 503 });
      },
    });
    expect(told(events)).toEqual(
      expect.arrayContaining(['in doubt down/start', 'goal.reached', 'down/start done via goal', 'finished resolved']),
    );
  });

  // Rule: end.dry-run
  test('a dry run ends as planned: the change is simulated and nothing is verified', () => {
    const { events, state } = simulate(DOWN, {
      opened: { dry_run: true, approve: 'read' },
      perform: (step) => {
        if (step === 'down/start') return { status: 'blind', reason: { kind: 'simulated', message: 'a dry run' } };
        return step === 'ping' ? bad('refused') : bad('http', { status: 503 });
      },
    });
    expect(told(events).slice(-3)).toEqual([
      'run down/start (policy)',
      'down/start planned via simulated',
      'finished planned',
    ]);
    expect(state.applied).toEqual([]);
  });

  test('a timer over the whole run is raised once, and the run goes on', () => {
    const slow = planOfText(`${HEAD}
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    resolve:
      - { id: start, shell: start, risk: change, goal: ping.ok, within: 30m }
verify:
  - { title: Redis works, goal: ping.ok }
escalate:
  - { title: Too long, after: 15m, to: the lead }
`);
    const { events } = simulate(slow, {
      perform: (step, { now_ms }) =>
        step === 'ping'
          ? now_ms > 1_200_000
            ? good()
            : bad('refused')
          : step === 'api'
            ? bad('http', { status: 503 })
            : good(),
    });
    expect(told(events).filter((line) => line === 'escalate the lead')).toHaveLength(1);
    expect(told(events).at(-1)).toBe('finished resolved');
  });
});

// Rule: pause.ends
describe('a pause', () => {
  const waiting = (goal: string) =>
    planOfText(`${HEAD}
causes:
  - id: loading
    title: Redis loads
    when: ping.error.kind == "loading"
    resolve:
      - { id: patience, wait: 10m${goal} }
verify:
  - { title: Redis works, goal: ping.ok, within: 5s }
`);
  const loadsFor = (ms: number): World => ({
    perform: (step, { now_ms }) => (now_ms > ms ? good({ status: 200 }) : bad(step === 'ping' ? 'loading' : 'http')),
  });

  test('lasts its time', () => {
    const { events, state } = simulate(waiting(''), loadsFor(1000));
    expect(told(events).at(-1)).toBe('finished resolved');
    expect(state.now_ms).toBeGreaterThanOrEqual(600_000);
  });

  test('with a goal ends when that is reached', () => {
    const { events, state } = simulate(waiting(', goal: ping.ok, every: 1s'), loadsFor(20_000));
    expect(told(events)).toContain('loading/patience done via goal');
    expect(told(events).at(-1)).toBe('finished resolved');
    expect(state.now_ms).toBeLessThan(30_000);
  });

  test('with a goal that is not reached in its time fails', () => {
    const { events } = simulate(waiting(', goal: ping.ok, every: 1s'), loadsFor(3_600_000));
    expect(told(events)).toContain('loading/patience failed via goal');
  });
});

describe('the ranking', () => {
  // Rule: diagnosis.waits
  test('waits for what the sentence of a cause is filled with, and for nothing that no cause names', () => {
    const plan = planOfText(
      HEAD.replace(
        'diagnose:',
        'diagnose:\n  - { id: server, redis: INFO }\n  - { id: other, title: Not named by any cause, redis: DBSIZE }',
      ) +
        `
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    because: "It says \${{ server.error.message }}"
verify:
  - { title: Redis works, goal: ping.ok }
`,
    );
    expect(plan.ranked).toEqual(['server', 'ping', 'api']);
  });
});
