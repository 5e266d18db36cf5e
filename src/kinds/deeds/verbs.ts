// What programs are known to do, by their name and the words that say what: `rm`, `systemctl restart`, `kubectl delete`; and
// by what they run, read and send. What is not in the tables stays its author's word.

import type { TemplateTree } from '../../model/expression.ts';
import { type Risk, within, worse } from '../../model/risk.ts';
import { field, isList } from '../forms.ts';
import { parseShell } from '../scripts/parse.ts';
import { nameOf } from '../scripts/runs-text.ts';
import { eachCommand, type List } from '../scripts/syntax.ts';
import { onlyTidies, temporaryFiles } from '../scripts/temporary.ts';
import { functionsOf, showing } from './given-values.ts';
import { ownDeeds } from './own-deeds.ts';
import { printedInto, type ReadBefore, writesDevice } from './read-by.ts';
import type { Known } from './verb-rules.ts';
import { VERBS } from './verb-table.ts';
import { unwrapped } from './wrapped.ts';

export type { Known } from './verb-rules.ts';

/** Whether a name is that of a program of which something is known. */
export const isProgram = (name: string): boolean => VERBS.has(name);

/** What a step with a `script`, or a `command` that is a list of arguments, is known to do; `stdin` is what it reads. */
export function knownOfStep(shape: TemplateTree): Known | null {
  const [script, command, stdin] = ['script', 'command', 'stdin'].map((name) => field(shape, name));
  const read = typeof stdin === 'string' ? [stdin] : [];
  if (typeof script === 'string') return knownOfScript(script, read);
  return isList(command)
    ? knownOfArguments(
        command.map((item) => (typeof item === 'string' ? item : null)),
        read,
      )
    : null;
}

/** The worst that a script is known to do; null where nothing of it is in the table. `read` are texts on its standard input. */
export function knownOfScript(script: string, read: readonly string[] = []): Known | null {
  return worst(inScript(script, { level: 0, temporary: new Set(), read, seen: new Set() }));
}

/** The same for a list of arguments; null stands for one that is not known yet. */
export function knownOfArguments(argv: readonly (string | null)[], read: readonly string[] = []): Known | null {
  return worst(
    inCommand(
      argv.map((word) => word ?? '\0'),
      { level: 0, temporary: new Set(), read, seen: new Set() },
    ),
  );
}

/** Where in a script a command stands. */
interface Inside {
  /** Of how many commands in commands, and shells in shells. */
  readonly level: number;
  /** Variables with the name of a file that the script made for itself. */
  readonly temporary: ReadonlySet<string>;
  /** Texts on its standard input. */
  readonly read: readonly string[];
  /** Commands that were looked at: one with two readings on each level would be looked at for ever. */
  readonly seen: Set<string>;
}

const MOST_LEVELS = 12;
/** Calls of functions with other arguments that are followed in one script. */
const MOST_CALLS = 200;

function inScript(script: string, inside: Inside): readonly Known[] {
  if (inside.level > MOST_LEVELS) return [];
  const list = parseShell(script);
  if (list !== null) return inList(list, inside);
  // What is not understood as a whole is looked at by the line.
  const lines = script.split('\n');
  return lines.length < 2 ? [] : lines.flatMap((line) => inList(parseShell(line) ?? [], inside));
}

// `given` are the arguments of the function that the list is the body of; functions that it calls are not followed.
function inList(list: List, inside: Inside, given?: readonly string[]): readonly Known[] {
  const temporary = new Set([...inside.temporary, ...temporaryFiles(list)]);
  const show = showing(list, given);
  const functions = given === undefined ? functionsOf(list) : new Map<string, List>();
  const all: Known[] = [];
  const before: ReadBefore = new Map();
  const calls = new Set<string>();
  eachCommand(list, (command, { pipeline, index }) => {
    all.push(...writesDevice(command));
    if (command.kind !== 'simple' || onlyTidies(command, temporary)) return;
    const printed = printedInto(command, { pipeline, index }, { show, before });
    const read = printed.length === 0 && index === 0 ? inside.read : printed;
    const words = command.words.flatMap(show);
    const body = functions.get(words[0] ?? '');
    const here = { ...inside, temporary, read };
    if (body === undefined) all.push(...inCommand(words, here));
    else if (calls.size < MOST_CALLS && calls.size < calls.add(words.join('\0')).size)
      all.push(...inList(body, here, words.slice(1)));
  });
  return all;
}

function isNew({ seen, read, level, temporary }: Inside, words: readonly string[]): boolean {
  const before = seen.size;
  return before < seen.add(JSON.stringify([words, read, level, [...temporary]])).size;
}

// What is found out only when it runs is NUL in a word.
function inCommand(words: readonly string[], inside: Inside): readonly Known[] {
  const from = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (from < 0 || inside.level > MOST_LEVELS) return [];
  if (inside.level > 0 && !isNew(inside, words)) return [];
  const { own, commands, scripts } = unwrapped(words.slice(from));
  const deeds = ownDeeds(own, inside.read);
  const deeper = { ...inside, level: inside.level + 1 };
  // What xargs reads becomes arguments.
  const given = nameOf(own[0]) === 'xargs' ? inside.read.flatMap((text) => text.trim().split(/\s+/)) : [];
  return [
    ...deeds.known,
    ...commands.flatMap((command) => inCommand([...command, ...given], deeper)),
    ...scripts.flatMap((script) => inScript(script, deeper)),
    ...deeds.scripts.flatMap((script) => inScript(script, { ...deeper, read: [] })),
  ];
}

// The verb is that of the worst; the floor is the highest of all.
function worst(all: readonly Known[]): Known | null {
  const most = all.reduce<Known | null>(
    (one, other) => (one === null || !within(other.risk, one.risk) ? other : one),
    null,
  );
  return most === null ? null : { ...most, floor: all.reduce<Risk>((floor, one) => worse(floor, one.floor), 'read') };
}
