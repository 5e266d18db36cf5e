// Turns a TypeScript file into one that Node runs, for tests that need a process of their own.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles `entry` (a path from the root of the project) and returns the path of the program. Packages stay outside, unless
 * it has to run where there are none.
 */
export async function bundleForNode(entry: string, packages: 'external' | 'bundle' = 'external'): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'firebreak-bundle-')), `${basename(entry, '.ts')}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages,
    ...(packages === 'bundle' ? { banner: { js: COMMONJS } } : {}),
    logLevel: 'error',
  });
  return outfile;
}

// Packages that are no modules call `require` for what Node brings.
const COMMONJS =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";
