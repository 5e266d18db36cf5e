// Which files may say what runs.

import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTrusted } from '../../src/cli/runbook-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-trusted-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether a file of this mode and group is read. */
async function isRead(mode: number, group?: number): Promise<boolean> {
  const path = join(folder, `${mode.toString(8)}-${group ?? 'own'}.yaml`);
  writeFileSync(path, 'firebreak: 1\n');
  if (group !== undefined) chownSync(path, statSync(path).uid, group);
  chmodSync(path, mode);
  return readTrusted(path).then(
    () => true,
    () => false,
  );
}

describe('a runbook is read', () => {
  test('when nobody but its owner may change it', async () => {
    expect(await isRead(0o600)).toBe(true);
    expect(await isRead(0o644)).toBe(true);
  });

  test('not when everybody may change it', async () => {
    expect(await isRead(0o646)).toBe(false);
    expect(await isRead(0o666)).toBe(false);
  });

  test('when its group may change it only if that is the group of its owner alone', async () => {
    const { uid, gid } = statSync(folder);
    expect(await isRead(0o664)).toBe(uid === gid);
  });

  test.skipIf(process.getuid?.() !== 0)('not when a group of others may change it', async () => {
    expect(await isRead(0o664, 12345)).toBe(false);
    expect(await isRead(0o644, 12345)).toBe(true);
  });
});
