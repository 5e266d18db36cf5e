// YAML text to scenarios of one runbook. Every problem is collected with its place; names are those of the runbook, fields
// those of its kinds.

import type { Plan } from '../engine/plan.ts';
import type { Alert } from '../model/alert.ts';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { isObject, type Json } from '../model/json.ts';
import { didYouMean, nearest } from '../model/nearest.ts';
import type { Risk } from '../model/risk.ts';
import { isMisplaced } from '../parse/schema/foreign.ts';
import { checkSchema } from '../parse/schema/schema.ts';
import { readDocument } from '../parse/yaml/document.ts';
import { placesOf } from '../parse/yaml/lines.ts';
import { at, isText, itemsAt, keySpan, type Node, plain, startOf, textAt } from '../parse/yaml/node.ts';
import { type Problems, problemsIn } from '../parse/yaml/problems.ts';
import { checkAnswers } from './answers.ts';
import { expectationOf } from './expect.ts';
import { checkInputs } from './given-inputs.ts';
import { checkKeys, known, type NameReader, type Names, namesOf, unknown } from './names.ts';
import { checkReading } from './reading-fields.ts';
import { changed, type Given, type GivenById, type Scenario, stepsById } from './scenario.ts';
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
  const document = readDocument(text, problems, 'scenarios');
  if (document === null) return { diagnostics: problems.diagnostics() };
  const names = namesOf(plan);
  if (isMisplaced(document, 'scenarios', problems)) return { diagnostics: problems.diagnostics() };
  const excused = new Set(valuesWithoutName(document, names));
  const { root } = checkSchema(document, { validate: validateScenarios, problems, form: 'scenarios', excused });
  const reader: Reader = { problems, names, plan };
  checkTest(root, reader);
  checkInputs(at(root, 'inputs'), { ...reader, inputs: plan.runbook.inputs, fillsIn: false });
  const base = given(at(root, 'readings'), reader);
  const place = placesOf(text);
  const scenarios: Scenario[] = [];
  const nodes = itemsAt(root, 'scenarios');
  const lineOf = (node: Node): number => place(startOf(node).start).line;
  const lines = new Map(nodes.map((node) => [textAt(node, 'title') ?? '', lineOf(node)]));
  for (const node of nodes) {
    const line = lineOf(node);
    const like = scenarioLike(node, { above: scenarios, lines }, problems);
    scenarios.push(scenarioOf(node, { ...reader, base, inputs: valuesAt(root, 'inputs'), line, ...like }));
  }
  if (at(root, 'scenarios')?.kind === 'list' && scenarios.length === 0)
    problems.add('error', keySpan(root, 'scenarios'), {
      code: 'empty',
      message: 'there are no scenarios in this file',
    });
  sameTitles(root, problems, place);
  const diagnostics = problems.diagnostics();
  return problems.failed() ? { diagnostics } : { scenarios, base, diagnostics };
}

// What is said of a name that is not known is said once, and not of its value too.
function valuesWithoutName(root: Node, { probes, steps }: Names): readonly Node[] {
  const named = (node: Node | undefined): readonly Node[] =>
    node?.kind !== 'map'
      ? []
      : [...node.entries].flatMap(([id, { value }]) => (probes.has(id) || steps.has(id) ? [] : [value]));
  const changes = (node: Node | undefined): readonly Node[] =>
    node?.kind !== 'map'
      ? []
      : [...node.entries].flatMap(([id, { value }]) => [...(steps.has(id) ? [] : [value]), ...named(value)]);
  return [
    ...named(at(root, 'readings')),
    ...itemsAt(root, 'scenarios').flatMap((one) => [...named(at(one, 'given')), ...changes(at(one, 'after'))]),
  ];
}

interface Reader extends NameReader {
  readonly plan: Plan;
}

function checkTest(root: Node, { problems, plan }: Reader): void {
  const named = textAt(root, 'test');
  const { id } = plan.runbook;
  const node = at(root, 'test');
  if (named !== undefined && named !== id && node !== undefined)
    problems.add('error', node, {
      code: 'unknown-runbook',
      message: `the runbook beside this file is "${id}", not "${named}"`,
      help: `write test: ${id}`,
      fix: { start: node.start, end: node.end, text: id },
    });
}

function sameTitles(root: Node, problems: Problems, place: (offset: number) => Place): void {
  const seen = new Map<string, number>();
  for (const node of itemsAt(root, 'scenarios')) {
    const title = textAt(node, 'title');
    const written = at(node, 'title');
    if (title === undefined || written === undefined) continue;
    const first = seen.get(title);
    if (first === undefined) seen.set(title, written.start);
    else
      problems.add('error', written, {
        code: 'duplicate-title',
        message: `another scenario has the title "${title}"`,
        help: `it stands in line ${place(first).line}; a scenario is known by its title`,
      });
  }
}

/** What a scenario begins with, before it says anything of its own. */
interface Beginning {
  readonly base: GivenById;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly answers?: Readonly<Record<string, Json>>;
  readonly alert?: Alert | null;
}

/** Where scenarios are named by their titles. */
interface Titles {
  readonly above: readonly Scenario[];
  /** Lines by titles of all scenarios of the file. */
  readonly lines: ReadonlyMap<string, number>;
}

// Only what stands above: then no scenario is like itself, by whatever way.
function scenarioLike(node: Node, { above, lines }: Titles, problems: Problems): Beginning | undefined {
  const written = at(node, 'like');
  if (!isText(written)) return undefined;
  const { value: like } = written;
  const found = above.find(({ title }) => title === like);
  if (found !== undefined)
    return { base: found.given, inputs: found.inputs, answers: found.answers, alert: found.alert };
  const titles = above.map(({ title }) => title);
  const near = nearest(like, titles);
  const below = lines.get(like) ?? (near === undefined ? lines.get(nearest(like, lines.keys()) ?? '') : undefined);
  problems.add('error', written, {
    code: 'unknown-name',
    message: `no scenario above this one has the title "${like}"${didYouMean(like, titles)}`,
    help:
      like === textAt(node, 'title')
        ? 'a scenario is not like itself: delete `like`'
        : below === undefined
          ? 'write the title of a scenario that stands above this one'
          : `one of that title stands below, in line ${below}: move it above this one`,
    ...(near !== undefined && { fix: { start: written.start, end: written.end, text: near } }),
  });
  return undefined;
}

function scenarioOf(node: Node, reader: Reader & Beginning & { readonly line: number }): Scenario {
  const { names, base } = reader;
  checkInputs(at(node, 'inputs'), { ...reader, inputs: reader.plan.runbook.inputs, fillsIn: false });
  const cause = textAt(node, 'cause') ?? null;
  if (cause !== null) known(at(node, 'cause'), { called: 'cause', candidates: names.causes }, reader);
  checkAnswers(at(node, 'answers'), reader);
  return {
    title: textAt(node, 'title') ?? '',
    line: reader.line,
    given: changed(base, given(at(node, 'given'), reader), stepsById(reader.plan)),
    inputs: { ...reader.inputs, ...valuesAt(node, 'inputs') },
    alert: alertOf(at(node, 'alert'), reader) ?? reader.alert ?? null,
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
      const wanted = { called: 'probe or step', candidates: [...probes.keys(), ...steps.keys()] };
      unknown(keySpan(node, id), id, { ...wanted, ...reader });
      continue;
    }
    checkReading(value, step, reader.problems);
    const fields = plain(value);
    made[id] = isText(value) ? { blind: 'blind in this scenario' } : { fields: isObject(fields) ? fields : {} };
  }
  return made;
}

function afterOf(node: Node | undefined, reader: Reader): Readonly<Record<string, GivenById>> {
  checkKeys(node, { called: 'step', candidates: [...reader.names.steps.keys()] }, reader);
  if (node?.kind !== 'map') return {};
  const steps = [...node.entries].filter(([id]) => reader.names.steps.has(id));
  return Object.fromEntries(steps.map(([id, { value }]) => [id, given(value, reader)]));
}

function valuesAt(node: Node | undefined, key: string): Readonly<Record<string, Json>> {
  const found = at(node, key);
  const values = found === undefined ? undefined : plain(found);
  return isObject(values) ? values : {};
}

function alertOf(node: Node | undefined, { problems }: Reader): Alert | null {
  const since = at(node, 'starts_at');
  if (isText(since) && Number.isNaN(Date.parse(since.value)))
    problems.add('error', since, {
      code: 'value',
      message: `"${since.value}" is no time`,
      help: 'write it as 2026-11-01T03:12:00Z',
    });
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
