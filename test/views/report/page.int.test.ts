// The page of a report in a real browser: light, dark, on a phone and on paper. Nothing leaves it, nothing runs in it, and
// nothing stands beyond its edge. FIREBREAK_PICTURES=<folder> keeps the pictures for people to look at.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportHtml } from '../../../src/views/report/html/page.ts';
import { reportOf } from '../../../src/views/report/report.ts';
import { bad, good, planOfText, simulate } from '../../support/engine/simulated-run.ts';
import { browserPath, listen, openBrowser } from '../../support/screen/browser.ts';

const plan = planOfText(`
firebreak: 1
id: test
title: The cache takes no more writes
severity: high
triggers: [{ title: Writes are refused, when: "!write.ok" }]
defaults: { redis: { url: redis://localhost:6379 } }
diagnose:
  - { id: write, redis: PING }
  - { id: info, redis: INFO }
causes:
  - id: full
    title: Redis has reached its memory limit
    when: ["!write.ok", "info.ms > 100"]
    because: "It says: \${{ write.error.message }}"
    resolve:
      - { id: raise, title: Give it more memory, shell: [redis-cli, CONFIG, SET, maxmemory, 200mb], risk: change, goal: write.ok, within: 30s }
  - { id: gone, title: Redis is gone, when: write.error.kind == "refused" }
verify: [{ title: Writes work for a minute, goal: write.ok, for: 1m, within: 2m }]
prevent: [Alert at 80% of \`maxmemory\`., "${'a-very-long-word-without-a-blank-'.repeat(12)}"]
`);

const WORDS = '<img src=http://evil.test/a onerror=alert(1)></style><script>alert(2)</script>';

function pageOf(message: string): string {
  let ran = 0;
  const { events } = simulate(plan, {
    perform: (step, { now_ms }) => {
      if (step === 'full/raise') ran = now_ms;
      if (step.startsWith('full/')) return good({ exit_code: 0 });
      if (step === 'info') return good({ ms: ran === 0 ? 300 : 20 + (now_ms % 17) });
      return ran > 0 ? good() : bad('oom', { error: { kind: 'oom', code: 'OOM', message } });
    },
    takes: (step) => (step === 'full/raise' ? 4000 : 200),
    answer: ({ kind }) =>
      kind === 'cause' ? { choice: 'cause', cause: 'full' } : kind === 'approve' ? { choice: 'run' } : undefined,
    thinks_ms: 45_000,
    opened: {
      mode: 'guided',
      approve: 'read',
      alert: {
        source: 'alertmanager',
        status: 'firing',
        title: 'CacheWritesRefused',
        labels: {},
        annotations: {},
        starts_at: '2026-03-02T21:05:00Z',
        fingerprint: 'f',
        url: '',
      },
    },
  });
  return reportHtml(reportOf(plan, events, { head: { seq: events.length, hash: 'a'.repeat(64) } }));
}

describe.skipIf(browserPath === undefined)('the page of a report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-page-'));
  let browser: Browser;
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return `file://${path}`;
  };

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const LOOKS = [
    { name: 'light', size: { width: 1000, height: 900 }, media: { colorScheme: 'light', media: 'screen' } },
    { name: 'dark', size: { width: 1000, height: 900 }, media: { colorScheme: 'dark', media: 'screen' } },
    { name: 'phone', size: { width: 360, height: 740 }, media: { colorScheme: 'light', media: 'screen' } },
    { name: 'print', size: { width: 760, height: 1000 }, media: { colorScheme: 'light', media: 'print' } },
  ] as const;

  test.each(LOOKS)('is whole and calm: $name', async ({ name, size, media }) => {
    const page = await browser.newPage({ viewport: size });
    const heard = listen(page);
    await page.emulateMedia(media);
    const url = file(`${name}.html`, pageOf('command not allowed when used memory > maxmemory'));
    await page.goto(url);
    await keep(page, name);
    expect(heard).toEqual({ requests: [url], stopped: [], said: [] });
    const seen = await page.evaluate<Seen>(SEEN);
    expect(seen.beyond).toBeLessThanOrEqual(0);
    expect(seen.drawn).toBe(0);
    const [light, dark] = [lightness(seen.page), lightness(seen.ink)];
    expect(Math.abs(light - dark)).toBeGreaterThan(150);
    expect(light > dark).toBe(name !== 'dark');
    // Who reads on paper cannot open anything.
    expect(seen.isOpen).toBe(name === 'print');
    await page.close();
  });

  test('runs and loads nothing, whatever a run has seen; the policy holds even where something got through', async () => {
    const page = await browser.newPage();
    const heard = listen(page);
    const url = file('hostile.html', pageOf(WORDS));
    await page.goto(url);
    expect(heard).toEqual({ requests: [url], stopped: [], said: [] });
    expect(await page.getByText(WORDS).count()).toBeGreaterThan(0);

    const forged = pageOf('x').replace('<main>', `<main>${WORDS}<style>body{color:red}</style>`);
    const other = file('forged.html', forged);
    await page.goto(other);
    expect(heard.requests).toEqual([url, other, 'http://evil.test/a']);
    expect(heard.stopped).toEqual(['http://evil.test/a: csp']);
    expect(heard.said.length).toBeGreaterThan(1);
    expect(
      heard.said.filter((line) => !/violates the following (Content Security Policy )?directive/i.test(line)),
    ).toEqual([]);
    await page.close();
  });
});

interface Seen {
  readonly beyond: number;
  readonly page: string;
  readonly ink: string;
  readonly drawn: number;
  readonly isOpen: boolean;
}

// In the words of the browser: what stands beyond its edge, its colours, drawings that are too small, what is opened.
const SEEN = `(() => {
  const { backgroundColor, color } = getComputedStyle(document.body);
  const evidence = document.querySelector('details.short > *:not(summary)');
  const drawings = [...document.querySelectorAll('figure svg, .spans svg, .parts')];
  return {
    beyond: document.documentElement.scrollWidth - innerWidth,
    page: backgroundColor,
    ink: color,
    drawn: drawings.filter((one) => one.checkVisibility())
      .map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width < 60 || height < 5).length,
    isOpen: evidence?.checkVisibility() ?? false,
  };
})()`;

const lightness = (color: string): number => Math.max(...(color.match(/\d+/g) ?? ['0']).slice(0, 3).map(Number));

async function keep(page: Page, name: string): Promise<void> {
  const picture = await page.screenshot({ fullPage: true });
  const folder = process.env.FIREBREAK_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `report-${name}.png`), picture);
}
