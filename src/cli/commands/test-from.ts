// `firebreak test --from <run>`: a scenario out of a record, added to the scenarios of its runbook.

import { readFile, writeFile } from 'node:fs/promises';
import { ok } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { seenIn, shortened } from '../../scenario/from-run.ts';
import { differences, type Found, foundIn } from '../../scenario/judge.ts';
import { play } from '../../scenario/play.ts';
import { readScenarios } from '../../scenario/read.ts';
import { changed, type Expectation, type GivenById, type Scenario } from '../../scenario/scenario.ts';
import { scenarioFile, withScenario } from '../../scenario/write.ts';
import { causeTitle } from '../../views/blocks/names.ts';
import { playAll, startValues } from '../authoring/scenario-file.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { findRun, storeOf } from '../open-run.ts';
import { type RecordFile, readRecord, stateOf } from '../record-file.ts';
import { findRunbook, shown } from '../runbook-file.ts';

/** The options of `test --from`. */
export interface FromOptions {
  readonly from: string;
  readonly title?: string;
  readonly out?: string;
  readonly home?: string;
}

/** Adds a scenario that passes on the runbook it came from. */
export async function testFrom(options: FromOptions): Promise<ExitCode> {
  const record = readRecord(findRun(storeOf(options.home), options.from));
  const path = options.out ?? (await besideRunbook(record));
  const before = path === '-' ? null : await textIn(path);
  const { scenario, recorded } = scenarioOf(record, options.title, before === null ? {} : baseOf(record, before, path));
  const text = textWith(record, scenario, before, path);
  if (path === '-') process.stdout.write(text);
  else {
    await writeFile(path, text).catch((error: unknown) => {
      throw new CliError(EXIT.usage, `${shown(path)} cannot be written: ${fileTrouble(error)}`);
    });
    process.stdout.write(
      `${before === null ? 'Written' : 'Added'}: "${sanitizeLine(scenario.title)}" in ${shown(path)}\n`,
    );
  }
  for (const { what, expected, found } of differences(expectation(recorded), asFound(scenario.expect, recorded)))
    process.stderr.write(
      `note: the run itself had ${what} ${expected}; played again without the people of that night it has ${found}\n`,
    );
  return EXIT.ok;
}

interface Made {
  readonly scenario: Scenario;
  readonly recorded: Found;
}

function scenarioOf(record: RecordFile, title: string | undefined, base: GivenById): Made {
  const { plan, events, folder } = record;
  const recorded = foundIn(plan, { events, state: stateOf(record), endless: false });
  const seen = seenIn(plan, events, title ?? titleOf(record, recorded));
  if (seen === null) throw new CliError(EXIT.damaged, `${folder.id} does not say how it was opened`);
  const short: Scenario = { ...shortened(plan, seen.scenario, base), expect: {} };
  const draft = { ...short, given: changed(base, short.given) };
  const values = startValues(plan, draft);
  if (typeof values === 'string') throw new CliError(EXIT.invalid, `${folder.id} cannot be played again: ${values}`);
  return { scenario: { ...short, expect: expectation(foundIn(plan, play(plan, draft, values))) }, recorded };
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
  const what = first === undefined ? `No cause was taken up` : causeTitle(plan, first);
  const day = events[0]?.at.slice(0, 10) ?? '';
  return `${what} (${opened.alert === null ? 'run' : 'alert'} of ${day}, ${folder.id.split('-').at(-1) ?? ''})`;
}

async function besideRunbook({ opened }: RecordFile): Promise<string> {
  const path = await findRunbook(opened.runbook.id);
  return path.replace(/\.(ya?ml)$/, '.test.$1');
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
