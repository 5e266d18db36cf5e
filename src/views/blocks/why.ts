// Reasons in words: the one place where a code of a decision becomes a sentence, and each reason has one.
// Sentences have no full stop, and are safe to show. A code of a newer program is shown as it stands.

import type { Plan } from '../../engine/plan.ts';
import type { WhyRefused } from '../../model/reasons/agent.ts';
import type {
  Entering,
  SeenGoal,
  SkipReason,
  WhyAgain,
  WhyDoubt,
  WhyDropped,
  WhyFinished,
  WhyGivenUp,
  WhyLook,
  WhySettled,
} from '../../model/reasons/why.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { evidenceLine, sourceAndSaw } from './evidence-lines.ts';
import { causeTitle, writtenTitle } from './names.ts';
import { blindWords, failureWords, saidWords, unheard, unknownWords } from './unknown-words.ts';

/** Why a step was left out. */
export function skipWords(reason: SkipReason): string {
  switch (reason.code) {
    case 'goal_holds':
      return `its goal holds already: ${sourceAndSaw(reason.goal)}`;
    case 'if_false':
      return `its condition is false: ${sourceAndSaw(reason.if)}`;
    case 'if_unknown':
      return `its condition is unknown: ${sourceAndSaw(reason.if)}`;
    case 'by_responder':
      return withReason('the responder left it out', reason.reason);
    case 'not_approved':
      return 'a step of an escalation runs only when it needs no approval';
    default:
      return unknownWords(reason);
  }
}

/** The same without expressions. */
export function skipInWords(reason: SkipReason): string {
  switch (reason.code) {
    case 'goal_holds':
      return 'its goal holds already';
    case 'if_false':
      return 'it is not needed here';
    case 'if_unknown':
      return 'nobody can say whether it applies here';
    default:
      return skipWords(reason);
  }
}

/** Why probes are looked at; "" where that is clear. */
export function lookWords(plan: Plan, why: WhyLook): string {
  switch (why.code) {
    case 'diagnose':
      return 'what is wrong?';
    case 'diagnose_again':
      return 'what is wrong now?';
    case 'before_step':
      return `before "${sanitizeLine(plan.steps.get(why.step)?.step.id ?? why.step)}"`;
    case 'goal':
      return 'does the goal hold?';
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

/** That a goal was not reached, or that nobody could see whether it was. */
export function missedWords({ goals }: { readonly goals: readonly SeenGoal[] }): string {
  return `its goal was not ${goals.some(({ goal }) => goal.truth === 'false') ? 'reached in time' : 'seen'}`;
}

/** Why a step is over. */
export function settledWords(why: WhySettled): string {
  switch (why.code) {
    case 'succeeded':
      return 'it succeeded';
    case 'goal_reached':
      return 'its goal was reached';
    case 'goal_missed':
      return `${missedWords(why)}: ${why.goals.map(({ goal }) => evidenceLine(goal)).join('; ')}`;
    case 'failed':
      return failureWords(why.failure);
    case 'blind':
      return blindWords(why.blind);
    case 'said_done':
      return 'the responder says that it is done';
    case 'said_not_done':
      return 'the responder says that it was not done';
    case 'simulated':
      return 'not carried out: a dry run';
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

/** The same without expressions. */
export const settledInWords = (why: WhySettled): string =>
  why.code === 'goal_missed' ? missedWords(why) : settledWords(why);

/** Why nobody knows whether a change took effect. */
export function doubtWords(why: WhyDoubt): string {
  switch (why.code) {
    case 'failed':
      return failureWords(why.failure);
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

/** Why a cause is left. */
export function droppedWords(why: WhyDropped): string {
  switch (why.code) {
    case 'not_confirmed':
      return `no longer confirmed: ${why.lines.map(evidenceLine).join('; ')}`;
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

/** Why a phase is entered. */
export function enteredWords(plan: Plan, { why }: Entering): string {
  switch (why.code) {
    case 'look_again':
      return 'everything is looked at again';
    case 'not_verified':
      return `not verified: ${why.missed.map(({ title }) => sanitizeLine(title)).join('; ')}`;
    case 'evidence_in':
      return 'the probes that the causes need are in';
    case 'cause_taken_up':
      return causeTitle(plan, why.cause);
    case 'step_failed':
      return `${givenUpWords(plan, why)}; a second fault may stand behind it`;
    case 'steps_over':
      return 'every step of the cause is over';
    case 'said_repaired':
      return 'a person says that it is repaired';
    case 'take_back':
      return 'what was changed is being undone';
    case 'taken_back':
      return 'what was changed has been undone';
    default:
      return givenUpWords(plan, why);
  }
}

/** Why a run is given up. */
function givenUpWords(plan: Plan, why: WhyGivenUp): string {
  const cause = (id: string): string => `"${causeTitle(plan, id)}"`;
  switch (why.code) {
    case 'handed_over':
      return withReason('the responder hands over', why.reason);
    case 'step_failed':
      return `"${writtenTitle(plan, why.step)}" failed: ${settledInWords(why.why)}`;
    case 'no_step_fits':
      return `no step of ${cause(why.cause)} fits here`;
    case 'step_left_out':
      return `"${writtenTitle(plan, why.step)}" was not done (${skipInWords(why.reason)}), and no goal could show that all is well without it`;
    case 'no_steps':
      return `${cause(why.cause)} has no steps of its own`;
    case 'no_such_cause':
      return `there is no cause "${sanitizeLine(why.cause)}"`;
    case 'named_ruled_out':
      return `the cause that was named, ${sanitizeLine(why.cause)}, is ruled out by the evidence`;
    case 'none_left':
      return `no confirmed cause is left; tried: ${causes(plan, why.tried)}`;
    case 'all_ruled_out':
      return 'every known cause is ruled out';
    case 'none_confirmed':
      return `no cause is confirmed; possible: ${causes(plan, why.possible)}`;
    case 'not_told_apart':
      return `no cause is confirmed; ${why.causes.length} cannot be told apart from here`;
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

/** Why a run is over. */
export function finishedWords(plan: Plan, why: WhyFinished): string {
  switch (why.code) {
    case 'goals_hold':
      return 'every goal holds';
    case 'no_goals':
      return 'the runbook has no goal to verify';
    case 'nothing_wrong':
      return 'no symptom was found, every goal holds, and no cause is confirmed';
    case 'dry_run':
      return 'a dry run: nothing was changed';
    case 'called_resolved': {
      const unmet =
        why.unmet.length === 0 ? '' : `; not met: ${why.unmet.map(({ title }) => sanitizeLine(title)).join('; ')}`;
      return `${withReason('a person calls it resolved', why.reason)}${unmet}`;
    }
    case 'closed':
      return withReason('closed', why.reason);
    case 'other_runbook':
      return `"${causeTitle(plan, why.cause)}" is handled by the runbook ${sanitizeLine(why.runbook)}`;
    case 'given_up':
      return `${givenUpWords(plan, why.why)}${why.untold === true ? '; nothing to escalate to' : ''}`;
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

/** Why an approval is asked once more. */
export function againWords(why: WhyAgain): string {
  switch (why.code) {
    case 'edit_unusable':
      return `the edit cannot be used: ${sanitizeLine(why.shown)}`;
    case 'command_changed':
      return 'the command, or its risk, has changed since it was approved';
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

const withReason = (words: string, reason: string): string =>
  reason === '' ? words : `${words}: ${sanitizeLine(reason)}`;

// More than three are no help to anybody.
function causes(plan: Plan, ids: readonly string[]): string {
  const more = ids.length > 4 ? ids.length - 3 : 0;
  const named = ids.slice(0, ids.length - more).map((id) => `"${causeTitle(plan, id)}"`);
  return [...named, ...(more === 0 ? [] : [`and ${more} more`])].join(', ');
}

/** Why an agent is refused something. */
export const REFUSED_WORDS: Readonly<Record<WhyRefused, string>> = {
  for_people: 'a person decides that',
  not_offered: 'nothing does that for an agent',
  ruled_out: 'the evidence rules that cause out',
};
