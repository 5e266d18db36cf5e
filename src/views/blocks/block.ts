// Blocks: finished things, as data. A block is what the guided screen prints once into the scrollback and what plain
// mode writes as lines; nothing in it changes afterwards. Texts in it are foreign until they become rows or lines.

import type { Evidence } from '../../model/expression.ts';
import type { Question, Stakes } from '../../model/question.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { Risk } from '../../model/risk.ts';
import type { Severity } from '../../model/runbook.ts';
import type { Sign } from '../text/glyphs.ts';
import type { Tag } from '../text/tag.ts';
import type { Finding } from './reading-line.ts';

/** How a run begins: what is known before anything is looked at. */
export interface Opening {
  readonly type: 'opening';
  readonly run: string;
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Owner, date of review and age of it, what is left out when unknown. */
  readonly about: readonly string[];
  readonly alert: { readonly title: string; readonly about: string } | null;
  readonly symptoms: readonly string[];
  /** Inputs whose value is not the default of the runbook. */
  readonly inputs: readonly { readonly name: string; readonly value: string }[];
  /** How many inputs have their default. */
  readonly defaults: number;
  readonly plan: readonly { readonly name: string; readonly text: string }[];
  /** Marks that change what the run does: dry run, unattended, no write probe. */
  readonly marks: readonly string[];
}

/** One probe of a finished list. */
export interface ProbeLine extends Finding {
  readonly id: string;
  readonly title: string;
  /** Its own condition says that there is nothing to look at, or waits for what was not seen. */
  readonly left_out?: 'not_needed' | 'not_reached';
}

/** The probes of a look, all in. */
export interface ProbeList {
  readonly type: 'probes';
  readonly why: string;
  readonly ms: number;
  readonly probes: readonly ProbeLine[];
  /** How many are still out. */
  readonly out: number;
}

/** A cause with its evidence. */
export interface CauseLine extends RankedCause {
  readonly title: string;
}

/** A cause as a ranking tells it. */
export interface ToldCause extends CauseLine {
  /** What its lines saw, in the words of titles: those that hold, and those that are unknown. */
  readonly holds: readonly string[];
  readonly unseen: readonly string[];
  /** What rules it out, in the same words; "": it is not ruled out, or that has no words. */
  readonly against: string;
}

/** The causes in order. */
export interface Ranking {
  readonly type: 'ranking';
  readonly triggers: readonly { readonly title: string; readonly truth: string; readonly evidence?: Evidence }[];
  readonly causes: readonly ToldCause[];
  /** By number of group: the unknown lines that would tell its causes apart. */
  readonly apart: readonly {
    readonly group: number;
    readonly titles: readonly string[];
    readonly lines: readonly Evidence[];
    /** What a person could type or enable to have them told apart. */
    readonly tellers: readonly string[];
  }[];
}

/** Something that happened, in a line and its details. */
export interface Fact {
  readonly type: 'fact';
  readonly tag: Tag;
  readonly sign: Sign;
  readonly title: string;
  readonly text: string;
  readonly details?: readonly string[];
  /** What stands for text and details where only what decides is told. */
  readonly brief?: { readonly title?: string; readonly text?: string; readonly details?: readonly string[] };
  /** A text for other people, a fact a line: on the screen it stands in the place of text and details, to be copied. */
  readonly paste?: readonly string[];
  readonly command?: string;
  readonly risk?: Risk;
  readonly stakes?: Stakes;
  /** What it acts on. */
  readonly target?: string;
  /** Last lines of an output, and what of it is not shown. */
  readonly output?: {
    readonly lines: readonly string[];
    readonly more: string;
    /** The text says all of it already. */
    readonly is_said?: true;
  };
  readonly ms?: number;
}

/** Makes a fact. */
export const fact = (tag: Tag, sign: Sign, said: Omit<Fact, 'type' | 'tag' | 'sign'>): BlockBody => ({
  type: 'fact',
  tag,
  sign,
  ...said,
});

/** What is said of the step that a question is about. */
export interface AskedStep {
  /** It takes another one back. */
  readonly isUndo: boolean;
  /** The cause and its evidence, one line each. */
  readonly why: readonly string[];
  /** The cause and what was seen of it in the words of titles. */
  readonly brief_why: readonly string[];
  /** What the preview saw, where it has one. */
  readonly preview: string | null;
  /** Commands that take it back, or why one cannot be told; empty: none is written. */
  readonly undo: readonly string[];
}

/** A question that was asked; the guided screen shows it in the live region instead. */
export interface Asked {
  readonly type: 'asked';
  readonly question: Question;
  /** What has led to it, one line each; and the same in the words of titles. */
  readonly why: readonly string[];
  readonly brief_why: readonly string[];
  readonly step: AskedStep | null;
}

/** How a run ended. */
export interface Finish {
  readonly type: 'finish';
  readonly sign: Sign;
  readonly title: string;
  readonly why: string;
  readonly cause: string | null;
  readonly changed: readonly string[];
  readonly verified: readonly string[];
  /** What takes back what was changed: a title or a command each. */
  readonly undo: readonly string[];
  readonly prevent: readonly string[];
  /** Id of the run. */
  readonly run: string;
  /** Another runbook to start. */
  readonly runbook: string | null;
  readonly transcript: string;
  /** The folder of the record. */
  readonly folder: string;
}

/** What a block shows. */
export type BlockBody = (Opening | ProbeList | Ranking | Fact | Asked | Finish) & {
  /** Said in plain mode alone: the guided screen shows it in the live region. */
  readonly plain_only?: true;
  /** Said only where everything is told. */
  readonly detail?: true;
};

/** One finished thing of a run. */
export type Block = BlockBody & {
  /** Of the event it comes from; several blocks may come from one. */
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
};
