// Which engine a step asks, beside what the docker command itself makes of the same variables and contexts; and a step on
// an engine behind each of them.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { onPath } from '../../../src/lab/on-path.ts';
import { selfSigned } from '../../../src/lab/self-signed.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { endpointOf, endpointVariables, type Variables } from '../../../src/steps/docker/endpoint.ts';
import { docker } from '../../../src/steps/docker.ts';
import { dockerEngine, skip } from '../../support/docker/docker.ts';
import { TLS_FILES } from '../../support/redis/tls-files.ts';
import { watchedSurroundings } from '../../support/steps/surroundings.ts';

const held = await dockerEngine();
const real =
  held !== null && onPath('docker') === undefined ? skip('the docker command is not here (Debian: docker.io)') : held;
afterAll(() => held?.close());

/** A configuration of its own, with these contexts, made by the docker command. */
function configuration(contexts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-docker-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, endpoint] of Object.entries(contexts)) {
    const made = spawnSync('docker', ['context', 'create', name, '--docker', endpoint], {
      env: command({ DOCKER_CONFIG: folder }),
    });
    expect(made.status, String(made.stderr)).toBe(0);
  }
  return folder;
}

const command = (env: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ PATH: process.env['PATH'], ...env }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** The address that the docker command would use. */
function byDocker(env: Variables): string {
  const { stdout } = spawnSync('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], {
    env: command(env),
  });
  return String(stdout).trim();
}

/** An inspection of no container, with these variables in place of ours. */
async function ask(env: Variables): Promise<Outcome> {
  const before = { ...process.env };
  for (const name of ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'XDG_RUNTIME_DIR', 'HOME'])
    delete process.env[name];
  Object.assign(process.env, env);
  try {
    const spec = { form: 'inspect', name: 'firebreak-no-such-container' } as const;
    return await docker.start({ kind: 'docker', spec, risk: 'read', timeout_ms: 5000 }, watchedSurroundings()).done;
  } finally {
    process.env = before;
  }
}

const ANSWERED = { status: 'failed', reading: { exists: false } };

describe.skipIf(real === null)('a docker step', () => {
  const host = held?.host ?? '';
  const none = 'unix:///firebreak/none.sock';

  test('asks the engine that the docker command would ask', async () => {
    const config = configuration({ shop: `host=${host}`, away: `host=${none}` });
    const using = (name: string): string => {
      writeFileSync(join(config, 'config.json'), JSON.stringify({ currentContext: name }));
      return config;
    };
    const cases: readonly Variables[] = [
      { DOCKER_CONFIG: using('shop') },
      { DOCKER_CONFIG: config, DOCKER_CONTEXT: 'away' },
      { DOCKER_CONFIG: config, DOCKER_CONTEXT: 'away', DOCKER_HOST: host },
      { DOCKER_CONFIG: config, DOCKER_CONTEXT: 'default' },
      { DOCKER_CONFIG: config, DOCKER_CONTEXT: '' },
    ];
    for (const env of cases) expect(endpointOf(env).host).toBe(byDocker(env));
    expect(await ask({ DOCKER_CONFIG: config })).toMatchObject(ANSWERED);
    expect(await ask({ DOCKER_CONFIG: config, DOCKER_CONTEXT: 'away' })).toEqual({
      status: 'blind',
      reason: {
        kind: 'no_engine',
        message: 'Docker does not answer: no socket at /firebreak/none.sock (Docker context "away")',
      },
    });
    // What is handed to compose leads to the same engine, by itself.
    const handed = endpointVariables(endpointOf({ DOCKER_CONFIG: config, DOCKER_CONTEXT: 'shop' }));
    expect(byDocker({ DOCKER_CONFIG: config, ...handed })).toBe(host);
  });

  test('is blind for a context that is not there, and names those that are', async () => {
    const config = configuration({ shop: `host=${host}` });
    const message = 'DOCKER_CONTEXT names the Docker context "ship", which is not there; did you mean "shop"?';
    expect(await ask({ DOCKER_CONFIG: config, DOCKER_CONTEXT: 'ship' })).toEqual({
      status: 'blind',
      reason: { kind: 'invalid', message },
    });
    writeFileSync(join(config, 'config.json'), JSON.stringify({ currentContext: 'production' }));
    expect(await ask({ DOCKER_CONFIG: config })).toMatchObject({
      reason: { message: expect.stringContaining('which is not there; there are default, shop') },
    });
  });

  test('finds a rootless engine where there is no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-run-'));
    const proxy = createServer((client) => {
      const engine = connect(host.replace('unix://', ''));
      client.pipe(engine).pipe(client);
    });
    await new Promise<void>((listening) => proxy.listen(join(folder, 'docker.sock'), listening));
    onTestFinished(() => void proxy.close());
    const outcome = await ask({ HOME: folder, XDG_RUNTIME_DIR: folder });
    // A machine with an engine for everybody asks that one.
    if (endpointOf({ HOME: folder, XDG_RUNTIME_DIR: folder }).by === 'rootless')
      expect(outcome).toMatchObject(ANSWERED);
  });

  test('speaks TLS as the context says, and checks the certificate unless the context says not to', async () => {
    const secure = createTlsServer(
      { cert: readFileSync(TLS_FILES.cert), key: readFileSync(TLS_FILES.key) },
      (client) => {
        const engine = connect(host.replace('unix://', ''));
        for (const one of [client, engine]) one.on('error', () => {});
        client.pipe(engine).pipe(client);
      },
    );
    await new Promise<void>((listening) => secure.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void secure.close());
    const address = secure.address();
    const at = `host=tcp://localhost:${typeof address === 'object' ? address?.port : 0}`;
    const other = join(configuration({}), 'other.pem');
    writeFileSync(other, selfSigned('localhost').certificate);
    const config = configuration({
      known: `${at},ca=${TLS_FILES.cert}`,
      unknown: `${at},ca=${other}`,
      unchecked: `${at},ca=${other},skip-tls-verify=true`,
    });
    const through = (name: string) => ask({ DOCKER_CONFIG: config, DOCKER_CONTEXT: name });
    expect(await through('known')).toMatchObject(ANSWERED);
    expect(await through('unchecked')).toMatchObject(ANSWERED);
    expect(await through('unknown')).toMatchObject({ status: 'blind', reason: { kind: 'no_engine' } });
  });
});
