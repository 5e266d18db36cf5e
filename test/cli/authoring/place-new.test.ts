// A new file takes its name whole and never over another, also on file systems that have no hard links.

import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { placeNew } from '../../../src/cli/authoring/write-new.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function drafted(): Promise<{ readonly folder: string; readonly draft: string; readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'firebreak-new-'));
  folders.push(folder);
  const draft = join(folder, '.draft');
  await writeFile(draft, 'whole');
  return { folder, draft, path: join(folder, 'shop.yaml') };
}

const failing =
  (code: string): typeof link =>
  async () => {
    throw Object.assign(new Error(`${code}: no link`), { code });
  };

const WITHOUT = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'];

test.each(['a link', ...WITHOUT])('with %s it stands there whole', async (how) => {
  const { draft, path } = await drafted();
  await placeNew(draft, path, how === 'a link' ? link : failing(how));
  expect(await readFile(path, 'utf8')).toBe('whole');
});

test.each(['a link', ...WITHOUT])('with %s nothing that is there is written over', async (how) => {
  const { folder, draft, path } = await drafted();
  await writeFile(path, 'theirs');
  await expect(placeNew(draft, path, how === 'a link' ? link : failing(how))).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(path, 'utf8')).toBe('theirs');
  expect((await readdir(folder)).sort()).toEqual(['.draft', 'shop.yaml']);
});

test.each(['EACCES', 'ENOSPC', 'EROFS', 'EEXIST'])('%s is no reason to try it another way', async (code) => {
  const { folder, draft, path } = await drafted();
  await expect(placeNew(draft, path, failing(code))).rejects.toMatchObject({ code });
  expect(await readdir(folder)).toEqual(['.draft']);
});
