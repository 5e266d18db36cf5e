// Asks a person for inputs that have no value, before the run begins. Secrets are not echoed.

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Runbook } from '../model/runbook.ts';
import type { InputProblem } from '../session/inputs.ts';
import { sanitizeLine } from '../views/sanitize.ts';

/** The answers by name of input; an empty one is left out, so that it is said to be missing. */
export async function askForInputs(
  runbook: Runbook,
  problems: readonly InputProblem[],
): Promise<Readonly<Record<string, string>>> {
  let isMuted = false;
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!isMuted) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const answers: Record<string, string> = {};
  try {
    for (const { name } of problems) {
      const input = runbook.inputs.find((one) => one.name === name);
      const what = input?.description === undefined ? '' : ` (${sanitizeLine(input.description)})`;
      process.stderr.write(`${name}${what}${input?.secret === true ? ', not shown' : ''}: `);
      isMuted = input?.secret === true;
      const answer = await lines.question('');
      if (isMuted) process.stderr.write('\n');
      isMuted = false;
      if (answer !== '') answers[name] = answer;
    }
  } finally {
    lines.close();
  }
  return answers;
}
