// Questions: what the engine asks a person, with everything the person needs in order to answer.

import type { Evidence, Rendered, Seen } from './expression.ts';
import type { Json } from './json.ts';
import type { RankedCause } from './ranked-cause.ts';
import type { Reading } from './reading.ts';
import type { Said, WhyBlind } from './reasons/unknown.ts';
import type { SeenGoal, SkipReason, WhyAgain, WhyAsked, WhySettled } from './reasons/why.ts';
import type { Risk } from './risk.ts';
import type { InputType, Kind } from './step.ts';

/** What a responder may answer. Which of them are open is part of the question. */
export type Choice =
  /** Approve and run the step; one that is carried out for several items, for all of them. */
  | 'run'
  /** Approve and run it for the first of its items alone. */
  | 'first'
  /** Leave the step out; needs a reason. */
  | 'skip'
  /** Change the command first; what results is asked again. */
  | 'edit'
  /** The responder did it by hand, or it is known to be done. */
  | 'done'
  /** It is known not to be done. */
  | 'not_done'
  /** Take up a cause (`cause` names it). */
  | 'cause'
  /** Look at everything again. */
  | 'diagnose'
  /** Hand over to other people. */
  | 'escalate'
  /** Stop here; the run can be resumed. */
  | 'stop'
  /** Answer an `ask` step (`value` holds it). */
  | 'answer'
  /** Wait no longer: what is watched is judged as it is now, a pause is over, another runbook takes over. */
  | 'go_on'
  /** Repaired by hand, or not seen yet: watch the goals that end the run, once more. */
  | 'verify'
  /** Try the step again as it is written, without the edit. */
  | 'original'
  /** Take back what was changed. */
  | 'undo'
  /** Call it resolved although some goal is not met; needs a reason. */
  | 'resolved'
  /** End the run here, not resolved and handed to nobody; needs a reason. */
  | 'close';

/** How an answer came that was not given where the run is led. */
export type AnswerWay = 'watch' | 'web' | 'approve' | 'mcp';

/** A step as it is put before a person. */
export interface Proposal {
  /** Key of the step: `<cause>/<step id>`, or the step id of a probe. */
  readonly step: string;
  readonly kind: Kind;
  /** The rendered shape, secrets still holes: what the approval is bound to. */
  readonly rendered: Rendered;
  readonly risk: Risk;
  /** Set when the author declared a lower risk than the kind would give. */
  readonly declared?: true;
  /** One approval is for all of these tries; absent: for one. */
  readonly retry?: { readonly attempts: number; readonly every_ms: number };
  /** The cause with its evidence; null where none is taken up. */
  readonly why: RankedCause | null | Said;
  /** How to take it back; empty: no undo is written. */
  readonly undo: readonly ProposedUndo[];
  /** What the preview saw. */
  readonly preview?: ProposedPreview;
  /** Where it is carried out for each of a list and more than one is left: every command that is approved together. */
  readonly items?: readonly ProposedItem[];
  /** Position in the list of the cause, from 1. */
  readonly number: number;
  readonly of: number;
  /** What people read. */
  readonly shown: {
    readonly title: string;
    /** The exact command as people write it, secrets shown as `«secret:name»`. */
    readonly command: string;
    /** What it acts on; "" where that is not known. */
    readonly target: string;
    /** Folder that it is carried out in, where the command means something else in another one. */
    readonly folder?: string;
    /** The template that *edit* starts from, holes shown as `${{ }}`. Absent: cannot be edited. */
    readonly template?: string;
    readonly note?: string;
    /** Name of the host, where it acts on the host itself: what is typed to run one that destroys. */
    readonly host?: string;
  } & Stakes;
}

/** Of a step that destroys: why it is said to, and what would be lost. */
export interface Stakes {
  readonly destroys?: WhyDestroys;
  /** What would be lost, in the words of its author, with what was seen. */
  readonly loses?: string;
}

/** Why a step counts as one that destroys. */
export type WhyDestroys =
  /** It is known to: the words that say so. */
  | { readonly code: 'known'; readonly deed: string }
  /** Its author says so. */
  | { readonly code: 'declared' }
  /** Its author says so because of what was seen. */
  | { readonly code: 'seen'; readonly source: string; readonly saw: readonly Seen[] }
  /** What its risk depends on is not known, so it counts as the worst. */
  | { readonly code: 'not_known'; readonly source: string; readonly saw: readonly Seen[] };

/** One of several that are approved together, the one that is next first; or why it will be left out. */
export type ProposedItem = { readonly step: string; readonly item: Json } & (
  | {
      readonly rendered: Rendered;
      readonly risk: Risk;
      readonly shown: { readonly title: string; readonly command: string; readonly target: string };
    }
  | { readonly why: SkipReason }
);

/** What takes a step back, as far as that can be told before the step has run. */
export type ProposedUndo =
  | { readonly step: string; readonly shown: { readonly command: string } }
  | { readonly step: string; readonly why: SkipReason }
  | Said;

/** What the preview of a step saw, or why it saw nothing. */
export type ProposedPreview = { readonly shown: { readonly title: string } } & (
  | { readonly reading: Reading }
  | { readonly blind: WhyBlind }
);

/** One open question. */
export type Question = Numbered & Subject;

interface Numbered {
  readonly id: string;
  /** What may be answered. */
  readonly choices: readonly Choice[];
}

type Subject =
  /** Which cause to take up. `best` is the top confirmed one. */
  | { readonly kind: 'cause'; readonly best: string | null }
  /** May this step run? `again` says why it is asked once more. */
  | { readonly kind: 'approve'; readonly proposal: Proposal; readonly again?: WhyAgain }
  /** The step's `if` is unknown: run it, or leave it out? */
  | {
      readonly kind: 'unknown_if';
      readonly proposal: Proposal;
      readonly source: string;
      readonly saw: readonly Seen[] | Said;
    }
  /** Its cause is no longer confirmed; its lines as they are now. */
  | { readonly kind: 'cause_changed'; readonly cause: string; readonly lines: readonly Evidence[] | Said }
  /** The step failed; what now? */
  | { readonly kind: 'failed'; readonly proposal: Proposal; readonly why: WhySettled }
  /** It is not known whether the step took effect. */
  | { readonly kind: 'in_doubt'; readonly proposal: Proposal; readonly why: WhyAsked }
  /** Something is waited for, and a person need not: a watch goes on meanwhile, and a pause too. */
  | { readonly kind: 'waiting'; readonly for: 'step' | 'doubt' | 'verify' | 'pause' }
  /** Some goal of `verify` was not met in its time. */
  | { readonly kind: 'not_verified'; readonly goals: readonly SeenGoal[] }
  /** A cause without steps was taken up; `runbook` is the one that handles it, where there is one. */
  | { readonly kind: 'by_hand'; readonly cause: string; readonly runbook?: string }
  /** An `ask` or `manual` step. */
  | {
      readonly kind: 'ask';
      /** Id of the step. */
      readonly step: string;
      readonly exec: string;
      readonly options?: readonly string[];
      readonly type?: InputType;
      readonly default?: Json;
      /** The question or the instructions, and the title of the step where it has one of its own. */
      readonly shown: { readonly title?: string; readonly text: string };
    };
