// The inputs of a run: from the command line, a file, an alert and the environment; what is missing is asked for.

import type { Alert } from '../../model/alert.ts';
import { tooWeak } from '../../redact/redact.ts';
import { type ResolvedInputs, resolveInputs } from '../../session/inputs.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { Screen } from '../fronts/front.ts';
import type { RunbookFile } from '../runbook-file.ts';
import { askForInputs } from './ask-inputs.ts';
import type { GivenInputs } from './given.ts';

/** The inputs of a run; what is missing is asked for where somebody is there to answer. */
export async function inputsOf(
  file: RunbookFile,
  { given, places = {}, alert }: Partial<GivenInputs> & Pick<GivenInputs, 'given'> & { readonly alert: Alert | null },
  screen: Screen,
): Promise<ResolvedInputs> {
  const { runbook, environment } = file.plan;
  const sources = { given, env: process.env, alert };
  const first = resolveInputs(runbook, environment, sources);
  const isAskable = !first.ok && screen.guided && first.error.every(({ missing }) => missing);
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
    EXIT.usage,
    resolved.error.map(({ name, message }) => located(places, name, message)).join('\n       '),
    `inputs of ${runbook.id}: ${runbook.inputs.map(({ name }) => name).join(', ')}`,
  );
}

const located = (places: GivenInputs['places'], name: string, message: string): string =>
  Object.hasOwn(places, name) ? `${places[name]}  ${message}` : message;
