// Workers that lead runs of one log in this process, each with a home of its own: real sessions over real records on a real disk; the
// store is the twin, time jumps, and a change is a line in a ledger that all of them share.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evolve } from '../../../src/engine/evolve/evolve.ts';
import type { Plan } from '../../../src/engine/plan.ts';
import { EMPTY, running, type State } from '../../../src/engine/state.ts';
import type { Order, RunLog } from '../../../src/fleet/ports.ts';
import { HOLD_MS, Leadership } from '../../../src/fleet/worker/leadership.ts';
import { type Made, makeEqual } from '../../../src/fleet/worker/local-copy.ts';
import type { PerformCommand } from '../../../src/model/command.ts';
import type { Actor, Observation } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { within } from '../../../src/model/risk.ts';
import type { Executor } from '../../../src/session/ports.ts';
import { Session, type SessionEnd } from '../../../src/session/session.ts';
import { NO_HEAD } from '../../../src/transcript/chain.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { recover } from '../../../src/transcript/recover.ts';
import { openStore, type RunFolder } from '../../../src/transcript/store.ts';
import { TranscriptWriter } from '../../../src/transcript/writer.ts';
import { OPENED } from '../records/recorded-run.ts';
import type { WorkerTime } from './shared-time.ts';

/** What a worker of a team works with. */
export interface WorkerParts {
  readonly name: string;
  readonly log: RunLog;
  readonly time: WorkerTime;
  readonly plan: Plan;
  readonly target?: string;
  carryOut(command: PerformCommand): Outcome;
  /** What is found out of a change that an earlier process began. */
  adopt?(command: PerformCommand): Outcome;
  /** Hears of every call to the store, before it is made and once it was answered. */
  onCall?(method: string, at: 'asked' | 'answered', args: readonly unknown[]): void;
  /** Plants a bug: the executor that the session is given in the place of the gated one. */
  spoil?(gated: Executor, inner: Executor): Executor;
}

/** How an attempt to lead came out. */
export type Led =
  | { readonly end: SessionEnd; readonly made: Made; readonly lost: string | null }
  | { readonly refused: string };

/** A worker with a home. */
export interface Worker {
  readonly name: string;
  readonly heard: readonly string[];
  readonly said: readonly string[];
  lead(run: string): Promise<Led>;
  folder(run: string): RunFolder;
  /** Its record, byte for byte. */
  events(run: string): ReturnType<typeof readRun>['events'];
  gone(): void;
}

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };
const LOST: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'its end is not known' } };

/** A run as it is ordered. */
export const ORDER: Order = {
  job: {
    do: 'start',
    run: '20260302-2114-queue-stuck-k3f7',
    runbook: 'queue-stuck.yaml',
    inputs: {},
    alert: null,
    key: null,
    approve: 'destroy',
    by: ENGINE,
  },
  runbook_sha256: OPENED.runbook.sha256,
  where: 'db',
};

/** A worker with an empty home. */
export function worker(parts: WorkerParts): Worker {
  const { name, time, plan, target = 'redis', carryOut, adopt = () => LOST, spoil = (sound) => sound } = parts;
  const home = mkdtempSync(join(tmpdir(), 'firebreak-team-'));
  const store = openStore(home);
  const log = stoppable(parts);
  const heard: string[] = [];
  const said: string[] = [];

  const folder = (run: string): RunFolder => {
    const found = store.findRun(run);
    return found.ok ? found.value : store.createRun(run);
  };

  const lead = async (run: string): Promise<Led> => {
    const asked = time.mono();
    const taken = await log.take(run, name, HOLD_MS);
    if (taken === null) return { refused: 'over or unknown' };
    if ('held_by' in taken) return { refused: `held by ${taken.held_by}` };
    const { hold, entry } = taken;
    const at = folder(run);
    const made = await makeEqual(at, { run, head: entry.head, log });
    if (made.is === 'unsound') return { refused: made.why };
    const isNew = readRun(at).verdict.kind === 'empty';
    const record = isNew ? { events: [], head: NO_HEAD } : recover(at);
    const state = record.events.reduce<State>((before, event) => evolve(plan, before, event), EMPTY);
    const leadership = new Leadership(
      {
        log,
        clock: time,
        folder: at,
        hold,
        entry,
        target,
        under_way: running(state)
          .filter(({ started }) => !within(started.risk, 'read'))
          .map(({ exec }) => exec),
        sign: ({ seq }) => `signed ${seq}`,
        heard: (message) => void heard.push(message),
        say: (what) => void said.push(what),
        lost: () => session.act({ type: 'stop', how: 'abort' }, ENGINE),
      },
      asked,
    );
    const writer = isNew ? TranscriptWriter.create(at) : TranscriptWriter.continue(at, record.head);
    const inner: Executor = {
      expect: () => {},
      start: (command) => ended(command, carryOut),
      adopt: (command) => ended(command, adopt),
      release: () => {},
    };
    const session: Session = new Session(
      {
        plan,
        clock: time,
        recorder: leadership.recorder(writer),
        executor: spoil(leadership.executor(inner), inner),
        operator: { actor: ENGINE, ask: () => {} },
        observers: [leadership.observer],
        mask: (value) => value,
      },
      state,
    );
    const here = { pid: 1, process_start: '', boot_id: '', mode: 'unattended', approve: 'destroy' } as const;
    const first: Observation = isNew
      ? { type: 'run.opened', data: { ...OPENED, ...here } }
      : { type: 'run.resumed', data: { ...here, engine: '0' } };
    const end = await session.lead(first, ENGINE);
    writer.close();
    if (end.bug !== undefined) throw new Error('a mistake of ours', { cause: end.bug });
    const sealed = readRun(at).sealed;
    await leadership.finish(sealed ? 'finished' : end.broken === undefined ? 'parked' : 'queued', 60_000);
    return { end, made, lost: leadership.lost };
  };

  const ended = async (
    command: PerformCommand,
    how: (command: PerformCommand) => Outcome,
  ): Promise<{ outcome: Outcome; outputs: [] }> => {
    const outcome = how(command);
    await new Promise<void>((resolve) => time.after(10, resolve));
    return { outcome, outputs: [] };
  };

  return {
    name,
    heard,
    said,
    lead,
    folder,
    events: (run) => readRun(folder(run)).events,
    gone: () => rmSync(home, { recursive: true, force: true }),
  };
}

// Nothing comes to a worker that is stopped.
function stoppable({ log, time, onCall }: WorkerParts): RunLog {
  return new Proxy(log, {
    get: (target, method: string) => {
      const call = Reflect.get(target, method) as unknown;
      if (typeof call !== 'function') return call;
      return async (...args: unknown[]) => {
        onCall?.(method, 'asked', args);
        await time.goes();
        try {
          return await (call as (...args: unknown[]) => Promise<unknown>).apply(target, args);
        } finally {
          onCall?.(method, 'answered', args);
          await time.goes();
        }
      };
    },
  });
}
