// Where what can be completed comes from: runbooks and what they declare, records, faults, and lists that are fixed.

import { readFile } from 'node:fs/promises';
import { inputTypeOf, isSecret } from '../../parse/build/declare.ts';
import { assignIds, type Ids } from '../../parse/build/ids.ts';
import { readDocument } from '../../parse/yaml/document.ts';
import { at, isText, itemsAt, type Node, textAt } from '../../parse/yaml/node.ts';
import { kindOf, type Outline, outlineOf } from '../../parse/yaml/outline.ts';
import { problemsIn } from '../../parse/yaml/problems.ts';
import { count } from '../../views/text/text.ts';
import { SCHEMA_NAMES } from '../authoring/schema-names.ts';
import { templateNames } from '../authoring/templates.ts';
import { storeOf } from '../open-run.ts';
import { openedOf } from '../reading/go-through.ts';
import { listedRuns } from '../reading/run-list.ts';
import { findRunbook, knownIds, readTrusted } from '../runbook-file.ts';
import { readGiven } from '../start/given.ts';
import type { Place } from './place.ts';

/** One thing that may be written. */
export interface Candidate {
  readonly value: string;
  readonly says?: string;
}

/** What may be written at a place. */
export interface Offered {
  readonly values: readonly Candidate[];
  /** Whether names of files or folders may be written as well. */
  readonly paths?: 'files' | 'folders';
}

/** Any text. */
export const nothing: Offered = { values: [] };

/** What a value is one of. */
export type Source = keyof typeof SOURCES;

/** What is offered, by what a value is one of. */
export const SOURCES = {
  runbooks: async () => ({ values: (await knownIds()).map((value) => ({ value })), paths: 'files' }),
  runs: async (place: Place) => ({ values: await runsOf(place) }),
  watched: async (place: Place) => ({
    values: [...(await runsOf(place)), ...(await knownIds()).map((value) => ({ value }))],
    paths: 'files',
  }),
  transcripts: async (place: Place) => ({ values: await runsOf(place), paths: 'files' }),
  inputs: async (place: Place) => {
    const declared = await declaredBy(place);
    return { values: [...inputsOf(declared, place), ...(await groupsFor(declared, place))] };
  },
  answers: async (place: Place) => ({ values: answersOf(await declaredBy(place), place) }),
  causes: async (place: Place) => ({ values: causesOf(await declaredBy(place)) }),
  steps: async (place: Place) => ({ values: stepsOf(await declaredBy(place)) }),
  scenarios: async (place: Place) => ({ values: (await scenarioTitles(place)).map((value) => ({ value })) }),
  drills: async (place: Place) => ({ values: (await drillFaults(place)).map((value) => ({ value })) }),
  faults: async () => {
    const { FAULTS } = await import('../../lab/faults.ts');
    return { values: FAULTS.map(({ id, title }) => ({ value: id, says: title })) };
  },
  templates: async () => ({ values: (await templateNames()).map((value) => ({ value })) }),
  schemas: async () => ({ values: SCHEMA_NAMES.map((value) => ({ value })) }),
  files: async () => ({ values: [], paths: 'files' }),
  folders: async () => ({ values: [], paths: 'folders' }),
} as const satisfies Readonly<Record<string, (place: Place) => Promise<Offered>>>;

// The steps of `resolve`: a run says itself which of them it carried out.
const stepsOf = (declared: Declared | undefined): readonly Candidate[] =>
  (declared?.outline.steps ?? []).flatMap(({ node, role }) => {
    if (role !== 'action') return [];
    const value = declared?.ids.get(node);
    return value === undefined ? [] : [{ value, says: textAt(node, 'title') ?? '' }];
  });

/** How many runs are offered, as far as a list can be looked through, and among how many of the newest they are looked for. */
const MOST_RUNS = 40;
const MOST_LOOKED_AT = 400;

// Runs that are over can neither go on nor be closed.
async function runsOf({ command, values }: Place): Promise<readonly Candidate[]> {
  const isOpenOnly = ['resume', 'close', 'watch'].includes(command.name());
  const offered: Candidate[] = [];
  let looked = 0;
  for await (const { folder, listing } of listedRuns(storeOf(values.get('--home')?.at(-1)))) {
    looked += 1;
    if (offered.length === MOST_RUNS || looked > MOST_LOOKED_AT) break;
    if ('problem' in listing) offered.push({ value: folder.id, says: 'cannot be read' });
    else if (!isOpenOnly || !listing.isOver)
      offered.push({ value: folder.id, says: `${listing.runbook}, ${listing.outcome}` });
  }
  return offered;
}

/** What a runbook declares. */
interface Declared {
  readonly outline: Outline;
  readonly ids: Ids;
}

// Nothing in it is checked: somebody waits with a finger on a key.
function declaredIn(text: string): Declared | undefined {
  const problems = problemsIn('', text);
  const root = readDocument(text, problems);
  if (root === null) return undefined;
  const outline = outlineOf(root);
  return { outline, ids: assignIds(outline, problems).ids };
}

/** What the runbook of the command line declares, right or wrong; that of a run as it was when it was opened. */
async function declaredBy({ command, given, values }: Place): Promise<Declared | undefined> {
  const [word] = given;
  if (command.registeredArguments[0]?.name() === 'run') {
    const found = word === undefined ? undefined : storeOf(values.get('--home')?.at(-1)).findRun(word);
    const opened = found?.ok === true ? openedOf(found.value) : null;
    return opened === null ? undefined : declaredIn(opened.runbook.text);
  }
  const named = command.name() === 'runs' || command.parent?.name() === 'runs' ? values.get('--runbook')?.at(-1) : word;
  if (named === undefined) return undefined;
  return declaredIn(await readTrusted(await findRunbook(named)));
}

// An input that was given is not asked for again; a resumed run takes its secrets alone.
function inputsOf(declared: Declared | undefined, { command, values, begun }: Place): readonly Candidate[] {
  const given = new Set((values.get('--input') ?? []).map((pair) => pair.replace(/=.*/s, '')));
  const inputs = [...(declared?.outline.inputs ?? [])].filter(
    ([name, { value }]) => command.name() !== 'resume' || isSecret(value) || given.has(name),
  );
  if (!begun.includes('='))
    return inputs
      .filter(([name]) => !given.has(name))
      .map(([name, { value }]) => ({ value: `${name}=`, says: textAt(value, 'description') ?? '' }));
  const name = begun.slice(0, begun.indexOf('='));
  const input = inputs.find(([one]) => one === name)?.[1].value;
  if (input === undefined || isSecret(input)) return [];
  return valuesOf(input).map((value) => ({ value: `${name}=${value}` }));
}

// A list may be a group of an inventory that the command line names.
async function groupsFor(declared: Declared | undefined, { values, begun }: Place): Promise<readonly Candidate[]> {
  const [, before = '', name = ''] = /^((\w+)=(?:.*\s)?)(?:@\S*)?$/.exec(begun) ?? [];
  const input = declared?.outline.inputs.get(name)?.value;
  const paths = values.get('--input-file') ?? [];
  if (input === undefined || inputTypeOf(input) !== 'list' || paths.length === 0) return [];
  const { files } = await readGiven({ inputFile: paths });
  return files.flatMap(({ groups }) =>
    groups.names.map((group) => ({
      value: `${before}@${group}`,
      says: count(groups.hosts(group)?.length ?? 0, 'host'),
    })),
  );
}

function valuesOf(input: Node): readonly string[] {
  const choices = itemsAt(input, 'choices').flatMap(scalar);
  if (choices.length > 0) return choices;
  const fallback = [at(input, 'default')].flatMap(scalar);
  const isFlag = textAt(input, 'type') === 'boolean' || ['true', 'false'].includes(fallback[0] ?? '');
  return isFlag ? ['true', 'false'] : fallback;
}

const scalar = (node: Node | undefined): readonly string[] =>
  node?.kind === 'scalar' && node.value !== null ? [String(node.value)] : [];

function answersOf(declared: Declared | undefined, { begun }: Place): readonly Candidate[] {
  const asking = (declared?.outline.steps ?? []).flatMap(({ node }) => {
    const kind = kindOf(node);
    return kind === 'ask' || kind === 'manual' ? [{ node, kind, id: declared?.ids.get(node) ?? '' }] : [];
  });
  if (!begun.includes('='))
    return asking.map(({ node, kind, id }) => ({ value: `${id}=`, says: textAt(node, 'title') ?? kind }));
  const id = begun.slice(0, begun.indexOf('='));
  const step = asking.find((one) => one.id === id);
  if (step === undefined) return [];
  const choices = step.kind === 'manual' ? ['done'] : itemsAt(at(step.node, 'ask'), 'choices').flatMap(scalar);
  return choices.map((value) => ({ value: `${id}=${value}` }));
}

const causesOf = (declared: Declared | undefined): readonly Candidate[] =>
  (declared?.outline.causes ?? []).map((node) => ({
    value: declared?.ids.get(node) ?? '',
    says: textAt(node, 'title') ?? '',
  }));

async function scenarioTitles({ given: [word = ''] }: Place): Promise<readonly string[]> {
  const isFile = /\.test\.ya?ml$/.test(word);
  const root = await nodesOf(isFile ? word : besides(await findRunbook(word), 'test'));
  return itemsAt(root, 'scenarios').flatMap((node) => textAt(node, 'title') ?? []);
}

async function drillFaults({ given: [word = ''] }: Place): Promise<readonly string[]> {
  const root = await nodesOf(besides(await findRunbook(word), 'drill'));
  const faults = itemsAt(root, 'drills').map((node) => at(node, 'fault'));
  return [...new Set(faults.flatMap((fault) => (isText(fault) ? [fault.value] : [])))];
}

const besides = (runbook: string, what: string): string => runbook.replace(/\.(ya?ml)$/, `.${what}.$1`);

async function nodesOf(path: string): Promise<Node | undefined> {
  const text = await readFile(path, 'utf8');
  return readDocument(text, problemsIn(path, text)) ?? undefined;
}
