// State after a run was taken up again: what was asked is asked anew, over readings that are looked at again; what was
// approved stays approved. How long the run was left does not matter: nothing is decided over what another process saw.

import type { Outcome } from '../../model/outcome.ts';
import { changed } from '../changed.ts';
import { currentAction, type Execution, formatOf, type Run, watchOf } from '../state.ts';
import { changeWatch, replaceCurrent, unseen } from './agenda.ts';

/** After `run.resumed`; `before` is the run as it was left. */
export function afterResume(before: Run, run: Run, { mode, approve }: Run['mode']): Run {
  const taken = changed(run, {
    mode: { mode, approve },
    standing: run.standing.is === 'finished' ? run.standing : { is: 'going_on' },
    question: null,
    executions: run.executions.map((execution) => interrupted(execution, run.now_ms)),
  });
  const { stage } = taken;
  switch (stage.phase) {
    case 'diagnosing':
      return changed(taken, { stage: { phase: 'diagnosing', look: 'due' } });
    case 'deciding':
      return taken.wish === null && stage.cause === null ? changed(taken, { wish: { type: 'diagnose' } }) : taken;
    case 'resolving':
    case 'giving_up': {
      const action = currentAction(taken);
      if (action?.state.status === 'pending') return replaceCurrent(taken, unseen(taken, action));
      // What nobody could see before the pause may be seen now: a doubt is looked at for its whole time again.
      if (action?.state.status === 'in_doubt')
        return replaceCurrent(taken, { ...action, state: { ...action.state, watch: null } });
      return watchedAgain(taken, run.now_ms - before.now_ms);
    }
    case 'verifying':
      return watchedAgain(taken, run.now_ms - before.now_ms);
  }
}

// While nobody looked, no time of a goal ran: neither the one to become true in, nor the one to hold for. In records of
// format 1 it did.
function watchedAgain(run: Run, away_ms: number): Run {
  const watch = watchOf(run);
  if (watch === null || watch.now.is === 'over') return run;
  if (formatOf(run) < 2) return changeWatch(run, { now: { is: 'due' } });
  return changeWatch(run, {
    now: { is: 'due' },
    goals: watch.goals.map((goal) => ({ ...goal, due_ms: goal.due_ms + away_ms })),
    since_ms: watch.since_ms.map((since) => (since === null ? null : since + away_ms)),
  });
}

// A probe that nobody saw the end of is over: it is made anew in a new look, not in its old one as well.
function interrupted(execution: Execution, now_ms: number): Execution {
  if (execution.finished !== undefined) return execution;
  return execution.started.purpose === 'probe'
    ? { ...execution, finished: { outcome: GONE, outputs: [], at_ms: now_ms } }
    : { ...execution, interrupted: true };
}

const GONE: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'Firebreak ended before it did' } };
