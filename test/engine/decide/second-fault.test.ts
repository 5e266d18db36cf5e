// A step that did not help is not the end of an unattended run: alternatives are tried, and behind the first fault a second
// one may stand.

import { describe, expect, test } from 'vitest';
import { replay } from '../../../src/engine/replay.ts';
import { endOf } from '../../../src/engine/state.ts';
import { HEAD } from '../../support/engine/down-runbook.ts';
import { bad, good, planOfText, simulate, told, type World } from '../../support/engine/simulated-run.ts';

const PLAN = planOfText(`${HEAD}
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    resolve:
      - { id: start, shell: [start], risk: change, on_failure: stop, goal: ping.ok, within: 2m }
      - { id: by_other, shell: [other], risk: change, if: api.status == 200, goal: ping.ok }
      - { id: by_hand, shell: [hand], risk: change, goal: ping.ok, within: 2m }
    escalate: [{ to: the platform team, say: It does not start. }]
  - id: unready
    title: The API is not ready
    when: api.status == 503
    resolve:
      - { id: restart, shell: [restart], risk: change, goal: api.status == 200 }
verify:
  - { title: Both work, goal: ping.ok && api.status == 200, within: 20s }
escalate:
  - { when: cause == null, to: on-call, say: Nobody knows why. }
`);

/** Each part works once one of its steps has run. */
function world(helps: readonly string[]): World & { readonly ran: () => readonly string[] } {
  const ran: string[] = [];
  return {
    ran: () => ran,
    opened: { mode: 'unattended', approve: 'change' },
    perform: (step) => {
      if (step.includes('/')) {
        ran.push(step);
        return helps.includes(step) ? good() : bad('exit', { exit_code: 1 });
      }
      const works = ran.some((one) => helps.includes(one) && one.startsWith(step === 'ping' ? 'down' : 'unready'));
      if (step === 'ping') return works ? good() : bad('refused');
      return works ? good({ status: 200 }) : bad('http', { status: 503 });
    },
  };
}

describe('an unattended run', () => {
  // Rule: step.alternatives
  test('goes on with the next step of the same goal, and leaves out what does not fit', () => {
    const given = world(['down/by_hand', 'unready/restart']);
    const { events, state } = simulate(PLAN, given);
    expect(given.ran()).toEqual(['down/start', 'down/by_hand', 'unready/restart']);
    expect(endOf(state)?.outcome).toBe('resolved');
    expect(replay(PLAN, events)).toMatchObject({ same: true });
  });

  // Rule: step.second-fault
  test('looks for a second fault behind one that it could not repair, and still ends as not resolved', () => {
    const given = world(['unready/restart']);
    const { events, state } = simulate(PLAN, given);
    expect(given.ran()).toEqual(['down/start', 'down/by_hand', 'unready/restart']);
    expect(endOf(state)).toMatchObject({ outcome: 'not_resolved', why: { why: { code: 'step_failed' } } });
    expect(told(events)).toContain('escalate the platform team');
  });

  // Rule: step.failed-goal
  test('looks at the goal of a command that failed for ten seconds, not for all of its time', () => {
    const { events } = simulate(PLAN, world([]));
    const watched = events.flatMap((event) =>
      event.type === 'watch.started' ? event.data.goals.map(({ due_ms }) => due_ms - event.mono_ms) : [],
    );
    expect(watched.slice(0, 2)).toEqual([10_000, 10_000]);
  });

  test('that knows no cause tells which trigger holds and which goal does not, with what was seen', () => {
    const { events } = simulate(PLAN, {
      opened: { mode: 'unattended', approve: 'change' },
      perform: (step) => (step === 'ping' ? bad('reset') : bad('http', { status: 500 })),
    });
    const raised = events.flatMap((event) => (event.type === 'escalation.raised' ? [event.data] : []));
    expect(raised).toMatchObject([
      {
        to: 'on-call',
        failing: {
          triggers: [
            { title: 'The API is not ready', goal: { truth: 'true', saw: [{ name: 'api.status', value: 500 }] } },
          ],
          goals: [{ title: 'Both work', goal: { truth: 'false' } }],
        },
      },
    ]);
  });
});
