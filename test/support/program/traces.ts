// What a run leaves outside of its record while it goes on and when it is over: command lines of processes, spools.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Command lines of all processes, their arguments parted by blanks. */
export function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' '));
}

/** Command lines that hold a word. A process that ended and that nobody has waited for has none. */
export const linesWith = (word: string): readonly string[] => commandLines().filter((line) => line.includes(word));

/** Where the spools of a run are, or were, outside of its folder. */
export function spoolsOf(run: string): readonly string[] {
  return ['/dev/shm', process.env['XDG_RUNTIME_DIR'] ?? ''].flatMap((place) =>
    place !== '' && existsSync(place)
      ? readdirSync(place)
          .filter((name) => name.includes(run))
          .map((name) => join(place, name))
      : [],
  );
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Every file below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
