// What a command line gives for inputs: pairs, files of values, and inventories, whose groups are lists of hosts.

import { readFile } from 'node:fs/promises';
import type { Place } from '../../model/diagnostic.ts';
import type { Json } from '../../model/json.ts';
import { didYouMean, listed } from '../../model/nearest.ts';
import type { Input, Runbook } from '../../model/runbook.ts';
import { type InputFile, type InputFileProblem, readInputFile } from '../../parse/input-file.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { count } from '../../views/text/text.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { shown } from '../runbook-file.ts';

/** Inputs that are given, and where those of them stand that a file has. */
export interface GivenInputs {
  readonly given: Readonly<Record<string, Json>>;
  readonly places: Readonly<Record<string, string>>;
}

/** The options that give inputs. */
export interface GivenBy {
  readonly input?: Readonly<Record<string, string>> | undefined;
  readonly inputFile?: readonly string[] | undefined;
}

/** What was given, with its files read; it becomes inputs when a runbook says which are lists. */
export interface Given {
  readonly input: Readonly<Record<string, string>>;
  readonly files: readonly GivenFile[];
}

interface GivenFile extends InputFile {
  readonly path: string;
}

/** Reads the files. A CliError says what is wrong in them. */
export async function readGiven({ input = {}, inputFile = [] }: GivenBy): Promise<Given> {
  const files: GivenFile[] = [];
  const problems: string[] = [];
  for (const path of inputFile) {
    const read = readInputFile(await readOrFail(path), path);
    if (read.ok) files.push({ ...read.value, path });
    else problems.push(...told(path, read.error));
  }
  for (const [n, { path, values }] of files.entries()) {
    const name = Object.keys(values).find((one) => files.slice(0, n).some((other) => Object.hasOwn(other.values, one)));
    if (name !== undefined && !Object.hasOwn(input, name))
      problems.push(`${shown(path)} gives "${name}", and another file before it does, too; --input ${name}=… decides`);
  }
  if (problems.length > 0) throw new CliError(EXIT.usage, problems.join('\n       '));
  return { input, files };
}

const MOST_TOLD = 20;

// Of a file that is something else every line is wrong.
function told(path: string, problems: readonly InputFileProblem[]): readonly string[] {
  const lines = problems.slice(0, MOST_TOLD).map(({ place, message }) => `${at(path, place)}  ${message}`);
  const more = problems.length - lines.length;
  return more === 0 ? lines : [...lines, `${shown(path)}: and ${count(more, 'problem')} more`];
}

const at = (path: string, { line, column }: Place): string => `${shown(path)}:${line}:${column}`;

/** The inputs of `--input` and `--input-file`, for a runbook; the first have the last word. */
export async function givenInputs(options: GivenBy, runbook: Runbook): Promise<GivenInputs> {
  return givenFor(await readGiven(options), runbook);
}

/** What was given, as inputs of a runbook: `@web` is the group of that name, where a list is wanted. */
export function givenFor({ input, files }: Given, runbook: Runbook): GivenInputs {
  const lists = new Set(runbook.inputs.filter(({ type }) => type === 'list').map(({ name }) => name));
  const inventories = files.filter(({ values }) => Object.keys(values).length === 0);
  const values: Record<string, Json> = {};
  const places: Record<string, string> = {};
  // A group is a list by its own name, where nothing else gives that input.
  for (const one of runbook.inputs) {
    const groups = lists.has(one.name) ? inventories.filter(({ groups: all }) => all.names.includes(one.name)) : [];
    if (groups.length > 0) values[one.name] = `@${one.name}`;
  }
  for (const file of files)
    for (const [name, value] of Object.entries(file.values)) {
      values[name] = value;
      const place = file.places.get(name);
      if (place !== undefined) places[name] = at(file.path, place);
    }
  for (const [name, value] of Object.entries(input)) {
    values[name] = value;
    delete places[name];
  }
  const taken = new Set<string>();
  const given = Object.entries(values).map(([name, value]): [string, Json] => {
    const isGroups = lists.has(name) && typeof value === 'string' && /(?:^|\s)@/.test(value) && !/^\s*\[/.test(value);
    return [name, isGroups ? hostsOf(name, value, { files, taken }) : value];
  });
  return { given: Object.fromEntries(given.filter(([name]) => isMeant(name, { runbook, files, taken }))), places };
}

interface Lists {
  readonly files: readonly GivenFile[];
  /** Names of the groups that were taken. */
  readonly taken: Set<string>;
}

function hostsOf(input: string, value: string, { files, taken }: Lists): readonly string[] {
  const hosts = new Set<string>();
  for (const word of value.split(/\s+/).filter((one) => one !== '')) {
    if (!word.startsWith('@')) {
      hosts.add(word);
      continue;
    }
    const name = word.slice(1);
    taken.add(name);
    for (const host of groupOf(input, name, files)) hosts.add(host);
  }
  return [...hosts];
}

function groupOf(input: string, name: string, files: readonly GivenFile[]): readonly string[] {
  const refuse = (message: string, next: string): never => {
    throw new CliError(EXIT.usage, `input "${input}": ${message}`, next);
  };
  if (files.length === 0)
    return refuse(
      `@${name} is a group of hosts, and no file gives its hosts`,
      'give the inventory by --input-file; a list of one word with "@" is written ["@…"]',
    );
  const found = files.filter(({ groups }) => groups.hosts(name) !== undefined);
  const [file, other] = found;
  if (file === undefined) {
    const names = files.flatMap(({ groups }) => groups.names);
    const where = files.map(({ path }) => shown(path)).join(' and ');
    return refuse(
      `there is no group "${name}" in ${where}${didYouMean(name, names)}`,
      names.length === 0 ? 'a group is a list of hosts with a name' : `groups: ${listed(names)}`,
    );
  }
  if (other !== undefined)
    return refuse(
      `the group "${name}" stands in ${shown(file.path)} and in ${shown(other.path)}`,
      'give one of the two files',
    );
  sayIfElsewhere(file, name);
  return file.groups.hosts(name) ?? [];
}

// A name may lead ssh to another host than the one that Ansible reaches by it.
function sayIfElsewhere({ path, groups }: GivenFile, name: string): void {
  const others = (groups.hosts(name) ?? []).flatMap((host) => {
    const how = groups.reached(host);
    return how === undefined ? [] : [`${host} as ${how}`];
  });
  const [first = ''] = others;
  if (others.length > 0)
    process.stderr.write(
      `note: ${shown(path)} reaches ${others.length === 1 ? '' : `${count(others.length, 'host')} of "${sanitizeLine(name)}" by another address: `}${sanitizeLine(first)}; the list holds the names, so ~/.ssh/config has to say the same\n`,
    );
}

// Of a file whose lists are taken as groups, the other lists need not be inputs.
function isMeant(name: string, { runbook, files, taken }: Lists & { readonly runbook: Runbook }): boolean {
  if (runbook.inputs.some((input: Input) => input.name === name)) return true;
  return !files.some(
    ({ groups }) => groups.hosts(name) !== undefined && [...taken].some((one) => groups.hosts(one) !== undefined),
  );
}

/** The text of a file that a person names. */
export async function readOrFail(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.usage, `${shown(path)} cannot be read: ${fileTrouble(error)}`);
  }
}
