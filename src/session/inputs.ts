// Inputs: where each value comes from, whether it fits what the runbook declares, and what of it is secret.

import { scopeBeforeALook } from '../expr/before-a-look.ts';
import type { Environment } from '../expr/environment.ts';
import type { Alert } from '../model/alert.ts';
import type { Text } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { didYouMean } from '../model/nearest.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Input, Runbook } from '../model/runbook.ts';
import { inputValue } from '../parse/input-value.ts';
import { type Secret, splitSecret } from '../redact/redact.ts';

/** Where values may come from. */
export interface InputSources {
  /** Given on the command line or in a file of inputs. */
  readonly given: Readonly<Record<string, Json>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly alert: Alert | null;
  /** What was found where secrets are kept, or why none was, by the name of the input. Absent: nobody has looked. */
  readonly kept?: ReadonlyMap<string, Result<string, NotKept>>;
}

/** Why no secret was found where it is kept. */
export interface NotKept {
  readonly message: string;
  /** It is there, and must not be used as it is. */
  readonly refused: boolean;
}

/** Something wrong with one input; `missing` ones may be asked for. */
export interface InputProblem {
  readonly name: string;
  readonly missing: boolean;
  readonly message: string;
  /** A file may be used only when others cannot read it. */
  readonly refused?: true;
}

/** The values a run starts with. */
export interface ResolvedInputs {
  readonly inputs: Readonly<Record<string, Json>>;
  /** What may be shown of each secret input. */
  readonly secrets: Readonly<Record<string, Text>>;
  /** What fills the hole of each secret input. */
  readonly fillings: Readonly<Record<string, string>>;
  /** The secret inputs with their values, for the masker. */
  readonly declared: readonly Secret[];
}

/** Takes each input from the first that has it: given, `from` the alert, environment, where it is kept, default. */
export function resolveInputs(
  runbook: Runbook,
  environment: Environment,
  sources: InputSources,
): Result<ResolvedInputs, readonly InputProblem[]> {
  const problems: InputProblem[] = [];
  const values: [Input, Json][] = [];
  const known = new Set(runbook.inputs.map(({ name }) => name));
  for (const name of Object.keys(sources.given)) {
    if (!known.has(name))
      problems.push({
        name,
        missing: false,
        message: `the runbook declares no input "${name}"${didYouMean(name, known)}`,
      });
  }
  for (const input of runbook.inputs) {
    const found = valueOf(input, environment, sources);
    if (isEmptied(input, sources) && found === input.default) {
      const message = `input "${input.name}": ${input.env ?? ''} is set and empty; unset it for the default, or give it a value`;
      problems.push({ name: input.name, missing: false, message });
      continue;
    }
    const kept = found === undefined ? sources.kept?.get(input.name) : undefined;
    if (kept?.ok === false) {
      problems.push(notKept(input, kept.error));
      continue;
    }
    const value = found ?? kept?.value;
    if (value === undefined) {
      problems.push({ name: input.name, missing: true, message: missing(input) });
      continue;
    }
    const checked = inputValue(input, value);
    if (checked.ok) values.push([input, checked.value]);
    else problems.push({ name: input.name, missing: false, message: checked.error });
  }
  return problems.length > 0 ? err(problems) : ok(resolved(values));
}

function valueOf(input: Input, environment: Environment, { given, env, alert }: InputSources): Json | undefined {
  if (Object.hasOwn(given, input.name)) return given[input.name];
  if (input.from !== undefined && alert !== null) {
    const value = environment.value(input.from, scopeBeforeALook({ alert }));
    if (value.ok) return value.value;
  }
  const fromEnv = input.env === undefined ? undefined : env[input.env];
  return fromEnv === undefined || fromEnv === '' ? input.default : fromEnv;
}

/** The secrets that nothing gives, and that are looked for where they are kept. */
export function soughtWhereKept(
  { inputs }: Runbook,
  environment: Environment,
  sources: InputSources,
): readonly (Input & Required<Pick<Input, 'kept'>>)[] {
  return inputs.flatMap((input) =>
    input.kept === undefined || valueOf(input, environment, sources) !== undefined
      ? []
      : [{ ...input, kept: input.kept }],
  );
}

const notKept = ({ name, env }: Input, { message, refused }: NotKept): InputProblem => ({
  name,
  missing: !refused,
  message: `input "${name}": ${message}${refused ? '' : `; mend that, or ${otherWays(env)}`}`,
  ...(refused && { refused }),
});

// Empty is not missing: a default that takes its place without a word leads to another system. Without a default it is
// asked for.
function isEmptied({ name, env: variable, default: fallback }: Input, { given, env }: InputSources): boolean {
  const hasDefault = fallback !== undefined && fallback !== '' && !Array.isArray(fallback);
  return !Object.hasOwn(given, name) && variable !== undefined && env[variable] === '' && hasDefault;
}

// A secret on a command line is seen by everybody who lists processes.
function missing({ name, env, secret }: Input): string {
  return `input "${name}" has no value: ${secret ? otherWays(env) : `give --input ${name}=…${orSet(env)}`}`;
}

const otherWays = (env: string | undefined): string => `give it in a file by --input-file${orSet(env)}`;

const orSet = (env: string | undefined): string => (env === undefined ? '' : ` or set ${env}`);

function resolved(values: readonly (readonly [Input, Json])[]): ResolvedInputs {
  const inputs: Record<string, Json> = {};
  const secrets: Record<string, Text> = {};
  const fillings: Record<string, string> = {};
  const declared: Secret[] = [];
  for (const [input, value] of values) {
    const { name } = input;
    if (!input.secret) {
      inputs[name] = value;
      continue;
    }
    const secret = { name, value: String(value) };
    const { text, hole } = splitSecret(secret);
    secrets[name] = text;
    if (hole !== null) fillings[name] = hole;
    declared.push(secret);
  }
  return { inputs, secrets, fillings, declared };
}
