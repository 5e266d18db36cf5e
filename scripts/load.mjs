// Modules of the program, which are TypeScript, for scripts that ask them something: bundled into a file, imported, and gone.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { COMMONJS } from './bundle-plugins.mjs';
import { ROOT } from './root.mjs';

/** What a source file exports; `source` is its path below the package. */
export async function load(source) {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-load-'));
  const outfile = join(folder, 'module.mjs');
  try {
    await esbuild({
      absWorkingDir: ROOT,
      entryPoints: [source],
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      outfile,
      banner: { js: COMMONJS },
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
