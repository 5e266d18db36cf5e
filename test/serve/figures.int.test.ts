// Figures of serve, in the long version alone: a storm of alerts comes to as many runs as it has incidents, deliveries are taken at a
// rate, a page of ten thousand runs is there at once, and memory stays small meanwhile.

import { createHmac } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { printerAlert, writePrinter } from '../support/serve/printer.ts';
import { SECRETS, type ServePlace, servePlace, startServe, type TestServe } from '../support/serve/serving.ts';
import { figure, isSoak } from '../support/soak.ts';

const CONFIG = `alerts:
  am: { source: alertmanager, bearer: { env: AM_TOKEN } }
  pd: { source: pagerduty, secret: { env: PD_SECRET } }
at_once: 2
`;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function started(): Promise<{ readonly at: ServePlace; readonly serve: TestServe }> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-figures-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const at = servePlace(folder, CONFIG);
  writePrinter(at.runbooks, folder);
  writeFileSync(join(folder, 'jam'), 'x\n');
  const serve = await startServe(at);
  ends.push(() => serve.stop('SIGKILL'));
  return { at, serve };
}

/** Most memory that a process has held, in MiB. */
const peakOf = ({ process: { pid } }: TestServe): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function counted(serve: TestServe, name: string): Promise<number> {
  const text = await (await serve.ask('/metrics')).text();
  const lines = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'gm'))];
  return lines.reduce((sum, [, value]) => sum + Number(value), 0);
}

describe.runIf(isSoak)('figures', () => {
  test('50,000 alerts of 20 incidents are 20 runs, in less than 300 MB', async () => {
    const { serve } = await started();
    const one = JSON.parse(printerAlert()) as { readonly alerts: readonly object[] };
    const body = JSON.stringify({
      version: '4',
      alerts: Array.from({ length: 500 }, (_, n) => ({ ...one.alerts[0], fingerprint: `f${n % 20}` })),
    });
    for (let n = 0; n < 100; n += 1) expect((await serve.alert('am', body)).status).toBe(202);
    await expect.poll(() => counted(serve, 'firebreak_alert_total'), { timeout: 120_000 }).toBe(50_000);
    await expect.poll(() => serve.runs().length, { timeout: 120_000 }).toBe(20);
    await expect.poll(() => counted(serve, 'firebreak_jobs'), { timeout: 120_000 }).toBe(0);
    expect(serve.runs()).toHaveLength(20);
    expect(peakOf(serve)).toBeLessThan(300);
    figure('MiB of serve in a storm', Math.round(peakOf(serve)));
  });

  test('signed and synced deliveries over 500 connections are taken, each, and none is lost', async () => {
    const { serve } = await started();
    const agent = new Agent({ keepAlive: true, maxSockets: 500 });
    ends.push(() => agent.destroy());
    let taken = 0;
    const times: number[] = [];
    const post = (n: number): Promise<void> =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify({
          event: { id: `e${n}`, event_type: 'incident.triggered', data: { id: `P${n % 50}`, title: 'Something' } },
        });
        const began = performance.now();
        const asked = request(
          {
            agent,
            host: '127.0.0.1',
            port: serve.port,
            method: 'POST',
            path: '/alerts/pd',
            headers: {
              'x-pagerduty-signature': `v1=${createHmac('sha256', SECRETS.PD_SECRET).update(body).digest('hex')}`,
            },
          },
          (answer) => {
            answer.resume().on('end', () => {
              if (answer.statusCode === 202) taken += 1;
              times.push(performance.now() - began);
              resolve();
            });
          },
        );
        asked.on('error', reject).end(body);
      });
    const until = Date.now() + 10_000;
    let n = 0;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: 500 }, async () => {
        while (Date.now() < until) await post(n++);
      }),
    );
    const rate = taken / ((performance.now() - began) / 1000);
    const p99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
    await expect.poll(() => counted(serve, 'firebreak_alert_total'), { timeout: 120_000 }).toBe(taken);
    expect(taken).toBe(n);
    figure('deliveries a second', Math.round(rate));
    figure('ms until 202, p99', Math.round(p99));
    figure('MiB of serve under load', Math.round(peakOf(serve)));
    process.stderr.write(
      `${Math.round(rate)} deliveries a second, p99 ${Math.round(p99)} ms, ${Math.round(peakOf(serve))} MiB\n`,
    );
    expect(peakOf(serve)).toBeLessThan(300);
  });

  test('with 10,000 runs the pages are there at once, in less than 150 MB', async () => {
    const { at, serve: first } = await started();
    await first.alert('am', printerAlert());
    const { run } = await first.until((events) => events.at(-1)?.type === 'run.parked', 'its question');
    const ana = await first.signIn(first.token ?? '');
    expect((await ana.send(`/runs/${run.id}`, `/runs/${run.id}/close`, { reason: 'the test' })).status).toBe(303);
    await first.stop('SIGTERM');
    const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
    for (let n = 0; n < 10_000; n += 1) {
      const tail = [n, n / 31, n / 961, n / 29_791].map((part) => letters[Math.floor(part) % 31]).join('');
      cpSync(run.path, join(at.home, 'runs', `20260101-0000-printer-jam-${tail}`), { recursive: true });
    }
    const serve = await startServe(at);
    ends.push(() => serve.stop('SIGKILL'));
    const eve = await serve.signIn(serve.token ?? '');
    await expect.poll(() => eve.page('/runs'), { timeout: 600_000, interval: 1000 }).toContain('10001 runs');
    const times: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const began = performance.now();
      const answer = await serve.ask(n % 2 === 0 ? '/' : '/runs?page=100', { headers: { cookie: eve.cookie } });
      times.push(performance.now() - began);
      await answer.text();
    }
    const median = times.toSorted((a, b) => a - b)[10] ?? 0;
    process.stderr.write(`first byte of a page after ${Math.round(median)} ms, ${Math.round(peakOf(serve))} MiB\n`);
    figure('ms to the first byte with 10,000 runs', Math.round(median));
    figure('MiB of serve with 10,000 runs', Math.round(peakOf(serve)));
    expect(peakOf(serve)).toBeLessThan(150);
  }, 900_000);
});
