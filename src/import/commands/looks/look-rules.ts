// How programs are told to look: rules over their words. A rule names what is certainly a look; whatever it does not know, an
// option or a verb, is none.

import { optionsOf } from '../options.ts';

/** Words of a text. */
export const words = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');

/** What decides whether a program only looks: its words, or a test of them. */
export type Rule = RegExp | Test;
/** A test of the words of a program. */
export type Test = (args: readonly string[], text: string) => boolean;
/** One rule for several programs. */
export const rules = (names: string, rule: Rule): readonly (readonly [string, Rule])[] =>
  words(names).map((name) => [name, rule]);

/** Options that a program may be given while it only looks. */
export interface Allowed {
  /** Those that take a word. */
  readonly valued?: string;
  readonly flags?: string;
}

/** Reads the words of a program strictly: its operands, or null where an option is not among those that are allowed. */
export function strictly(args: readonly string[], { valued = '', flags = '' }: Allowed): readonly string[] | null {
  return optionsOf(args, { valued: words(valued), flags: words(flags) })?.operands ?? null;
}

/** A rule by options alone: every option is allowed, and there are at most so many operands. */
export const only =
  (allowed: Allowed, most = Number.POSITIVE_INFINITY): Test =>
  (args) => {
    const said = strictly(args, allowed);
    return said !== null && said.length <= most;
  };

/** Flags in front of a verb that change nothing of what it does, for any program. */
const HARMLESS = new Set(
  words(
    '-v -vv -q -s -a -j -n -l --json --quiet --verbose --debug --silent --no-color --no-pager --user --system --no-verify-ssl --no-cli-pager --insecure -k --insecure-skip-tls-verify --tls --readonly',
  ),
);

/** What stands in front of a verb, and what must not stand anywhere. */
export interface Around {
  /** Options that take a word, and may stand before the verb or between its parts. */
  readonly valued?: string;
  /** Options with which the verb does more than look. */
  readonly unless?: RegExp;
}

/**
 * A rule by the verbs that only look: `ps`, `volume|ls` for two words, `*|ls` where the first is any name, and `history$` where
 * nothing may follow but options. Options before the verb that are not known make it no look: their value may be the verb.
 */
export function first(allowed: string, { valued = '', unless = /(?!)/ }: Around = {}): Test {
  const known = words(allowed).map((one) => ({ path: one.replace('$', '').split('|'), isAll: one.endsWith('$') }));
  const takesWord = new Set(words(valued));
  return (args) => {
    if (args.some((arg) => unless.test(arg))) return false;
    const { said, sure } = verbsOf(args, takesWord);
    return known.some(
      ({ path, isAll }) =>
        path.length <= sure &&
        path.every((word, at) => (word === '*' ? isName(said[at]) : said[at] === word)) &&
        (!isAll || (said.length === path.length && sure === said.length)),
    );
  };
}

const isName = (word: string | undefined): boolean => word !== undefined && /^[\w.:/@-]+$/.test(word);

/** Words of a command that are neither options nor their values. */
export interface Verbs {
  readonly said: readonly string[];
  /** How many of them stand before the first option that is not known: behind it, a word may be its value. */
  readonly sure: number;
}

/** Reads the verbs of a command. */
export function verbsOf(args: readonly string[], valued: ReadonlySet<string>): Verbs {
  const said: string[] = [];
  let sure: number | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-')) said.push(arg);
    else if (valued.has(arg)) at += 1;
    else if (!/^--[\w-]+=/.test(arg) && !HARMLESS.has(arg)) sure ??= said.length;
  }
  return { said, sure: sure ?? said.length };
}
