// Where the built programs of the lab are. Only built files can run: Node executes no TypeScript here.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Helper } from './fault.ts';

/** The programs that the lab starts. */
export type ProcessName = 'supervisor' | 'redisctl' | 'appctl' | 'api' | 'worker' | 'traffic' | 'keeper' | Helper;

/** Path of a built program; throws when the build has not run. */
export function processFile(name: ProcessName): string {
  const file = join(packageFolder(), 'dist', 'lab', 'processes', `${name}.process.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first`);
  return file;
}

/** Folder of Bull Board's pages, as its `uiBasePath` wants it; the build puts them there. */
export const boardFolder = (): string => join(packageFolder(), 'dist', 'lab', 'bull-board');

// This module runs from src/ in tests and from somewhere in dist/ otherwise.
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the lab');
    folder = parent;
  }
  return folder;
}
