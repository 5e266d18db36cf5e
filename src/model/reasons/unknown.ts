// Why there is no value: of a probe or step that has no reading, and of an expression. Codes and data; views make the
// sentences. What stands under a key `shown` is words as they were shown: it is kept, and compared apart from the rest.

import type { BlindReason, FailureReason } from '../outcome.ts';

/** Sentences of a record in format 1, which held words instead of codes: shown as they stand, and not compared. */
export interface Said {
  readonly code: 'said';
  readonly lines: readonly string[];
}

/** Something that has no value, as it is written ("" where that is clear), and why it has none. */
export interface NoValue {
  readonly at: string;
  readonly why: WhyUnknown;
}

/** Why a step cannot be carried out at all. */
export type CannotRun =
  /** Something that it is made from has no value: a hole of its command, a part of an expression. */
  | ({ readonly code: 'unknown_value' } & NoValue)
  /** Its author has still to write it. */
  | { readonly code: 'todo'; readonly todo: string }
  /** With its holes filled it is no step of its kind; `shown` says what is wrong. */
  | { readonly code: 'invalid'; readonly shown: string }
  /** It would change something, where only looking is allowed. */
  | { readonly code: 'would_change' }
  /** A question of an unattended run without an answer given in advance. */
  | { readonly code: 'nobody_answers' }
  /** A preview or a step of an escalation asks nobody. */
  | { readonly code: 'may_not_ask' }
  /** There is nothing that it could be carried out for. */
  | { readonly code: 'no_items' }
  /** What it is to be carried out for is no list, or a longer one than is worked off; `count` is its length. */
  | { readonly code: 'no_list' }
  | { readonly code: 'too_many_items'; readonly count: number; readonly most: number }
  | Said;

/** Why a probe or a step has no reading. */
export type WhyBlind =
  /** Its `if` is false, or unknown. */
  | { readonly code: 'if_false' | 'if_unknown'; readonly source: string }
  | CannotRun
  /** It was begun, and did not get to its end. */
  | { readonly code: 'failed'; readonly failure: FailureReason }
  /** It could not look. */
  | { readonly code: 'blind'; readonly blind: BlindReason }
  | { readonly code: 'not_looked_at' };

/** Why something that an expression looked at has no value. */
export type WhyUnknown =
  | WhyBlind
  /** A step that is not over. */
  | { readonly code: 'not_finished' }
  /** Something else that it is made from has none. */
  | { readonly code: 'needs'; readonly name: string }
  /** It cannot be worked out; `shown` says why, without a full stop: `division by zero`. */
  | { readonly code: 'no_value'; readonly shown: string };
