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

/** What is run, and what it has to come to. */
const PARTS = [
  { name: 'kills', file: 'test/reliability/kills.int.test.ts', figure: 'kills', wanted: 1_000 },
  { name: 'shim', file: 'test/steps/process/shim.int.test.ts', figure: 'engines killed in a change', wanted: 300 },
  { name: 'crashes', file: 'test/transcript/crash.test.ts', figure: 'crash states', wanted: 250_000 },
  { name: 'model', file: 'test/engine/model.test.ts', figure: 'model runs', wanted: 100_000 },
  { name: 'oracle', file: 'test/engine/oracle.test.ts', figure: 'runs beside the oracle', wanted: 60_000 },
  { name: 'session', file: 'test/session/as-simulated.test.ts', figure: 'runs led by the session', wanted: 5_000 },
  { name: 'yaml', file: 'test/parse/hostile.test.ts', figure: 'mutated YAML files', wanted: 200_000 },
  { name: 'strings', file: 'test/redact/sanitize.test.ts', figure: 'hostile strings', wanted: 200_000 },
  { name: 'intents', file: 'test/session/intent-first.test.ts' },
  { name: 'record', file: 'test/transcript/record.int.test.ts' },
  { name: 'reader', file: 'test/transcript/reader.test.ts' },
  { name: 'masker', file: 'test/redact/redact.test.ts' },
  { name: 'expressions', file: 'test/expr/properties.test.ts' },
  { name: 'totality', file: 'test/expr/totality.test.ts' },
  { name: 'injection', file: 'test/kinds/shell/injection.int.test.ts' },
  // What is planted, and how much of it has to be found; `npm run soak -- mutants` takes hours.
  ...[
    ['engine', 95],
    ['session', 95],
    ['redact', 95],
    ['transcript', 95],
    ['expr', 85],
    ['parse', 85],
    ['kinds', 85],
    ['views', 85],
  ].map(([folder, wanted]) => ({
    name: `mutants of ${folder}`,
    argv: ['scripts/mutants/mutants.mjs', `src/${folder}`, `test/${folder}`],
    figure: '% of the faults planted found',
    wanted,
  })),
  { name: 'faults', file: 'test/runbooks/faults.int.test.ts' },
];

const seed = process.env.FIREBREAK_SEED ?? String(Date.now() % 1_000_000_000);

await runScript(async () => {
  const parts = chosen(process.argv.slice(2));
  await setUpAll();
  console.log(`seed ${seed}`);
  let failed = 0;
  for (const part of parts) {
    const { passed, done, seconds } = await run(part);
    const isEnough = part.wanted === undefined || done >= part.wanted;
    if (!passed || !isEnough) failed += 1;
    const verdict = !passed ? 'FAILED' : isEnough ? 'ok' : 'TOO FEW';
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

async function run({ file, figure, argv = ['node_modules/vitest/vitest.mjs', 'run', file] }) {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-soak-'));
  const figures = join(folder, 'figures');
  const env = { ...process.env, FIREBREAK_SOAK: '1', FIREBREAK_SEED: seed, FIREBREAK_FIGURES: figures };
  const began = performance.now();
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const done = doneIn(figures, figure);
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) console.log(output);
  return { passed: code === 0, done, seconds: (performance.now() - began) / 1000 };
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
