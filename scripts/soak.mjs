// `npm run soak`: the long versions of the tests that search for failures, one after another, and a table of how much was
// done against how much is asked for. `npm run soak -- kills` runs what has the word in its name. `FIREBREAK_SEED` draws
// the same again.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { runScript, SetupError } from './say.mjs';
import { setUpAll } from './set-up.mjs';
import { environmentOf, PARTS, verdictOf } from './soak/parts.mjs';

const seed = process.env.FIREBREAK_SEED ?? String(Date.now() % 1_000_000_000);

await runScript(async () => {
  const parts = chosen(process.argv.slice(2));
  await setUpAll();
  console.log(`seed ${seed}`);
  let failed = 0;
  for (const part of parts) {
    const { passed, done, seconds, output } = await run(part);
    const verdict = verdictOf(part, { passed, done });
    if (verdict !== 'ok') {
      failed += 1;
      console.log(output);
    }
    const figures = part.wanted === undefined ? '' : `${number(done)} of ${number(part.wanted)} ${part.figure}`;
    console.log(
      `${verdict.padEnd(8)} ${part.name.padEnd(21)} ${figures.padEnd(46)} ${seconds.toFixed(0).padStart(5)} s`,
    );
  }
  return failed === 0 ? 0 : 1;
});

function chosen(words) {
  if (words.length === 0) return PARTS;
  const parts = PARTS.filter(({ name }) => words.some((word) => name.includes(word)));
  if (parts.length > 0) return parts;
  throw new SetupError(
    `nothing is called ${words.join(' or ')}; there are ${PARTS.map(({ name }) => name).join(', ')}`,
  );
}

async function run(part) {
  const { file, figure, argv = ['node_modules/vitest/vitest.mjs', 'run', file] } = part;
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-soak-'));
  const figures = join(folder, 'figures');
  const began = performance.now();
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env: environmentOf(part, { ...process.env, FIREBREAK_SEED: seed, FIREBREAK_FIGURES: figures }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const done = doneIn(figures, figure);
  rmSync(folder, { recursive: true, force: true });
  return { passed: code === 0, done, seconds: (performance.now() - began) / 1000, output };
}

function doneIn(file, figure) {
  if (!existsSync(file)) return 0;
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ what }) => what === figure)
    .reduce((sum, { count }) => sum + count, 0);
}

function number(count) {
  return count.toLocaleString('en-US');
}
