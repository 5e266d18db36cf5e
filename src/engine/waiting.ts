// Nobody is locked in: while something is waited for a person is asked what else to do, and what failed or has no steps of
// its own is theirs to decide. Records of format 1 know none of these questions.

import type { Decision } from '../model/event.ts';
import type { Choice, Question } from '../model/question.ts';
import type { SeenGoal } from '../model/reasons/why.ts';
import type { Cause } from '../model/runbook.ts';
import { type Plan, stepOf } from './plan.ts';
import { asked } from './questions.ts';
import { formatOf, isAsking, type Run } from './state.ts';

/** Whether people may be asked this, at once or when they come. */
export const mayAsk = (run: Run): boolean => isAsking(run) && formatOf(run) >= 2 && run.opened.dry_run !== true;

/** Whether a person is there who may be asked what to do instead of waiting. */
export const mayAskMeanwhile = (run: Run): boolean => run.mode.mode === 'guided' && mayAsk(run);

const CHOICES: Readonly<Record<Extract<Question, { kind: 'waiting' }>['for'], readonly Choice[]>> = {
  step: ['done', 'go_on', 'diagnose', 'escalate', 'stop'],
  doubt: ['done', 'not_done', 'go_on', 'diagnose', 'escalate', 'stop'],
  verify: ['go_on', 'diagnose', 'escalate', 'resolved', 'stop', 'close'],
  pause: ['go_on', 'diagnose', 'escalate', 'stop'],
};

/** Asks what to do instead of waiting; the wait goes on meanwhile. */
export function askWaiting(run: Run, what: keyof typeof CHOICES): Decision {
  return asked(run, { kind: 'waiting', for: what, choices: CHOICES[what] });
}

/** Asks what now, after some goal of `verify` was not met. */
export function askNotVerified(plan: Plan, run: Run, goals: readonly SeenGoal[]): Decision {
  const canUndo = run.applied.some(({ key, undone }) => !undone && stepOf(plan, key).undo.length > 0);
  const undo: readonly Choice[] = canUndo ? ['undo'] : [];
  return asked(run, {
    kind: 'not_verified',
    goals,
    choices: ['verify', 'diagnose', ...undo, 'escalate', 'resolved', 'stop', 'close'],
  });
}

/** Asks what to do about a cause that has no steps here. */
export function askByHand(run: Run, { id, runbook }: Cause): Decision {
  const over: readonly Choice[] = runbook === undefined ? [] : ['go_on'];
  return asked(run, {
    kind: 'by_hand',
    cause: id,
    ...(runbook === undefined ? {} : { runbook }),
    choices: [...over, 'verify', 'diagnose', 'escalate', 'stop', 'close'],
  });
}
