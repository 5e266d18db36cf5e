// What is being written on a command line: the name of a command, an option, its value, or an argument.

import type { Argument, Command, Option } from 'commander';

/** The place of the last word. */
export interface Place {
  readonly command: Command;
  readonly slot:
    | { readonly kind: 'command' | 'option' | 'nothing' }
    /** `before` is what stands before the value in the same word: `--input=`. */
    | { readonly kind: 'value'; readonly option: Option; readonly before: string }
    | { readonly kind: 'argument'; readonly argument: Argument };
  /** What is written of the word, without `before`. */
  readonly begun: string;
  /** Arguments that stand before. */
  readonly given: readonly string[];
  /** Values of options that stand before, by the long name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Reads the words behind the name of the program; the last one, maybe empty, is being written. */
export function placeOf(program: Command, words: readonly string[]): Place {
  const begun = words.at(-1) ?? '';
  let command = program;
  const given: string[] = [];
  const values = new Map<string, string[]>();
  let waiting: Option | null = null;
  let onlyArguments = false;
  for (const word of words.slice(0, -1)) {
    if (waiting !== null) {
      keep(values, waiting, word);
      waiting = null;
    } else if (!onlyArguments && word === '--') onlyArguments = true;
    else if (!onlyArguments && word.startsWith('-') && word !== '-') waiting = optionOf(command, word, values);
    else {
      const inner = given.length === 0 ? subcommand(command, word) : undefined;
      if (inner === undefined) given.push(word);
      else command = inner;
    }
  }
  const common = { command, given, values };
  if (waiting !== null) return { ...common, slot: { kind: 'value', option: waiting, before: '' }, begun };
  const [name, inWord] = splitValue(begun);
  const option = inWord === undefined || onlyArguments ? undefined : find(command, name);
  if (option !== undefined)
    return { ...common, slot: { kind: 'value', option, before: `${name}=` }, begun: inWord ?? '' };
  if (begun.startsWith('-') && !onlyArguments) return { ...common, slot: { kind: 'option' }, begun };
  if (command.commands.length > 0 && given.length === 0) return { ...common, slot: { kind: 'command' }, begun };
  const all = command.registeredArguments;
  const argument = all[given.length] ?? (all.at(-1)?.variadic === true ? all.at(-1) : undefined);
  return { ...common, slot: argument === undefined ? { kind: 'nothing' } : { kind: 'argument', argument }, begun };
}

const subcommand = (command: Command, word: string): Command | undefined =>
  command.commands.find((one) => one.name() === word || one.aliases().includes(word));

const splitValue = (word: string): readonly [string, string | undefined] => {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
};

const find = (command: Command, name: string): Option | undefined =>
  command.options.find(({ long, short }) => long === name || short === name);

/** Takes an option, one without a value as given; gives it when the next word is its value. */
function optionOf(command: Command, word: string, values: Map<string, string[]>): Option | null {
  const [name, value] = splitValue(word);
  const option = find(command, name);
  if (option === undefined) return null;
  if (value === undefined && option.required) return option;
  keep(values, option, value ?? '');
  return null;
}

function keep(values: Map<string, string[]>, { long, short }: Option, value: string): void {
  const name = long ?? short ?? '';
  values.set(name, [...(values.get(name) ?? []), value]);
}
