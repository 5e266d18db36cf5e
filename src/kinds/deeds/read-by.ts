// What a command finds on its standard input, as far as a script writes it out; and devices that a script writes to.

import { type Command, eachCommand, type Pipeline, type Simple, shownOf, textOf } from '../scripts/syntax.ts';
import type { Known } from './verb-rules.ts';

/** Texts that a command reads: its here-documents, and what `echo`, `printf` and `cat` print into it. */
export function printedInto({ redirects }: Simple, { commands }: Pipeline, index: number): readonly string[] {
  const documents = documentsOf(redirects);
  if (documents.length > 0) return documents;
  const before = commands[index - 1];
  if (before === undefined) return [];
  if (before.kind === 'simple') {
    const own = printedBy(before);
    const isPassing = /^(?:tee|cat|pv|tr|sed|head|tail|grep)$/.test(textOf(before.words[0]) ?? '');
    return own.length === 0 && isPassing && index > 1
      ? printedInto(before, { commands, negated: false }, index - 1)
      : own;
  }
  const all: string[] = [];
  for (const body of before.bodies)
    eachCommand(body, (command) => {
      if (command.kind === 'simple') all.push(...printedBy(command));
    });
  return all.length === 0 ? [] : [all.join('\n')];
}

const documentsOf = (redirects: Command['redirects']): readonly string[] =>
  redirects.filter(({ sign }) => sign.startsWith('<<')).map(({ target }) => shownOf(target));

function printedBy({ words, redirects }: Simple): readonly string[] {
  const [name, ...args] = words.map(shownOf);
  if (name === 'cat') return documentsOf(redirects);
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
