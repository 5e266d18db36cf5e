// Makes a run of 10,000 events, or of as many as are named, and measures how fast its record is read. `make <home> [events]`
// prints where it is; `chain` and `replay` take its folder and print one number; `copies <folder> <count> <home>` copies it.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
// @ts-expect-error The scripts are plain JavaScript: they run before any package is installed.
import { medianOf, ratioOfPairs } from '../../../scripts/bench/pairs.mjs';
import { replayRecord } from '../../../src/cli/reading/go-through.ts';
import { endOf, parkedOf } from '../../../src/engine/state.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { isObject, type Json, jsonText } from '../../../src/model/json.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { NO_ERROR } from '../../../src/model/reading.ts';
import type { Clock } from '../../../src/session/ports.ts';
import { PERFORMERS } from '../../../src/steps/index.ts';
import { NO_HASH, sha256 } from '../../../src/transcript/chain.ts';
import { nodeDisk } from '../../../src/transcript/disk/disk.ts';
import { scanTranscript } from '../../../src/transcript/reader.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';
import { leadRun } from './led-run.ts';

const EVENTS = Number(process.argv[4] ?? 10_000);

/** Ten probes of one page, looked at again and again by a step that waits for hours; then a person is needed. */
const RUNBOOK = `firebreak: 1
id: bench
title: A long night
severity: low
summary: Something to measure with.
diagnose:
${Array.from({ length: 10 }, (_, n) => `  - { id: p${n}, system: {} }\n`).join('')}causes:
  - id: broken
    title: It is broken
    when: ["p0.ok", "!(p9.load1 > 1)"]
    resolve:
      - { id: start, shell: ":", goal: ${Array.from({ length: 10 }, (_, n) => `p${n}.load1 > 1`).join(' && ')}, within: 200h, every: 1s, on_failure: continue }
      - { id: erase, shell: ":", risk: destroy }
verify:
  - { title: It works, goal: p0.ok }
`;

interface Made {
  readonly id: string;
  readonly path: string;
  readonly events: number;
  readonly runbook: string;
}

async function make(home: string): Promise<Made> {
  let events = 0;
  // The load rises when the record is long enough; until then the goal is missed.
  const load1 = (): number => (events < EVENTS ? 0 : 2);
  const over = (fields: Readonly<Record<string, number>>) => ({
    done: Promise.resolve<Outcome>({
      status: 'succeeded',
      reading: { ok: true, ms: 1, error: NO_ERROR, ...fields },
    }),
  });
  const { folder, state } = await leadRun(RUNBOOK, {
    home,
    performers: {
      ...PERFORMERS,
      system: { start: () => over({ load1: load1(), cpus: 2, disk_free_bytes: 12_345_678 }) },
      shell: { start: () => over({ exit_code: 0 }) },
    },
    // What is measured is how a record is read, not how it was written.
    disk: { ...nodeDisk, dataSync: () => {} },
    clock: jumpingClock(),
    onEvent: () => (events += 1),
  });
  if (parkedOf(state)?.why !== 'waiting') throw new Error(`the run does not wait: ${JSON.stringify(endOf(state))}`);
  return { id: folder.id, path: folder.path, events, runbook: RUNBOOK };
}

/** Writes the record of a run down again under other ids, each with a chain of its own. */
function copies(folder: RunFolder, count: number, home: string): number {
  const lines = readFileSync(folder.transcript, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const events = lines.map((line) => JSON.parse(line) as RunEvent);
  for (let n = 0; n < count; n++) {
    const id = `${folder.id.slice(0, -4)}${n.toString(36).padStart(4, '0')}`;
    const copy = runFolder(join(home, 'runs', id));
    mkdirSync(copy.path, { recursive: true, mode: 0o700 });
    let hash = NO_HASH;
    const text = events.map((event) => {
      const line = jsonText({ ...event, run: id, prev: hash });
      hash = sha256(line);
      return `${line}\n`;
    });
    writeFileSync(copy.transcript, text.join(''), { mode: 0o600 });
    writeFileSync(copy.head, `${JSON.stringify({ seq: events.length, hash })}\n`, { mode: 0o600 });
  }
  return count;
}

/** A clock on which it is always time for what comes next, so that a night passes in a moment. */
function jumpingClock(): Clock {
  const timers = new Map<object, { readonly due: number; readonly run: () => void }>();
  let now = 0;
  const jump = (): void => {
    const [next] = [...timers].toSorted(([, a], [, b]) => a.due - b.due);
    if (next === undefined) return;
    timers.delete(next[0]);
    now = Math.max(now, next[1].due);
    next[1].run();
  };
  return {
    now: () => Date.UTC(2026, 2, 2, 21, 14) + now,
    mono: () => now,
    after: (ms, run) => {
      const key = {};
      timers.set(key, { due: now + ms, run });
      setImmediate(jump);
      return () => timers.delete(key);
    },
  };
}

async function chainSpeed(folder: RunFolder): Promise<number> {
  return medianOf(15, () => {
    let events = 0;
    const began = performance.now();
    const { verdict } = scanTranscript(folder.transcript, () => (events += 1));
    if (verdict.kind !== 'ok') throw new Error(`the record is ${verdict.kind}`);
    return (events / (performance.now() - began)) * 1000;
  });
}

function replayed(folder: RunFolder): number {
  const began = performance.now();
  const { result } = replayRecord(folder);
  if (!result.same) throw new Error('the replay differs');
  return performance.now() - began;
}

/** What any reader of the file has to do: parse each line and hash it. */
function parsedAndHashed(folder: RunFolder): number {
  const began = performance.now();
  let known = 0;
  for (const line of readFileSync(folder.transcript, 'utf8').split('\n')) {
    if (line === '') continue;
    const event = JSON.parse(line) as Json;
    if (isObject(event) && createHash('sha256').update(line).digest('hex') !== '') known += 1;
  }
  if (known < EVENTS) throw new Error(`the record has ${known} events`);
  return performance.now() - began;
}

const [figure, where = '', count = '', to = ''] = process.argv.slice(2);
switch (figure) {
  case 'make':
    say(JSON.stringify(await make(where)));
    break;
  case 'copies':
    say(JSON.stringify(copies(runFolder(where), Number(count), to)));
    break;
  case 'chain':
    say(JSON.stringify(await chainSpeed(runFolder(where))));
    break;
  case 'replay': {
    const folder = runFolder(where);
    say(
      JSON.stringify(
        await ratioOfPairs(
          () => parsedAndHashed(folder),
          () => replayed(folder),
        ),
      ),
    );
    break;
  }
  default:
    throw new Error(`no figure "${figure}"`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
