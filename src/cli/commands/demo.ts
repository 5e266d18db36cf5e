// `firebreak demo`: a sandbox with a real Redis, broken on purpose, and the guided run on it.

import { createInterface } from 'node:readline/promises';
import { FAULTS } from '../../lab/faults.ts';
import { startLab } from '../../lab/lab.ts';
import { nearest } from '../../model/nearest.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { chooseScreen } from '../front.ts';
import { packageFile } from '../package-folder.ts';
import { readRunbook } from '../runbook-file.ts';
import { inputsOf, startRun } from './run.ts';

/** The options of `demo`. */
export interface DemoOptions {
  readonly fault?: string;
  readonly list?: boolean;
  readonly plain?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly home?: string;
}

/** Starts the sandbox, breaks it, leads through the repair, and leaves nothing behind. */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  if (options.list === true) {
    for (const { id, title, description } of FAULTS)
      process.stdout.write(`${id.padEnd(16)} ${title}\n${' '.repeat(17)}${description}\n`);
    return EXIT.ok;
  }
  const screen = chooseScreen(options);
  const fault = await faultOf(options.fault, screen.guided);
  const file = await readRunbook(packageFile('runbooks', 'redis-connectivity-loss.yaml'));
  say('Starting a sandbox: a Redis, an API, a worker and some users, all on this machine.');
  const lab = await startLab();
  // Whatever happens, the sandbox ends; a signal only stops the run.
  try {
    say(`Breaking it: ${FAULTS.find(({ id }) => id === fault)?.description ?? fault}`);
    await lab.inject(fault);
    const inputs = await inputsOf(file, { given: lab.inputs, alert: null }, screen);
    const approve = screen.guided ? 'read' : 'disrupt';
    return await startRun(file, {
      inputs,
      alert: null,
      answers: {},
      screen,
      options: { approve, writeProbe: true, ...(options.home === undefined ? {} : { home: options.home }) },
    });
  } finally {
    await lab.stop();
    say('The sandbox is gone.');
  }
}

async function faultOf(given: string | undefined, guided: boolean): Promise<string> {
  const ids = FAULTS.map(({ id }) => id);
  if (given !== undefined) {
    if (ids.includes(given)) return given;
    const near = nearest(given, ids);
    throw new CliError(
      EXIT.usage,
      `there is no fault "${given}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      `faults: ${ids.join(', ')}`,
    );
  }
  const [first = ''] = ids;
  if (!guided) return first;
  process.stderr.write('Which fault?\n');
  FAULTS.forEach(({ title }, n) => process.stderr.write(`  ${n + 1}  ${title}\n`));
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (;;) {
      const answer = (await lines.question(`1 to ${ids.length} [1]: `)).trim();
      const chosen = answer === '' ? first : (ids[Number(answer) - 1] ?? ids.find((id) => id === answer));
      if (chosen !== undefined) return chosen;
    }
  } finally {
    lines.close();
  }
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
