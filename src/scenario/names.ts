// Names of a runbook in a file beside it: what to say of one that nothing has, or that something else has.

import type { Plan } from '../engine/plan.ts';
import { didYouMean, nearest } from '../model/nearest.ts';
import type { Step } from '../model/runbook.ts';
import { isText, keySpan, type Node } from '../parse/yaml/node.ts';
import type { Problem, Problems } from '../parse/yaml/problems.ts';

/** What can be named. */
export interface Names {
  readonly runbook: string;
  readonly probes: ReadonlyMap<string, Step>;
  /** Actions, undos, previews and steps of escalations. */
  readonly steps: ReadonlyMap<string, Step>;
  readonly causes: readonly string[];
  readonly inputs: readonly string[];
  /** Ids by titles, in small letters. */
  readonly titles: ReadonlyMap<string, string>;
}

/** What can be named in a file beside the runbook of a plan. */
export function namesOf({ runbook, probes, steps }: Plan): Names {
  const others = [...steps.values()].filter(({ key }) => !probes.has(key));
  const titled = [...runbook.causes, ...[...steps.values()].map(({ step }) => step)];
  return {
    runbook: runbook.id,
    probes,
    steps: new Map(others.map(({ step }) => [step.id, step])),
    causes: runbook.causes.map(({ id }) => id),
    inputs: runbook.inputs.map(({ name }) => name),
    titles: new Map(
      titled.flatMap(({ id, title }) => (typeof title !== 'string' ? [] : [[title.trim().toLowerCase(), id]])),
    ),
  };
}

/** What a name is looked up with. */
export interface NameReader {
  readonly problems: Problems;
  readonly names: Names;
}

/** What is wanted: how it is called, and which there are. */
export interface Wanted {
  readonly called: string;
  readonly candidates: readonly string[];
}

/** Reports a text that is none of the names. */
export function known(node: Node | undefined, wanted: Wanted, reader: NameReader): void {
  if (isText(node) && !wanted.candidates.includes(node.value)) unknown(node, node.value, { ...wanted, ...reader });
}

/** Reports keys that are none of the names. */
export function checkKeys(node: Node | undefined, wanted: Wanted, reader: NameReader): void {
  if (node?.kind !== 'map') return;
  for (const key of node.entries.keys())
    if (!wanted.candidates.includes(key)) unknown(keySpan(node, key), key, { ...wanted, ...reader });
}

/** Reports a name that is not known in its place. */
export function unknown(
  { start, end }: { readonly start: number; readonly end: number },
  name: string,
  { problems, names, called, candidates }: NameReader & Wanted,
): void {
  const titled = names.titles.get(name.trim().toLowerCase());
  const near = nearest(name, candidates);
  const meant = titled !== undefined && candidates.includes(titled) ? titled : near;
  const role = roleOf(name, names);
  const problem: Problem = {
    code: 'unknown-name',
    message:
      role === undefined
        ? `"${names.runbook}" has no ${called} "${name}"${didYouMean(name, candidates)}`
        : `"${name}" is ${role} of "${names.runbook}", not a ${called}`,
    ...(meant === undefined ? listing(candidates) : meant !== near && { help: `its id is ${meant}` }),
    ...(meant !== undefined && role === undefined && { fix: { start, end, text: meant } }),
  };
  problems.add('error', { start, end }, problem);
}

function roleOf(name: string, { probes, steps, causes, inputs }: Names): string | undefined {
  if (probes.has(name)) return 'a probe';
  if (steps.has(name)) return 'a step';
  if (causes.includes(name)) return 'a cause';
  return inputs.includes(name) ? 'an input' : undefined;
}

// All of many would say nothing.
const listing = (candidates: readonly string[]): { readonly help?: string } =>
  candidates.length === 0 || candidates.length > 12 ? {} : { help: `there is ${candidates.join(', ')}` };

/** Reports a word that stands for no cause; whether it is one. */
export function isNone(item: Node, { names, problems }: NameReader): boolean {
  if (!isText(item) || names.causes.includes(item.value)) return false;
  if (!/^(?:none|nothing|no|nil|undefined)$/i.test(item.value)) return false;
  problems.add('error', item, {
    code: 'unknown-name',
    message: `"${names.runbook}" has no cause "${item.value}"`,
    help: 'write null where none is taken up',
    fix: { start: item.start, end: item.end, text: 'null' },
  });
  return true;
}
