// Asks a person for inputs that have no value, before the run begins. Secrets are not echoed.

import type { Runbook } from '../../model/runbook.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { InputProblem } from '../../session/inputs.ts';
import { askLine } from '../ask-line.ts';

/** The answers by name of input; an empty one is left out, so that it is said to be missing. */
export async function askForInputs(
  runbook: Runbook,
  problems: readonly InputProblem[],
): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  for (const { name } of problems) {
    const input = runbook.inputs.find((one) => one.name === name);
    const secret = input?.secret === true;
    const what = input?.description === undefined ? '' : ` (${sanitizeLine(input.description)})`;
    const answer = await askLine(`${name}${what}${secret ? ', not shown' : ''}: `, { secret });
    if (answer !== '') answers[name] = answer;
  }
  return answers;
}
