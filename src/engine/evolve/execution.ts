// State after steps begin and end, and after looks.

import type { Decisions, Observations } from '../../model/event.ts';
import { NO_ERROR, type Reading } from '../../model/reading.ts';
import { within } from '../../model/risk.ts';
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
  type Readings,
  type State,
  under,
  without,
} from '../state.ts';
import { changeCurrent, nextPage, replaceCurrent } from './agenda.ts';

/** After `look.started`: the newest look is the one that everything waits for. */
export function afterLook(state: State, data: Decisions['look.started']): State {
  const look: Look = { ...data, done_ms: data.probes.length === 0 ? state.now_ms : null };
  const looked = changed(state, { look, looks: data.look });
  if (state.watch !== null && state.watch.over === null)
    return changed(looked, { watch: { ...state.watch, look: data.look } });
  const action = currentAction(state);
  if (action?.state.status === 'pending') return changeCurrent(looked, { look: data.look });
  return looked;
}

/** After `step.started`. */
export function startExecution(plan: Plan, state: State, started: Decisions['step.started']): State {
  const { exec, step: key, purpose } = started;
  const execution: Execution = { exec, started, started_ms: state.now_ms };
  const begun = changed(state, {
    executions: [...withoutEnded(state, key), execution],
  });
  switch (purpose) {
    case 'probe':
      return withProbe(begun, key, {
        status: 'running',
        look: started.look ?? state.looks,
        exec,
        attempt: started.attempt,
      });
    case 'preview':
      return changeCurrent(begun, { preview: exec });
    case 'escalation': {
      const [first, ...rest] = begun.paging;
      return first === undefined ? begun : { ...begun, paging: [{ ...first, exec }, ...rest] };
    }
    default:
      return onlyWatches(stepOf(plan, key))
        ? finishExecution(plan, startAction(plan, begun, execution), nothingToDo(exec))
        : startAction(plan, begun, execution);
  }
}

function nothingToDo(exec: string): Observations['step.finished'] {
  return { exec, outcome: { status: 'succeeded', reading: { ok: true, ms: 0, error: NO_ERROR } }, outputs: [] };
}

function startAction(plan: Plan, state: State, { exec, started }: Execution): State {
  const action = currentAction(state);
  if (action === undefined) return state;
  const before = action.before ?? state.readings;
  const { granted, ...rest } = action;
  // An approval is for one start, unless the author lets a failed attempt be repeated.
  const kept = granted !== undefined && stepOf(plan, started.step).retry.attempts > started.attempt ? { granted } : {};
  const next = replaceCurrent(state, {
    ...rest,
    ...kept,
    state: { status: 'running', exec },
    attempts: started.attempt,
    before,
  });
  if (within(started.risk, 'read') || started.purpose === 'undo') return next;
  const { agenda } = next;
  return changed(next, {
    agenda: agenda === null ? null : { ...agenda, recheck: false },
    applied: withApplied(state.applied, { key: started.step, exec, before }),
  });
}

// To take a change back is to go back to what was before its first execution, however often it was carried out.
function withApplied(
  applied: State['applied'],
  { key, exec, before }: { key: string; exec: string; before: Readings },
): State['applied'] {
  const earlier = applied.find((one) => one.key === key && !one.undone);
  const now = { key, execs: [...(earlier?.execs ?? []), exec], before: earlier?.before ?? before, undone: false };
  return [...applied.filter((one) => one.key !== key), now];
}

/** What may have had an effect without one execution that had none; what was begun before it may still have had one. */
export function withoutExecution(applied: State['applied'], exec: string): State['applied'] {
  return applied.flatMap((one) => {
    const execs = one.execs.filter((other) => other !== exec);
    return execs.length === 0 ? [] : [{ ...one, execs }];
  });
}

/** After `step.finished`, or whatever else ended an execution. */
export function finishExecution(plan: Plan, state: State, data: Observations['step.finished']): State {
  const execution = executionIn(state, data.exec);
  if (execution === undefined || execution.finished !== undefined) return state;
  const { exec, outcome, outputs } = data;
  const finished = { outcome, outputs, at_ms: state.now_ms };
  const ended = changed(state, { executions: replaced(state, { ...execution, finished }) });
  const { step: key, purpose } = execution.started;
  switch (purpose) {
    case 'probe': {
      const probe = under(state.probes, key);
      // A probe that was started anew meanwhile has nothing to learn from its older execution.
      if (probe?.status !== 'running' || probe.exec !== exec) return ended;
      const pause = outcome.status === 'failed' ? pauseBefore(stepOf(plan, key), probe.attempt) : null;
      if (pause !== null) {
        return withProbe(ended, key, {
          status: 'retrying',
          look: probe.look,
          attempt: probe.attempt + 1,
          due_ms: state.now_ms + pause,
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
      return notStarted ? { ...read, applied: withoutExecution(read.applied, exec) } : read;
    }
    default:
      return ended;
  }
}

/** Sets what is known of a probe, and whether that completes the look. */
function withProbe(state: State, id: string, probe: ProbeState): State {
  return settleLook(changed(state, { probes: { ...state.probes, [id]: probe } }));
}

/** Notes the time at which the last probe of the newest look was in. */
export function settleLook(state: State): State {
  const { look } = state;
  if (look === null || look.done_ms !== null || !look.probes.every((id) => isIn(state, id))) return state;
  return changed(state, { look: { ...look, done_ms: state.now_ms } });
}

/** Whether the newest look has what it can get of a probe. */
export function isIn(state: State, id: string): boolean {
  const probe = under(state.probes, id);
  return (
    probe !== undefined &&
    probe.look === state.look?.look &&
    (probe.status === 'finished' || probe.status === 'skipped')
  );
}

function withReading(state: State, id: string, outcome: Observations['step.finished']['outcome']): State {
  const { readings, blind } = state;
  if (outcome.status !== 'blind' && outcome.reading !== undefined)
    return changed(state, { readings: { ...readings, [id]: outcome.reading }, blind: without(blind, id) });
  const why = outcome.status === 'succeeded' ? ({ code: 'not_looked_at' } as const) : blindAfter(outcome);
  return changed(state, { readings: without(readings, id), blind: { ...blind, [id]: why } });
}

/** The executions with a newer version of one of them in its place. */
export function replaced({ executions }: State, execution: Execution): State['executions'] {
  const at = executions.findLastIndex(({ exec }) => exec === execution.exec);
  return at === -1 ? executions : executions.with(at, execution);
}

// Ended executions of the step make room for the new one.
function withoutEnded({ executions }: State, key: string): State['executions'] {
  return executions.filter(({ started, finished }) => started.step !== key || finished === undefined);
}

/** The end of a pause. */
export function waited(execution: Execution, now_ms: number): Observations['step.finished'] {
  const reading: Reading = { ok: true, ms: now_ms - execution.started_ms, error: NO_ERROR };
  return { exec: execution.exec, outcome: { status: 'succeeded', reading }, outputs: [] };
}
