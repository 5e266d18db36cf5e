// `firebreak watch <runbook>` beside a real Redis: a run starts once an incident, no sooner than it has held, does no more
// than it may, and whatever becomes of it, the watch goes on until a signal ends it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { runFolder } from '../../../src/transcript/store.ts';
import { firebreak } from '../../support/program/cli.ts';
import { workFolder } from '../../support/program/work-folder.ts';
import { startRedis, type TestRedis } from '../../support/redis/redis-server.ts';
import { ROOT } from '../../support/source-tree.ts';

const RUNBOOK = `
firebreak: 1
id: cache-down
title: The cache is down
severity: low
inputs:
  url: { description: Address of the cache }
  marks: { description: Folder for what the steps leave }
triggers:
  - title: The cache does not answer
    when: "!ping.ok"
diagnose:
  - id: ping
    redis: { command: PING, url: "\${{ inputs.url }}" }
causes:
  - id: full
    title: All places are taken
    when: ping.error.kind == "max_clients"
    because: Nobody else is let in.
    resolve:
      - id: free
        title: Close the connections of others
        redis: { command: [CLIENT, KILL, TYPE, normal, SKIPME, "yes"], url: "\${{ inputs.url }}" }
        goal: ping.ok
        within: 5s
  - id: stopped
    title: The server is stopped
    when: ping.error.kind == "refused"
    because: Nothing listens there.
    resolve:
      - id: begin
        title: Start it
        shell: { command: [touch, begun], cwd: "\${{ inputs.marks }}" }
verify:
  - title: The cache answers
    goal: ping.ok
    within: 2s
`;

interface Watcher {
  readonly child: ChildProcess;
  readonly home: string;
  readonly marks: string;
  lines(): readonly string[];
  /** Waits until so many lines say this. */
  says(text: RegExp, times?: number): Promise<void>;
  /** Events of each run, oldest first. */
  runs(): readonly (readonly RunEvent[])[];
  exit(): Promise<unknown>;
}

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function served(): Promise<TestRedis> {
  const redis = await startRedis();
  ends.push(() => redis.stop());
  return redis;
}

function watching(redis: TestRedis, ...options: readonly string[]): Watcher {
  const marks = workFolder();
  const home = join(marks, 'home');
  const file = join(marks, 'cache-down.yaml');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(file, RUNBOOK, { mode: 0o644 });
  const argv = [file, '--input', `url=${redis.url}`, '--input', `marks=${marks}`, '--home', home, '--every', '200ms'];
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'dist/firebreak.js'), 'watch', ...argv, ...options], {
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  const exited = once(child, 'close');
  ends.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const lines = (): readonly string[] => text.split('\n');
  return {
    child,
    home,
    marks,
    lines,
    says: async (wanted, times = 1) => {
      const end = performance.now() + 60_000;
      while (lines().filter((line) => wanted.test(line)).length < times) {
        if (performance.now() > end || child.exitCode !== null) throw new Error(`never said ${wanted}:\n${text}`);
        await pause(20);
      }
    },
    runs: () =>
      (existsSync(join(home, 'runs')) ? readdirSync(join(home, 'runs')) : [])
        .sort()
        .map((id) => readRun(runFolder(join(home, 'runs', id))).events),
    exit: async () => (await exited)[0],
  };
}

const HOLDS = /trigger +holds: The cache does not answer/;
const QUIET = /trigger +none holds/;
const GOES_ON = /watch +goes on; no other run/;

test('a run starts once an incident, changes nothing above --approve, and no trouble of it ends the watch', async () => {
  const redis = await served();
  const watcher = watching(redis, '--for', '600ms');
  await watcher.says(QUIET);

  // Given a place for records that is none, when the server is killed: said once, and tried again.
  writeFileSync(join(watcher.home, 'runs'), '');
  redis.signal('SIGKILL');
  await watcher.says(HOLDS);
  await watcher.says(/failed +no run could be led: .*; the watch goes on$/);
  await pause(700);
  expect(watcher.lines().filter((line) => / no run could be led/.test(line))).toHaveLength(1);
  expect(watcher.child.exitCode).toBeNull();

  // Once there is one, the run starts; what needs a person waits for one.
  rmSync(join(watcher.home, 'runs'));
  await watcher.says(GOES_ON);
  await pause(700);
  expect(watcher.runs()).toHaveLength(1);
  expect(existsSync(join(watcher.marks, 'begun'))).toBe(false);
  expect(watcher.runs()[0]?.at(-1)).toMatchObject({ type: 'run.parked' });

  // The next incident: the run of the last one is still open, which is said once and takes nothing up.
  await redis.restart();
  await watcher.says(QUIET, 2);
  // One that was led by hand since, and is over, does not hide it.
  const [open = ''] = readdirSync(join(watcher.home, 'runs'));
  const { url } = redis;
  const inputs = ['--input', `url=${url}`, '--input', `marks=${watcher.marks}`];
  const byHand = await firebreak(['run', join(watcher.marks, 'cache-down.yaml'), ...inputs, '--home', watcher.home]);
  expect(byHand.code).toBe(0);
  redis.signal('SIGKILL');
  await watcher.says(new RegExp(`hint +the run ${open} of this runbook is open; no second one is started before `));
  await pause(900);
  expect(watcher.lines().filter((line) => /no second one is started/.test(line))).toHaveLength(1);
  expect(watcher.runs()).toHaveLength(2);
  // A person can do with it what she likes. When that is closed, the incident, which goes on, has its run.
  const closed = await firebreak(['close', open, '--reason', 'over', '--home', watcher.home]);
  expect([closed.code, closed.stderr]).toEqual([0, expect.stringContaining('is closed')]);
  await watcher.says(GOES_ON, 2);
  expect(watcher.runs()).toHaveLength(3);

  // A terminal that closes sends two of them.
  watcher.child.kill('SIGHUP');
  watcher.child.kill('SIGHUP');
  expect(await watcher.exit()).toBe(129);
});

test('a run starts no sooner than the trigger has held, and not for what comes and goes', async () => {
  const redis = await served();
  const watcher = watching(redis, '--for', '5s');
  await watcher.says(QUIET);
  redis.signal('SIGKILL');
  await watcher.says(HOLDS);
  await pause(300);
  await redis.restart();
  await watcher.says(QUIET, 2);
  expect(watcher.runs()).toEqual([]);
  watcher.child.kill('SIGINT');
  expect(await watcher.exit()).toBe(130);
});

test('when all places are taken, the connection from before lets others in again', async () => {
  const redis = await served();
  const watcher = watching(redis, '--approve', 'disrupt');
  await watcher.says(QUIET);
  await redis.admin('CONFIG', 'SET', 'maxclients', 6);
  // They take what there is, also when a look has just let go of it, and come no more when they are sent away.
  const crowd: Socket[] = [];
  while (!watcher.lines().some((line) => HOLDS.test(line))) {
    crowd.push(connect(redis.port, '127.0.0.1').on('error', () => {}));
    await pause(20);
  }
  await watcher.says(GOES_ON);
  const [run = []] = watcher.runs();
  const readings = run.flatMap((event) =>
    event.type === 'step.finished' && event.data.outcome.status === 'succeeded' ? [event.data.outcome.reading] : [],
  );
  expect(readings).toContainEqual(expect.objectContaining({ via: 'standby' }));
  expect(run).toContainEqual(
    expect.objectContaining({
      type: 'run.finished',
      data: expect.objectContaining({ outcome: 'resolved', cause: 'full' }),
    }),
  );
  await watcher.says(QUIET, 2);
  for (const socket of crowd) socket.destroy();
  watcher.child.kill('SIGTERM');
  expect(await watcher.exit()).toBe(143);
});
