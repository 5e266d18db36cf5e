// The entry of the program, and the one place that ends the process. It says its version by itself; everything else is
// loaded when it is needed, so that nothing waits for code that it does not use.

import nodeModule from 'node:module';
import { VERSION } from './version.ts';

const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: (folder: string) => unknown };

async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  if (enableCompileCache !== undefined) {
    const { compileCache } = await import('./compile-cache.ts');
    const folder = compileCache(process.env);
    if (folder !== null) enableCompileCache(folder);
  }
  const { execute } = await import('./execute.ts');
  return execute(argv);
}

// A reader that goes away (`| head`), or a terminal that is closed, is no error of ours; a full disk is.
let unwritten: Error | null = null;
const isAway = (error: Error): boolean => 'code' in error && (error.code === 'EPIPE' || error.code === 'EIO');
process.stderr.on('error', () => {});
process.stdout.on('error', (error) => {
  if (!isAway(error)) unwritten ??= error;
});

let exit = await main(process.argv.slice(2));
process.exitCode = exit;
// Data on its way to a pipe is let out first; then nothing that is left may hold the process.
if (process.stdout.writableLength > 0)
  await new Promise((resolve) => process.stdout.once('drain', resolve).once('close', resolve));
// What a file does not take is told a moment later.
await new Promise(setImmediate);
if (unwritten !== null && exit === 0) {
  const { fileTrouble } = await import('./file-trouble.ts');
  process.stderr.write(`error: what should stand on stdout could not be written: ${fileTrouble(unwritten)}\n`);
  exit = 2;
}
process.exit(exit);
