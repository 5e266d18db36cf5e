// A program of the lab without a parent, as in a container: a variable tells it what to do, and it ends when it is asked to.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/lab/free-port.ts';
import { CONFIGURATION_VARIABLE } from '../../src/lab/lifeline.ts';
import { processFile } from '../../src/lab/process-file.ts';
import type { ApiConfig } from '../../src/lab/processes/api.process.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

test('the API does its work as its environment says, and ends in peace at SIGTERM', async () => {
  const config: ApiConfig = { port: await freePort(), redis: `redis://127.0.0.1:${redis.port}`, host: '127.0.0.1' };
  const env = { PATH: process.env['PATH'], [CONFIGURATION_VARIABLE]: JSON.stringify(config) };
  const api = spawn(process.execPath, [processFile('api')], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const status = async (): Promise<number> =>
    fetch(`http://127.0.0.1:${config.port}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: 20_000 }).toBe(200);
  api.kill('SIGTERM');
  expect(await once(api, 'exit')).toEqual([0, null]);
});
