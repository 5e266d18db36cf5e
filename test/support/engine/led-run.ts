// A session led through a whole run on a clock that jumps from one thing to the next, over a record that knows what of it
// is on disk. Whoever carries out a step is told what a power cut at that moment would leave.

import type { Plan } from '../../../src/engine/plan.ts';
import { EMPTY, type State } from '../../../src/engine/state.ts';
import type { PerformCommand } from '../../../src/model/command.ts';
import { type Actor, FORMAT, type Observation, type RunEvent } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Clock, Recorder } from '../../../src/session/ports.ts';
import { Session, type SessionEnd } from '../../../src/session/session.ts';
import { OPENED } from '../records/recorded-run.ts';

/** What stands around the run. */
export interface Around {
  /** How a step ends; `onDisk` are the events that a power cut would leave now. */
  readonly carryOut: (command: PerformCommand, onDisk: readonly RunEvent[]) => Outcome;
  /** The end of a step is said to be on disk. */
  readonly released?: (exec: string, onDisk: readonly RunEvent[]) => void;
  /** Plants a bug in what keeps the record. */
  readonly spoil?: (recorder: Recorder) => Recorder;
  /** What is found out about a change that an earlier process began; without it nothing may be taken up. */
  readonly adopt?: (command: PerformCommand) => Outcome;
  /** What the wall clock shows when the monotonic clock says `mono`; without it both go alike. */
  readonly wall?: (mono: number) => number;
  /** Called whenever something else than the session may run. */
  readonly turn?: () => void;
  /** Hears of every event. */
  readonly onEvent?: (event: RunEvent) => void;
  /** What the record holds already. */
  readonly state?: State;
}

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };

/** Leads a run, unattended and allowed everything, until it ends or waits. */
export async function ledRun(plan: Plan, around: Around): Promise<SessionEnd> {
  const { carryOut, adopt, released, spoil = (sound) => sound, state = EMPTY, wall = (mono) => mono } = around;
  const clock = jumpingClock(wall);
  const { recorder, onDisk } = record();
  const session = new Session(
    {
      plan,
      clock,
      recorder: spoil(recorder),
      executor: {
        expect: () => {},
        start: (command) => {
          const outcome = carryOut(command, onDisk());
          return new Promise((resolve) => clock.after(10, () => resolve({ outcome, outputs: [] })));
        },
        adopt: (command) => {
          const outcome = adopt?.(command);
          if (outcome === undefined) return Promise.reject(new Error('nothing is taken up here'));
          return new Promise((resolve) => clock.after(10, () => resolve({ outcome, outputs: [] })));
        },
        release: (exec) => released?.(exec, onDisk()),
      },
      operator: { actor: ENGINE, ask: () => {} },
      observers: [{ events: (_state, events) => events.forEach((event) => around.onEvent?.(event)) }],
      mask: (value) => value,
    },
    state,
  );
  const ended: SessionEnd[] = [];
  const process = { pid: 1, process_start: '', boot_id: '', mode: 'unattended', approve: 'destroy' } as const;
  const first: Observation =
    state === EMPTY
      ? { type: 'run.opened', data: { ...OPENED, ...process } }
      : { type: 'run.resumed', data: { ...process, engine: '0' } };
  void session.lead(first, ENGINE).then((how) => ended.push(how));
  for (let turns = 0; ended.length === 0; turns += 1) {
    if (turns > 20_000) throw new Error('the run does not end');
    await new Promise((resolve) => setImmediate(resolve));
    around.turn?.();
    clock.jump();
  }
  const [end] = ended;
  if (end === undefined) throw new Error('the run does not end');
  return end;
}

function jumpingClock(wall: (mono: number) => number): Clock & { jump(): void } {
  let now = Date.UTC(2026, 2, 2, 21, 14, 8);
  let timers: readonly { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => wall(now),
    mono: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    jump: () => {
      const [next] = timers.toSorted((a, b) => a.at - b.at);
      if (next === undefined) return;
      timers = timers.filter((one) => one !== next);
      now = Math.max(now, next.at);
      next.run();
    },
  };
}

function record(): { readonly recorder: Recorder; readonly onDisk: () => readonly RunEvent[] } {
  const events: RunEvent[] = [];
  let synced = 0;
  const append: Recorder['append'] = (entries) => {
    const added = entries.map(({ body, actor, at_ms, mono_ms }, n): RunEvent => {
      const at = new Date(at_ms).toISOString();
      return { v: FORMAT, run: 'r1', seq: events.length + n + 1, at, mono_ms, actor, prev: '', ...body };
    });
    events.push(...added);
    return added;
  };
  const recorder: Recorder = {
    last_words: null,
    append,
    sync: () => {
      synced = events.length;
    },
    head: () => ({ seq: events.length, hash: '' }),
    saveHead: () => {},
    seal: (stamp) => {
      const [sealed] = append([{ ...stamp, body: { type: 'run.sealed', data: { count: events.length, hash: '' } } }]);
      return sealed as RunEvent;
    },
  };
  return { recorder, onDisk: () => events.slice(0, synced) };
}
