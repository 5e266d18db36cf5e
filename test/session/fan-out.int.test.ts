// A probe for each of a list, by real programs: how many at once, what is kept of what they say, and what comes of some that
// fail, that cannot look, or that say too much.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PerformCommand } from '../../src/model/command.ts';
import type { Json } from '../../src/model/json.ts';
import { performItems } from '../../src/session/fan-out.ts';
import { PERFORMERS } from '../../src/steps/index.ts';
import { workFolder } from '../support/program/work-folder.ts';

async function look(items: readonly Json[], script: string, { timeout_ms = 60_000, cwd = workFolder() } = {}) {
  let said = '';
  const command: PerformCommand = {
    type: 'perform',
    exec: 'all#1',
    step: 'all',
    purpose: 'probe',
    kind: 'shell',
    items,
    rendered: items.map((item) => ({ form: 'argv', command: ['sh', '-c', script, 'sh', String(item)] })),
    risk: 'read',
    timeout_ms,
    sensitive: false,
  };
  const outcome = await performItems(command, {
    performers: PERFORMERS,
    secrets: {},
    surroundings: {
      signal: new AbortController().signal,
      spawned: () => {},
      output: (_stream, chunk) => {
        said += Buffer.from(chunk).toString();
      },
      spool: '',
      mark: '',
      cwd,
      write_probe: false,
    },
  });
  const reading = outcome.status === 'blind' ? null : (outcome.reading ?? null);
  const each = (reading?.['items'] ?? []) as readonly Readonly<Record<string, Json>>[];
  return { outcome, reading, each, said };
}

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `h${n}`);

// Rule: each.together
test('at most twenty are looked at together, and more than one', { timeout: 60_000 }, async () => {
  const cwd = workFolder();
  mkdirSync(join(cwd, 'running'));
  const { each, outcome } = await look(
    many(60),
    'mkdir "running/$1"; ls running | wc -l; sleep 0.1; rmdir "running/$1"',
    {
      cwd,
    },
  );
  const together = each.map(({ number }) => Number(number));
  expect(outcome.status).toBe('succeeded');
  expect(each.map(({ item }) => item)).toEqual(many(60));
  expect(Math.max(...together)).toBeLessThanOrEqual(20);
  expect(Math.max(...together)).toBeGreaterThan(1);
});

test('some that are not ok are named, and what could not look is not taken for bad news', async () => {
  const some = await look(many(40), 'case $1 in h7|h12|h31) exit 1;; esac');
  expect(some.outcome).toMatchObject({
    status: 'failed',
    reason: { kind: 'not_ok', error: { message: '3 of 40 not ok: h7, h12, h31' } },
    reading: { ok: false },
  });
  // 127: a program was missing, so that nothing was seen.
  const unseen = await look(['a', 'b'], 'case $1 in b) exit 127;; esac');
  expect(unseen.reading).toMatchObject({ error: { message: '1 of 2 not seen: b' } });
  expect(unseen.reading).not.toHaveProperty('ok');
  expect(unseen.each[1]).toMatchObject({ item: 'b', error: { kind: 'blind' } });
  expect(unseen.each[1]).not.toHaveProperty('ok');
  expect((await look(['a', 'b'], 'exit 127')).outcome).toMatchObject({ status: 'blind' });
});

test('each has its own time, and one that hangs is ended', async () => {
  const { each } = await look(['quick', 'slow'], 'test "$1" = quick || sleep 60', { timeout_ms: 500 });
  expect(each).toMatchObject([{ ok: true }, { ok: false, error: { kind: 'timeout' } }]);
});

test('output is told item by item, and one that says too much fills neither the reading nor the record', async () => {
  const { each, said, reading } = await look(
    ['a', 'b'],
    'echo "from $1"; test "$1" = a || head -c 3000000 /dev/zero | tr "\\0" x',
  );
  expect(said).toMatch(/^== a\nfrom a\n/m);
  expect(said).toMatch(/^== b\nfrom b\nx+\n… \d+ bytes more are not kept\n/m);
  expect(said.length).toBeLessThan(80_000);
  expect(each[0]).toMatchObject({ stdout: 'from a\n' });
  expect(each[1]).not.toHaveProperty('stdout');
  expect(each[1]).toMatchObject({ not_whole: { stdout: expect.stringContaining('16 KiB') } });
  expect(JSON.stringify(reading).length).toBeLessThan(40_000);
});
