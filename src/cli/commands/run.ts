// `firebreak run`: a new run of a runbook.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { EMPTY } from '../../engine/state.ts';
import { definition } from '../../kinds/index.ts';
import type { Alert } from '../../model/alert.ts';
import { FORMAT, type Observations } from '../../model/event.ts';
import { isObject, type Json } from '../../model/json.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { Risk } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import { INPUT_TYPES } from '../../model/step.ts';
import { tooWeak } from '../../redact/redact.ts';
import { readAlert } from '../../session/alert/read-alert.ts';
import { type ResolvedInputs, resolveInputs } from '../../session/inputs.ts';
import { identify } from '../../steps/process/identity.ts';
import { typedAnswer, type Wanted } from '../../views/screen/typed-answer.ts';
import { askForInputs } from '../ask-inputs.ts';
import { chooseScreen } from '../choose-front.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import type { Screen } from '../fronts/front.ts';
import { kindsIn, lead, modeOf } from '../lead.ts';
import { actorOf, openRun, storeOf } from '../open-run.ts';
import { pairsOf } from '../pairs.ts';
import { placeOf } from '../place.ts';
import { type RunbookFile, readRunbook, shown } from '../runbook-file.ts';
import { VERSION } from '../version.ts';

/** The options of `run`, as the command line gives them. */
export interface RunOptions {
  readonly input?: readonly string[];
  readonly inputFile?: string;
  readonly answer?: readonly string[];
  readonly approve: Risk;
  readonly cause?: string;
  readonly alert?: string;
  readonly dryRun?: boolean;
  readonly writeProbe: boolean;
  readonly plain?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly as?: string;
  readonly home?: string;
}

/** Runs a runbook; the exit code says how it ended. */
export async function run(word: string, options: RunOptions): Promise<ExitCode> {
  const file = await readRunbook(word);
  const alert = options.alert === undefined ? null : await alertOf(options.alert);
  const screen = chooseScreen(options);
  mustKnowCause(file, options.cause);
  const answers = answersOf(file, options.answer ?? []);
  const given = {
    ...(options.inputFile === undefined ? {} : await inputsIn(options.inputFile)),
    ...pairsOf(options.input ?? []),
  };
  const inputs = await inputsOf(file, { given, alert }, screen);
  for (const { message, start } of file.warnings)
    process.stderr.write(`warning: ${file.path}:${start.line}: ${message}\n`);
  return startRun(file, { inputs, alert, answers, screen, options });
}

/** What a new run starts from. */
export interface Start {
  readonly inputs: ResolvedInputs;
  readonly alert: Alert | null;
  readonly answers: Readonly<Record<string, Json>>;
  readonly screen: Screen;
  readonly options: Pick<RunOptions, 'approve' | 'cause' | 'dryRun' | 'writeProbe' | 'as' | 'home'>;
}

/** Opens a run and leads it. */
export async function startRun(
  file: RunbookFile,
  { inputs, alert, answers, screen, options }: Start,
): Promise<ExitCode> {
  const { plan, path, text } = file;
  const place = placeOf(kindsIn(plan));
  const { folder, writer } = openRun(storeOf(options.home), plan.runbook.id);
  const actor = actorOf(options.as);
  const dry_run = options.dryRun === true;
  const opened: Observations['run.opened'] = {
    ...identify(process.pid),
    ...modeOf(screen, options.approve),
    format: FORMAT,
    engine: VERSION,
    runbook: { id: plan.runbook.id, path, text, sha256: createHash('sha256').update(text).digest('hex') },
    inputs: inputs.inputs,
    secrets: inputs.secrets,
    answers,
    cause: options.cause ?? null,
    alert,
    dry_run,
    write_probe: options.writeProbe && !dry_run,
    ...place,
    user: actor.name,
  };
  return lead({
    plan,
    folder,
    writer,
    inputs,
    actor,
    screen,
    dry_run,
    state: EMPTY,
    first: { type: 'run.opened', data: opened },
    write_probe: options.writeProbe,
    cwd: place.cwd,
  });
}

/** The inputs of a run; what is missing is asked for where somebody is there to answer. */
export async function inputsOf(
  file: RunbookFile,
  { given, alert }: { readonly given: Readonly<Record<string, Json>>; readonly alert: Alert | null },
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
    resolved.error.map(({ message }) => message).join('\n       '),
    `inputs of ${runbook.id}: ${runbook.inputs.map(({ name }) => name).join(', ')}`,
  );
}

async function alertOf(path: string): Promise<Alert> {
  const text = path === '-' ? await standardInput() : await readOrFail(path);
  const named = path === '-' ? 'the alert on standard input' : shown(path);
  const read = readAlert(text);
  if (!read.ok) throw new CliError(EXIT.usage, `${named} cannot be read: ${read.error}`);
  if (read.value.kind === 'alert') return read.value.alert;
  throw new CliError(EXIT.usage, `${named} starts nothing: ${read.value.why}`, 'without --alert the run starts anyway');
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The inputs in a YAML or JSON file. */
export async function inputsIn(path: string): Promise<Readonly<Record<string, Json>>> {
  const text = await readOrFail(path);
  let value: unknown;
  try {
    // Each value stays the text that it is: 0755 is no 755. What type it has is said by the runbook.
    value = parseYaml(text, { maxAliasCount: 0, schema: 'failsafe' });
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `${shown(path)} is neither YAML nor JSON: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
  if (!isObject(value)) throw new CliError(EXIT.usage, `${shown(path)} must hold a mapping of input names to values`);
  return value;
}

async function readOrFail(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.usage, `${shown(path)} cannot be read: ${fileTrouble(error)}`);
  }
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
function answersOf({ plan, path }: RunbookFile, texts: readonly string[]): Readonly<Record<string, Json>> {
  const asked = [...plan.steps.values()]
    .map(({ step }) => step)
    .filter(({ kind }) => definition(kind).by === 'responder');
  const ids = asked.map(({ id }) => id);
  const answers = Object.entries(pairsOf(texts)).map(([id, text]): [string, Json] => {
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
