// The version of this program, as package.json has it.

import { createRequire } from 'node:module';
import { packageFile } from './package-folder.ts';

/** E.g. `0.1.0`. */
export const VERSION: string = (createRequire(import.meta.url)(packageFile('package.json')) as { version: string })
  .version;
