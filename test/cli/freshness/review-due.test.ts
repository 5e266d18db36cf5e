// `check` says when a runbook is due for review, and exits 4 for it: with a look at its systems, as a gate, in a folder.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { execute } from '../../../src/cli/execute.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fb-due-'));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 2, 31, 12) });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** A runbook whose only probe is always well, with these keys about its review; gives its path. */
function runbook(id: string, review: string): string {
  const path = join(folder, `${id}.yaml`);
  const text = `firebreak: 1
id: ${id}
title: The host is full
severity: low
${review}
diagnose: [{ id: host, system: {} }]
causes: [{ id: full, title: It is full, when: "!host.ok" }]
verify: [{ goal: host.ok }]
`;
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

async function check(...argv: readonly string[]) {
  const out: string[] = [];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ];
  try {
    return { exit: await execute(['check', ...argv, '--home', join(folder, 'home')]), out: out.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const [DAY, MONTH] = ['reviewed: 2026-03-30', 'reviewed: 2026-02-28'];

test.each<[what: string, review: string, said: RegExp | null]>([
  ['was reviewed in time', `${DAY}\nreview_every: 30d`, null],
  ['need never be reviewed again', MONTH, null],
  ['says nothing of reviews', '', null],
  ['was reviewed too long ago', `${MONTH}\nreview_every: 30d`, /its review is due: the last one was .*\(2026-02-28\)/],
  ['was never reviewed', 'review_every: 30d', /it was never reviewed \(`reviewed`\)/],
])('a runbook that %s', async (_what, review, said) => {
  const path = runbook('host-full', review);
  // As a look at its systems, which are well, and then as a gate that looks at nothing.
  for (const more of [[], ['--max-age', '30d']]) {
    const { exit, out } = await check(path, ...more);
    expect(exit).toBe(said === null ? 0 : 4);
    if (said === null) expect(out).not.toMatch(/review/);
    else expect(out).toMatch(said);
  }
  const { exit, out } = await check(path, '--json');
  expect(exit).toBe(said === null ? 0 : 4);
  expect(JSON.parse(out)).toMatchObject({
    overdue: said === null ? [] : [expect.stringMatching(said)],
  });
});

test('a review is due when the time is over, and not before', async () => {
  const path = runbook('host-full', 'reviewed: 2026-03-01\nreview_every: 30d');
  vi.setSystemTime(Date.UTC(2026, 2, 31));
  expect((await check(path)).exit).toBe(0);
  vi.setSystemTime(Date.UTC(2026, 2, 31, 0, 0, 1));
  expect((await check(path)).exit).toBe(4);
});

test('of a folder the one that is due is named, and one is enough for exit 4', async () => {
  runbook('fresh', `${DAY}\nreview_every: 30d`);
  expect((await check('--all', folder)).exit).toBe(0);
  runbook('stale', `${MONTH}\nreview_every: 30d`);
  const { exit, out } = await check('--all', folder);
  expect(exit).toBe(4);
  const lines = out.split('\n');
  expect(lines.find((line) => line.includes('stale.yaml'))).toMatch(/review/);
  expect(lines.find((line) => line.includes('fresh.yaml'))).not.toMatch(/review/);
});
