// The inputs of a run that is taken up again. What is not secret is in the record and stays as it was; secrets are given
// anew, and have to be those of the same target.

import { sameJson } from '../../engine/same-json.ts';
import { showText, type Text } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { optional } from '../../parse/optional.ts';
import { createMasker } from '../../redact/redact.ts';
import { type ResolvedInputs, resolveInputs } from '../../session/inputs.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { Screen } from '../fronts/front.ts';
import type { RecordFile } from '../record-file.ts';
import { askForInputs } from './ask-inputs.ts';
import { givenInputs } from './given.ts';
import { inputsOf } from './inputs.ts';

/** Where secrets may be given again. */
export interface Again {
  readonly input?: Readonly<Record<string, string>>;
  readonly inputFile?: readonly string[];
}

/** The inputs as the record has them, with the secrets of now; a CliError says which is missing or another. */
export async function inputsAgain(record: RecordFile, again: Again, screen: Screen): Promise<ResolvedInputs> {
  const { plan, opened } = record;
  const given = await givenAgain(record, again);
  const all = { ...recorded(record), ...given };
  const file = { plan, path: opened.runbook.path, text: opened.runbook.text, warnings: [] };
  // The alert on record is masked: a secret that came with it has to be given.
  const inputs = await inputsOf(file, { given: all, alert: null, ...optional('cwd', opened.cwd) }, screen);
  const wrong = changedIn(record, inputs);
  if (wrong.length === 0) return inputs;
  if (!screen.guided || wrong.some((name) => Object.hasOwn(given, name))) throw changed(record, inputs, wrong);
  const problems = wrong.map((name) => ({ name, missing: true, message: '' }));
  const asked = await askForInputs(plan.runbook, problems);
  const resolved = resolveInputs(plan.runbook, plan.environment, {
    given: { ...all, ...asked },
    env: process.env,
    alert: null,
  });
  if (!resolved.ok) throw new CliError(EXIT.usage, resolved.error.map(({ message }) => message).join('\n       '));
  const stillWrong = changedIn(record, resolved.value);
  if (stillWrong.length > 0) throw changed(record, resolved.value, stillWrong);
  return resolved.value;
}

// A URL without a password is no secret: it stands in the record.
function recorded({ opened }: RecordFile): Readonly<Record<string, Json>> {
  const open = Object.entries(opened.secrets).filter(([, text]) => !hasHole(text));
  return { ...opened.inputs, ...Object.fromEntries(open.map(([name, text]) => [name, showText(text)])) };
}

async function givenAgain({ plan, folder }: RecordFile, again: Again): Promise<Readonly<Record<string, Json>>> {
  const { given } = await givenInputs(again, plan.runbook);
  const open = plan.runbook.inputs.filter(({ secret }) => !secret).map(({ name }) => name);
  const changed = Object.keys(given).find((name) => open.includes(name));
  if (changed === undefined) return given;
  throw new CliError(
    EXIT.usage,
    `input "${changed}" is part of the record of ${folder.id} and cannot be changed`,
    'only secret inputs are given again; start a new run for other values',
  );
}

function changedIn({ opened }: RecordFile, { secrets, declared }: ResolvedInputs): readonly string[] {
  const masker = createMasker(declared);
  return Object.keys(opened.secrets).filter(
    (name) => !sameJson(opened.secrets[name] ?? '', masker.maskJson((secrets[name] ?? '') as Json)),
  );
}

function changed({ plan, opened }: RecordFile, inputs: ResolvedInputs, names: readonly string[]): CliError {
  const lines = names.map(
    (name) =>
      `input "${name}" is now ${showText(inputs.secrets[name] ?? '')}; the run was opened with ${showText(opened.secrets[name] ?? '')}`,
  );
  const ways = names.map((name) => {
    const env = plan.runbook.inputs.find((input) => input.name === name)?.env;
    return `--input ${name}=…${env === undefined ? '' : ` or set ${env}`}`;
  });
  return new CliError(EXIT.usage, lines.join('\n       '), `give it as it was: ${ways.join(', ')}`);
}

const hasHole = (text: Text): boolean =>
  typeof text !== 'string' && text.$text.some((part) => typeof part !== 'string');
