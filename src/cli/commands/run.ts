// `firebreak run`: a new run of a runbook.

import { definition } from '../../kinds/index.ts';
import type { Alert } from '../../model/alert.ts';
import { isObject, type Json } from '../../model/json.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { Risk } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import { INPUT_TYPES } from '../../model/step.ts';
import { readAlert } from '../../session/alert/read-alert.ts';
import { typedAnswer, type Wanted } from '../../views/screen/typed-answer.ts';
import { chooseScreen } from '../choose-front.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { type RunbookFile, readRunbook, shown } from '../runbook-file.ts';
import { standardInput } from '../standard-input.ts';
import { givenInputs, readOrFail } from '../start/given.ts';
import { inputsOf } from '../start/inputs.ts';
import { startRun } from '../start/start-run.ts';
import { refuseUnusable } from '../start/unusable.ts';

/** The options of `run`, as the command line gives them. */
export interface RunOptions {
  readonly input?: Readonly<Record<string, string>>;
  readonly inputFile?: readonly string[];
  readonly answer?: Readonly<Record<string, string>>;
  readonly approve: Risk;
  readonly cause?: string;
  readonly alert?: string;
  readonly dryRun?: boolean;
  readonly writeProbe: boolean;
  readonly plain?: boolean;
  readonly verbose?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly as?: string;
  readonly home?: string;
  /** Kinds of step that a drill's sandbox has. */
  readonly within?: string;
}

/** Runs a runbook; the exit code says how it ended. */
export async function run(word: string, options: RunOptions): Promise<ExitCode> {
  const file = await readRunbook(word);
  const alert = options.alert === undefined ? null : await alertOf(options.alert);
  const screen = chooseScreen(options);
  mustKnowCause(file, options.cause);
  const answers = answersOf(file, options.answer ?? {});
  const inputs = await inputsOf(file, { ...(await givenInputs(options, file.plan.runbook)), alert }, screen);
  for (const { message, start } of file.warnings)
    process.stderr.write(`warning: ${file.path}:${start.line}: ${message}\n`);
  await refuseUnusable(file.plan, inputs);
  const kept =
    options.within === undefined ? {} : { sandbox: true as const, kinds: new Set(options.within.split(',')) };
  return startRun(file, { inputs, alert, answers, screen, options, ...kept });
}

async function alertOf(path: string): Promise<Alert> {
  const text = path === '-' ? await standardInput() : await readOrFail(path);
  const named = path === '-' ? 'the alert on standard input' : shown(path);
  const read = readAlert(text);
  const next = 'without --alert the run starts anyway';
  if (!read.ok) throw new CliError(EXIT.usage, `${named} cannot be read: ${read.error}`, next);
  if (read.value.kind === 'alert') return read.value.alert;
  throw new CliError(EXIT.usage, `${named} starts nothing: ${read.value.why}`, next);
}

function mustKnowCause({ plan, path }: RunbookFile, cause: string | undefined): void {
  const ids = plan.runbook.causes.map(({ id }) => id);
  if (cause !== undefined && !ids.includes(cause))
    throw new CliError(
      EXIT.usage,
      `${path} has no cause "${cause}"${didYouMean(cause, ids)}`,
      `causes: ${ids.join(', ')}`,
    );
}

// Choices with holes in them are known only when the question is asked.
function wantedBy({ shape }: Step): Wanted {
  const { type, choices } = isObject(shape) ? shape : {};
  const written = Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [];
  const known = INPUT_TYPES.find((one) => one === type);
  return {
    ...(known === undefined ? {} : { type: known }),
    ...(Array.isArray(choices) && written.length === choices.length ? { options: written } : {}),
  };
}

// Answers have the type that their question asks for.
function answersOf(
  { plan, path }: RunbookFile,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, Json>> {
  const asked = [...plan.steps.values()]
    .map(({ step }) => step)
    .filter(({ kind }) => definition(kind).by === 'responder');
  const ids = asked.map(({ id }) => id);
  const answers = Object.entries(texts).map(([id, text]): [string, Json] => {
    const step = asked.find((one) => one.id === id);
    if (step === undefined)
      throw new CliError(
        EXIT.usage,
        `${path} has no ask or manual step "${id}"${didYouMean(id, ids)}`,
        ids.length === 0 ? undefined : `they are: ${ids.join(', ')}`,
      );
    const answer = typedAnswer(wantedBy(step), text);
    if (!answer.ok) throw new CliError(EXIT.usage, `--answer ${id}=${text}: ${answer.error}`);
    return [id, answer.value];
  });
  return Object.fromEntries(answers);
}
