// What a command finds on its standard input, as far as a script writes it out; and devices that a script writes to.

import { type Command, eachCommand, type Pipeline, type Simple, shownOf, textOf } from '../scripts/syntax.ts';
import type { Show } from './given-values.ts';
import type { Known } from './verb-rules.ts';

/** Where a command stands among those of its pipeline. */
interface Place {
  readonly pipeline: Pipeline;
  readonly index: number;
}

/** What the commands of a script were found to read, so that no pipeline is gone back through for each of its commands. */
export type ReadBefore = Map<Command, readonly string[]>;

/** Texts that a command reads: its here-documents, and what `echo`, `printf` and `cat` print into it. */
export function printedInto(command: Simple, place: Place, { show, before }: Reading): readonly string[] {
  const known = before.get(command);
  if (known !== undefined) return known;
  const printed = printedFrom(command, place, { show, before });
  before.set(command, printed);
  return printed;
}

/** How words are shown in a script, and what was found in it. */
interface Reading {
  readonly show: Show;
  readonly before: ReadBefore;
}

function printedFrom({ redirects }: Simple, place: Place, reading: Reading): readonly string[] {
  const { commands } = place.pipeline;
  const { show } = reading;
  const documents = documentsOf(redirects, show);
  if (documents.length > 0) return documents;
  const before = commands[place.index - 1];
  if (before === undefined) return [];
  if (before.kind === 'simple') {
    const own = printedBy(before, show);
    const isPassing = /^(?:tee|cat|pv|tr|sed|head|tail|grep)$/.test(textOf(before.words[0]) ?? '');
    const isPassed = own.length === 0 && isPassing && place.index > 1;
    return isPassed ? printedInto(before, { ...place, index: place.index - 1 }, reading) : own;
  }
  const all: string[] = [];
  for (const body of before.bodies)
    eachCommand(body, (command) => {
      if (command.kind === 'simple') all.push(...printedBy(command, show));
    });
  return all.length === 0 ? [] : [all.join('\n')];
}

const documentsOf = (redirects: Command['redirects'], show: Show): readonly string[] =>
  redirects.filter(({ sign }) => sign.startsWith('<<')).map(({ target }) => show(target).join(' '));

function printedBy({ words, redirects }: Simple, show: Show): readonly string[] {
  const [name, ...args] = words.flatMap(show);
  if (name === 'cat') return documentsOf(redirects, show);
  if (name !== 'echo' && name !== 'printf') return [];
  const from = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
  const text = (from < 0 ? [] : args.slice(from)).join(name === 'echo' ? ' ' : '\n');
  return [text.replace(/\\[rn]/g, '\n').replace(/\\t/g, ' ')];
}

/** A place that is no file to keep, and what writing there does. */
const PLACES = [
  [/^\/dev\/(?:sd|nvme|vd|xvd|hd|mmcblk|md|dm-|mapper\/|disk\/|loop|zvol\/)/, 'destroy'],
  [/^\/proc\/(?:sysrq-trigger|\d+\/|self\/)|^\/sys\/(?:power|kernel\/debug)\//, 'disrupt'],
  [/^\/(?:proc|sys)\//, 'change'],
] as const;

/** What a command does by writing to a device, or to the kernel. */
export function writesDevice(command: Command): readonly Known[] {
  const isTee = command.kind === 'simple' && command.words.some((word) => /^(?:.*\/)?tee$/.test(shownOf(word)));
  const targets = command.redirects.filter(({ sign }) => /^(?:&?>>?|>\||<>)$/.test(sign)).map(({ target }) => target);
  return [...targets, ...(isTee ? command.words : [])].map(shownOf).flatMap((name) => {
    const risk = PLACES.find(([pattern]) => pattern.test(name))?.[1];
    return risk === undefined ? [] : [{ risk, floor: risk, verb: `> ${name}` }];
  });
}
