// A change that was under way when its engine was gone: what is found out about it decides how the run goes on.

import { describe, expect, test } from 'vitest';
import { replay } from '../../src/engine/replay.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { brokenUntilStarted, DOWN } from '../support/engine/down-runbook.ts';
import { bad, begin, good, simulate, told, type World } from '../support/engine/simulated-run.ts';
import { GUIDED, responder } from '../support/engine/story.ts';

const NEVER: Outcome = { status: 'failed', reason: { kind: 'not_started', message: 'it never began' } };
const approving = responder(() => ({ choice: 'run' }));

/** The record of an engine that was gone right after it had written that the change starts. */
function cutAtStart(world: World): readonly RunEvent[] {
  const { events } = simulate(DOWN, world);
  const at = events.findIndex((event) => event.type === 'step.started' && event.data.step === 'down/start');
  return events.slice(0, at + 1);
}

function takenUp(events: readonly RunEvent[], world: World): { lines: readonly string[]; events: readonly RunEvent[] } {
  const run = begin(DOWN, world, events);
  while (run.step());
  const whole = run.done().events;
  expect(replay(DOWN, whole)).toMatchObject({ same: true });
  return { lines: told(whole.slice(events.length)), events: whole };
}

describe('a change that an engine left behind', () => {
  // Rule: once.never-began
  test('and that never began is begun, on the approval that it had', () => {
    const world = { ...brokenUntilStarted(), opened: GUIDED, answer: approving };
    const again = brokenUntilStarted();
    const { lines } = takenUp(cutAtStart(world), { ...again, opened: GUIDED, answer: approving, adopt: () => NEVER });
    expect(again.starts()).toBe(1);
    expect(lines.filter((line) => line === 'ask approve')).toEqual([]);
    expect(lines).toContain('run down/start (person)');
    expect(lines.at(-1)).toBe('finished resolved');
  });

  test('and that never began, again and again, is still begun once in the end', () => {
    const unattended = { opened: { mode: 'unattended', approve: 'change' } } as const;
    let events = cutAtStart({ ...brokenUntilStarted(), ...unattended });
    for (let crash = 0; crash < 5; crash += 1) {
      const { events: whole } = takenUp(events, { ...brokenUntilStarted(), ...unattended, adopt: () => NEVER });
      const starts = whole.flatMap((event, at) =>
        event.type === 'step.started' && event.data.step === 'down/start' ? [at] : [],
      );
      expect(starts).toHaveLength(crash + 2);
      events = whole.slice(0, (starts.at(-1) ?? 0) + 1);
    }
    const last = brokenUntilStarted();
    expect(takenUp(events, { ...last, ...unattended, adopt: () => NEVER }).lines.at(-1)).toBe('finished resolved');
    expect(last.starts()).toBe(1);
  });

  // Rule: doubt.said
  test('and of which nothing is known is looked at by its goal, and again whenever the run is taken up', () => {
    const unattended = { opened: { mode: 'unattended', approve: 'change' } } as const;
    const cut = cutAtStart({ ...brokenUntilStarted(), ...unattended });
    // Nothing can be seen: it waits.
    const blind = takenUp(cut, { ...unattended, perform: () => bad('refused') });
    expect(blind.lines.slice(-3)).toEqual(['goal.missed', 'ask in_doubt', 'parked waiting']);
    // Hours later it can be seen that it had worked: nobody has to be asked, and it is not run again.
    const seen = takenUp(blind.events, { ...unattended, perform: () => good({ status: 200 }) });
    expect(seen.lines).toContain('down/start done via goal');
    expect(seen.lines.filter((line) => line.startsWith('run '))).toEqual([]);
    expect(seen.lines.at(-1)).toBe('finished resolved');
  });
});

test('probes that were out when the run was stopped are made once when it is taken up', () => {
  const world: World = { opened: { mode: 'unattended', approve: 'read' }, perform: () => good({ status: 200 }) };
  const { events } = simulate(DOWN, world);
  const looking = events.findIndex(({ type }) => type === 'step.finished');
  const made: string[] = [];
  const { lines } = takenUp(events.slice(0, looking), {
    ...world,
    perform: (step) => {
      made.push(step);
      return good({ status: 200 });
    },
  });
  expect(made).toEqual(['ping', 'api']);
  expect(lines.at(-1)).toBe('finished healthy');
});
