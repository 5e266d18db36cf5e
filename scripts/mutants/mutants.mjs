// Plants small faults in the rules of the program, one at a time, and says which of them no unit test finds:
// `npm run mutants -- src/engine test/engine` tries a share of those in a folder (or file) with the tests below another;
// a third argument is the share, 1 for all. `FIREBREAK_SEED` draws the same again.

import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { ROOT } from '../root.mjs';
import { runScript } from '../say.mjs';
import { instrument } from './instrument.mjs';

/** Tests that draw what they try, or last: the others are to find a fault without them. */
const LEFT_OUT = ['**/model.test.ts', '**/oracle.test.ts', '**/as-simulated.test.ts', '**/intent-first.test.ts'];

const [source = 'src/engine', tests = 'test/engine', share = '1'] = process.argv.slice(2);

await runScript(async () => {
  const { texts, mutants } = planted();
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-mutants-'));
  try {
    const found = join(folder, 'found.json');
    process.env.FIREBREAK_MUTANTS_FOUND = found;
    await runTests(texts);
    return told(mutants, JSON.parse(readFileSync(found, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// The text of every file with its faults in it, each switched off.
function planted() {
  const texts = new Map();
  const mutants = [];
  for (const file of files()) {
    const text = instrument(readFileSync(`${ROOT}${file}`, 'utf8'), {
      wanted: ({ line, now }) => drawn(`${file}:${line}:${now}`) < Number(share),
      number: (mutant) => mutants.push({ file, ...mutant }),
    });
    texts.set(`${ROOT}${file}`, text);
  }
  return { texts, mutants };
}

function files() {
  if (statSync(`${ROOT}${source}`).isFile()) return [source];
  return readdirSync(`${ROOT}${source}`, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !/\.(schema|generated)\.ts$/.test(name))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => `${source}/${name}`);
}

// A number from 0 to 1 that is the same for the same seed.
function drawn(name) {
  const seed = process.env.FIREBREAK_SEED ?? '';
  return createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE() / 2 ** 32;
}

async function runTests(texts) {
  const vitest = await startVitest(
    'test',
    [tests],
    {
      run: true,
      watch: false,
      config: false,
      root: ROOT,
      reporters: ['dot'],
      include: ['test/**/*.test.{ts,tsx}'],
      exclude: ['**/*.int.test.{ts,tsx}', ...LEFT_OUT],
      // One process with one copy of the program, in which a fault is switched on for a test.
      isolate: false,
      fileParallelism: false,
      maxWorkers: 1,
      pool: 'threads',
      testTimeout: 60_000,
      runner: `${ROOT}scripts/mutants/runner.mjs`,
    },
    { plugins: [{ name: 'mutants', enforce: 'pre', load: (id) => texts.get(id.split('?')[0]) }] },
  );
  await vitest?.close();
}

function told(mutants, { killed, seen, early, unsteady }) {
  const [reached, loaded] = [new Set(seen), new Set(early)];
  const states = mutants.map((mutant, n) => ({ ...mutant, is: stateOf(n + 1) }));
  for (const { file, line, was, now, is } of states)
    if (is === 'not found' || is === 'not reached')
      console.log(`${is} ${file}:${line} ${short(was)}  =>  ${short(now)}`);
  for (const test of unsteady) console.log(`left out, for it does not pass twice: ${test}`);
  const tried = states.filter(({ is }) => is !== 'not tried');
  const found = tried.filter(({ is }) => is === 'found').length;
  const percent = tried.length === 0 ? 0 : Math.floor((100 * found) / tried.length);
  console.log(`${source}: ${found} of ${tried.length} faults found by the tests in ${tests}, ${percent} %`);
  if (process.env.FIREBREAK_FIGURES !== undefined)
    appendFileSync(
      process.env.FIREBREAK_FIGURES,
      `${JSON.stringify({ what: '% of the faults planted found', count: percent })}\n`,
    );
  return tried.length === 0 ? 1 : 0;

  function stateOf(id) {
    if (id in killed) return 'found';
    if (reached.has(id)) return 'not found';
    // What is worked out while a file is loaded is over before a fault can be switched on.
    return loaded.has(id) ? 'not tried' : 'not reached';
  }
}

function short(code) {
  return code.replace(/\s+/g, ' ').slice(0, 110);
}
