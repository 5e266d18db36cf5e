// The inputs of a run: from the command line, a file, an alert and the environment; what is missing is asked for.

import type { Alert } from '../../model/alert.ts';
import type { Runbook } from '../../model/runbook.ts';
import { tooWeak } from '../../redact/redact.ts';
import { type InputProblem, type ResolvedInputs, resolveInputs, soughtWhereKept } from '../../session/inputs.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { Screen } from '../fronts/front.ts';
import type { RunbookFile } from '../runbook-file.ts';
import { askForInputs } from './ask-inputs.ts';
import type { GivenInputs } from './given.ts';
import { readKept } from './kept.ts';

/** What a run is given, and the folder that it is led in. */
export interface InputsFrom extends Pick<GivenInputs, 'given'> {
  readonly places?: GivenInputs['places'];
  readonly alert: Alert | null;
  readonly cwd?: string;
}

/** The inputs of a run; what is missing is asked for where somebody is there to answer. */
export async function inputsOf(
  file: RunbookFile,
  { given, places = {}, alert, cwd = process.cwd() }: InputsFrom,
  screen: Screen,
): Promise<ResolvedInputs> {
  const { runbook, environment } = file.plan;
  const before = { given, env: process.env, alert };
  const sources = { ...before, kept: await readKept(soughtWhereKept(runbook, environment, before), cwd) };
  const first = resolveInputs(runbook, environment, sources);
  const isAskable = !first.ok && screen.guided && first.error.every(({ missing }) => missing);
  if (isAskable) sayWhyAsked(runbook, first.error);
  const resolved = isAskable
    ? resolveInputs(runbook, environment, {
        ...sources,
        given: { ...given, ...(await askForInputs(runbook, first.error)) },
      })
    : first;
  if (resolved.ok) {
    for (const { name, value } of resolved.value.declared) {
      const weak = tooWeak(value);
      if (weak !== null) process.stderr.write(`warning: input "${name}": ${weak}\n`);
    }
    return resolved.value;
  }
  throw new CliError(
    resolved.error.some(({ refused }) => refused === true) ? EXIT.invalid : EXIT.usage,
    resolved.error.map(({ name, message }) => located(places, name, message)).join('\n       '),
    `inputs of ${runbook.id}: ${runbook.inputs.map(({ name }) => name).join(', ')}`,
  );
}

// Whoever is asked for a secret that is kept somewhere wants to know why it was not read there.
function sayWhyAsked({ inputs }: Runbook, problems: readonly InputProblem[]): void {
  for (const { name, message } of problems)
    if (inputs.some((input) => input.name === name && input.kept !== undefined))
      process.stderr.write(`note: ${message}\n`);
}

const located = (places: GivenInputs['places'], name: string, message: string): string =>
  Object.hasOwn(places, name) ? `${places[name]}  ${message}` : message;
