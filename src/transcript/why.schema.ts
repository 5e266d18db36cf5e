// Schemas of reasons: the codes of decisions with their data. The types in model are the truth; a test does not compile when
// these differ from them. Read by the build and by tests alone.

import { Type } from 'typebox';
import type { Evidence } from '../model/expression.ts';
import type { BlindReason, FailureReason } from '../model/outcome.ts';
import type { WhyUnknown } from '../model/reasons/unknown.ts';
import type { SkipReason, WhyGivenUp, WhySettled } from '../model/reasons/why.ts';
import { closed, count, list, ms, oneOf, ref, string } from './words.schema.ts';

const code = <C extends string>(name: C, description?: string) =>
  Type.Literal(name, description === undefined ? {} : { description });
const cause = string('Id of the cause.');
const step = string('Key of the step.');
const ids = (description: string) => list(Type.String(), description);
const shown = string('Why, in words.');

/** What went wrong, as a reading says it. */
export const readingError = closed({
  kind: string('In our words; "" after success.'),
  code: string('In the words of the system; "" after success.'),
  message: string('A sentence; "" after success.'),
});

/** Why a step failed. */
const failure = oneOf(
  closed({ kind: Type.Literal('not_ok'), error: readingError }, 'It was carried out and reports bad news.'),
  closed({ kind: Type.Literal('timed_out'), after_ms: ms('Its time.') }),
  closed({ kind: Type.Literal('cancelled'), by: string('Who or what ended it.') }),
  closed({ kind: Type.Literal('lost'), message: string('What is known.') }, 'Its end is not known.'),
  closed({ kind: Type.Literal('not_started'), message: string('Why not.') }, 'It provably never began.'),
);

/** Why a step could not look. */
const blind = closed({
  kind: Type.Enum([
    'not_installed',
    'not_found',
    'no_permission',
    'no_engine',
    'not_allowed',
    'not_answered',
    'ssh_unreachable',
    'ssh_auth',
    'ssh_host_key',
    'unknown_template',
    'invalid',
    'todo',
    'simulated',
  ]),
  message: string('Why it could not look.'),
});

/** What a record of format 1 said. */
export const said = closed(
  { code: code('said'), lines: list(Type.String(), 'The sentences.') },
  'What a record of format 1 said where a code stands now.',
);

const failed = closed({ code: code('failed'), failure: ref<FailureReason>('failure') }, 'It was begun, and failed.');
const couldNotLook = closed({ code: code('blind'), blind: ref<BlindReason>('blind') });
/** A goal that was looked at. */
export const seenGoal = closed({ title: string('The goal.'), goal: ref<Evidence>('evidence') });
const noValue = {
  at: string('What has no value, as it is written; "" where that is clear.'),
  why: ref<WhyUnknown>('unknown'),
};

const cannotRun = [
  closed({ code: code('unknown_value'), ...noValue }, 'Something that it is made from has no value.'),
  closed({ code: code('todo'), todo: string('What is still to be written.') }),
  closed({ code: code('invalid'), shown }, 'With its holes filled it is no step of its kind.'),
  closed({ code: code('would_change') }, 'It may only look, and would change something.'),
  closed({ code: code('nobody_answers') }, 'A question of an unattended run.'),
  closed({ code: code('may_not_ask') }, 'A preview or a step of an escalation asks nobody.'),
  closed({ code: code('no_items') }, 'There is nothing that it could be carried out for.'),
  closed({ code: code('no_list') }, 'What it is to be carried out for is no list.'),
  closed({
    code: code('too_many_items'),
    count: count('Items of the list.'),
    most: count('Most that are worked off.'),
  }),
  said,
] as const;

const whyBlind = [
  closed({ code: Type.Enum(['if_false', 'if_unknown']), source: string('Its condition.') }),
  ...cannotRun,
  failed,
  couldNotLook,
  closed({ code: code('not_looked_at') }),
] as const;

const unknown = oneOf(
  ...whyBlind,
  closed({ code: code('not_finished') }, 'A step that is not over.'),
  closed({ code: code('needs'), name: string('What it is made from, and has no value itself.') }),
  closed({ code: code('no_value'), shown }, 'It cannot be worked out.'),
);

const skip = oneOf(
  closed({ code: code('goal_holds'), goal: ref<Evidence>('evidence') }),
  closed({ code: code('if_false'), if: ref<Evidence>('evidence') }),
  closed({ code: code('if_unknown'), if: ref<Evidence>('evidence') }),
  closed({ code: code('by_responder'), reason: string('What the responder said.') }),
  closed({ code: code('not_approved') }, 'A step of an escalation that would need an approval.'),
  ...cannotRun,
);

const settled = oneOf(
  closed({ code: code('succeeded') }),
  closed({ code: code('goal_reached') }),
  closed({ code: code('goal_missed'), goals: list(seenGoal, 'What was seen.') }),
  failed,
  couldNotLook,
  closed({ code: code('said_done') }, 'The responder says that it is done.'),
  closed({ code: code('said_not_done') }, 'The responder says that it was not done.'),
  closed({ code: code('simulated') }, 'A dry run: it was not carried out.'),
  said,
);

const stepFailed = closed({ code: code('step_failed'), step, why: ref<WhySettled>('settled') });
const givenUp = oneOf(
  closed({ code: code('handed_over'), reason: string('What the responder said, or "".') }),
  stepFailed,
  closed({ code: code('no_step_fits'), cause }, 'Every step of the cause was left out.'),
  closed(
    { code: code('step_left_out'), step, reason: ref<SkipReason>('skip') },
    'A step was left out, and nothing is written that could be verified.',
  ),
  closed({ code: code('no_steps'), cause }, 'The cause has no steps.'),
  closed({ code: code('no_such_cause'), cause }),
  closed({ code: code('named_ruled_out'), cause }, 'The cause named in advance is ruled out.'),
  closed({ code: code('none_left'), tried: ids('Causes that were tried.') }),
  closed({ code: code('all_ruled_out') }),
  closed({ code: code('none_confirmed'), possible: ids('Causes that are possible.') }),
  closed({ code: code('not_told_apart'), causes: ids('Causes that what was seen does not tell apart.') }),
  said,
);

/** A phase that is entered. */
export const entering = oneOf(
  closed({
    phase: Type.Literal('diagnosing'),
    why: oneOf(
      closed({ code: code('look_again') }),
      closed({ code: code('not_verified'), missed: list(seenGoal, 'What did not hold.') }),
      stepFailed,
      closed({ code: code('taken_back') }, 'Changes were taken back.'),
      said,
    ),
  }),
  closed({ phase: Type.Literal('deciding'), why: oneOf(closed({ code: code('evidence_in') }), said) }),
  closed({
    phase: Type.Literal('resolving'),
    why: oneOf(closed({ code: code('cause_taken_up'), cause }), closed({ code: code('take_back') }), said),
  }),
  closed({
    phase: Type.Literal('verifying'),
    why: oneOf(closed({ code: Type.Enum(['steps_over', 'said_repaired']) }), said),
  }),
  closed({ phase: Type.Literal('giving_up'), why: ref<WhyGivenUp>('given_up') }),
);

/** Why probes are looked at. */
export const whyLook = oneOf(
  closed({ code: code('diagnose') }),
  closed({ code: code('diagnose_again') }),
  closed({ code: code('before_step'), step }),
  closed({ code: code('goal') }, 'Does the watched goal hold?'),
  said,
);

/** Why nobody knows whether a change took effect. */
export const whyDoubt = oneOf(failed, said);

/** Why a person is asked about a doubt. */
export const whyAsked = oneOf(
  failed,
  said,
  closed(
    { code: code('goal_missed'), after: whyDoubt, goals: list(seenGoal, 'What was seen.') },
    'The goal was watched, and could not settle it.',
  ),
);

/** Why a cause is left. */
export const whyDropped = oneOf(
  closed({ code: code('not_confirmed'), lines: list(ref<Evidence>('evidence'), 'What does not hold any more.') }),
  said,
);

/** Why a run is over. */
export const whyFinished = oneOf(
  closed({ code: code('goals_hold') }),
  closed({ code: code('no_goals') }, 'Nothing is written that could be verified.'),
  closed({ code: code('nothing_wrong') }),
  closed({ code: code('dry_run') }),
  closed({
    code: code('called_resolved'),
    reason: string('What the person said.'),
    unmet: list(seenGoal, 'Goals that are not met.'),
  }),
  closed({ code: code('closed'), reason: string('What the person said.') }),
  closed({ code: code('other_runbook'), cause, runbook: string('The runbook that handles it.') }),
  closed({
    code: code('given_up'),
    why: ref<WhyGivenUp>('given_up'),
    untold: Type.Optional(Type.Literal(true, { description: 'There was nobody to escalate to.' })),
  }),
  said,
);

/** Why an approval is asked once more. */
export const whyAgain = oneOf(
  closed({ code: code('edit_unusable'), shown }),
  closed({ code: code('command_changed') }, 'The command, or its risk, is another one than was approved.'),
  said,
);

/** Why a probe has no reading. */
export const blindness = oneOf(...whyBlind);

/** Reasons that stand in several events, by the name under `$defs`. */
export const REASONS = { failure, blind, unknown, skip, settled, given_up: givenUp };
