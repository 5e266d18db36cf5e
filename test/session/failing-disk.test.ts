// Any call to the disk fails, in any way, while a run is led: what runs may end, nothing more begins, it is told, and with
// a disk that works the run goes on without doing anything twice. Real session, engine, writer and recovery.

import { describe, expect, test } from 'vitest';
import { fold } from '../../src/engine/evolve/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import { endOf } from '../../src/engine/state.ts';
import type { PerformCommand } from '../../src/model/command.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Recorder } from '../../src/session/ports.ts';
import type { SessionEnd } from '../../src/session/session.ts';
import { audit } from '../../src/transcript/audit.ts';
import { recover } from '../../src/transcript/recover.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptError } from '../../src/transcript/transcript-error.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { ledRun } from '../support/engine/led-run.ts';
import { good, planOfText } from '../support/engine/simulated-run.ts';
import { CrashDisk } from '../support/records/crash-disk.ts';
import { type Failure, failingDisk } from '../support/records/failing-disk.ts';
import { times } from '../support/soak.ts';

const PLAN = planOfText(`
firebreak: 1
id: test
title: Test
severity: low
defaults: { redis: { url: "redis://localhost:6379" } }
diagnose:
  - { id: ping, redis: PING }
  - { id: info, redis: INFO }
causes:
  - id: broken
    title: It is broken
    when: ping.ok && info.ok
    resolve:
      - { id: one, shell: [change, one], risk: change }
      - { id: two, shell: [change, two], risk: change, goal: "!ping.ok", within: 3s, on_failure: continue }
      - { id: three, shell: [change, three], risk: disrupt }
verify:
  - { title: It works, goal: info.ok }
`);
const CODES = ['ENOSPC', 'EIO', 'EDQUOT', 'EFBIG', 'EROFS', 'EINTR', 'SHORT'] as const;

interface Life {
  readonly end: SessionEnd | null;
  readonly error: unknown;
  /** Steps that began after it was clear that the record cannot be kept. */
  readonly late: readonly string[];
}

/** How often each change was carried out, over all processes. */
type Effects = Map<string, number>;

const carriedOut = (effects: Effects, { step, exec, risk }: PerformCommand): Outcome => {
  if (risk !== 'read') effects.set(exec, (effects.get(exec) ?? 0) + 1);
  return step === 'ping' ? good({ text: 'PONG' }) : good();
};

interface World {
  readonly below: CrashDisk;
  readonly effects: Effects;
  /** Plants a bug. */
  readonly spoil?: (recorder: TranscriptWriter) => Recorder;
}

const newDisk = (): CrashDisk => new CrashDisk(new Map([['/', 'folder' as const]]));

/** Leads a new run over a disk that fails. */
async function lead(
  failure: Failure | null,
  { below, effects, spoil = (sound) => sound }: World,
): Promise<Life & { calls: number }> {
  const { disk, calls } = failingDisk(below, failure);
  const late: string[] = [];
  let writer: TranscriptWriter | null = null;
  try {
    const made = TranscriptWriter.create(openStore('/state', disk).createRun('20260302-2114-test-k3f7'), disk);
    writer = made;
    const end = await ledRun(PLAN, {
      spoil: () => spoil(made),
      carryOut: (command) => {
        if (made.poisoned !== null || made.last_words !== null) late.push(command.exec);
        return carriedOut(effects, command);
      },
    });
    return { end, error: null, late, calls: calls.length };
  } catch (error) {
    return { end: null, error, late, calls: calls.length };
  } finally {
    closed(writer);
  }
}

function closed(writer: TranscriptWriter | null): void {
  try {
    writer?.close();
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error;
  }
}

/** Takes the run up on a disk that works; what was begun has ended well meanwhile. */
async function takeUp(run: RunFolder, disk: CrashDisk, effects: Effects): Promise<SessionEnd> {
  const { events, head, torn } = recover(run, disk);
  const state = fold(PLAN, events);
  const writer = TranscriptWriter.continue(run, head, disk);
  if (torn !== null) {
    const actor = { kind: 'engine', name: 'firebreak' } as const;
    writer.append([{ body: { type: 'run.recovered', data: torn }, actor, at_ms: state.at, mono_ms: state.now_ms }]);
  }
  const end = await ledRun(PLAN, {
    state,
    spoil: () => writer,
    adopt: ({ exec }) => (effects.has(exec) ? good() : NEVER),
    carryOut: (command) => carriedOut(effects, command),
  });
  writer.close();
  return end;
}

const NEVER: Outcome = { status: 'failed', reason: { kind: 'not_started', message: 'it never began' } };

async function survives(failure: Failure): Promise<void> {
  const call = `${failure.code} at ${failure.at}, for good: ${failure.forGood}`;
  const disk = newDisk();
  const effects: Effects = new Map();
  const { end, error, late } = await lead(failure, { below: disk, effects });
  expect(late, `${call}: began although nothing can be written down`).toEqual([]);
  if (error !== null) {
    // It never began: that is said before anything was done.
    expect(error, call).toBeInstanceOf(TranscriptError);
    expect(effects.size, call).toBe(0);
    return;
  }
  expect(end?.bug, call).toBeUndefined();
  if (end?.broken === undefined) expect(end && endOf(end.state)?.outcome, call).toBe('resolved');
  const run = openStore('/state', disk).listRuns()[0];
  if (run === undefined || audit(run, undefined, disk).sealed) return;
  if (audit(run, undefined, disk).events === 0) return;
  const again = await takeUp(run, disk, effects);
  expect(endOf(again.state)?.outcome, call).toBe('resolved');
  for (const [exec, count] of effects) expect(count, `${call}: ${exec}`).toBe(1);
  expect([...effects.keys()].map((exec) => exec.replace(/#.*/, '')).sort(), call).toEqual(
    ['one', 'three', 'two'].map((step) => `broken/${step}`),
  );
  const { events } = recover(run, disk);
  expect(replay(PLAN, events), call).toMatchObject({ same: true });
  expect(audit(run, undefined, disk), call).toMatchObject({ findings: [], sealed: true });
}

describe.each([false, true])('a call that fails, for good: %s', (forGood) => {
  // Rule: record.failing-disk
  test('ends no run that cannot be taken up again, and lets nothing begin', { timeout: 600_000 }, async () => {
    const { calls, end } = await lead(null, { below: newDisk(), effects: new Map() });
    expect(end && endOf(end.state)?.outcome).toBe('resolved');
    expect(calls).toBeGreaterThan(80);
    for (let at = 1; at <= calls; at += 1) {
      // Each call fails in one way here, and in every way in a soak.
      // A signal that interrupts for ever is a hang, no failure.
      for (const code of times(0, 1) === 1 ? CODES : [CODES[at % CODES.length] ?? 'EIO'])
        if (!(code === 'EINTR' && forGood)) await survives({ at, code, forGood });
    }
  });
});

test('a planted bug is found: what the disk says against a sync is passed over', async () => {
  const deaf = (sound: TranscriptWriter): Recorder => ({
    get last_words() {
      return sound.last_words;
    },
    append: (entries) => sound.append(entries),
    sync: () => {
      try {
        sound.sync();
      } catch {
        // The bug.
      }
    },
    head: () => sound.head(),
    saveHead: () => sound.saveHead(),
    seal: (stamp) => sound.seal(stamp),
  });
  const late: string[] = [];
  for (let at = 1; at < 80; at += 1) {
    const failure = { at, code: 'EIO', forGood: true };
    late.push(...(await lead(failure, { below: newDisk(), effects: new Map(), spoil: deaf })).late);
  }
  expect(late.length).toBeGreaterThan(0);
});
