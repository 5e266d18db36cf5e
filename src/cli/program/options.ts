// Options that several commands have.

import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../model/duration.ts';
import { RISKS } from '../../model/risk.ts';
import type { ExitCode } from '../exit-codes.ts';

/** Called with the exit code of a command. */
export type Done = (code: ExitCode) => void;

/** Where records are kept. */
export const home = (): Option =>
  new Option('--home <dir>', 'where runs are kept (default: $FIREBREAK_HOME, else ~/.local/state/firebreak)');
/** JSON instead of text. */
export const json = (): Option => new Option('--json', 'print JSON on stdout and nothing else');
/** Everything that plain lines can say. */
export const verbose = (): Option =>
  new Option('--verbose', 'plain lines say everything: each probe, expression and phase, and what is ruled out');
/** The name in the record. */
export const as = (): Option => new Option('--as <name>', 'who you are in the record (default: your user name)');
/** What may be done without a person. */
export const approve = (): Option =>
  new Option('--approve <level>', 'the highest risk allowed without a person').choices([...RISKS]).default('read');
/** Looks that do not write. */
export const noWriteProbe = (): Option =>
  new Option('--no-write-probe', 'never write to Redis in order to see whether it takes writes');
/** `name=value`, as often as wanted; of a name given twice the last value counts. */
export const pairs = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<Readonly<Record<string, string>> | undefined>((text, before) => {
    const at = text.indexOf('=');
    if (at < 1) throw new InvalidArgumentError('Write name=value.');
    return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  });
/** Files, as many as wanted. */
export const files = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<readonly string[]>((path, before) => [...(before ?? []), path]);
/** Files of inputs; `of` says where they count. */
export const inputFiles = (of = ''): Option =>
  files(
    '--input-file <file>',
    `${of}inputs from a YAML or JSON file, or groups of hosts from an inventory; may be given several times`,
  );
/** A number of things, at least one. */
export const positive = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('Write a number from 1.');
  return number;
};
/** Every word of a union, in the order in which they are explained: one that is left out does not compile. */
export const every = <W extends string>(words: Readonly<Record<W, true>>): readonly W[] => Object.keys(words) as W[];
/** A length of time, in milliseconds. */
export const time = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    const ms = parseDuration(text);
    if (ms === null) throw new InvalidArgumentError('Write a duration such as 30s or 5m.');
    return ms;
  });
