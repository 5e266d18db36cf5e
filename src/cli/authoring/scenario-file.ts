// Files of scenarios: found by what a user names, read with the runbook beside them, and played.

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Plan } from '../../engine/plan.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Json } from '../../model/json.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import { coverageOf, type Part } from '../../scenario/coverage.ts';
import { type Difference, differences, type Found, foundIn } from '../../scenario/judge.ts';
import { play, type StartValues } from '../../scenario/play.ts';
import { readScenarios } from '../../scenario/read.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { resolveInputs } from '../../session/inputs.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { findRunbook, planOf, readTrusted, shown } from '../runbook-file.ts';

/** What a file of scenarios is called: `<id>.test.yaml` beside the runbook `<id>.yaml`. */
export const SCENARIOS = /\.test\.ya?ml$/;

/** One scenario, played. */
export interface Tested {
  readonly title: string;
  /** Line of the file that it begins in. */
  readonly line: number;
  /** Why it could not be played; then nothing else is known. */
  readonly trouble: string | null;
  readonly differences: readonly Difference[];
  readonly found: Found | null;
}

/** A file of scenarios, played. */
export interface TestedFile {
  readonly path: string;
  readonly runbook: string;
  readonly plan: Plan;
  readonly scenarios: readonly Tested[];
  readonly parts: readonly Part[];
}

/** A file of scenarios as it was read. */
export interface ScenarioSource {
  readonly path: string;
  readonly text: string;
  readonly plan: Plan;
  readonly scenarios?: readonly Scenario[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The files of scenarios that words name: such a file, a runbook by path or id, or a folder of them. */
export async function scenarioFiles(words: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all((words.length === 0 ? ['runbooks'] : words).map(filesOf));
  const files = [...new Set(found.flat())];
  if (files.length > 0) return files;
  throw new CliError(
    EXIT.usage,
    `there are no scenarios in ${words.length === 0 ? 'the folder runbooks here' : words.join(', ')}`,
    'scenarios of runbooks/mine.yaml stand in runbooks/mine.test.yaml; firebreak new writes both',
  );
}

async function filesOf(word: string): Promise<readonly string[]> {
  const found = await stat(word).catch(() => null);
  if (found?.isDirectory() === true) {
    const names = await readdir(word);
    return names
      .filter((name) => SCENARIOS.test(name))
      .sort()
      .map((name) => join(word, name));
  }
  if (SCENARIOS.test(word)) return [word];
  if (word === 'runbooks') return [];
  const runbook = await findRunbook(word);
  const beside = runbook.replace(/\.(ya?ml)$/, '.test.$1');
  if ((await stat(beside).catch(() => null)) === null)
    throw new CliError(EXIT.usage, `${shown(runbook)} has no scenarios`, `they stand in ${shown(beside)}`);
  return [shown(beside)];
}

/** Reads a file of scenarios with the runbook beside it; a runbook that is not valid is a CliError. */
export async function readScenarioFile(path: string): Promise<ScenarioSource> {
  const text = await readTrusted(path);
  const beside = join(dirname(path), basename(path).replace(SCENARIOS, '.yaml'));
  if ((await stat(beside).catch(() => null)) === null)
    throw new CliError(
      EXIT.invalid,
      `${shown(path)} has no runbook beside it`,
      `its runbook would be ${shown(beside)}`,
    );
  const { plan } = planOf(shown(beside), await readTrusted(beside));
  return { path: shown(path), text, plan, ...readScenarios({ file: shown(path), text }, plan) };
}

/** Plays every scenario of a file. */
export function playAll(source: ScenarioSource, scenarios: readonly Scenario[]): TestedFile {
  const { plan, path } = source;
  const coverage = coverageOf(plan);
  const tested = scenarios.map((scenario): Tested => {
    const { title, line } = scenario;
    const values = startValues(plan, scenario);
    if (typeof values === 'string') return { title, line, trouble: values, differences: [], found: null };
    const played = play(plan, scenario, values);
    coverage.take(played.events);
    const found = foundIn(plan, played);
    const trouble = played.endless ? 'the run does not end: it goes round in a circle' : null;
    return { title, line, trouble, differences: differences(scenario.expect, found), found };
  });
  return { path, runbook: plan.runbook.id, plan, scenarios: tested, parts: coverage.parts() };
}

/** Whether a scenario is as it must be. */
export const passes = ({ trouble, differences: found }: Tested): boolean => trouble === null && found.length === 0;

/** The evidence for a cause in the first diagnosis of a scenario. */
export const evidenceFor = ({ found }: Tested, cause: string): RankedCause | undefined =>
  found?.ranking.find(({ id }) => id === cause);

// No environment: a scenario gives the same everywhere. A secret is a hole in every command, whatever its value.
/** The values that the run of a scenario starts with; a sentence where one is missing or wrong. */
export function startValues({ runbook, environment }: Plan, { inputs, alert }: Scenario): StartValues | string {
  const secrets = runbook.inputs.filter(
    ({ name, secret, default: fallback }) => secret && fallback === undefined && !Object.hasOwn(inputs, name),
  );
  const given: Record<string, Json> = { ...Object.fromEntries(secrets.map(({ name }) => [name, 'secret'])), ...inputs };
  const resolved = resolveInputs(runbook, environment, { given, env: {}, alert });
  if (resolved.ok) return resolved.value;
  return resolved.error
    .map(({ name, missing, message }) =>
      missing ? `input "${name}" has no value: give it under \`inputs\` of the file or of the scenario` : message,
    )
    .join('; ');
}
