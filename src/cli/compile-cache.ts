// Where compiled code is kept from one start to the next, on versions of Node that can do that (22 and later). What lies
// there will be run, so it is a folder of this user's own that nobody else may write to, or none.

import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder, made if it is missing; null where there is no safe place. */
export function compileCache(env: Readonly<Record<string, string | undefined>>): string | null {
  const { XDG_CACHE_HOME: cache, HOME: home } = env;
  const above = cache?.startsWith('/') ? cache : home?.startsWith('/') ? join(home, '.cache') : null;
  if (above === null) return null;
  const folder = join(above, 'firebreak');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    const isOurs = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
    return isOurs ? folder : null;
  } catch {
    return null;
  }
}
