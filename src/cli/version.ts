// The version of this program, as package.json has it.

import { readFileSync } from 'node:fs';

/** Put in by the build, which saves every start from reading the file; absent where the sources run as they are. */
declare const BUILT_VERSION: string | undefined;

/** E.g. `0.1.0`. */
export const VERSION: string = typeof BUILT_VERSION === 'string' ? BUILT_VERSION : written();

function written(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
