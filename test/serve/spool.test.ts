// The spool: what was said to have arrived is there after a crash, is given out once, and never grows without end.

import { appendFileSync, chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canKeep, openSpool, SpoolFull } from '../../src/serve/alerts/spool.ts';
import { workFolder } from '../support/program/work-folder.ts';

const delivery = (body: string) => ({ at: '2026-11-30T21:00:00.000Z', to: 'am', body });
const bodies = (spool: ReturnType<typeof openSpool>, most = 1000): readonly string[] =>
  spool.next(most).map(({ body }) => body);

test('what was kept is given out in its order until it is taken up, also by the process that comes after', async () => {
  const folder = workFolder();
  const first = openSpool(folder);
  const kept = await Promise.all(Array.from({ length: 300 }, (_, n) => first.keep(delivery(String(n)))));
  expect(bodies(first)).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
  expect(new Set(kept.map(({ id }) => id)).size).toBe(300);
  first.done(kept[99] as (typeof kept)[number]);

  // As after a crash: nothing was closed, and the last line is torn.
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  appendFileSync(join(folder, file), '{"id":"9999');
  const second = openSpool(folder);
  expect(bodies(second)[0]).toBe('100');
  expect(second.depth().deliveries).toBe(200);
  const last = await second.keep(delivery('later'));
  expect(bodies(second).at(-1)).toBe('later');
  second.done(last);
  expect([openSpool(folder).depth().deliveries, second.depth()]).toEqual([0, { deliveries: 0, bytes: 0 }]);
});

test('a full spool takes nothing more, and takes again when there is room', async () => {
  const spool = openSpool(workFolder(), { most_bytes: 10 });
  const one = await spool.keep(delivery('12345678'));
  await expect(spool.keep(delivery('123'))).rejects.toBeInstanceOf(SpoolFull);
  spool.done(one);
  await spool.keep(delivery('123'));
  expect(bodies(spool)).toEqual(['123']);
});

test('files that are taken up go, but for the newest two', async () => {
  const folder = workFolder();
  for (let n = 0; n < 5; n += 1) {
    const spool = openSpool(folder);
    spool.done(await spool.keep(delivery(String(n))));
    await spool.close();
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.jsonl'))).toEqual(['00000004.jsonl', '00000005.jsonl']);
});

test.skipIf(process.getuid?.() === 0)('a folder that nothing can be written to is told', () => {
  const folder = workFolder();
  chmodSync(folder, 0o500);
  expect(canKeep(folder)).toBe(false);
  chmodSync(folder, 0o700);
});

test('a disk that takes nothing loses nothing that was said to be kept', async () => {
  const folder = workFolder();
  const spool = openSpool(folder);
  await spool.keep(delivery('kept'));
  await spool.close();
  // The name of the next file is taken: it cannot be made.
  writeFileSync(join(folder, '00000002.jsonl'), '');
  await expect(spool.keep(delivery('lost'))).rejects.toThrow(/EEXIST/);
  await spool.keep(delivery('again'));
  expect(bodies(openSpool(folder))).toEqual(['kept', 'again']);
});
