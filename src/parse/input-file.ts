// A file of inputs, in YAML or JSON: values by name, each with its place; or an inventory, whose groups are lists of hosts. It
// may hold secrets, so that nothing of its text is ever shown: no source line, and no value in a message.

import type { Diagnostic, DiagnosticCode, Place } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Groups, Wrong } from './inventory/groups.ts';
import { isIni, readIni } from './inventory/ini.ts';
import { isInventory, maybeGroups, readInventory } from './inventory/yaml.ts';
import { readDocument } from './yaml/document.ts';
import { FORM_WORDS } from './yaml/file-form.ts';
import { hiddenCharacters } from './yaml/hidden-characters.ts';
import { LIMITS } from './yaml/limits.ts';
import { placesOf } from './yaml/lines.ts';
import { type MapNode, type Node, plain } from './yaml/node.ts';
import { problemsIn } from './yaml/problems.ts';

/** A file of inputs that was read. */
export interface InputFile {
  readonly values: Readonly<Record<string, Json>>;
  readonly places: ReadonlyMap<string, Place>;
  /** The groups of an inventory, which has no values; of a file of values its lists. */
  readonly groups: Groups;
}

/** What is wrong with a file of inputs: a sentence that says what to do, without a full stop. */
export interface InputFileProblem {
  readonly place: Place;
  readonly message: string;
}

/** Reads a file of inputs; its path says what a text without any mark is. Never throws for what stands in the text. */
export function readInputFile(text: string, path = ''): Result<InputFile, readonly InputFileProblem[]> {
  const start: Place = { line: 1, column: 1, offset: 0 };
  const foreign = foreignForm(text);
  if (foreign !== undefined) return err([{ place: start, message: foreign }]);
  if (isIni(text, path)) return iniFile(text);
  return (maybeGroups(text) ? groupsIn(text) : undefined) ?? valuesIn(text);
}

// Undefined: it is no inventory, or none that can be read as one.
function groupsIn(text: string): Result<InputFile, readonly InputFileProblem[]> | undefined {
  const problems = problemsIn('', text);
  const root = readDocument(text, problems, 'inventory');
  if (root?.kind !== 'map' || !isInventory(root)) return undefined;
  return problems.failed() ? err(problems.diagnostics().map(withoutValues)) : inventoryFile(text, readInventory(root));
}

function valuesIn(text: string): Result<InputFile, readonly InputFileProblem[]> {
  const problems = problemsIn('', text);
  const root = readDocument(text, problems, 'inputs');
  if (problems.failed() || root === null) return err(problems.diagnostics().map(withoutValues));
  const place = placesOf(text);
  if (root.kind !== 'map') return err([{ place: place(root.start), message: notNamed(root, text) }]);
  const wrong: InputFileProblem[] = [];
  for (const [name, { key, value }] of root.entries) {
    const message = unusable(name, value, { root, text });
    if (message !== undefined) wrong.push({ place: place(key.start), message });
  }
  if (wrong.length > 0) return err(wrong);
  const places = [...root.entries].map(([name, { key }]): [string, Place] => [name, place(key.start)]);
  const values = plain(root) as Readonly<Record<string, Json>>;
  return ok({ values, places: new Map(places), groups: listsOf(values) });
}

function foreignForm(text: string): string | undefined {
  if (text.startsWith('#!'))
    return 'the file is a program, and no program is run for its hosts; write what it prints into a file';
  return text.startsWith('$ANSIBLE_VAULT;')
    ? 'the file is encrypted by ansible-vault; write what `ansible-vault view` shows into a file of your own'
    : undefined;
}

function iniFile(text: string): Result<InputFile, readonly InputFileProblem[]> {
  const place = placesOf(text);
  if (text.length > LIMITS.bytes)
    return err([{ place: place(0), message: `the file is longer than 256 KiB; ${FORM_WORDS.inventory.shorter}` }]);
  const hidden = hiddenCharacters(text.replace(/^\ufeff/, ' '));
  if (hidden.length === 0) return inventoryFile(text, readIni(text));
  return err(
    hidden.map(({ offset, name }) => ({
      place: place(offset),
      message: `the text holds ${name}, which readers cannot see; delete it`,
    })),
  );
}

function inventoryFile(
  text: string,
  read: Result<Groups, readonly Wrong[]>,
): Result<InputFile, readonly InputFileProblem[]> {
  if (read.ok) return ok({ values: {}, places: new Map(), groups: read.value });
  const place = placesOf(text);
  const inOrder = [...read.error].sort((a, b) => a.offset - b.offset);
  return err(inOrder.map(({ offset, message }) => ({ place: place(offset), message })));
}

// Lists of text may be taken by name, as the groups of an inventory are.
function listsOf(values: Readonly<Record<string, Json>>): Groups {
  const lists = new Map(
    Object.entries(values).flatMap(([name, value]): [string, readonly string[]][] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string') ? [[name, value]] : [],
    ),
  );
  return { names: [...lists.keys()], hosts: (name) => lists.get(name), reached: () => undefined };
}

const QUOTE = 'quote the whole value';

/** Sentences whose own words, or whose cure, would show what stands in the file. */
const INSTEAD: { readonly [code in DiagnosticCode]?: string } = {
  empty: 'the file is empty; write one input a line, as name: value',
  tag: `YAML takes a value that begins with "!" for a tag; ${QUOTE}`,
  'unknown-alias': `YAML takes a value that begins with "*" for an alias; ${QUOTE}`,
  'circular-alias': `YAML takes a value that begins with "*" for an alias; ${QUOTE}`,
  'split-by-yaml': `YAML splits this value; ${QUOTE}`,
  indentation: 'this line lines up with no other; write each input at the very left, as name: value',
};

function withoutValues({ code, message, help, fix, start }: Diagnostic): InputFileProblem {
  const instead = INSTEAD[code];
  if (instead !== undefined) return { place: start, message: instead };
  const cure = fix === undefined ? help : fix.text === ' ' ? 'write "name: value"' : QUOTE;
  return { place: start, message: cure === undefined ? message : `${message}; ${cure}` };
}

function notNamed(root: Node, text: string): string {
  if (root.kind === 'list') return 'the file holds a list; leave out the "- ", and write name: value';
  return /^\s*(?:export\s+)?\w+=/m.test(text)
    ? 'the file holds lines of the form NAME=value; write name: value'
    : 'the file holds no names; write one input a line, as name: value';
}

function unusable(name: string, value: Node, { root, text }: { root: MapNode; text: string }): string | undefined {
  if (value.kind === 'map') {
    if (name === 'inputs' && root.entries.size === 1)
      return 'the names stand below `inputs`; leave it out, and begin them at the very left';
    return `"${name}" holds a mapping, and no input is one; give each value under a name of its own`;
  }
  if (value.kind !== 'scalar' || value.value !== null) return undefined;
  const key = root.entries.get(name)?.key.end ?? 0;
  const written = text.slice(key, text.indexOf('\n', key) < 0 ? undefined : text.indexOf('\n', key));
  if (/^["']?\s*:\s*&/.test(written)) return `YAML takes a value that begins with "&" for an anchor; ${QUOTE}`;
  return `"${name}" has no value; delete the line, or write "" where empty text is meant`;
}
