// The container behind an address, on a real engine: by the port it publishes, whether it runs or not, or by its name; and
// what is said where that cannot be told.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../src/lab/free-port.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { client, create, engine, PREFIX, removeAll, run, start } from '../../support/docker/containers.ts';

afterAll(removeAll);

const behind = (address: string, name = ''): Promise<Outcome> => run({ form: 'inspect', name, address });
const publishing = (port: number, ip = '127.0.0.1') => ({
  ExposedPorts: { '6379/tcp': {} },
  HostConfig: { PortBindings: { '6379/tcp': [{ HostIp: ip, HostPort: String(port) }] } },
});
const word = `${PREFIX}named`;

describe.skipIf(engine === null)('the container behind an address', () => {
  let port = 0;
  let other = 0;
  beforeAll(async () => {
    if (engine === null) return;
    [port, other] = [await freePort(), await freePort()];
    await start('published', { ...publishing(port), Labels: { 'com.docker.compose.service': `${PREFIX}service` } });
    await create('ended', publishing(other, ''));
    await create('named');
  });

  test('is the one that publishes its port, running or not, and says which port leads there', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await behind(`redis://:secret@${host}:${port}`)).toMatchObject({
        status: 'succeeded',
        reading: { exists: true, name: `${PREFIX}published`, found_by: 'port', port: 6379, running: true },
      });
    }
    expect(await behind(`redis://localhost:${other}`)).toMatchObject({
      reading: { name: `${PREFIX}ended`, found_by: 'port', port: 6379, running: false, status: 'created' },
    });
  });

  test('is the one that is called like its host, or whose compose service is', async () => {
    expect(await behind(`redis://${word}:6380`)).toMatchObject({
      reading: { name: word, found_by: 'host', port: 6380 },
    });
    expect(await behind(`redis://${PREFIX}service`)).toMatchObject({
      reading: { name: `${PREFIX}published`, found_by: 'host', port: 6379, compose_service: `${PREFIX}service` },
    });
  });

  test('is the one that has its address in a network of the engine', async () => {
    const { NetworkSettings: given } = await client().getContainer(`${PREFIX}published`).inspect();
    const own = Object.values(given.Networks)[0]?.IPAddress;
    expect(await behind(`redis://${own}:6380`)).toMatchObject({
      reading: { name: `${PREFIX}published`, found_by: 'host', port: 6380 },
    });
  });

  test('is not one that publishes the same port number of another address', async () => {
    const message = expect.stringMatching(
      /^"192\.0\.2\.7" is not this host, and no container is called so or has that address/,
    );
    expect(await behind(`redis://192.0.2.7:${port}`)).toMatchObject({
      status: 'blind',
      reason: { kind: 'not_found', message },
    });
  });

  test('is unknown where nothing publishes the port, and where two could', async () => {
    const none = await freePort();
    const message = `no container publishes port ${none} of this host`;
    expect(await behind(`redis://localhost:${none}`)).toEqual({
      status: 'blind',
      reason: { kind: 'not_found', message },
    });
    const twin = await create('twin', publishing(other));
    expect(await behind(`redis://localhost:${other}`)).toMatchObject({
      status: 'blind',
      reason: {
        kind: 'not_found',
        message: expect.stringMatching(/^2 containers publish port \d+: .*twin.*which one is meant/),
      },
    });
    // The one that runs has the port.
    await client().getContainer(`${PREFIX}ended`).start();
    expect(await behind(`redis://localhost:${other}`)).toMatchObject({ reading: { name: `${PREFIX}ended` } });
    await twin.remove();
  });

  test('by a name that is not there is bad news that names the nearest real one', async () => {
    const gone = `${PREFIX}nemad`;
    expect(await behind(`redis://localhost:${port}`, gone)).toMatchObject({
      status: 'failed',
      reason: { error: { kind: 'not_found', message: `no container \`${gone}\`; there is \`${word}\`` } },
      reading: { exists: false, name: gone, nearest: word, status: '' },
    });
  });

  test('is only looked for where the address can be read', async () => {
    expect(await behind('redis://')).toMatchObject({ status: 'blind', reason: { kind: 'invalid' } });
  });
});
