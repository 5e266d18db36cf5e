// State after timers: a pause begins before another attempt, and is over.

import type { Decisions } from '../../model/event.ts';
import { execOf, type Granted } from '../action.ts';
import { changed } from '../changed.ts';
import type { Plan } from '../plan.ts';
import { retryTimer } from '../retry.ts';
import { currentAction, type Execution, executionIn, type Run, under, watchOf } from '../state.ts';
import { changeWatch, replaceCurrent, stillAsked, unseen } from './agenda.ts';
import { finishExecution, waited } from './execution.ts';
import { withProbe } from './probe.ts';

/** After `timer.fired`. */
export function afterTimer(plan: Plan, run: Run, timer: string): Run {
  const colon = timer.indexOf(':');
  const name = timer.slice(colon + 1);
  switch (timer.slice(0, colon)) {
    case 'watch':
      return watchOf(run)?.now.is === 'looking' ? changeWatch(run, { now: { is: 'due' } }) : run;
    case 'wait': {
      const execution = executionIn(run, name);
      if (execution === undefined) return run;
      return finishExecution(plan, changed(run, { question: stillAsked(run) }), waited(execution, run.now_ms));
    }
    case 'retry':
      return afterPause(plan, run, timer, name.slice(0, name.lastIndexOf('#')));
    case 'escalate':
      return changed(run, { timed: [...run.timed, name] });
    default:
      // A timer that this version does not set.
      return run;
  }
}

// Of an attempt that is not the newest nothing follows.
function afterPause(plan: Plan, run: Run, timer: string, key: string): Run {
  if (timer !== retryTimer(run, key)) return run;
  const action = currentAction(run);
  if (action?.key === key) return replaceCurrent(run, { ...unseen(run, action), state: { status: 'pending' } });
  const probe = under(run.probes, key);
  if (probe?.status !== 'retrying') return run;
  const due = { status: 'due', look: probe.look, attempt: probe.attempt } as const;
  return withProbe(plan, run, { key, probe: due });
}

/** After `step.retrying`. */
export function afterRetrying(run: Run, { after_ms }: Decisions['step.retrying']): Run {
  const action = currentAction(run);
  if (action === undefined) return run;
  const retrying = { ...action, state: { status: 'retrying', due_ms: run.now_ms + after_ms } } as const;
  const exec = execOf(action);
  const execution = exec === undefined ? undefined : executionIn(run, exec);
  if (execution === undefined) return replaceCurrent(run, retrying);
  // Running it twice does no harm: it may run again as it was, unasked.
  if (action.state.status === 'in_doubt')
    return replaceCurrent(run, { ...retrying, granted: grantedAgain(execution, 'repeatable') });
  // The start that was approved did not happen.
  if (execution.interrupted === true && execution.started.approved === 'person')
    return replaceCurrent(run, { ...retrying, granted: grantedAgain(execution, 'person') });
  return replaceCurrent(run, retrying);
}

const grantedAgain = ({ started: { rendered, risk } }: Execution, by: Granted['by']): Granted => ({
  rendered,
  risk,
  by,
});
