// Bull Board over a real queue, behind the sign-on of serve: who is signed in sees what waits for workers, and nobody can change it
// there.

import { Queue } from 'bullmq';
import { afterEach, expect, test } from 'vitest';
import { onCopies, openDesk } from '../../src/cli/serving/desk.ts';
import { openBoard } from '../../src/fleet/board.ts';
import { signerOf } from '../../src/fleet/signing.ts';
import { boardFolder } from '../../src/lab/process-file.ts';
import { NO_CONFIG } from '../../src/serve/config/config.ts';
import { tokenHash } from '../../src/serve/people/sessions.ts';
import { serve } from '../../src/serve/serve.ts';
import { openTwin } from '../support/fleet/memory-store.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { startRedis } from '../support/redis/redis-server.ts';
import { browserOf } from '../support/serve/serving.ts';

const ANA = 'ana-token-0123456789abcdef';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('the board shows the queue to who is signed in, by its own pages alone, and changes nothing', async () => {
  const redis = await startRedis();
  ends.push(() => redis.stop());
  const queue = new Queue('firebreak-db', { connection: { host: '127.0.0.1', port: redis.port } });
  ends.push(() => queue.close());
  await queue.add('advance', { run: 'r1' }, { jobId: 'r1-7' });
  const twin = openTwin();
  const made = signerOf('k'.repeat(32));
  if (!made.ok) throw new Error(made.error);
  const serving = await serve({
    config: { ...NO_CONFIG, port: 0, people: [{ name: 'ana', team: null, token_sha256: tokenHash(ANA) }] },
    desk: openDesk(workFolder()),
    openCrew: () => ({ take: () => {}, busy: () => new Set(), drain: async () => {} }),
    fleet: {
      link: { log: twin.log, transport: twin.transport, signer: made.value, shown: 'redis://queue.example.com:6379' },
      copies: onCopies,
      board: openBoard([queue], { path: '/queues', ui: boardFolder() }),
    },
    secrets: { alerts: new Map(), notify: new Map(), tls: null },
    people: [],
    now: () => Date.now(),
  });
  ends.push(() => serving.close());
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${serving.address}${path}`, { redirect: 'manual', ...init });

  expect((await ask('/queues')).status).toBe(303);
  expect((await ask('/queues/api/queues')).status).toBe(303);
  const { cookie, page } = await browserOf(serving.address, ANA);
  expect(await page('/')).toContain('href="/queues"');
  const entry = await ask('/queues', { headers: { cookie } });
  expect(entry.headers.get('content-security-policy')).toContain("script-src 'self'");
  const html = await entry.text();
  const [, script = ''] = /<script defer src="(static\/js\/main[^"]+)"/.exec(html) ?? [];
  expect(html).toContain('<base href="/queues/"');
  const loaded = await ask(`/queues/${script}`, { headers: { cookie } });
  expect(loaded.status).toBe(200);
  expect(loaded.headers.get('content-type')).toContain('javascript');

  const shown = await (
    await ask('/queues/api/queues?activeQueue=firebreak-db&status=latest', { headers: { cookie } })
  ).json();
  expect(shown).toMatchObject({ queues: [{ name: 'firebreak-db', readOnlyMode: true, counts: { waiting: 1 } }] });
  for (const act of ['clean/completed', 'pause', 'empty', 'add', 'r1-7/clean', 'r1-7/retry'])
    expect((await ask(`/queues/api/queues/firebreak-db/${act}`, { method: 'PUT', headers: { cookie } })).status).toBe(
      405,
    );
  expect((await ask('/queues/api/queues/firebreak-db/add', { method: 'POST', headers: { cookie } })).status).toBe(405);
  expect(await queue.getJobCounts('waiting')).toEqual({ waiting: 1 });
  expect(await queue.isPaused()).toBe(false);
});
