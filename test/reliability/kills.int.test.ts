// Runs that change a real Redis and real files, killed again and again, at every boundary between two events and at any
// moment, and taken up again until they are done. Nothing that was acknowledged is lost and nothing is done twice.
// A thousand kills in `npm run soak`; `FIREBREAK_SEED` draws the same again.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecord } from '../../src/cli/record-file.ts';
import { replay } from '../../src/engine/replay.ts';
import { EMPTY, endOf } from '../../src/engine/state.ts';
import { audit } from '../../src/transcript/audit.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { type Chance, chance } from '../support/chance.ts';
import { buildKillable, type Death, type Ended, type Killable, killable } from '../support/program/killable.ts';
import { linesWith, spoolsOf } from '../support/program/traces.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { figure, times } from '../support/soak.ts';
import { ROOT } from '../support/source-tree.ts';

const RUNBOOK = join(ROOT, 'test/fixtures/reliability/kills.yaml');
const KILLS = times(16, 1000);

let redis: TestRedis;
let program = '';
beforeAll(async () => {
  [redis, program] = await Promise.all([startRedis(), buildKillable()]);
  // The connection that looks on is there already, and stays.
  await redis.admin('CONFIG', 'SET', 'requirepass', 'a-password');
});
afterAll(() => redis.stop());

/** What a thousand kills led to. */
interface Tally {
  kills: number;
  runs: number;
  /** Changes that a person had to be asked about. */
  asked: number;
  acknowledged: number;
}

test(`${KILLS} kills lose nothing that was acknowledged, and nothing is done twice`, {
  timeout: 3_600_000,
}, async () => {
  const chances = chance();
  const tally: Tally = { kills: 0, runs: 0, asked: 0, acknowledged: 0 };
  while (tally.kills < KILLS) {
    const dead = await live(chances, tally).catch((error: unknown) => {
      throw new Error(`seed ${chances.seed}, run ${tally.runs + 1}`, { cause: error });
    });
    tally.runs += 1;
    tally.kills += dead;
  }
  process.stdout.write(`kills: ${JSON.stringify({ seed: chances.seed, ...tally })}\n`);
  figure('kills', tally.kills);
});

/** One run, from its opening to its end, through all its deaths; returns how many they were. */
async function live(chances: Chance, tally: Tally): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-kills-'));
  const marks = join(folder, 'marks');
  await prepare();
  const runs = killable(program, { home: join(folder, 'home'), env: { REDIS_URL: urlOf(redis) } });
  const deaths = chances.between(2, 12);
  let dead = 0;
  let kept: Buffer = Buffer.alloc(0);
  for (let processes = 0; !isOver(runs); processes += 1) {
    if (processes > 60) throw new Error('the run does not end');
    const end = await next(runs, marks, dead < deaths ? deathBy(chances) : { at: 'never' });
    kept = keeps(runs, kept, end);
    if (end.code === null) dead += 1;
    else if (end.code === 12) {
      tally.asked += 1;
      kept = keeps(runs, kept, await answer(runs));
    } else if (end.code !== 0) throw new Error(`exit ${end.code}: ${end.stdout}\n${end.stderr}`);
  }
  tally.acknowledged += await judge(runs, marks);
  rmSync(folder, { recursive: true });
  return dead;
}

async function prepare(): Promise<void> {
  await redis.admin('FLUSHALL');
  await redis.admin('CONFIG', 'SET', 'maxmemory', '0');
}

const urlOf = ({ port }: TestRedis): string => `redis://:a-password@127.0.0.1:${port}`;

function deathBy(chances: Chance): Death {
  switch (chances.between(0, 2)) {
    case 0:
      return { at: 'write', nth: chances.between(1, 14) };
    case 1:
      return { at: 'sync', nth: chances.between(1, 6) };
    default:
      return { at: 'any moment', after_ms: chances.between(100, 700) };
  }
}

/** Starts the run, or takes it up when it has begun. */
function next(runs: Killable, marks: string, death: Death): Promise<Ended> {
  const how = ['--approve', 'change', '--plain'];
  return hasBegun(runs)
    ? runs.start(['resume', ...how], death)
    : runs.start(['run', RUNBOOK, '--input', `marks=${marks}`, ...how], death);
}

function isOver(runs: Killable): boolean {
  const path = runs.file('');
  return path !== null && readRun(runFolder(path)).sealed;
}

function hasBegun(runs: Killable): boolean {
  const transcript = runs.file('transcript.jsonl');
  if (transcript === null) return false;
  if (existsSync(transcript) && readFileSync(transcript).includes('\n')) return true;
  // It never began: there is nothing to take up.
  rmSync(join(runs.home, 'runs'), { recursive: true });
  return false;
}

/** What was acknowledged before is there still, byte by byte; returns what is acknowledged now. */
function keeps(runs: Killable, before: Buffer, { acknowledged }: Ended): Buffer {
  const path = runs.file('transcript.jsonl');
  const now = path === null || !existsSync(path) ? Buffer.alloc(0) : readFileSync(path);
  expect(now.subarray(0, before.length).equals(before), 'an acknowledged event is lost or changed').toBe(true);
  expect(now.length).toBeGreaterThanOrEqual(acknowledged);
  return Buffer.from(now.subarray(0, acknowledged));
}

/** A person who looks whether the change took effect, and says so. */
async function answer(runs: Killable): Promise<Ended> {
  const took = {
    pushed: Number(await redis.admin('LLEN', 'marks')) > 0,
    counted: (await redis.admin('GET', 'counted')) !== null,
    x: (await redis.admin('GET', 'counted:x')) !== null,
    y: (await redis.admin('GET', 'counted:y')) !== null,
  };
  const hasTaken = (now: string): boolean => {
    const [, item] = /counted:([xy])/.exec(now) ?? [];
    if (item === 'x' || item === 'y') return took[item];
    return now.includes(' INCR ') ? took.counted : took.pushed;
  };
  const end = await runs.answered(['resume', '--approve', 'change', '--plain'], (now) => {
    if (now.includes('4 Not done')) return hasTaken(now) ? 'Mark as done' : 'Try again';
    if (now.includes('1 Approve')) return 'Approve';
    // The doubt is still being settled.
    if (now.includes('Stop waiting')) return 'Stop waiting';
    throw new Error(`nobody expected this question: ${now}`);
  });
  if (end.code === null || ![0, 12].includes(end.code)) throw new Error(`exit ${end.code}: ${end.stdout}`);
  return end;
}

/** What must hold of a run that is done; returns the number of its events. */
async function judge(runs: Killable, marks: string): Promise<number> {
  const run = runFolder(join(runs.file('.') ?? ''));
  // Each effect is there once.
  expect(readFileSync(marks, 'utf8')).toBe('first\nbegin\nend\na\nb\nc\n');
  expect(await redis.admin('LRANGE', 'marks', 0, -1)).toEqual(['pushed']);
  for (const name of ['counted', 'counted:x', 'counted:y']) expect(await redis.admin('GET', name)).toBe('1');
  expect(await redis.admin('CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', String(64 * 1024 * 1024)]);
  // The record is whole, and its decisions follow from its observations.
  // A kill between the last line and the head that is saved after it leaves no head: that is said, and is no damage.
  expect(audit(run).findings.filter(({ kind }) => kind !== 'head_none')).toEqual([]);
  const { plan, events, transcript } = readRecord(run);
  expect(transcript.sealed).toBe(true);
  const again = replay(plan, events);
  expect(again).toMatchObject({ same: true });
  expect(endOf(again.same ? again.state : EMPTY)?.outcome).toBe('resolved');
  // Nothing is left of it but the record, and what a list says of it. A kill after the seal leaves the name of a socket that
  // nobody listens at.
  expect(linesWith(marks)).toEqual([]);
  expect(spoolsOf(run.id)).toEqual([]);
  const known = ['head.json', 'listing.json', 'lock', 'outputs', 'reserve', 'socket', 'transcript.jsonl'];
  expect(readdirSync(run.path).filter((name) => !known.includes(name))).toEqual([]);
  return events.length;
}
