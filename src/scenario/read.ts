// YAML text to scenarios of one runbook. Every problem is collected with its place; names are those of the runbook, fields
// those of its kinds.

import type { Plan } from '../engine/plan.ts';
import type { Alert } from '../model/alert.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { isObject, type Json } from '../model/json.ts';
import { didYouMean, nearest } from '../model/nearest.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import type { Risk } from '../model/risk.ts';
import type { Step } from '../model/runbook.ts';
import { checkSchema } from '../parse/schema/schema.ts';
import { readDocument } from '../parse/yaml/document.ts';
import { placesOf } from '../parse/yaml/lines.ts';
import { at, isText, itemsAt, keySpan, type Node, plain, startOf, textAt } from '../parse/yaml/node.ts';
import { type Problems, problemsIn } from '../parse/yaml/problems.ts';
import { checkReading } from './reading-fields.ts';
import {
  changed,
  type Expectation,
  type Given,
  type GivenById,
  type Scenario,
  type ScenarioOutcome,
  stepsById,
} from './scenario.ts';
import { validateScenarios } from './scenario-validator.generated.js';

/** A file of scenarios that was read. */
export interface ScenarioFile {
  /** There when nothing in the file is an error. */
  readonly scenarios?: readonly Scenario[];
  /** What the probes see where no scenario says otherwise. */
  readonly base?: GivenById;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads scenarios of the runbook of a plan. Never throws for what stands in the text. */
export function readScenarios(
  { file, text }: { readonly file: string; readonly text: string },
  plan: Plan,
): ScenarioFile {
  const problems = problemsIn(file, text);
  const document = readDocument(text, problems);
  if (document === null) return { diagnostics: problems.diagnostics() };
  const { root } = checkSchema(document, { validate: validateScenarios, problems });
  const names = namesOf(plan);
  const reader: Reader = { problems, names, plan };
  checkTest(root, reader);
  checkInputs(at(root, 'inputs'), reader);
  const base = given(at(root, 'readings'), reader);
  const place = placesOf(text);
  const scenarios: Scenario[] = [];
  for (const node of itemsAt(root, 'scenarios')) {
    const { line } = place(startOf(node).start);
    const like = scenarioLike(node, scenarios, problems);
    scenarios.push(scenarioOf(node, { ...reader, base, inputs: valuesAt(root, 'inputs'), line, ...like }));
  }
  if (at(root, 'scenarios')?.kind === 'list' && scenarios.length === 0)
    problems.add('error', keySpan(root, 'scenarios'), {
      code: 'empty',
      message: 'there are no scenarios in this file',
    });
  sameTitles(root, problems);
  const diagnostics = problems.diagnostics();
  return problems.failed() ? { diagnostics } : { scenarios, base, diagnostics };
}

interface Names {
  readonly probes: ReadonlyMap<string, Step>;
  /** Actions, undos, previews and steps of escalations. */
  readonly steps: ReadonlyMap<string, Step>;
  readonly causes: readonly string[];
  readonly inputs: readonly string[];
}

interface Reader {
  readonly problems: Problems;
  readonly names: Names;
  readonly plan: Plan;
}

function namesOf({ runbook, probes, steps }: Plan): Names {
  const others = [...steps.values()].filter(({ key }) => !probes.has(key));
  return {
    probes,
    steps: new Map(others.map(({ step }) => [step.id, step])),
    causes: runbook.causes.map(({ id }) => id),
    inputs: runbook.inputs.map(({ name }) => name),
  };
}

function checkTest(root: Node, { problems, plan }: Reader): void {
  const named = textAt(root, 'test');
  const { id } = plan.runbook;
  const node = at(root, 'test');
  if (named !== undefined && named !== id && node !== undefined)
    problems.add('error', node, {
      code: 'unknown-runbook',
      message: `the runbook beside this file is "${id}", not "${named}"`,
    });
}

function sameTitles(root: Node, problems: Problems): void {
  const seen = new Set<string>();
  for (const node of itemsAt(root, 'scenarios')) {
    const title = textAt(node, 'title');
    const place = at(node, 'title');
    if (title === undefined || place === undefined) continue;
    if (seen.has(title))
      problems.add('error', place, { code: 'duplicate-title', message: `another scenario has the title "${title}"` });
    seen.add(title);
  }
}

/** What a scenario begins with, before it says anything of its own. */
interface Beginning {
  readonly base: GivenById;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly answers?: Readonly<Record<string, Json>>;
  readonly alert?: Alert | null;
}

// Only what stands above: then no scenario is like itself, by whatever way.
function scenarioLike(node: Node, above: readonly Scenario[], problems: Problems): Beginning | undefined {
  const written = at(node, 'like');
  if (!isText(written)) return undefined;
  const titles = above.map(({ title }) => title);
  const found = above.find(({ title }) => title === written.value);
  if (found !== undefined)
    return { base: found.given, inputs: found.inputs, answers: found.answers, alert: found.alert };
  problems.add('error', written, {
    code: 'unknown-name',
    message: `no scenario above this one has the title "${written.value}"${didYouMean(written.value, titles)}`,
    help: 'write the title of a scenario that stands above this one',
  });
  return undefined;
}

function scenarioOf(node: Node, reader: Reader & Beginning & { readonly line: number }): Scenario {
  const { names, base } = reader;
  checkInputs(at(node, 'inputs'), reader);
  const cause = textAt(node, 'cause') ?? null;
  if (cause !== null) known(at(node, 'cause'), names.causes, 'cause', reader);
  const answers = at(node, 'answers');
  checkKeys(answers, [...names.steps.keys(), ...names.probes.keys()], 'step', reader);
  return {
    title: textAt(node, 'title') ?? '',
    line: reader.line,
    given: changed(base, given(at(node, 'given'), reader), stepsById(reader.plan)),
    inputs: { ...reader.inputs, ...valuesAt(node, 'inputs') },
    alert: alertOf(at(node, 'alert')) ?? reader.alert ?? null,
    after: afterOf(at(node, 'after'), reader),
    answers: { ...reader.answers, ...valuesAt(node, 'answers') },
    approve: (textAt(node, 'approve') ?? 'destroy') as Risk,
    cause,
    expect: expectationOf(at(node, 'expect'), reader),
  };
}

function given(node: Node | undefined, reader: Reader): GivenById {
  if (node?.kind !== 'map') return {};
  const { probes, steps } = reader.names;
  const made: Record<string, Given> = {};
  for (const [id, { value }] of node.entries) {
    const step = probes.get(id) ?? steps.get(id);
    if (step === undefined) {
      unknown(keySpan(node, id), id, [...probes.keys(), ...steps.keys()], 'probe or step', reader);
      continue;
    }
    checkReading(value, step, reader.problems);
    const fields = plain(value);
    made[id] = isText(value) ? { blind: 'blind in this scenario' } : { fields: isObject(fields) ? fields : {} };
  }
  return made;
}

function afterOf(node: Node | undefined, reader: Reader): Readonly<Record<string, GivenById>> {
  checkKeys(node, [...reader.names.steps.keys()], 'step', reader);
  if (node?.kind !== 'map') return {};
  return Object.fromEntries([...node.entries].map(([id, { value }]) => [id, given(value, reader)]));
}

function expectationOf(node: Node | undefined, reader: Reader): Expectation {
  const { causes, steps, probes } = reader.names;
  const actions = [...steps.keys()];
  const idsAt = (key: string, candidates: readonly string[], called: string): readonly string[] | undefined => {
    const found = at(node, key);
    if (found === undefined) return undefined;
    const items = found.kind === 'list' ? found.items : isText(found) ? [found] : [];
    for (const item of items) known(item, candidates, called, reader);
    return items.flatMap((item) => (isText(item) ? [item.value] : []));
  };
  checkKeys(at(node, 'verdicts'), causes, 'cause', reader);
  const verdicts = valuesAt(node, 'verdicts') as Readonly<Record<string, RankedCause['verdict']>>;
  return defined({
    cause: idsAt('cause', causes, 'cause'),
    verdicts: at(node, 'verdicts') === undefined ? undefined : verdicts,
    steps: idsAt('steps', actions, 'step'),
    skipped: idsAt('skipped', actions, 'step'),
    asked: idsAt('asked', [...actions, ...probes.keys()], 'step'),
    never: idsAt('never', actions, 'step'),
    outcome: textAt(node, 'outcome') as ScenarioOutcome | undefined,
  });
}

const defined = (fields: { readonly [K in keyof Expectation]: Expectation[K] | undefined }): Expectation =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function checkInputs(node: Node | undefined, reader: Reader): void {
  checkKeys(node, reader.names.inputs, 'input', reader);
}

function checkKeys(node: Node | undefined, candidates: readonly string[], called: string, reader: Reader): void {
  if (node?.kind !== 'map') return;
  for (const key of node.entries.keys())
    if (!candidates.includes(key)) unknown(keySpan(node, key), key, candidates, called, reader);
}

function known(node: Node | undefined, candidates: readonly string[], called: string, reader: Reader): void {
  if (isText(node) && !candidates.includes(node.value)) unknown(node, node.value, candidates, called, reader);
}

function unknown(
  place: { readonly start: number; readonly end: number },
  name: string,
  candidates: readonly string[],
  called: string,
  { problems, plan }: Reader,
): void {
  const near = nearest(name, candidates);
  problems.add('error', place, {
    code: 'unknown-name',
    message: `"${plan.runbook.id}" has no ${called} "${name}"${didYouMean(name, candidates)}`,
    ...(near !== undefined && { fix: { start: place.start, end: place.end, text: near } }),
  });
}

function valuesAt(node: Node | undefined, key: string): Readonly<Record<string, Json>> {
  const found = at(node, key);
  const values = found === undefined ? undefined : plain(found);
  return isObject(values) ? values : {};
}

function alertOf(node: Node | undefined): Alert | null {
  const given = node === undefined ? undefined : plain(node);
  if (!isObject(given)) return null;
  const none: Alert = {
    source: 'standard-webhooks',
    status: 'firing',
    title: '',
    labels: {},
    annotations: {},
    starts_at: '',
    fingerprint: '',
    url: '',
  };
  return { ...none, ...(given as Partial<Alert>) };
}
