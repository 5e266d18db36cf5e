// Steps of kind `tcp`, `dns` and `system`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { dns } from '../../src/steps/dns.ts';
import { system } from '../../src/steps/system.ts';
import { tcp } from '../../src/steps/tcp.ts';
import {
  blackhole,
  closedAtOnce,
  droppedPort,
  greeter,
  refusedPort,
  type TestPort,
} from '../support/redis/network-faults.ts';
import { readingOf } from '../support/redis/redis-probe.ts';
import { startRedis } from '../support/redis/redis-server.ts';
import { perform } from '../support/steps/perform.ts';

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const connect = (target: string, timeout_ms = 10_000) => perform(tcp, { kind: 'tcp', spec: { target }, timeout_ms });

async function to(made: Promise<TestPort>): Promise<string> {
  const { port, stop } = await made;
  stops.push(stop);
  return `127.0.0.1:${port}`;
}

describe('tcp', () => {
  test('tells the address of a server that says nothing first', async () => {
    const reading = readingOf(await connect(await to(blackhole())));
    expect(reading).toMatchObject({ ok: true, address: '127.0.0.1', greeting: '', closed: false });
  });

  test('hears why a full Redis sends it away', async () => {
    const redis = await startRedis('--maxclients', '1');
    stops.push(() => redis.stop());
    const reading = readingOf(await connect(redis.url.replace('//', '//:secret@')));
    expect(reading).toMatchObject({ ok: true, greeting: '-ERR max number of clients reached\r\n', closed: true });
  });

  test('keeps 1 KiB of a long greeting', async () => {
    expect(readingOf(await connect(await to(greeter('x'.repeat(5000)))))['greeting']).toHaveLength(1024);
  });

  test('sees that a proxy has no backend', async () => {
    expect(readingOf(await connect(await to(closedAtOnce())))).toMatchObject({ ok: true, greeting: '', closed: true });
  });

  test('is refused where nobody listens', async () => {
    expect(readingOf(await connect(await to(refusedPort()))).error).toMatchObject({
      kind: 'refused',
      code: 'ECONNREFUSED',
    });
  });

  test('gives up in time where packets get lost', async () => {
    expect(readingOf(await connect(await to(droppedPort()), 400)).error).toMatchObject({
      kind: 'timeout',
      code: 'ETIMEDOUT',
    });
  });

  test('is blind without a port, and does not repeat what may be a secret', async () => {
    const outcome = await connect('user:hunter2');
    expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'invalid' } });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });
});

describe('dns', () => {
  const look = (target: string) => perform(dns, { kind: 'dns', spec: { target } });

  test('gives the addresses that programs of this host see', async () => {
    const { addresses } = readingOf(await look('redis://:secret@localhost:6379'));
    expect(addresses).toContain('127.0.0.1');
  });

  test('an address is its own', async () => {
    expect(readingOf(await look('10.1.2.3'))).toMatchObject({ addresses: ['10.1.2.3'] });
    expect(readingOf(await look('http://[::1]:80/'))).toMatchObject({ addresses: ['::1'] });
  });

  test('a name that does not exist is bad news with the system’s word', async () => {
    const { error } = readingOf(await look('no-such-host.invalid'));
    expect(error.kind).toBe('dns');
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error.code);
  });
});

describe('system', () => {
  test('tells disk, memory and load', async () => {
    const reading = readingOf(await perform(system, { kind: 'system', spec: { disk: '/' } }));
    const number = expect.any(Number);
    expect(reading).toMatchObject({
      ok: true,
      disk_free_bytes: number,
      disk_free_ratio: number,
      memory_free_bytes: number,
      load1: number,
      cpus: number,
    });
    expect(reading['disk_free_ratio']).toBeLessThanOrEqual(1);
    expect(reading['memory_free_bytes']).toBeLessThanOrEqual(Number(reading['memory_total_bytes']));
  });

  test('says nothing of a disk it was not asked about', async () => {
    expect(readingOf(await perform(system, { kind: 'system', spec: {} }))).not.toHaveProperty('disk_free_bytes');
  });

  test('tells what the process behind a port of this host is doing: asleep, at work, or stopped', async () => {
    const program = `
      const server = require('net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port));
      process.on('SIGUSR2', () => { for (;;); });`;
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    try {
      const [port] = (await once(child.stdout, 'data')) as [Buffer];
      const seen = async () =>
        readingOf(await perform(system, { kind: 'system', spec: { listens: `127.0.0.1:${String(port).trim()}` } }));
      expect(await seen()).toMatchObject({ process_exists: true, process_pid: child.pid, process_state: 'sleeping' });
      child.kill('SIGUSR2');
      // However little of a processor it gets: it wants one.
      await expect.poll(async () => (await seen())['process_state'], { timeout: 20_000 }).toBe('running');
      child.kill('SIGSTOP');
      await expect.poll(async () => (await seen())['process_state'], { timeout: 20_000 }).toBe('stopped');
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });

  test('a port that nobody listens on has no process, and another host cannot be seen', async () => {
    const reading = readingOf(await perform(system, { kind: 'system', spec: { listens: '127.0.0.1:1' } }));
    expect(reading).toMatchObject({ ok: true, process_exists: false });
    const outcome = await perform(system, { kind: 'system', spec: { listens: '192.0.2.1:6379' } });
    expect(outcome).toMatchObject({ status: 'blind', reason: { message: expect.stringContaining('another host') } });
  });

  test('a path that is not there is bad news', async () => {
    const reading = readingOf(await perform(system, { kind: 'system', spec: { disk: '/no/such/path' } }));
    expect(reading.error).toMatchObject({ kind: 'not_found', code: 'ENOENT' });
  });
});
