// State after steps begin and end, and after looks.

import type { Decisions, Observations } from '../../model/event.ts';
import { NO_ERROR, type Reading } from '../../model/reading.ts';
import { within } from '../../model/risk.ts';
import type { Applied, Readings } from '../action.ts';
import { blindAfter } from '../blind.ts';
import { changed } from '../changed.ts';
import { onlyWatches } from '../pause.ts';
import { type Plan, stepOf } from '../plan.ts';
import { pauseBefore } from '../retry.ts';
import {
  currentAction,
  type Execution,
  executionIn,
  type Look,
  type ProbeState,
  type Run,
  under,
  watchOf,
  without,
} from '../state.ts';
import { changeCurrent, changeWatch, nextPage, rechecked, replaceCurrent } from './agenda.ts';

/** After `look.started`: the newest look is the one that everything waits for. */
export function afterLook(run: Run, data: Decisions['look.started']): Run {
  const look: Look = { ...data, done_ms: data.probes.length === 0 ? run.now_ms : null };
  const looked = changed(run, { look });
  if (run.stage.phase === 'diagnosing') return changed(looked, { stage: { phase: 'diagnosing', look: 'begun' } });
  const watch = watchOf(run);
  if (watch !== null && watch.now.is !== 'over')
    return changeWatch(looked, { now: { is: 'looking', look: data.look } });
  const action = currentAction(run);
  return action?.state.status === 'pending' ? changeCurrent(looked, { look: data.look }) : looked;
}

/** After `step.started`. */
export function startExecution(plan: Plan, run: Run, started: Decisions['step.started']): Run {
  const { exec, step: key, purpose } = started;
  const execution: Execution = { exec, started, started_ms: run.now_ms };
  const begun = changed(run, {
    executions: [...withoutEnded(run, key), execution],
  });
  switch (purpose) {
    case 'probe':
      return withProbe(begun, key, {
        status: 'running',
        look: started.look ?? run.look.look,
        exec,
        attempt: started.attempt,
      });
    case 'preview':
      return changeCurrent(begun, { preview: exec });
    case 'escalation': {
      const [first, ...rest] = begun.paging;
      return first === undefined ? begun : changed(begun, { paging: [{ ...first, exec }, ...rest] });
    }
    case 'action':
    case 'undo':
      return onlyWatches(stepOf(plan, key))
        ? finishExecution(plan, startAction(plan, begun, execution), nothingToDo(exec))
        : startAction(plan, begun, execution);
  }
}

function nothingToDo(exec: string): Observations['step.finished'] {
  return { exec, outcome: { status: 'succeeded', reading: { ok: true, ms: 0, error: NO_ERROR } }, outputs: [] };
}

function startAction(plan: Plan, run: Run, { exec, started }: Execution): Run {
  const action = currentAction(run);
  if (action === undefined) return run;
  const before = action.before ?? run.readings;
  const { granted, ...rest } = action;
  // An approval is for one start, unless the author lets a failed attempt be repeated.
  const kept = granted !== undefined && stepOf(plan, started.step).retry.attempts > started.attempt ? { granted } : {};
  const next = replaceCurrent(run, {
    ...rest,
    ...kept,
    state: { status: 'running', exec },
    attempts: started.attempt,
    before,
  });
  if (within(started.risk, 'read') || started.purpose === 'undo') return next;
  return changed(rechecked(next), { applied: withApplied(run.applied, { key: started.step, exec, before }) });
}

// To take a change back is to go back to what was before its first execution, however often it was carried out.
function withApplied(
  applied: readonly Applied[],
  { key, exec, before }: { key: string; exec: string; before: Readings },
): readonly Applied[] {
  const earlier = applied.find((one) => one.key === key && !one.undone);
  const now = { key, execs: [...(earlier?.execs ?? []), exec], before: earlier?.before ?? before, undone: false };
  return [...applied.filter((one) => one.key !== key), now];
}

/** What may have had an effect without one execution that had none; what was begun before it may still have had one. */
export function withoutExecution(applied: readonly Applied[], exec: string): readonly Applied[] {
  return applied.flatMap((one) => {
    const execs = one.execs.filter((other) => other !== exec);
    return execs.length === 0 ? [] : [{ ...one, execs }];
  });
}

/** After `step.finished`, or whatever else ended an execution. */
export function finishExecution(plan: Plan, run: Run, data: Observations['step.finished']): Run {
  const execution = executionIn(run, data.exec);
  if (execution === undefined || execution.finished !== undefined) return run;
  const { exec, outcome, outputs } = data;
  const finished = { outcome, outputs, at_ms: run.now_ms };
  const ended = changed(run, { executions: replaced(run, { ...execution, finished }) });
  const { step: key, purpose } = execution.started;
  switch (purpose) {
    case 'probe': {
      const probe = under(run.probes, key);
      // A probe that was started anew meanwhile has nothing to learn from its older execution.
      if (probe?.status !== 'running' || probe.exec !== exec) return ended;
      const pause = outcome.status === 'failed' ? pauseBefore(stepOf(plan, key), probe.attempt) : null;
      if (pause !== null) {
        return withProbe(ended, key, {
          status: 'retrying',
          look: probe.look,
          attempt: probe.attempt + 1,
          due_ms: run.now_ms + pause,
        });
      }
      return withProbe(withReading(ended, key, outcome), key, { status: 'finished', look: probe.look, exec, outcome });
    }
    case 'escalation':
      return nextPage(plan, ended);
    case 'action': {
      const read = withReading(ended, stepOf(plan, key).id, outcome);
      const notStarted =
        outcome.status === 'blind' || (outcome.status === 'failed' && outcome.reason.kind === 'not_started');
      return notStarted ? changed(read, { applied: withoutExecution(read.applied, exec) }) : read;
    }
    case 'preview':
    case 'undo':
      return ended;
  }
}

/** Sets what is known of a probe, and whether that completes the look. */
function withProbe(run: Run, id: string, probe: ProbeState): Run {
  return settleLook(changed(run, { probes: { ...run.probes, [id]: probe } }));
}

/** Notes the time at which the last probe of the newest look was in. */
export function settleLook(run: Run): Run {
  const { look } = run;
  if (look.done_ms !== null || !look.probes.every((id) => isIn(run, id))) return run;
  return changed(run, { look: { ...look, done_ms: run.now_ms } });
}

/** Whether the newest look has what it can get of a probe. */
export function isIn(run: Run, id: string): boolean {
  const probe = under(run.probes, id);
  return (
    probe !== undefined && probe.look === run.look.look && (probe.status === 'finished' || probe.status === 'skipped')
  );
}

function withReading(run: Run, id: string, outcome: Observations['step.finished']['outcome']): Run {
  const { readings, blind } = run;
  if (outcome.status !== 'blind' && outcome.reading !== undefined)
    return changed(run, { readings: { ...readings, [id]: outcome.reading }, blind: without(blind, id) });
  const why = outcome.status === 'succeeded' ? ({ code: 'not_looked_at' } as const) : blindAfter(outcome);
  return changed(run, { readings: without(readings, id), blind: { ...blind, [id]: why } });
}

/** The executions with a newer version of one of them in its place. */
export function replaced({ executions }: Run, execution: Execution): readonly Execution[] {
  const at = executions.findLastIndex(({ exec }) => exec === execution.exec);
  return at === -1 ? executions : executions.with(at, execution);
}

// Ended executions of the step make room for the new one.
function withoutEnded({ executions }: Run, key: string): readonly Execution[] {
  return executions.filter(({ started, finished }) => started.step !== key || finished === undefined);
}

/** The end of a pause. */
export function waited(execution: Execution, now_ms: number): Observations['step.finished'] {
  const reading: Reading = { ok: true, ms: now_ms - execution.started_ms, error: NO_ERROR };
  return { exec: execution.exec, outcome: { status: 'succeeded', reading }, outputs: [] };
}
