// How long a person waits before anything is there, beyond the start of a Node that does nothing. The times added, not the
// ratios, are what counts: Node itself starts in 20 ms or in 50, as its version and NODE_EXTRA_CA_CERTS have it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { addedByPairs } from './pairs.mjs';
import { oneStep, twentySteps } from './runbooks.mjs';
import { FIREBREAK } from './work-place.mjs';

const BARE = ['-e', '0'];

/** Figures of the start. */
export const startUpFigures = [
  {
    name: 'version',
    what: '`--version`, beyond `node -e 0`',
    limit: 19,
    unit: ' ms',
    measure: (bench) => beside(bench, [FIREBREAK, '--version']),
  },
  {
    name: 'help',
    what: '`--help`, beyond `node -e 0`',
    limit: 19,
    unit: ' ms',
    measure: (bench) => beside(bench, [FIREBREAK, '--help']),
  },
  {
    name: 'validate',
    what: '`validate` of a runbook with 20 steps, beyond `node -e 0`',
    limit: 76,
    unit: ' ms',
    measure: (bench) => beside(bench, [FIREBREAK, 'validate', bench.file('twenty.yaml', twentySteps())]),
  },
  {
    name: 'run',
    what: 'a run of one step in plain lines, beyond `node -e 0`',
    limit: 126,
    unit: ' ms',
    measure: (bench) => beside(bench, [FIREBREAK, 'run', bench.file('one.yaml', oneStep()), '--plain']),
  },
  {
    name: 'frame',
    what: 'first frame of the guided screen, beyond `node -e 0` in a terminal',
    limit: 189,
    unit: ' ms',
    measure: (bench) => {
      const runbook = bench.file('one.yaml', oneStep());
      const frame = () => inTerminal(bench, `${process.execPath} ${FIREBREAK} run ${runbook}`, 'One step');
      return addedByPairs(frame, () => inTerminal(bench, `${process.execPath} -e 0`, null));
    },
  },
];

function beside(bench, argv) {
  return addedByPairs(
    () => bench.timeOf(argv),
    () => bench.timeOf(BARE),
  );
}

/**
 * Milliseconds from the start of a command in a terminal of its own until it has written `words`, or has ended. `script`
 * of util-linux makes the terminal; what that takes is in both halves of a pair.
 */
async function inTerminal({ env }, command, words) {
  const began = performance.now();
  const script = spawn('script', ['-qfec', `stty rows 24 cols 80; exec ${command}`, '/dev/null'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(script, 'close').catch(() => {
    throw new Error('there is no `script` command, which makes the terminal (package util-linux, or bsdutils)');
  });
  let text = '';
  const seen = new Promise((resolve) => {
    script.stdout.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (words !== null && text.includes(words)) resolve(performance.now() - began);
    });
  });
  const over = ended.then(() => performance.now() - began);
  const ms = await Promise.race([seen, over]);
  script.stdin.end();
  script.kill('SIGHUP');
  await ended;
  if (words !== null && !text.includes(words)) throw new Error(`no frame came: ${JSON.stringify(text.slice(-300))}`);
  return ms;
}
