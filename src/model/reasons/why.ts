// Why something was decided: a code, and the data that a view makes a sentence from (views/blocks/why). No words of ours
// stand here, so that another wording of the same decision is the same decision.

import type { Evidence } from '../expression.ts';
import type { BlindReason, FailureReason } from '../outcome.ts';
import type { CannotRun, Said } from './unknown.ts';

/** A goal that was looked at. */
export interface SeenGoal {
  readonly title: string;
  readonly goal: Evidence;
}

/** Why a step was not run. */
export type SkipReason =
  | { readonly code: 'goal_holds'; readonly goal: Evidence }
  | { readonly code: 'if_false'; readonly if: Evidence }
  | { readonly code: 'if_unknown'; readonly if: Evidence }
  | { readonly code: 'by_responder'; readonly reason: string }
  /** A step of an escalation that would need an approval. */
  | { readonly code: 'not_approved' }
  | CannotRun;

/** Why probes are looked at. */
export type WhyLook =
  /** What is wrong? */
  | { readonly code: 'diagnose' }
  /** What is wrong now, after something was tried or somebody asked? */
  | { readonly code: 'diagnose_again' }
  /** A step is to begin. */
  | { readonly code: 'before_step'; readonly step: string }
  /** Does the watched goal hold? */
  | { readonly code: 'goal' }
  | Said;

/** Why a step is over. */
export type WhySettled =
  | { readonly code: 'succeeded' }
  | { readonly code: 'goal_reached' }
  /** Some goal was false, or could not be seen, when its time was over. */
  | { readonly code: 'goal_missed'; readonly goals: readonly SeenGoal[] }
  | { readonly code: 'failed'; readonly failure: FailureReason }
  | { readonly code: 'blind'; readonly blind: BlindReason }
  /** The responder says so. */
  | { readonly code: 'said_done' }
  | { readonly code: 'said_not_done' }
  /** A dry run: it was not carried out. */
  | { readonly code: 'simulated' }
  | Said;

/** Why nobody knows whether a change took effect. */
export type WhyDoubt = { readonly code: 'failed'; readonly failure: FailureReason } | Said;

/** Why a person is asked about a doubt. */
export type WhyAsked =
  | WhyDoubt
  /** The goal was watched, and could not settle it. */
  | { readonly code: 'goal_missed'; readonly after: WhyDoubt; readonly goals: readonly SeenGoal[] };

/** Why a cause is left. */
export type WhyDropped =
  /** The lines of its evidence that do not hold any more. */
  { readonly code: 'not_confirmed'; readonly lines: readonly Evidence[] } | Said;

/** A step failed, and with it the steps that are there for the same. */
export interface StepFailed {
  readonly code: 'step_failed';
  readonly step: string;
  readonly why: WhySettled;
}

/** Why a run is given up. */
export type WhyGivenUp =
  /** The responder hands over; `reason` may be "". */
  | { readonly code: 'handed_over'; readonly reason: string }
  | StepFailed
  /** Every step of the cause was left out. */
  | { readonly code: 'no_step_fits'; readonly cause: string }
  /** A step that the cause calls for was left out, and no goal of `verify` could say that all is well without it. */
  | { readonly code: 'step_left_out'; readonly step: string; readonly reason: SkipReason }
  | { readonly code: 'no_steps'; readonly cause: string }
  | { readonly code: 'no_such_cause'; readonly cause: string }
  /** The cause that was named in advance is ruled out by the evidence. */
  | { readonly code: 'named_ruled_out'; readonly cause: string }
  /** No confirmed cause is left. */
  | { readonly code: 'none_left'; readonly tried: readonly string[] }
  | { readonly code: 'all_ruled_out' }
  | { readonly code: 'none_confirmed'; readonly possible: readonly string[] }
  /** All that is possible cannot be told apart by what was seen. */
  | { readonly code: 'not_told_apart'; readonly causes: readonly string[] }
  | Said;

/** A phase that is entered, and why. */
export type Entering =
  | {
      readonly phase: 'diagnosing';
      readonly why:
        | { readonly code: 'look_again' }
        /** What of `verify` did not hold. */
        | { readonly code: 'not_verified'; readonly missed: readonly SeenGoal[] }
        /** A step failed for good: a second fault may stand behind the first. */
        | StepFailed
        /** Changes were taken back. */
        | { readonly code: 'taken_back' }
        | Said;
    }
  | { readonly phase: 'deciding'; readonly why: { readonly code: 'evidence_in' } | Said }
  | {
      readonly phase: 'resolving';
      readonly why: { readonly code: 'cause_taken_up'; readonly cause: string } | { readonly code: 'take_back' } | Said;
    }
  | { readonly phase: 'verifying'; readonly why: { readonly code: 'steps_over' | 'said_repaired' } | Said }
  | { readonly phase: 'giving_up'; readonly why: WhyGivenUp };

/** Why a run is over. */
export type WhyFinished =
  | { readonly code: 'goals_hold' }
  /** Nothing is written that could be verified. */
  | { readonly code: 'no_goals' }
  /** No trigger holds, every goal of `verify` does, and no cause is confirmed. */
  | { readonly code: 'nothing_wrong' }
  | { readonly code: 'dry_run' }
  /** A person calls it resolved, with a reason, although these goals are not met. */
  | { readonly code: 'called_resolved'; readonly reason: string; readonly unmet: readonly SeenGoal[] }
  /** A person ended the run, with a reason. */
  | { readonly code: 'closed'; readonly reason: string }
  | { readonly code: 'other_runbook'; readonly cause: string; readonly runbook: string }
  /** `untold`: there was nobody to escalate to. */
  | { readonly code: 'given_up'; readonly why: WhyGivenUp; readonly untold?: true }
  | Said;

/** Why an approval is asked once more. */
export type WhyAgain =
  /** The edit cannot be read; `shown` says what is wrong with it. */
  | { readonly code: 'edit_unusable'; readonly shown: string }
  /** The command, or its risk, is another one than was approved. */
  | { readonly code: 'command_changed' }
  | Said;
