// A drill stays inside of its sandbox, watched from outside: a Redis and a Docker engine that the user's environment names
// see nothing of it. And all that it has started ends with it, also when it is cut off or killed.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processesIn, processesNaming } from '../support/program/leftovers.ts';
import { ROOT } from '../support/source-tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-outside-'));
const home = join(folder, 'home');
const decoys: Server[] = [];
const seen: string[] = [];
let addresses: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const redis = await decoy('redis', 0);
  const api = await decoy('http', 0);
  await decoy('docker', join(folder, 'docker.sock'));
  addresses = {
    REDIS_URL: `redis://127.0.0.1:${redis}`,
    API_URL: `http://127.0.0.1:${api}`,
    WORKER_URL: `http://127.0.0.1:${api}`,
    DOCKER_HOST: `unix://${folder}/docker.sock`,
  };
});
afterAll(() => {
  for (const server of decoys) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody else's system: it takes connections, and remembers that it was asked. */
async function decoy(name: string, where: number | string): Promise<number> {
  const server = createServer((socket: Socket) => {
    seen.push(name);
    socket.on('error', () => {}).end();
  });
  decoys.push(server);
  await new Promise<void>((resolve) =>
    server.listen(where === 0 ? { port: 0, host: '127.0.0.1' } : { path: String(where) }, resolve),
  );
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A drill as a user with these systems in the environment starts it; its temporary files are below `place`. */
function start(place: string, ...argv: readonly string[]): ChildProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/firebreak.js'), 'drill', 'redis-connectivity-loss', '--home', home, ...argv],
    { env: { PATH, HOME, TMPDIR: place, ...addresses }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout?.resume();
  return child;
}

const placed = (name: string): string => mkdtempSync(join(folder, `${name}-`));

test('what the environment names is not asked, also where what runs Redis is to be found', async () => {
  const place = placed('inside');
  const child = start(place, '--fault', 'killed/', '--fault', 'none/auto', '--jobs', '2');
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  expect(seen).toEqual([]);
  expect(readdirSync(place)).toEqual([]);
  expect(processesNaming([place], [])).toEqual([]);
});

test.each(['SIGINT', 'SIGKILL'] as const)('with %s in the middle of a run everything ends', async (signal) => {
  const place = placed(signal);
  const child = start(place, '--fault', 'loading', '--jobs', '1');
  // In the middle: the run has its file of inputs.
  await expect
    .poll(() => readdirSync(place, { recursive: true }).some((name) => String(name).endsWith('inputs-1.json')), {
      timeout: 60_000,
    })
    .toBe(true);
  child.kill(signal);
  await once(child, 'close');
  await expect.poll(() => [...processesNaming([place], []), ...processesIn(place)], { timeout: 60_000 }).toEqual([]);
  await expect.poll(() => readdirSync(place), { timeout: 60_000 }).toEqual([]);
  if (signal === 'SIGINT') expect(child.exitCode).toBe(130);
  expect(seen).toEqual([]);
});
