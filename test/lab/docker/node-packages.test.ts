// Packages are found where npm may have put them, with everything they need.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolders } from '../../../src/lab/docker/node-packages.ts';

/** A folder with these packages, by path below it. */
function installed(packages: Readonly<Record<string, object>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-packages-'));
  for (const [path, manifest] of Object.entries(packages)) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest));
  }
  return folder;
}

const found = (root: string, names: readonly string[], from = 'app/dist'): readonly string[] =>
  packageFolders(names, join(root, from)).map((folder) => relative(root, folder));

test('what a package needs comes with it: its own, those above it, and each once', () => {
  const root = installed({
    'node_modules/queue': { dependencies: { client: '^1', '@scope/log': '^1' } },
    'node_modules/queue/node_modules/client': { dependencies: { queue: '*' } },
    'node_modules/client': {},
    'node_modules/@scope/log': {},
    'node_modules/unrelated': {},
  });
  expect(found(root, ['queue'])).toEqual([
    'node_modules/queue',
    'node_modules/queue/node_modules/client',
    'node_modules/@scope/log',
  ]);
  expect(found(root, ['client'])).toEqual(['node_modules/client']);
});

test('a peer comes along where it is installed', () => {
  const root = installed({
    'node_modules/queue': { peerDependencies: { client: '*', optional: '*' } },
    'node_modules/client': {},
  });
  expect(found(root, ['queue'])).toEqual(['node_modules/queue', 'node_modules/client']);
});

test('one that is missing is said, with who needs it', () => {
  const root = installed({ 'node_modules/queue': { dependencies: { client: '^1' } } });
  expect(() => found(root, ['queue'])).toThrow(/client is not installed .*node_modules\/queue needs it/);
});
