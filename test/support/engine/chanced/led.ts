// The same lives as the simulated runs, led by the session itself; only clock, record, performers and people are stood in for.

import { evolve } from '../../../../src/engine/evolve/evolve.ts';
import { EMPTY, questionOf, type State } from '../../../../src/engine/state.ts';
import { type Actor, FORMAT, type Observation, type RunEvent } from '../../../../src/model/event.ts';
import type { Clock, Recorder } from '../../../../src/session/ports.ts';
import { Session, type SessionEnd } from '../../../../src/session/session.ts';
import { OPENED, type World } from '../simulated-run.ts';
import type { Lived } from './lived.ts';

const ANA: Actor = { kind: 'human', name: 'ana' };
const OPENED_AT = Date.UTC(2026, 2, 2, 21, 14, 8);

/** What stands of a run after it was led from `recorded` on. */
export interface Led {
  readonly events: readonly RunEvent[];
  /** Null: it waits for a person who never answers. */
  readonly end: SessionEnd | null;
}

/** Leads a run through its life from what is on record. */
export async function led(
  { plan, life }: Pick<Lived, 'plan' | 'life'>,
  recorded: readonly RunEvent[] = [],
): Promise<Led> {
  const { world } = life;
  const before = recorded.reduce<State>((state, event) => evolve(plan, state, event), EMPTY);
  const clock = jumpingClock(OPENED_AT + (recorded.length === 0 ? 0 : before.now_ms + (world.away_ms ?? 0)));
  const events = [...recorded];
  let state = before;
  let given: string | null = null;
  let answering = () => {};
  // Whoever is asked thinks about what was shown last.
  const think = (): void => {
    answering();
    const question = questionOf(state);
    if (question === null || question.id === given || state.opened === null) return;
    const answer = world.answer?.(question, state);
    if (answer === undefined) return;
    answering = clock.after(world.thinks_ms ?? 5, () => {
      given = question.id;
      session.act({ type: 'answer', question: question.id, answer });
    });
  };
  const session = new Session(
    {
      plan,
      clock,
      recorder: recorderOf(events),
      executor: {
        expect: () => {},
        start: (command) => after(command.step, () => world.perform(command.step, { nth: 0, now_ms: 0, command })),
        adopt: (command) =>
          after(
            command.step,
            () => world.adopt?.(command.exec) ?? world.perform(command.step, { nth: 0, now_ms: 0, command }),
          ),
        release: () => {},
      },
      operator: { actor: ANA, ask: () => {} },
      observers: [
        {
          events: (now) => {
            state = now;
            think();
          },
        },
      ],
      mask: (value) => value,
    },
    before,
  );
  function after(step: string, outcome: () => ReturnType<World['perform']>) {
    return new Promise<{ outcome: ReturnType<World['perform']>; outputs: readonly [] }>((resolve) => {
      clock.after(world.takes?.(step) ?? 10, () => resolve({ outcome: outcome(), outputs: [] }));
    });
  }
  const ended: SessionEnd[] = [];
  void session.lead(firstOf(life.world, before), ANA).then((end) => ended.push(end));
  for (let turns = 0; ended.length === 0 && turns < 5_000; turns += 1) {
    const hasJumped = clock.jump();
    // Promises are kept before the clock goes on.
    await new Promise((resolve) => setImmediate(resolve));
    if (!hasJumped && !clock.isWaiting()) break;
  }
  return { events, end: ended[0] ?? null };
}

function firstOf({ opened = {} }: World, before: State): Observation {
  const { mode = 'unattended', approve = 'destroy' } = opened;
  return before.opened === null
    ? { type: 'run.opened', data: { ...OPENED, ...opened } }
    : { type: 'run.resumed', data: { pid: 1, process_start: '1', boot_id: 'b', mode, approve, engine: '0' } };
}

function jumpingClock(start: number): Clock & { jump(): boolean; isWaiting(): boolean } {
  let now = start;
  let timers: readonly { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => now,
    mono: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    isWaiting: () => timers.length > 0,
    jump: () => {
      const next = timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) return false;
      timers = timers.filter((one) => one !== next);
      now = Math.max(now, next.at);
      next.run();
      return true;
    },
  };
}

function recorderOf(events: RunEvent[]): Recorder {
  const append: Recorder['append'] = (entries) => {
    const added = entries.map(({ body, actor, at_ms, mono_ms }, n): RunEvent => {
      const at = new Date(at_ms).toISOString();
      return { v: FORMAT, run: 'r1', seq: events.length + n + 1, at, mono_ms, actor, prev: '', ...body };
    });
    events.push(...added);
    return added;
  };
  return {
    last_words: null,
    append,
    sync: () => {},
    head: () => ({ seq: events.length, hash: '' }),
    saveHead: () => {},
    seal: (stamp) =>
      append([{ ...stamp, body: { type: 'run.sealed', data: { count: events.length, hash: '' } } }])[0] as RunEvent,
  };
}
