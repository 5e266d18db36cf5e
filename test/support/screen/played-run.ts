// A run on a played world: the real session and the real engine, steps that take their time and print as told, and a
// record in memory. For looking at what stands in front of a run.

import type { Plan } from '../../../src/engine/plan.ts';
import { EMPTY, type State } from '../../../src/engine/state.ts';
import type { PerformCommand } from '../../../src/model/command.ts';
import { type Actor, FORMAT, type Observations, RULES, type RunEvent } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { systemClock } from '../../../src/session/clock.ts';
import type { Observer, Operator, OperatorAct, Recorder } from '../../../src/session/ports.ts';
import { Session, type SessionEnd } from '../../../src/session/session.ts';

/** How steps go. */
export interface PlayedWorld {
  readonly outcome: (command: PerformCommand, nth: number) => Outcome;
  /** Milliseconds. */
  readonly takes: (command: PerformCommand) => number;
  /** Printed over the time it takes. */
  readonly prints?: (command: PerformCommand) => readonly string[];
  /** What its end waits for besides. */
  readonly waits?: (command: PerformCommand) => Promise<void> | undefined;
}

/** A run that can be led. */
export interface PlayedRun {
  act(act: OperatorAct): void;
  lead(): Promise<SessionEnd>;
}

/** Sets a run up; `opened` fills in how it is opened. */
export function playedRun(
  plan: Plan,
  world: PlayedWorld,
  front: {
    readonly operator: Operator;
    readonly observer: Observer;
    readonly opened: Partial<Observations['run.opened']>;
  },
): PlayedRun {
  const session = new Session(
    {
      plan,
      clock: systemClock,
      recorder: inMemory(),
      executor: {
        start: (command, signal, progress) => play(command, world, { signal, print: (text) => progress.output(text) }),
        adopt: (command) => Promise.resolve({ outcome: lost(command), outputs: [] }),
        expect: () => {},
        release: () => {},
      },
      operator: front.operator,
      observers: [front.observer],
      mask: (value) => value,
    },
    EMPTY,
  );
  const process = { pid: 1, process_start: '1', boot_id: 'b' };
  const data: Observations['run.opened'] = {
    ...process,
    format: FORMAT,
    rules: RULES,
    engine: '0',
    mode: 'guided',
    approve: 'read',
    inputs: {},
    secrets: {},
    answers: {},
    cause: null,
    alert: null,
    runbook: { id: plan.runbook.id, path: 'test.yaml', text: '', sha256: '' },
    dry_run: false,
    write_probe: true,
    host: 'h',
    user: 'ana',
    ...front.opened,
  };
  return {
    act: (act) => session.act(act),
    lead: () => session.lead({ type: 'run.opened', data }, front.operator.actor),
  };
}

/** The person of the tests. */
export const ANA: Actor = { kind: 'human', name: 'ana' };

const lost = ({ step }: PerformCommand): Outcome => ({
  status: 'failed',
  reason: { kind: 'lost', message: `${step} was lost` },
});

function inMemory(): Recorder {
  const events: RunEvent[] = [];
  return {
    last_words: null,
    append: (entries) => {
      const added = entries.map(({ body, actor, at_ms, mono_ms }, n) => ({
        v: FORMAT,
        run: '20260302-2117-test-k3f7',
        seq: events.length + n + 1,
        at: new Date(at_ms).toISOString(),
        mono_ms,
        actor,
        prev: '',
        ...body,
      }));
      events.push(...added);
      return added;
    },
    sync: () => {},
    head: () => ({ seq: events.length, hash: 'f'.repeat(64) }),
    saveHead: () => {},
    seal: ({ actor, at_ms, mono_ms }) => ({
      v: FORMAT,
      run: '20260302-2117-test-k3f7',
      seq: events.length + 1,
      at: new Date(at_ms).toISOString(),
      mono_ms,
      actor,
      prev: '',
      type: 'run.sealed',
      data: { count: events.length, hash: '' },
    }),
  };
}

async function play(
  command: PerformCommand,
  world: PlayedWorld,
  run: { readonly signal: AbortSignal; readonly print: (text: string) => void },
): Promise<{ outcome: Outcome; outputs: [] }> {
  const lines = world.prints?.(command) ?? [];
  const nth = Number(command.exec.slice(command.exec.lastIndexOf('#') + 1));
  for (const line of lines) {
    if (run.signal.aborted) break;
    await pause(world.takes(command) / lines.length, run.signal);
    run.print(`${line}\n`);
  }
  if (lines.length === 0) await pause(world.takes(command), run.signal);
  await world.waits?.(command);
  if (run.signal.aborted)
    return { outcome: { status: 'failed', reason: { kind: 'cancelled', by: String(run.signal.reason) } }, outputs: [] };
  return { outcome: world.outcome(command, nth), outputs: [] };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** The last state an observer saw, for tests that look at both sides. */
export function watching(observer: Observer): {
  readonly observer: Observer;
  state(): State;
  events(): readonly RunEvent[];
} {
  let state: State = EMPTY;
  const seen: RunEvent[] = [];
  return {
    observer: {
      events: (next, events) => {
        state = next;
        seen.push(...events);
        observer.events(next, events);
      },
      output: (exec, text) => observer.output?.(exec, text),
    },
    state: () => state,
    events: () => seen,
  };
}
