// Where a program is on this machine.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a program that can be called by its name alone; undefined when there is none. */
export function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
