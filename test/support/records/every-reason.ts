// An example of every reason. A code that is left out does not compile.

import type { Evidence } from '../../../src/model/expression.ts';
import type { BlindReason, FailureReason } from '../../../src/model/outcome.ts';
import type { WhyBlind, WhyUnknown } from '../../../src/model/reasons/unknown.ts';
import type {
  Entering,
  SkipReason,
  WhyAgain,
  WhyDropped,
  WhyFinished,
  WhyGivenUp,
  WhyLook,
  WhySettled,
} from '../../../src/model/reasons/why.ts';

/** One of every code of a union. */
type Every<Reason extends { readonly code: string }> = {
  readonly [C in Reason['code']]: Reason & { readonly code: C };
};

const all = <Reason extends { readonly code: string }>(every: Every<Reason>): readonly Reason[] =>
  Object.values<Reason>(every);

/** A line of evidence. */
export const EVIDENCE: Evidence = {
  source: 'ping.error.kind == "refused"',
  truth: 'true',
  saw: [
    { name: 'ping.error.kind', value: 'refused' },
    { name: 'info.connected_clients', unknown: { code: 'no_value', shown: 'division by zero' } },
  ],
};
const GOALS = [{ title: 'Redis answers', goal: EVIDENCE }];
const SAID = { code: 'said', lines: ['it was so', 'and so'] } as const;
const REFUSED = { kind: 'refused', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.1:6379' };

/** Every way to fail. */
export const FAILURES: readonly FailureReason[] = Object.values({
  not_ok: { kind: 'not_ok', error: REFUSED },
  timed_out: { kind: 'timed_out', after_ms: 5000 },
  cancelled: { kind: 'cancelled', by: 'ana' },
  lost: { kind: 'lost', message: 'the process is gone' },
  not_started: { kind: 'not_started', message: 'sh was not found' },
} satisfies { readonly [K in FailureReason['kind']]: FailureReason & { readonly kind: K } });

const FAILED = { code: 'failed', failure: { kind: 'timed_out', after_ms: 5000 } } as const;
const NO_DOCKER: BlindReason = { kind: 'no_engine', message: 'Docker does not answer' };
const BLIND = { code: 'blind', blind: NO_DOCKER } as const;
const CANNOT_RUN = {
  unknown_value: { code: 'unknown_value', at: 'info.port', why: { code: 'not_looked_at' } },
  todo: { code: 'todo', todo: 'ask the team' },
  invalid: { code: 'invalid', shown: 'the port is no number' },
  would_change: { code: 'would_change' },
  nobody_answers: { code: 'nobody_answers' },
  may_not_ask: { code: 'may_not_ask' },
  no_items: { code: 'no_items' },
  no_list: { code: 'no_list' },
  too_many_items: { code: 'too_many_items', count: 201, most: 200 },
  said: SAID,
} as const;

/** Why a probe has no reading. */
export const WHY_BLIND = all<WhyBlind>({
  if_false: { code: 'if_false', source: 'in_docker' },
  if_unknown: { code: 'if_unknown', source: 'in_docker' },
  ...CANNOT_RUN,
  failed: FAILED,
  blind: BLIND,
  not_looked_at: { code: 'not_looked_at' },
});

/** Why something has no value. */
export const WHY_UNKNOWN: readonly WhyUnknown[] = [
  ...WHY_BLIND,
  ...all<Exclude<WhyUnknown, WhyBlind>>({
    not_finished: { code: 'not_finished' },
    needs: { code: 'needs', name: 'ping' },
    no_value: { code: 'no_value', shown: 'division by zero' },
  }),
];

/** Why a step is left out. */
export const SKIP_REASONS = all<SkipReason>({
  goal_holds: { code: 'goal_holds', goal: EVIDENCE },
  if_false: { code: 'if_false', if: { ...EVIDENCE, truth: 'false' } },
  if_unknown: { code: 'if_unknown', if: { ...EVIDENCE, truth: 'unknown' } },
  by_responder: { code: 'by_responder', reason: 'not now' },
  not_approved: { code: 'not_approved' },
  ...CANNOT_RUN,
});

/** Why a step is over. */
export const WHY_SETTLED = all<WhySettled>({
  succeeded: { code: 'succeeded' },
  goal_reached: { code: 'goal_reached' },
  goal_missed: { code: 'goal_missed', goals: GOALS },
  failed: FAILED,
  blind: BLIND,
  said_done: { code: 'said_done' },
  said_not_done: { code: 'said_not_done' },
  simulated: { code: 'simulated' },
  said: SAID,
});

/** Why a run is given up. */
export const WHY_GIVEN_UP = all<WhyGivenUp>({
  handed_over: { code: 'handed_over', reason: '' },
  step_failed: { code: 'step_failed', step: 'stuck/restart', why: FAILED },
  no_step_fits: { code: 'no_step_fits', cause: 'stuck' },
  step_left_out: { code: 'step_left_out', step: 'stuck/restart', reason: { code: 'by_responder', reason: 'no' } },
  no_steps: { code: 'no_steps', cause: 'stuck' },
  no_such_cause: { code: 'no_such_cause', cause: 'stuck' },
  named_ruled_out: { code: 'named_ruled_out', cause: 'stuck' },
  none_left: { code: 'none_left', tried: ['stuck'] },
  all_ruled_out: { code: 'all_ruled_out' },
  none_confirmed: { code: 'none_confirmed', possible: ['stuck'] },
  not_told_apart: { code: 'not_told_apart', causes: ['stuck', 'full'] },
  said: SAID,
});

/** Every phase that is entered, for every reason. */
export const ENTERING: readonly Entering[] = [
  { phase: 'diagnosing', why: { code: 'look_again' } },
  { phase: 'diagnosing', why: { code: 'not_verified', missed: GOALS } },
  { phase: 'diagnosing', why: { code: 'step_failed', step: 'stuck/restart', why: { code: 'said_not_done' } } },
  { phase: 'diagnosing', why: { code: 'taken_back' } },
  { phase: 'diagnosing', why: SAID },
  { phase: 'deciding', why: { code: 'evidence_in' } },
  { phase: 'resolving', why: { code: 'cause_taken_up', cause: 'stuck' } },
  { phase: 'resolving', why: { code: 'take_back' } },
  { phase: 'verifying', why: { code: 'steps_over' } },
  { phase: 'verifying', why: { code: 'said_repaired' } },
  ...WHY_GIVEN_UP.map((why) => ({ phase: 'giving_up', why }) as const),
];

/** Why probes are looked at. */
export const WHY_LOOK = all<WhyLook>({
  diagnose: { code: 'diagnose' },
  diagnose_again: { code: 'diagnose_again' },
  before_step: { code: 'before_step', step: 'stuck/restart' },
  goal: { code: 'goal' },
  said: SAID,
});

/** Why a cause is left. */
export const WHY_DROPPED = all<WhyDropped>({ not_confirmed: { code: 'not_confirmed', lines: [EVIDENCE] }, said: SAID });

/** Why a run is over. */
export const WHY_FINISHED = all<WhyFinished>({
  goals_hold: { code: 'goals_hold' },
  no_goals: { code: 'no_goals' },
  nothing_wrong: { code: 'nothing_wrong' },
  dry_run: { code: 'dry_run' },
  called_resolved: { code: 'called_resolved', reason: 'it works', unmet: GOALS },
  closed: { code: 'closed', reason: 'a test' },
  other_runbook: { code: 'other_runbook', cause: 'stuck', runbook: 'redis-memory' },
  given_up: { code: 'given_up', why: { code: 'all_ruled_out' }, untold: true },
  said: SAID,
});

/** Why an approval is asked once more. */
export const WHY_AGAIN = all<WhyAgain>({
  edit_unusable: { code: 'edit_unusable', shown: 'a quote is not closed' },
  command_changed: { code: 'command_changed' },
  said: SAID,
});
