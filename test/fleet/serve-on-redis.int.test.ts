// `firebreak serve --queue` as people run it, on a real Redis: an alert becomes a wake-up, whichever worker hears it goes on, and what
// would lose runs keeps serve from beginning. Workers are the engine in homes of their own, woken by the real queue.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { storeAddress } from '../../src/fleet/address.ts';
import { homeFolder } from '../../src/fleet/copy.ts';
import { openFleet } from '../../src/fleet/open.ts';
import { signerOf } from '../../src/fleet/signing.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { advance, type TestWorker } from '../support/fleet/hand-worker.ts';
import { firebreak } from '../support/program/cli.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { printerAlert, writePrinter } from '../support/serve/printer.ts';
import { hashOf, type ServePlace, servePlace, startServe, type TestServe } from '../support/serve/serving.ts';

const KEY = 'fleet-key-0123456789abcdef0123456789';
const ANA = 'ana-token-0123456789abcdef';
const CONFIG = `alerts: { am: { source: alertmanager, bearer: { env: AM_TOKEN } } }
policy: [{ runbook: printer-jam, approve: read, where: db }]
people: [{ name: ana, token_sha256: ${hashOf(ANA)} }]
`;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function redis(...argv: readonly string[]): Promise<TestRedis> {
  const server = await startRedis(...argv);
  ends.push(() => server.stop());
  return server;
}

function place(): ServePlace {
  const made = servePlace(workFolder(), CONFIG);
  writePrinter(made.runbooks, made.folder);
  writeFileSync(join(made.folder, 'jam'), 'x\n');
  return made;
}

async function begin(at: ServePlace, url: string): Promise<TestServe> {
  const serve = await startServe(at, { env: { FIREBREAK_FLEET_KEY: KEY }, argv: ['--queue', url] });
  ends.push(() => serve.stop('SIGKILL'));
  return serve;
}

/** A worker that hears the real queue; what ends it. */
async function hear({ folder, runbooks }: ServePlace, url: string, name: string): Promise<() => Promise<void>> {
  const [address, signer] = [storeAddress(url, {}), signerOf(KEY)];
  if (!address.ok || !signer.ok) throw new Error('the address or the key is none');
  const { log, transport } = await openFleet(address.value);
  const worker: TestWorker = { name, home: join(folder, name), runbooks, log, signer: signer.value };
  const state = { name, where: ['db'], version: '0.1.0', host: name, home: worker.home, leading: [], refused: {} };
  await log.announce({ ...state, since: new Date().toISOString() }, 60_000);
  const consuming = await transport.consume(['db'], 1, async (run) => {
    await advance(worker, run);
  });
  const stop = async (): Promise<void> => {
    await consuming.stop();
    await Promise.all([transport.close(), log.close()]);
  };
  ends.push(stop);
  return stop;
}

const isParked = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.parked';
const isSealed = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.sealed';

test('an alert parks on one worker, is answered on the page, and is resolved by the other; the record is home and sound', async () => {
  const store = await redis('--appendonly', 'yes');
  const at = place();
  const serve = await begin(at, store.url);
  const stop = await hear(at, store.url, 'db-1');
  expect((await serve.alert('am', printerAlert())).status).toBe(202);
  const { run } = await serve.until(isParked, 'its question at home');
  await stop();

  const ana = await serve.signIn(ANA);
  const page = await ana.page(`/runs/${run.id}`);
  expect(page).toContain('Last led by db-1');
  expect(page).toContain('no worker is busy with it (db)');
  await hear(at, store.url, 'db-2');
  expect((await ana.send(`/runs/${run.id}`, `/runs/${run.id}/answer`, { choice: 'run' })).status).toBe(303);
  await serve.until(isSealed, 'its end at home');
  expect(existsSync(join(at.folder, 'pulled'))).toBe(true);
  expect(readFileSync(run.transcript, 'utf8')).toBe(
    readFileSync(homeFolder(join(at.folder, 'db-2'), run.id).transcript, 'utf8'),
  );
  expect(await firebreak(['audit', run.id, '--home', at.home])).toMatchObject({ code: 0 });
  expect(await firebreak(['replay', run.id, '--home', at.home])).toMatchObject({ code: 0 });
  const figures = await (await serve.ask('/metrics')).text();
  expect(figures).toContain('firebreak_queue_reachable 1');
  expect(figures).toContain('firebreak_fleet_runs{where="db",standing="finished"} 1');
  expect(await ana.page('/queues')).toContain('Firebreak: queue');
  // Nothing of it is said to anybody in the clear that is a secret of serve.
  expect(await ana.page('/')).toContain(`redis://127.0.0.1:${store.port}`);
});

test('serve does not begin where runs would be lost, or nobody could know who speaks', async () => {
  const at = place();
  const serveWith = (env: Readonly<Record<string, string>>, ...argv: readonly string[]) =>
    firebreak(['serve', '--config', at.config, '--home', at.home, ...argv], {
      env: { AM_TOKEN: 'am-token-0123456789abcdef', ...env },
    });
  const without = await serveWith({});
  expect(without).toMatchObject({ code: 3 });
  expect(without.stderr).toContain('there is no queue to reach them by');
  const unkeyed = await serveWith({}, '--queue', 'redis://127.0.0.1:1');
  expect(unkeyed).toMatchObject({ code: 3 });
  expect(unkeyed.stderr).toContain('FIREBREAK_FLEET_KEY is not set');
  const wrong = await serveWith({ FIREBREAK_FLEET_KEY: KEY }, '--queue', 'http://127.0.0.1:1');
  expect(wrong).toMatchObject({ code: 3 });
  const forgetful = await redis('--save', '', '--appendonly', 'no');
  const refused = await serveWith({ FIREBREAK_FLEET_KEY: KEY }, '--queue', forgetful.url);
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.stderr).toContain('keeps nothing over a restart');
  expect(refused.stderr).not.toMatch(/\n\s+at /);
});
