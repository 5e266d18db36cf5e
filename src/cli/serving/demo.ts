// `firebreak serve --demo`: a sandbox, broken; an alert about it, as a monitoring system would send it; and the page where its
// fix waits for an approval. Nothing outside of the sandbox is touched, and nothing of it is left.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../../lab/faults.ts';
import { freePort } from '../../lab/free-port.ts';
import { startLab } from '../../lab/lab.ts';
import { NO_CONFIG, type ServeConfig } from '../../serve/config/config.ts';
import { newToken } from '../../serve/people/sessions.ts';
import type { Serving } from '../../serve/serve.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { type ServeCommandOptions, serveWith } from './serve.ts';

/** Variable with the token of the sender; in this process and its children alone. */
const TOKEN = 'FIREBREAK_DEMO_TOKEN';

/** Serves a sandbox until a signal comes. */
export async function serveDemo(options: ServeCommandOptions): Promise<ExitCode> {
  const [fault] = FAULTS;
  if (fault === undefined) throw new Error('there are faults');
  say('Starting a sandbox: a Redis, an API, a worker and some users, all on this machine.');
  const lab = await startLab().catch(notReady);
  const home = mkdtempSync(join(tmpdir(), 'firebreak-serve-demo-'));
  try {
    const { redis_url, ...inputs } = lab.inputs;
    // As secrets are given to serve: no job and no record holds it.
    process.env['REDIS_URL'] = String(redis_url);
    process.env[TOKEN] = newToken();
    const config: ServeConfig = {
      ...NO_CONFIG,
      port: await portOf(),
      alerts: [{ name: 'monitoring', source: 'generic', by: 'bearer', secret: { env: TOKEN } }],
      policy: [
        { runbook: 'redis-connectivity-loss', approve: 'read', where: null, local: false, inputs: { ...inputs } },
      ],
    };
    say(`Breaking it: ${fault.description}`);
    await lab.inject(fault.id).catch(notReady);
    return await serveWith(config, { ...options, home, folder: process.cwd(), path: '', onceServing: sendAlert });
  } finally {
    await lab.stop();
    rmSync(home, { recursive: true, force: true });
    say('The sandbox is gone, and so are its records.');
  }
}

// The usual port, where nothing listens there yet.
async function portOf(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(freePort()));
    server.listen(NO_CONFIG.port, NO_CONFIG.host, () => server.close(() => resolve(NO_CONFIG.port)));
  });
}

async function sendAlert({ address }: Serving): Promise<void> {
  const body = {
    title: 'Redis is down',
    status: 'firing',
    labels: { alertname: 'RedisDown', severity: 'critical' },
    annotations: { summary: 'The application has lost Redis' },
    fingerprint: 'demo',
  };
  const answer = await fetch(`${address}/alerts/monitoring`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env[TOKEN] ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the alert of the demo was not taken: ${answer.status}`);
  say('An alert has come in. Open the page: in a moment the diagnosis is there, and its fix waits for you.');
  say('^C ends it all.');
}

function notReady(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new CliError(EXIT.check_failed, `the sandbox does not do what it should: ${why}`, 'try again');
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
