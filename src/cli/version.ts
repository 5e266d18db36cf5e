// The version of this program, as package.json has it.

import { readFileSync } from 'node:fs';
import { packageFile } from './package-folder.ts';

/** E.g. `0.1.0`. */
export const VERSION: string = (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string })
  .version;
