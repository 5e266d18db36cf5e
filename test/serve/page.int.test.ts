// The page of serve in a real browser: light, dark and on a phone nothing stands beyond its edge, nothing foreign is asked for and
// axe finds nothing; it follows what happens by itself, is used by keyboard alone, and is read and answered without script.
// FIREBREAK_PICTURES=<folder> keeps the pictures for people to look at.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { browserPath, listen, openBrowser } from '../support/screen/browser.ts';
import { printerAlert, writePrinter } from '../support/serve/printer.ts';
import { hashOf, type ServePlace, servePlace, startServe, type TestServe } from '../support/serve/serving.ts';
import { isSoak, seed } from '../support/soak.ts';

const TOKEN = 'token-of-ana';

if (browserPath === undefined)
  process.stderr.write('\nSKIPPED, the page of serve in a browser: there is no chromium (Debian: chromium)\n\n');

describe.skipIf(browserPath === undefined)('the page of serve', () => {
  let at: ServePlace;
  let serve: TestServe;
  let browser: Browser;

  beforeAll(async () => {
    at = servePlace(
      mkdtempSync(join(tmpdir(), 'firebreak-page-')),
      `alerts: { am: { source: alertmanager, bearer: { env: AM_TOKEN } } }
people: [{ name: ana, team: platform, token_sha256: ${hashOf(TOKEN)} }]
cool_down: 0s
`,
    );
    writePrinter(at.runbooks, at.folder);
    writeFileSync(join(at.folder, 'jam'), '<script>alert(1)</script>\n');
    [serve, browser] = await Promise.all([startServe(at), openBrowser()]);
    await serve.alert('am', printerAlert());
    await serve.alert('am', printerAlert({ name: '<img src=http://evil.test/a>', fingerprint: 'u' }));
    await serve.until((events) => events.at(-1)?.type === 'run.parked', 'its question');
  });
  afterAll(async () => {
    await browser?.close();
    await serve?.stop('SIGKILL');
    rmSync(at.folder, { recursive: true, force: true });
  });

  const opened = async (
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ context: BrowserContext; page: Page }> => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${serve.url}/`);
    await page.fill('#token', TOKEN);
    await page.press('#token', 'Enter');
    await page.waitForURL(`${serve.url}/`);
    return { context, page };
  };

  const LOOKS = [
    { name: 'light', options: { viewport: { width: 1000, height: 800 }, colorScheme: 'light' } },
    { name: 'dark', options: { viewport: { width: 1000, height: 800 }, colorScheme: 'dark' } },
    { name: 'phone', options: { viewport: { width: 360, height: 740 }, colorScheme: 'light' } },
  ] as const;

  // All of them in the long version; else one, by the seed.
  test.each(isSoak ? LOOKS : LOOKS.slice(seed % LOOKS.length).slice(0, 1))(
    'is whole and calm, and axe finds nothing: $name',
    async ({ name, options }) => {
      const { context, page } = await opened(options);
      await page.waitForSelector('.cards a[href^="/runs/"]');
      const heard = listen(page);
      const [run = ''] = serve.runs().map(({ id }) => id);
      for (const path of [
        '/',
        `/runs/${run}`,
        '/runs?runbook=printer-jam',
        '/runbooks',
        '/runbooks/printer-jam',
        '/nothing',
        '/sign-in',
      ]) {
        await page.goto(`${serve.url}${path}`);
        await page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })");
        await keep(page, `${name}${path.replaceAll(/\W+/g, '-').slice(0, 24)}`);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
        await page.evaluate(axe.source);
        const found = await page.evaluate<readonly string[]>(
          `axe.run().then(({ violations, passes }) => passes.length < 8 ? ['axe looked at nothing'] : violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
        );
        expect(found, path).toEqual([]);
      }
      expect(heard.requests.filter((url) => !url.startsWith(serve.url))).toEqual([]);
      // A page that is not there is told by its status, which a browser says aloud.
      expect(heard.said.filter((line) => !/404 \(Not Found\)/.test(line))).toEqual([]);
      await context.close();
    },
  );

  test('without script all is read, and answered', async () => {
    const { context, page } = await opened({ javaScriptEnabled: false });
    await page.click('.cards a[href^="/runs/"]');
    expect(await page.textContent('main')).toMatch(/May this be run\?[^]*mv [^]*jam/);
    await page.click('text=Diagnose again');
    expect(page.url()).toMatch(/\/runs\/[\w-]+$/);
    await expect
      .poll(async () => (await page.reload(), page.locator('button.acts').count()), { timeout: 60_000 })
      .toBe(1);
    await context.close();
  });

  test('by keyboard alone a step is approved, and the page follows the run to its end', async () => {
    const { context, page } = await opened();
    const other = await context.newPage();
    await other.goto(`${serve.url}/`);
    await page.click('.cards a[href^="/runs/"]');
    await page.waitForSelector('button.acts');
    const loads: string[] = [];
    page.on('framenavigated', (frame) => void loads.push(frame.url()));
    const tabTo = async (text: string): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.textContent')) === text) return;
      }
      throw new Error(`no Tab leads to ${text}`);
    };
    await tabTo('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('Approve');
    await page.keyboard.press('Enter');
    // It is sent once, and nothing is loaded again by hand: what happens comes by itself, on the other page too.
    await page.waitForSelector('.verdict.ok', { timeout: 60_000 });
    expect(await page.textContent('.verdict')).toMatch(/Resolved/);
    await other.waitForSelector('h1:has-text("Nobody is asked for anything")', { timeout: 60_000 });
    await other.waitForSelector('td:has-text("resolved")', { timeout: 60_000 });
    expect(loads.length).toBeLessThanOrEqual(2);
    expect(existsSync(join(at.folder, 'pulled'))).toBe(true);
    const { events } = await serve.until(isSealed, 'its end');
    expect(events.filter(({ type }) => type === 'answer.given').map(({ actor }) => actor.name)).toEqual(['ana', 'ana']);
    await context.close();
  });

  test('a link from elsewhere leads to the run, although a browser keeps the cookie back', async () => {
    const { context, page } = await opened();
    const [run = ''] = serve.runs().map(({ id }) => id);
    const elsewhere = join(at.folder, 'chat.html');
    writeFileSync(elsewhere, `<a href="${serve.url}/runs/${run}">look</a>`);
    await page.goto(`file://${elsewhere}`);
    await page.click('a');
    await page.waitForSelector('h1:has-text("The printer is jammed")');
    await context.close();
  });
});

const isSealed = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.sealed';

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.FIREBREAK_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `serve-${name}.png`), await page.screenshot({ fullPage: true }));
}
