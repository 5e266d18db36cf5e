// YAML text to drills of one runbook. Steps and conditions are read as those of a runbook are: they see its probes, facts and
// inputs, and the inputs that sandboxes add. Every problem is collected with its place.

import type { Plan } from '../../engine/plan.ts';
import { environment } from '../../expr/create.ts';
import type { Environment } from '../../expr/environment.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { Build } from '../../parse/build/context.ts';
import { declarationsOf } from '../../parse/build/declarations.ts';
import { expressionsOf } from '../../parse/build/expressions.ts';
import { assignIds } from '../../parse/build/ids.ts';
import { optional } from '../../parse/optional.ts';
import { isMisplaced } from '../../parse/schema/foreign.ts';
import { checkSchema } from '../../parse/schema/schema.ts';
import { readDocument } from '../../parse/yaml/document.ts';
import { placesOf } from '../../parse/yaml/lines.ts';
import { at, isText, itemsAt, keySpan, type MapNode, type Node, type Pair, textAt } from '../../parse/yaml/node.ts';
import type { Outline, StepSite } from '../../parse/yaml/outline.ts';
import { type Problems, problemsIn } from '../../parse/yaml/problems.ts';
import { namesOf } from '../../scenario/names.ts';
import { checkExpectation } from './check-expect.ts';
import { type Drill, drillId, FOLDER_INPUT, LABS, type MoreInputs, PROJECT_INPUT, type SandboxSpec } from './drill.ts';
import { validateDrills } from './drill-validator.generated.js';
import { formsOf } from './forms.ts';
import { KNOWN_LABS } from './known.ts';
import { checkReach } from './reach.ts';
import { drillOf } from './read-drill.ts';
import { sandboxOf } from './read-sandbox.ts';
import type { Reader } from './reader.ts';

/** A file of drills that was read. */
export interface DrillFile {
  /** There when nothing in the file is an error. */
  readonly drills?: readonly Drill[];
  /** What steps and conditions of the file are evaluated with. */
  readonly environment: Environment;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A drill, and where it stands. */
interface ReadDrill {
  readonly node: MapNode;
  readonly drill: Drill;
}

/** Reads drills of the runbook of a plan, whose text is `runbook`. Never throws for what stands in the text. */
export function readDrills(
  { file, text, isThere }: { readonly file: string; readonly text: string } & Pick<Reader, 'isThere'>,
  plan: Plan,
  runbook: string,
): DrillFile {
  const problems = problemsIn(file, text);
  const document = readDocument(text, problems, 'drills');
  if (document === null) return { environment: plan.environment, diagnostics: problems.diagnostics() };
  if (isMisplaced(document, 'drills', problems))
    return { environment: plan.environment, diagnostics: problems.diagnostics() };
  const checked = checkSchema(document, { validate: validateDrills, problems, form: 'drills' });
  const { root } = checked;
  const wrong = new Set(checked.wrong);
  const outline = outlineOf(root, defaultsOf(runbook));
  const declared = declarationsOf(plan.runbook);
  const own = new Set(declared.inputs.map(({ name }) => name));
  const more = moreInputs(root).filter(({ name }) => !own.has(name));
  const scope = environment({
    ...declared,
    inputs: [...declared.inputs, ...more.map((input) => ({ ...input, secret: false }))],
  });
  const { ids, isExcused } = assignIds(outline, problems);
  const build: Build = {
    problems,
    expressions: expressionsOf({
      environment: scope,
      text,
      problems,
      doubtful: new Set(),
      incomplete: outline.incomplete,
      isExcused,
    }),
    outline,
    ids,
    wrong,
    steps: new Map(),
    accepted: false,
  };
  const reader: Reader = { build, problems, plan, names: namesOf(plan), ...optional('isThere', isThere) };
  checkRunbook(root, reader);
  const sandboxes = sandboxesOf(root, reader, own);
  const place = placesOf(text);
  const nodes = itemsAt(root, 'drills').flatMap((node) => (node.kind === 'map' ? formsOf(node, problems) : []));
  const read = nodes.flatMap((node): readonly ReadDrill[] => {
    const sandbox = sandboxNamed(node, sandboxes, reader);
    if (sandbox === undefined) return [];
    const drill = drillOf(node, { ...reader, sandbox, line: place(keySpan(node, 'fault').start).line });
    checkReach(node, drill, reader);
    checkExpectation(node, drill, reader);
    return [{ node, drill }];
  });
  const drills = read.map(({ drill }) => drill);
  if (at(root, 'drills')?.kind === 'list' && itemsAt(root, 'drills').length === 0)
    problems.add('error', keySpan(root, 'drills'), { code: 'empty', message: 'there are no drills in this file' });
  checkNames(read, problems);
  // A drill that could not be read may be the one that uses it.
  if (!problems.failed()) checkUse(root, drills, problems);
  const diagnostics = problems.diagnostics();
  return problems.failed() ? { environment: scope, diagnostics } : { drills, environment: scope, diagnostics };
}

// What the runbook's own steps get that do not say otherwise; its nodes were checked with the runbook.
function defaultsOf(runbook: string): ReadonlyMap<string, Pair> {
  const root = readDocument(runbook, problemsIn('', runbook));
  const found = root === null ? undefined : at(root, 'defaults');
  return found?.kind === 'map' ? found.entries : new Map();
}

function outlineOf(root: Node, defaults: ReadonlyMap<string, Pair>): Outline {
  const seen = new Set<Node>();
  const steps: StepSite[] = [];
  const add = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.kind !== 'map' || seen.has(node)) continue;
      seen.add(node);
      steps.push({ node, role: 'action' });
    }
  };
  for (const drill of itemsAt(root, 'drills'))
    for (const form of [drill, ...valuesOf(at(drill, 'also'))])
      for (const key of ['inject', 'heal', 'meanwhile']) add(itemsAt(form, key));
  for (const sandbox of valuesOf(at(root, 'sandboxes'))) add(valuesOf(at(sandbox, 'count')));
  return { root, steps, facts: new Map(), inputs: new Map(), causes: [], defaults, incomplete: false };
}

const valuesOf = (node: Node | undefined): readonly Node[] =>
  node?.kind === 'map' ? [...node.entries.values()].map(({ value }) => value) : [];

// Of every sandbox of the file: which of them a step is for is said by its drill.
function moreInputs(root: Node): readonly MoreInputs[] {
  const found = new Map<string, MoreInputs>([[FOLDER_INPUT, { name: FOLDER_INPUT, type: 'string' }]]);
  for (const sandbox of valuesOf(at(root, 'sandboxes'))) {
    const lab = LABS.find((one) => one === textAt(sandbox, 'lab'));
    for (const input of lab === undefined ? [] : KNOWN_LABS[lab].more) found.set(input.name, input);
    if (at(sandbox, 'compose') !== undefined) found.set(PROJECT_INPUT, { name: PROJECT_INPUT, type: 'string' });
    for (const port of itemsAt(sandbox, 'ports'))
      if (isText(port)) found.set(port.value, { name: port.value, type: 'number' });
  }
  return [...found.values()];
}

function checkRunbook(root: Node, { problems, plan }: Reader): void {
  const node = at(root, 'drill');
  const { id } = plan.runbook;
  if (isText(node) && node.value !== id)
    problems.add('error', node, {
      code: 'unknown-runbook',
      message: `the runbook beside this file is "${id}", not "${node.value}"`,
      help: `write drill: ${id}`,
      fix: { start: node.start, end: node.end, text: id },
    });
}

function sandboxesOf(root: Node, reader: Reader, own: ReadonlySet<string>): ReadonlyMap<string, SandboxSpec> {
  const found = at(root, 'sandboxes');
  if (found?.kind !== 'map') return new Map();
  const { problems } = reader;
  if (found.entries.size === 0)
    problems.add('error', keySpan(root, 'sandboxes'), { code: 'empty', message: 'there is no sandbox in this file' });
  return new Map(
    [...found.entries].flatMap(([name, { value }]): readonly (readonly [string, SandboxSpec])[] => {
      if (value.kind !== 'map') return [];
      checkPorts(value, own, problems);
      const spec = sandboxOf(name, value, reader);
      return spec === undefined ? [] : [[name, spec]];
    }),
  );
}

/** Variables that a command of a sandbox has besides its ports. */
const TAKEN = [FOLDER_INPUT, PROJECT_INPUT, 'path', 'home', 'lang', 'lc_all', 'tz'];

function checkPorts(sandbox: MapNode, own: ReadonlySet<string>, problems: Problems): void {
  const seen = new Set<string>();
  for (const port of itemsAt(sandbox, 'ports')) {
    if (!isText(port)) continue;
    const { value } = port;
    if (own.has(value) || seen.has(value))
      problems.add('error', port, {
        code: 'duplicate-id',
        message: `"${value}" is an input already`,
        help: 'give the port another name, and the input its value under `inputs`',
      });
    else if (TAKEN.includes(value))
      problems.add('error', port, {
        code: 'reserved',
        message: `the command of a sandbox has a variable ${value.toUpperCase()} already`,
        help: 'give the port another name',
      });
    seen.add(value);
  }
}

function sandboxNamed(
  node: MapNode,
  sandboxes: ReadonlyMap<string, SandboxSpec>,
  { problems }: Reader,
): SandboxSpec | undefined {
  const written = at(node, 'sandbox');
  if (!isText(written)) return [...sandboxes.values()][0];
  const found = sandboxes.get(written.value);
  if (found === undefined)
    problems.add('error', written, {
      code: 'unknown-name',
      message: `there is no sandbox "${written.value}"${didYouMean(written.value, [...sandboxes.keys()])}`,
    });
  return found;
}

function checkUse(root: Node, drills: readonly Drill[], problems: Problems): void {
  const found = at(root, 'sandboxes');
  if (found?.kind !== 'map') return;
  for (const name of found.entries.keys())
    if (!drills.some(({ sandbox }) => sandbox.name === name))
      problems.add('warning', keySpan(found, name), { code: 'unused', message: `no drill uses the sandbox "${name}"` });
}

function checkNames(read: readonly ReadDrill[], problems: Problems): void {
  const seen = new Set<string>();
  for (const { node, drill } of read) {
    const id = drillId(drill);
    if (seen.has(id))
      problems.add('error', keySpan(node, 'fault'), {
        code: 'duplicate-id',
        message: `another drill is called "${id}"`,
        help: 'tell them apart with `as`',
      });
    seen.add(id);
  }
}
