// `npm run check`: everything that can be said about the code without running it. All checks run, then all failures are shown.

import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';
import { runScript, say } from './say.mjs';
import { setUpPackages } from './set-up.mjs';

const COLORS = process.stderr.isTTY ? 'force' : 'off';

const CHECKS = [
  { name: 'schemas', argv: ['scripts/schemas.mjs', '--check'] },
  { name: 'rules', argv: ['scripts/rules/rules.mjs'] },
  { name: 'reference', argv: ['scripts/reference.mjs', '--check'] },
  {
    name: 'types',
    argv: ['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit', '--pretty', COLORS === 'force' ? 'true' : 'false'],
  },
  { name: 'lint', argv: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', argv: ['node_modules/@biomejs/biome/bin/biome', 'check', `--colors=${COLORS}`] },
  { name: 'unused code', argv: ['node_modules/knip/bin/knip.js', '--no-progress'] },
];

await runScript(async () => {
  setUpPackages();
  const failures = [];
  // One after another: each uses every core it finds.
  for (const check of CHECKS) {
    const { passed, output, seconds } = await run(check.argv);
    say(`${passed ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(12)} ${seconds.toFixed(1)} s`);
    if (!passed) failures.push(`\n--- ${check.name} ---\n${output}`);
  }
  for (const failure of failures) say(failure);
  return failures.length === 0 ? 0 : 1;
});

async function run(argv) {
  const began = performance.now();
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { passed: code === 0, output, seconds: (performance.now() - began) / 1000 };
}
