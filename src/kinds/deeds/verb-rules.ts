// How a row of the table of verbs says which words and options of a program mean what.

import type { Risk } from '../../model/risk.ts';

/** What a command is known to do. */
export interface Known {
  readonly risk: Risk;
  /** The lowest risk that an author may give it: how much is lost by removing a file, he knows better. */
  readonly floor: Risk;
  /** The command, as far as it says so: `systemctl restart`. */
  readonly verb: string;
}

/** What decides, and what it means; of the rules of a program the first that fits. All that is given must fit. */
export interface Rule {
  /** The words that are no options and no values of options, one blank between them. */
  readonly when?: RegExp;
  /** An option without its dashes, `name` or `name=value`; one of them must fit. */
  readonly option?: RegExp;
  /** An option with which the rule does not hold. */
  readonly unless?: RegExp;
  /** All words as they stand. */
  readonly text?: RegExp;
  readonly risk: Risk;
  /** Less than `risk` where an author may know better. */
  readonly floor?: Risk;
}

/** Programs and their rules. */
export type Rows = readonly (readonly [string, readonly Rule[]])[];

/** The same rules for programs of these names. */
export const all = (names: string, ...rules: readonly Rule[]): Rows =>
  names.split(' ').map((name) => [name, rules] as const);

/** What the program does whatever it is told. */
export const always = (risk: Risk, floor: Risk = risk): Rule => ({ risk, floor });

/** What it does when its words begin with one of these. */
export const first = (words: string, risk: Risk, floor: Risk = risk): Rule => ({
  when: new RegExp(`^(?:${words})(?= |$)`),
  risk,
  floor,
});

/** What it does when one of these is among its words. */
export const any = (words: string, risk: Risk, floor: Risk = risk): Rule => ({
  when: new RegExp(`(?:^| )(?:${words})(?= |$)`),
  risk,
  floor,
});

/** What it does with one of these options, written without their dashes. */
export const option = (names: string, risk: Risk, floor: Risk = risk): Rule => ({
  option: new RegExp(`^(?:${names})(?:=|$)`),
  risk,
  floor,
});
