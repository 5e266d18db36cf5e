// Every fault, seen from where a responder stands: what the application answers, what a new client gets, what the
// command that looks at Redis from its own host says. A sample by the seed; `npm run soak` looks at them all, and each drill
// at what it breaks.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import { httpStatus, newConnection } from '../../src/lab/seen-outside.ts';
import { runArgv } from '../support/program/run-argv.ts';
import { isSoak, seed } from '../support/soak.ts';

interface Looks {
  /** Status of the API's /readyz. */
  readonly readyz: number;
  /** Status of a login. */
  readonly login: number;
  /** First word that a new client of Redis gets. */
  readonly client: string;
  /** Exit code of the status command: 0 runs, 1 runs and gives no good answer, 3 stopped. */
  readonly status: number;
}

const LOOKS: Readonly<Record<string, Looks>> = {
  killed: { readyz: 503, login: 500, client: 'ECONNREFUSED', status: 3 },
  maxmemory: { readyz: 200, login: 500, client: 'PONG', status: 0 },
  max_clients: { readyz: 200, login: 200, client: 'ERR max number of clients reached', status: 0 },
  syn_dropped: { readyz: 503, login: 500, client: 'silent', status: 0 },
  frozen: { readyz: 503, login: 500, client: 'silent', status: 1 },
  wrong_password: { readyz: 200, login: 200, client: 'WRONGPASS', status: 0 },
  blackholed: { readyz: 503, login: 500, client: 'silent', status: 0 },
  rst: { readyz: 503, login: 500, client: 'ECONNRESET', status: 0 },
  loading: { readyz: 503, login: 500, client: 'LOADING', status: 1 },
  misconf: { readyz: 503, login: 500, client: 'MISCONF', status: 1 },
  readonly: { readyz: 200, login: 500, client: 'PONG', status: 0 },
  busy: { readyz: 503, login: 500, client: 'BUSY', status: 1 },
  busy_unkillable: { readyz: 503, login: 500, client: 'BUSY', status: 1 },
  evicting: { readyz: 200, login: 200, client: 'PONG', status: 0 },
  paused_writes: { readyz: 200, login: 500, client: 'PONG', status: 0 },
  dns: { readyz: 503, login: 500, client: 'PONG', status: 0 },
  tls_mismatch: { readyz: 503, login: 500, client: 'ECONNRESET', status: 0 },
  http_on_port: { readyz: 503, login: 500, client: 'HTTP/1.1 400 Bad Request', status: 0 },
  api_down: { readyz: 0, login: 0, client: 'PONG', status: 0 },
  worker_down: { readyz: 200, login: 200, client: 'PONG', status: 0 },
  worker_stuck: { readyz: 200, login: 200, client: 'PONG', status: 0 },
  application_stale: { readyz: 503, login: 500, client: 'PONG', status: 0 },
  queue_paused: { readyz: 200, login: 200, client: 'PONG', status: 0 },
  slow: { readyz: 200, login: 200, client: 'PONG', status: 0 },
  long_command: { readyz: 503, login: 500, client: 'silent', status: 1 },
};

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});
afterEach(() => lab.heal());
afterAll(() => lab.stop());

test('every fault is described by how it looks', () => {
  expect(Object.keys(LOOKS)).toEqual(FAULTS.map(({ id }) => id));
});

const SAMPLE = 9;
const first = seed % FAULTS.length;

describe.each(isSoak ? FAULTS : [...FAULTS, ...FAULTS].slice(first, first + SAMPLE))('$id', ({ id }) => {
  test('looks as it does in the world, and can be taken back', async () => {
    await lab.inject(id);
    const expected = LOOKS[id];
    await expect.poll(() => looks(expected?.client ?? ''), { timeout: 20_000 }).toEqual(expected);
  });
});

test('two faults at once are taken back together', async () => {
  await lab.inject('wrong_password');
  await lab.inject('frozen');
});

async function looks(client: string): Promise<Looks> {
  const { api, redis } = lab.urls;
  const { port, password } = new URL(redis);
  const reply = await newConnection(Number(port), password);
  const status = lab.inputs['redis_status'];
  return {
    readyz: await httpStatus('GET', `${api}/readyz`),
    login: await httpStatus('POST', `${api}/login`),
    client: reply.startsWith(client) ? client : reply,
    status: (await runArgv(Array.isArray(status) ? status : [])).code ?? -1,
  };
}
