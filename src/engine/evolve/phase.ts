// State after a change of phase: each begins with nothing left over from the one before but what it takes along.

import type { Decisions } from '../../model/event.ts';
import type { StepFailed } from '../../model/reasons/why.ts';
import { unreachable } from '../../model/result.ts';
import type { Action, Repair, TakingBack } from '../action.ts';
import { changed } from '../changed.ts';
import { type Plan, stepOf, undoKey } from '../plan.ts';
import { actionsOf, causeOf, currentAction, isAsking, type Run, rankingOf, rulesOf } from '../state.ts';

/** After `phase.entered`. Where no cause was taken up, none is worked on: that changes nothing. */
export function afterPhase(plan: Plan, run: Run, data: Decisions['phase.entered']): Run {
  const entered = changed(run, { question: null, wish: null });
  const [ranking, cause] = [rankingOf(run), causeOf(run)];
  switch (data.phase) {
    case 'diagnosing': {
      const { why } = data;
      // What failed is still why the run ends, if no other cause is found behind it.
      const failed = why.code === 'step_failed' ? why : why.code === 'not_verified' ? run.failed : null;
      // What was changed for a cause did not help, or not enough; it is not offered by rule again.
      const hasWorked = why.code === 'step_failed' || hasChanged(run);
      return changed(entered, {
        stage: { phase: 'diagnosing', look: 'due' },
        failed,
        round: run.round + 1,
        tried: hasWorked ? withTried(run, cause) : run.tried,
      });
    }
    case 'deciding':
      return changed(entered, { stage: { phase: 'deciding', ranking, cause } });
    case 'resolving': {
      if (cause === null) return run;
      const agenda = data.why.code === 'take_back' ? takingBack(plan, run) : repair(plan, run, cause);
      return changed(entered, { stage: { phase: 'resolving', ranking, cause, agenda } });
    }
    case 'verifying':
      if (cause === null) return run;
      return changed(entered, {
        stage: { phase: 'verifying', ranking, cause, worked_off: actionsOf(run), watch: null },
        tried: withTried(run, cause),
      });
    case 'giving_up': {
      // To give up while changes are taken back is to leave the rest as it is; why the run ends stays what it was.
      if (run.stage.phase === 'giving_up') return changed(entered, { stage: { ...run.stage, agenda: null } });
      const { why } = data;
      const undo = isAsking(run) ? takingBack(plan, run) : null;
      const agenda = undo?.actions.length === 0 ? null : undo;
      return changed(entered, {
        stage: { phase: 'giving_up', ranking, cause, why, agenda },
        failed: why.code === 'step_failed' ? why : failedAction(run),
      });
    }
    default:
      return unreachable(data);
  }
}

function hasChanged({ stage, applied }: Run): boolean {
  if (stage.phase !== 'resolving' || stage.agenda.purpose !== 'action') return false;
  return stage.agenda.actions.some((action) => applied.some(({ key }) => key === action.key));
}

// The one that was worked on last stands last.
function withTried(run: Run, cause: string | null): readonly string[] {
  const { tried } = run;
  if (cause === null || (rulesOf(run) < 3 && tried.includes(cause))) return tried;
  return [...tried.filter((one) => one !== cause), cause];
}

// In records of format 1 no code says that a step has failed.
function failedAction(run: Run): StepFailed | null {
  const stopped = currentAction(run);
  if (stopped?.state.status !== 'settled' || stopped.state.result !== 'failed' || run.wish !== null) return null;
  return { code: 'step_failed', step: stopped.key, why: stopped.state.why };
}

function repair(plan: Plan, run: Run, id: string): Repair {
  const cause = plan.runbook.causes.find((one) => one.id === id);
  const ranked = rankingOf(run).causes.find((one) => one.id === id);
  return {
    purpose: 'action',
    actions: (cause?.resolve ?? []).map((step) => pendingAction(`${id}/${step.id}`)),
    index: 0,
    recheck: ranked?.verdict === 'confirmed',
  };
}

// The newest change is taken back first.
function takingBack(plan: Plan, { applied }: Run): TakingBack {
  const actions = applied
    .filter(({ undone }) => !undone)
    .toReversed()
    .flatMap(({ key, before, item }) =>
      stepOf(plan, key).undo.map(
        (undo): Action => ({
          ...pendingAction(undoKey(key, undo)),
          before,
          ...(item === undefined ? {} : { item }),
        }),
      ),
    );
  return { purpose: 'undo', actions, index: 0 };
}

const pendingAction = (key: string): Action => ({ key, state: { status: 'pending' }, attempts: 0 });
