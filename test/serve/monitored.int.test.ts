// The whole of a night: a real Redis is killed, a real Prometheus sees it, a real Alertmanager tells serve, the diagnosis waits at
// the approval, a person approves in a real browser, Redis is back, the alert clears, and the run ends resolved.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { browserPath, openBrowser } from '../support/screen/browser.ts';
import { monitoringPrograms, startMonitoring } from '../support/serve/monitoring.ts';
import { SECRETS, servePlace, startServe } from '../support/serve/serving.ts';
import { isSoak } from '../support/soak.ts';

const programs = isSoak ? monitoringPrograms() : undefined;

describe.skipIf(programs === undefined || browserPath === undefined)(
  'beside a real Prometheus and Alertmanager',
  () => {
    test('an outage is seen, told, diagnosed, approved on the page, repaired, and clears', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'firebreak-night-'));
      const ends: (() => Promise<unknown>)[] = [];
      try {
        const lab: Lab = await startLab();
        ends.push(() => lab.stop());
        const { redis_url, ...inputs } = lab.inputs;
        const place = servePlace(
          folder,
          `alerts: { am: { source: alertmanager, bearer: { env: AM_TOKEN } } }
policy:
  - runbook: redis-connectivity-loss
    approve: read
    inputs: ${JSON.stringify({ ...inputs, settle: '2s', patience: '4s' })}
`,
        );
        const serve = await startServe(place, { env: { REDIS_URL: String(redis_url) } });
        ends.push(() => serve.stop('SIGKILL'));
        if (programs === undefined) throw new Error('the programs are there');
        ends.push(
          await startMonitoring(programs, {
            folder,
            redis: Number(new URL(String(redis_url)).port),
            webhook: `${serve.url}/alerts/am`,
            token: SECRETS.AM_TOKEN,
          }),
        );
        const browser = await openBrowser();
        ends.push(() => browser.close());
        const page = await browser.newPage();
        await page.goto(serve.url);
        await page.fill('#token', serve.token ?? '');
        await page.press('#token', 'Enter');
        await page.waitForSelector('h1:has-text("Nobody is asked for anything")');

        await lab.inject('killed');
        // It comes onto the page by itself.
        await page.waitForSelector('.cards a[href^="/runs/"]', { timeout: 60_000 });
        await page.click('.cards a[href^="/runs/"]');
        await page.waitForSelector('.question h3:has-text("Start Redis")');
        expect(await page.textContent('.question')).toMatch(/The Redis server is down \(confirmed\)/);
        await page.click('button.acts', { timeout: 60_000 });
        await page.waitForSelector('.verdict.ok', { timeout: 90_000 });
        expect(await page.textContent('header .verdict')).toMatch(/Resolved/);

        const { events } = await serve.until((all) => all.at(-1)?.type === 'run.sealed', 'its end');
        expect(events[0]).toMatchObject({
          data: { alert: { source: 'alertmanager', labels: { alertname: 'RedisDown' } } },
        });
        expect(named(events, 'answer.given')).toHaveLength(1);
        expect(named(events, 'alert.cleared').length).toBeGreaterThan(0);
        expect(events.at(-2)).toMatchObject({ data: { outcome: 'resolved', cause: 'server_down' } });
        // Alertmanager says it again and again, and there is one run.
        expect(serve.runs()).toHaveLength(1);
      } finally {
        for (const end of ends.toReversed()) await end();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);

const named = (events: readonly RunEvent[], type: RunEvent['type']): readonly RunEvent[] =>
  events.filter((event) => event.type === type);
