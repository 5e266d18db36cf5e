// State after steps begin and end, and after looks.

import type { Decisions, Observations } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import type { Outcome } from '../../model/outcome.ts';
import { NO_ERROR, type Reading } from '../../model/reading.ts';
import { within } from '../../model/risk.ts';
import type { Applied } from '../action.ts';
import { blindAfter } from '../blind.ts';
import { changed, copyOf, type Draft } from '../changed.ts';
import { itemReading, wholeReading } from '../items/items.ts';
import { itemNumber } from '../items/keys.ts';
import { onlyWatches } from '../pause.ts';
import { type Plan, stepOf } from '../plan.ts';
import { pauseBefore } from '../retry.ts';
import { sameJson } from '../same-json.ts';
import { currentAction, type Execution, executionIn, type Look, type Run, under, watchOf, without } from '../state.ts';
import { changeCurrent, changeWatch, nextPage, rechecked, replaceCurrent } from './agenda.ts';
import { withProbe } from './probe.ts';

/** After `look.started`: the newest look is the one that everything waits for. */
export function afterLook(run: Run, data: Decisions['look.started']): Run {
  const all = data.probes.length;
  const { look: number, probes, needed, why } = data;
  const done_ms = all === 0 ? run.now_ms : null;
  const look: Look = { look: number, probes, needed, why, left: all, undecided: all, done_ms };
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
  const executions = [...withoutEnded(run, key), execution];
  if (purpose === 'probe') {
    const look = started.look ?? run.look.look;
    const probe = { status: 'running', look, exec, attempt: started.attempt } as const;
    return withExecutions(withProbe(plan, run, { key, probe }), executions);
  }
  const begun = changed(run, { executions });
  switch (purpose) {
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
  const item = action.item === undefined ? {} : { item: action.item };
  return changed(rechecked(next), { applied: withApplied(run.applied, { key: started.step, exec, before, ...item }) });
}

// To take a change back is to go back to what was before its first execution, however often it was carried out.
function withApplied(
  applied: readonly Applied[],
  { exec, ...begun }: { exec: string } & Pick<Applied, 'key' | 'before' | 'item'>,
): readonly Applied[] {
  const { key } = begun;
  const earlier = applied.find((one) => one.key === key && !one.undone);
  const now = {
    ...begun,
    execs: [...(earlier?.execs ?? []), exec],
    before: earlier?.before ?? begun.before,
    undone: false,
  };
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
  const executions = replaced(run, ended(execution, finished));
  const otherwise = (): Run => changed(run, { executions });
  const { step: key, purpose } = execution.started;
  switch (purpose) {
    case 'probe': {
      const probe = under(run.probes, key);
      // A probe that was started anew meanwhile has nothing to learn from its older execution.
      if (probe?.status !== 'running' || probe.exec !== exec) return otherwise();
      const pause = outcome.status === 'failed' ? pauseBefore(stepOf(plan, key), probe.attempt) : null;
      if (pause !== null) {
        const due_ms = run.now_ms + pause;
        const again = { status: 'retrying', look: probe.look, attempt: probe.attempt + 1, due_ms } as const;
        return withExecutions(withProbe(plan, run, { key, probe: again }), executions);
      }
      const over = { status: 'finished', look: probe.look, exec, outcome } as const;
      return withKnown(withExecutions(withProbe(plan, run, { key, probe: over }), executions), key, outcome);
    }
    case 'escalation':
      return nextPage(plan, otherwise());
    case 'action': {
      const { id } = stepOf(plan, key);
      const known = outcomeSoFar(run, execution, id, outcome);
      const read = withKnown(withExecutions(copyOf(run), executions), id, known);
      const notStarted =
        outcome.status === 'blind' || (outcome.status === 'failed' && outcome.reason.kind === 'not_started');
      return notStarted ? changed(read, { applied: withoutExecution(read.applied, exec) }) : read;
    }
    case 'preview':
    case 'undo':
      return otherwise();
  }
}

// The reading of a step with items is that of all that were carried out; one that is carried out again takes the place of what
// it was.
function outcomeSoFar({ readings }: Run, { started }: Execution, id: string, outcome: Outcome): Outcome {
  const number = itemNumber(started.step);
  const [item] = started.items ?? [];
  if (number === null || item === undefined) return outcome;
  const before: unknown = number === 1 ? [] : under(readings, id)?.['items'];
  const others = (Array.isArray(before) ? (before as readonly Readonly<Record<string, Json>>[]) : []).filter(
    (one) => !sameJson(one['item'] ?? null, item),
  );
  return { status: 'succeeded', reading: wholeReading([...others, itemReading({ item, outcome })]) };
}

// Field by field: this happens with every step.
function ended(execution: Execution, finished: NonNullable<Execution['finished']>): Execution {
  const { exec, started, started_ms, spawned } = execution;
  if (execution.interrupted === true) return { ...execution, finished };
  return spawned === undefined
    ? { exec, started, started_ms, finished }
    : { exec, started, started_ms, spawned, finished };
}

function withExecutions(draft: Draft, executions: readonly Execution[]): Draft {
  draft.executions = executions;
  return draft;
}

// What is known of a probe or a step after an outcome of it: a reading, or why there is none.
function withKnown(draft: Draft, id: string, outcome: Outcome): Draft {
  if (outcome.status !== 'blind' && outcome.reading !== undefined) {
    draft.readings = { ...draft.readings, [id]: outcome.reading };
    draft.blind = without(draft.blind, id);
    return draft;
  }
  const why = outcome.status === 'succeeded' ? ({ code: 'not_looked_at' } as const) : blindAfter(outcome);
  draft.readings = without(draft.readings, id);
  draft.blind = { ...draft.blind, [id]: why };
  return draft;
}

/** The executions with a newer version of one of them in its place. */
export function replaced({ executions }: Run, execution: Execution): readonly Execution[] {
  for (let n = executions.length - 1; n >= 0; n--) {
    if (executions[n]?.exec === execution.exec) return executions.with(n, execution);
  }
  return executions;
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
