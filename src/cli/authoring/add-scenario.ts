// A scenario out of a record, added to a file of them: it passes on the runbook that the record has, or is not kept.

import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Json } from '../../model/json.ts';
import { ok } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { seenIn, shortened } from '../../scenario/from-run.ts';
import { type Difference, differences, type Found, foundIn } from '../../scenario/judge.ts';
import { play } from '../../scenario/play.ts';
import { readScenarios } from '../../scenario/read.ts';
import { changed, type Expectation, type GivenById, type Scenario, stepsById } from '../../scenario/scenario.ts';
import { scenarioFile, withScenario } from '../../scenario/write.ts';
import { causeTitle } from '../../views/blocks/names.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { type RecordFile, soundly, stateOf } from '../record-file.ts';
import { shown } from '../runbook-file.ts';
import { playAll, startValues } from './scenario-file.ts';

/** Where a scenario goes, and how it is called. */
export interface Adding {
  /** A file, made if it is not there; `-` is standard output. */
  readonly path: string;
  readonly title?: string;
  /** Paths and commands of the inputs are those of a sandbox that is gone: only what they are called stays. */
  readonly sandbox?: true;
}

/** Adds it; gives what is to be said of that. */
export async function addScenario(
  record: RecordFile,
  { path, title, sandbox }: Adding,
): Promise<{ readonly added: string | null; readonly notes: readonly string[] }> {
  const before = path === '-' ? null : await textIn(path);
  const base = before === null ? {} : baseOf(record, before, path);
  const { scenario, recorded } = soundly(record, () => scenarioOf(record, { title, base, sandbox }));
  const text = soundly(record, () => textWith(record, scenario, before, path));
  if (path === '-') process.stdout.write(text);
  else
    await writeFile(path, text).catch((error: unknown) => {
      throw new CliError(EXIT.usage, `${shown(path)} cannot be written: ${fileTrouble(error)}`);
    });
  return {
    added:
      path === '-'
        ? null
        : `${before === null ? 'Written' : 'Added'}: "${sanitizeLine(scenario.title)}" in ${shown(path)}`,
    notes: soundly(record, () => differences(expectation(recorded), asFound(scenario.expect, recorded))).map(noteOf),
  };
}

const noteOf = ({ what, expected, found }: Difference): string =>
  `note: the run itself had ${what} ${sanitizeLine(expected)}; played again without the people of that night it has ${sanitizeLine(found)}`;

interface Made {
  readonly scenario: Scenario;
  readonly recorded: Found;
}

function scenarioOf(
  record: RecordFile,
  {
    title,
    base,
    sandbox,
  }: { readonly title: string | undefined; readonly base: GivenById; readonly sandbox: true | undefined },
): Made {
  const { plan, events, folder } = record;
  const recorded = foundIn(plan, { events, state: stateOf(record), endless: false });
  const seen = seenIn(plan, events, title ?? titleOf(record, recorded));
  if (seen === null) throw new CliError(EXIT.damaged, `${folder.id} does not say how it was opened`);
  const told = shortened(plan, seen.scenario, base);
  const short: Scenario = { ...told, ...(sandbox === true ? { inputs: nameless(told.inputs) } : {}), expect: {} };
  const draft = { ...short, given: changed(base, short.given, stepsById(plan)) };
  const values = startValues(plan, draft);
  if (typeof values === 'string') throw new CliError(EXIT.invalid, `${folder.id} cannot be played again: ${values}`);
  return { scenario: { ...short, expect: expectation(foundIn(plan, play(plan, draft, values))) }, recorded };
}

const nameless = (inputs: Scenario['inputs']): Scenario['inputs'] =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, withoutPlace(name, value)]));

function withoutPlace(name: string, value: Json): Json {
  if (Array.isArray(value)) return value.length === 0 ? value : [name.replaceAll('_', '-')];
  return typeof value === 'string' && value.startsWith('/') ? basename(value) : value;
}

// What must come of it again. A cause that was ruled out is left to the scenarios of other causes.
function expectation({ cause, ranking, steps, asked, outcome }: Found): Expectation {
  const verdicts = ranking
    .filter(({ verdict }) => verdict !== 'ruled_out')
    .map(({ id, verdict }) => [id, verdict] as const);
  return {
    cause,
    ...(verdicts.length === 0 ? {} : { verdicts: Object.fromEntries(verdicts) }),
    steps,
    ...(asked.length === 0 ? {} : { asked }),
    outcome,
  };
}

// What a scenario expects, as if it had been found: verdicts are those of the same diagnosis.
const asFound = (expect: Expectation, recorded: Found): Found => ({
  ...recorded,
  cause: expect.cause ?? [],
  steps: expect.steps ?? [],
  asked: expect.asked ?? [],
  outcome: expect.outcome ?? recorded.outcome,
});

function titleOf({ plan, opened, events, folder }: RecordFile, { cause }: Found): string {
  const [first] = cause;
  const what = first === undefined ? `No cause was chosen` : causeTitle(plan, first);
  const day = events[0]?.at.slice(0, 10) ?? '';
  return `${what} (${opened.alert === null ? 'run' : 'alert'} of ${day}, ${folder.id.split('-').at(-1) ?? ''})`;
}

async function textIn(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CliError(EXIT.usage, `${shown(path)} cannot be read: ${fileTrouble(error)}`);
  }
}

// The readings of a file that is not valid for the runbook of the record cannot be written over.
function baseOf({ plan }: RecordFile, text: string, path: string): GivenById {
  const { base, diagnostics } = readScenarios({ file: shown(path), text }, plan);
  if (base !== undefined) return base;
  const [first] = diagnostics;
  throw new CliError(
    EXIT.invalid,
    `${shown(path)} does not fit the runbook that the run had: ${first?.message ?? 'it is not valid'}`,
    'give another file with --out, or - for standard output',
  );
}

// It is read back before it is kept: a scenario that fails on the very runbook that it came from would be a bad witness.
function textWith({ plan }: RecordFile, scenario: Scenario, before: string | null, path: string): string {
  const added = before === null ? ok(scenarioFile(plan.runbook.id, scenario)) : withScenario(before, scenario);
  if (!added.ok) throw new CliError(EXIT.invalid, `nothing can be added to ${shown(path)}: ${added.error}`);
  const text = added.value;
  const { scenarios = [], diagnostics } = readScenarios({ file: path, text }, plan);
  const [trouble] = diagnostics.filter(({ severity }) => severity === 'error');
  if (trouble !== undefined)
    throw new CliError(EXIT.invalid, `the scenario cannot be added to ${shown(path)}: ${trouble.message}`);
  const [tested] = playAll({ path, text, plan, diagnostics }, scenarios.slice(-1)).scenarios;
  const [first] = tested?.differences ?? [];
  if (first !== undefined)
    throw new Error(`the scenario that was made does not pass: ${first.what} ${first.expected}, found ${first.found}`);
  return text;
}
