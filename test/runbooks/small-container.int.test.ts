// A container that may use less memory than Redis needs to save: saves that were killed have filled its disk with what they
// left, and Redis refuses writes. One run has to tell which limit, which disk, what to free, what to raise, in which order.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { becomesTrue } from '../../src/lab/becomes-true.ts';
import { freePort } from '../../src/lab/free-port.ts';
import { client, engine, exec, PREFIX, removeAll, start } from '../support/docker/containers.ts';
import { causes, changesOf, type LabRun, ranking } from '../support/lab/lab-runs.ts';
import { firebreak, printed } from '../support/program/cli.ts';

const home = mkdtempSync(join(tmpdir(), 'firebreak-home-'));
const MB = 1_000_000;
afterAll(async () => {
  await removeAll();
  rmSync(home, { recursive: true, force: true });
});

let port = 0;
const sh = async (script: string): Promise<string> => {
  const outcome = await exec('small', ['sh', '-c', script]);
  return outcome.status === 'blind' ? '' : String(outcome.reading?.['stdout']);
};
const files = async (): Promise<readonly string[]> => (await sh('cd /data && ls')).trim().split('\n');

async function run(...more: readonly string[]): Promise<LabRun> {
  // How fast a busy machine answers is not what this is about.
  const without = ['api_url=', 'worker_url=', 'queue=', 'settle=1s', 'slow_ms=5000'].flatMap((one) => ['--input', one]);
  const argv = ['run', 'redis-connectivity-loss', '--json', '--home', home, ...without, ...more];
  const ended = await firebreak(argv, {
    env: { REDIS_URL: `redis://localhost:${port}`, DOCKER_HOST: engine?.host ?? '' },
  });
  return { ...ended, ...printed(ended) };
}

describe.skipIf(engine === null)('a container too small for Redis to save', () => {
  beforeAll(async () => {
    if (engine === null) return;
    port = await freePort();
    await start('small', {
      Cmd: ['--save', '3600 1', '--dir', '/data'],
      ExposedPorts: { '6379/tcp': {} },
      HostConfig: {
        Memory: 64 * 1024 * 1024,
        MemorySwap: 64 * 1024 * 1024,
        Tmpfs: { '/data': 'size=16m' },
        PortBindings: { '6379/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
      },
    });
    await becomesTrue(async () => (await sh('redis-cli ping')) === 'PONG\n', 30_000);
    // Most of what it may use, which packs well: what is saved of it is small.
    await sh('for i in 1 2 3 4 5 6 7 8; do redis-cli setrange "key$i" 4499999 x; done; redis-cli save');
  });

  test('is healthy while it can save', async () => {
    const healthy = await run();
    expect({ code: healthy.code, outcome: healthy.result.outcome, changes: changesOf(healthy) }).toEqual({
      code: 0,
      outcome: 'healthy',
      changes: [],
    });
  });

  test('is told as one story, in order, and nothing is freed without a person', async () => {
    await sh(
      'cd /data; for n in 17 18 19; do head -c 4000000 /dev/zero >temp-$n.rdb; done; yes >temp-20.rdb; redis-cli bgsave',
    );
    await expect.poll(() => sh('redis-cli ping'), { timeout: 30_000 }).toMatch(/^MISCONF/);
    const story = await run('--approve', 'disrupt');
    expect(causes(story, 'confirmed')[0]).toBe('killed_while_saving');
    const said = ranking(story).causes[0]?.because ?? '';
    expect(said).toMatch(/Redis holds \d+ MB, .* container \S+small may use 67 MB/);
    expect(said).toMatch(
      /4 unfinished saves \(temp-\*\.rdb, \d+ MB\) are left in \/data, and the file system at \/data has \d MB free/,
    );
    expect(story.code).toBe(12);
    // A person is asked to begin; nothing else has begun.
    expect(changesOf(story)).toEqual(['killed_while_saving/raise_container_limit']);
    expect(await files()).toEqual(['dump.rdb', 'temp-17.rdb', 'temp-18.rdb', 'temp-19.rdb', 'temp-20.rdb']);
  });

  test('saves again once its limit is raised and the leftovers are gone, and keeps its data', async () => {
    const before = await sh('ls -ln /data/dump.rdb; redis-cli dbsize');
    const [found] = await client().listContainers({ filters: { name: [`${PREFIX}small`] } });
    await client()
      .getContainer(found?.Id ?? '')
      .update({ Memory: 200 * MB, MemorySwap: 200 * MB });
    const mended = await run('--approve', 'destroy');
    expect(await files()).toEqual(['dump.rdb']);
    expect(await sh('redis-cli ping; redis-cli dbsize')).toBe('PONG\n8\n');
    expect(before).toContain('8');
    expect(mended.result.outcome).toBe('resolved');
    expect(changesOf(mended)).toContain('killed_while_saving/remove_leftovers');
  });
});
