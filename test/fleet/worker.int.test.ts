// `firebreak worker` as people run it, beside `serve --queue` on a real Redis: a run parks on one worker and goes on on another, a
// worker that is killed is replaced, and a change is made once.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { firebreak } from '../support/program/cli.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { printerAlert, writePrinter } from '../support/serve/printer.ts';
import { hashOf, type ServePlace, servePlace, startServe, type TestServe } from '../support/serve/serving.ts';
import { ROOT } from '../support/source-tree.ts';

const KEY = 'fleet-key-0123456789abcdef0123456789';
const ANA = 'ana-token-0123456789abcdef';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Fleet {
  readonly at: ServePlace;
  readonly store: TestRedis;
  readonly serve: TestServe;
  /** Begins a worker, anew where one of that name was before. */
  worker(name: string, runbooks?: string): Promise<TestWorker>;
}

interface TestWorker {
  readonly home: string;
  /** What it said, and the processes that lead runs for it. */
  said(): string;
  hands(): readonly number[];
  end(signal: NodeJS.Signals): Promise<number | null>;
}

async function fleet({ approve = 'read', slow = false } = {}): Promise<Fleet> {
  const store = await startRedis('--appendonly', 'yes');
  ends.push(() => store.stop());
  const at = servePlace(
    workFolder(),
    `alerts: { am: { source: alertmanager, bearer: { env: AM_TOKEN } } }
policy: [{ runbook: printer-jam, approve: ${approve}, where: db }]
people: [{ name: ana, token_sha256: ${hashOf(ANA)} }]
`,
  );
  writePrinter(at.runbooks, at.folder, { slow });
  // More than an event holds: it is an output of its own, which has to come home.
  writeFileSync(join(at.folder, 'jam'), `${'paper '.repeat(100_000)}\n`);
  const serve = await startServe(at, { env: { FIREBREAK_FLEET_KEY: KEY }, argv: ['--queue', store.url] });
  ends.push(() => serve.stop('SIGKILL'));
  return {
    at,
    store,
    serve,
    worker: (name, runbooks = at.runbooks) => startWorker({ ...at, runbooks }, store.url, name),
  };
}

async function startWorker({ folder, runbooks }: ServePlace, url: string, name: string): Promise<TestWorker> {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/firebreak.js'), 'worker', '--where', 'db', '--name', name, '--home', home, '--json'],
    {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH, HOME, TMPDIR, FIREBREAK_PATH: runbooks, FIREBREAK_FLEET_KEY: KEY, FIREBREAK_QUEUE: url },
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    return child.exitCode;
  };
  ends.push(() => end('SIGKILL'));
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`the worker ended: ${said}`))),
  ]);
  return { home, said: () => said, hands: () => childrenOf(child), end };
}

/** Processes whose parent it is (proc(5)). */
function childrenOf({ pid = 0 }: ChildProcess): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

const isParked = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.parked';
const isSealed = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.sealed';
const hasBegun = (events: readonly RunEvent[]): boolean =>
  events.some((event) => event.type === 'step.spawned' && event.data.exec.includes('pull'));

const transcript = (home: string, run: string): string =>
  readFileSync(join(home, 'runs', run, 'transcript.jsonl'), 'utf8');
const times = ({ folder }: ServePlace): number => readFileSync(join(folder, 'times'), 'utf8').split('\n').length - 1;

test('a run parks on one worker and goes on on another; what it did is home, word for word, and sound', async () => {
  const { at, serve, worker } = await fleet();
  const one = await worker('db-1');
  expect((await serve.alert('am', printerAlert())).status).toBe(202);
  const { run } = await serve.until(isParked, 'its question at home');
  expect(await one.end('SIGTERM')).toBe(143);
  const ana = await serve.signIn(ANA);
  expect(await ana.page(`/runs/${run.id}`)).toContain('db-1');
  const two = await worker('db-2');
  expect((await ana.send(`/runs/${run.id}`, `/runs/${run.id}/answer`, { choice: 'run' })).status).toBe(303);
  await serve.until(isSealed, 'its end at home');
  expect(existsSync(join(at.folder, 'pulled'))).toBe(true);
  expect(transcript(at.home, run.id)).toBe(transcript(two.home, run.id));
  const outputs = (home: string): readonly string[] => readdirSync(join(home, 'runs', run.id, 'outputs')).toSorted();
  expect(outputs(one.home)).not.toEqual([]);
  await expect
    .poll(() => outputs(at.home), { timeout: 60_000 })
    .toEqual(expect.arrayContaining([...outputs(one.home)]));
  expect(await firebreak(['audit', run.id, '--home', at.home])).toMatchObject({ code: 0 });
  expect(await firebreak(['replay', run.id, '--home', at.home])).toMatchObject({ code: 0 });
  const events = transcript(at.home, run.id)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunEvent);
  const workers = events.flatMap((event) =>
    event.type === 'run.opened' || event.type === 'run.resumed' ? [event.data.worker?.name] : [],
  );
  expect(workers).toEqual(['db-1', 'db-2']);
});

test('a worker that is killed in the middle of a change finds out what became of it, and makes it once', async () => {
  const { at, serve, worker } = await fleet({ approve: 'change', slow: true });
  const one = await worker('db-1');
  expect((await serve.alert('am', printerAlert())).status).toBe(202);
  await serve.until(hasBegun, 'its change at home');
  await expect.poll(() => one.hands().length, { timeout: 60_000 }).toBeGreaterThan(0);
  for (const pid of one.hands()) process.kill(pid, 'SIGKILL');
  await one.end('SIGKILL');
  const again = await worker('db-1');
  const { run } = await serve.until(isSealed, 'its end at home');
  expect(times(at)).toBe(1);
  expect(transcript(at.home, run.id)).toBe(transcript(again.home, run.id));
  expect(await firebreak(['replay', run.id, '--home', at.home])).toMatchObject({ code: 0 });
});

test('on another worker such a change is lost: nobody makes it again, and people are asked', async () => {
  const { at, serve, worker } = await fleet({ approve: 'change', slow: true });
  const one = await worker('db-1');
  expect((await serve.alert('am', printerAlert())).status).toBe(202);
  await serve.until(hasBegun, 'its change at home');
  await expect.poll(() => one.hands().length, { timeout: 60_000 }).toBeGreaterThan(0);
  for (const pid of one.hands()) process.kill(pid, 'SIGKILL');
  await one.end('SIGKILL');
  await worker('db-2');
  const { events } = await serve.until((all) => isParked(all) || isSealed(all), 'its next boundary at home');
  const ended = events.find((event) => event.type === 'step.finished' && event.data.exec.includes('pull'));
  expect(ended).toMatchObject({ data: { outcome: { status: 'failed', reason: { kind: 'lost' } } } });
  expect(times(at)).toBe(1);
});

test('a worker leads no runbook but its own, and says why', async () => {
  const { serve, worker } = await fleet();
  const other = join(workFolder(), 'elsewhere');
  mkdirSync(other, { mode: 0o700 });
  writePrinter(other, '/elsewhere');
  const one = await worker('db-1', other);
  expect((await serve.alert('am', printerAlert())).status).toBe(202);
  await expect.poll(() => one.said(), { timeout: 60_000 }).toContain('is another text of printer-jam');
  expect(readdirSync(one.home)).not.toContain('runs');
  const ana = await serve.signIn(ANA);
  await expect.poll(() => ana.page('/'), { timeout: 60_000 }).toContain('another text');
});
