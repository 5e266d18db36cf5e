// What a run waits for, as commands: steps that run, timers, the open question. A projection of the state, so that a run
// that is taken up again has the same commands as before.

import { isEngineKind } from '../kinds/index.ts';
import type { Command } from '../model/command.ts';
import { unreachable } from '../model/result.ts';
import type { PerformedKind } from '../model/step.ts';
import { escalationTimer } from './decide/escalation.ts';
import { nextLookAt } from './decide/watch.ts';
import { pauseOf } from './pause.ts';
import type { Plan } from './plan.ts';
import { retryTimer } from './retry.ts';
import { currentAction, type Execution, type Run, running, type Standing, type State, watchOf } from './state.ts';

/** The commands of a state. */
export function pending(plan: Plan, state: State): readonly Command[] {
  if (state.opened === null) return [];
  switch (state.standing.is) {
    case 'going_on':
      return pendingOf(plan, state);
    case 'stopping':
      return leaving(running(state).flatMap(perform), state.standing);
    case 'parked':
    case 'finished':
      return [];
    default:
      return unreachable(state.standing);
  }
}

function leaving(
  performed: readonly Perform[],
  { how, by }: Extract<Standing, { is: 'stopping' }>,
): readonly Command[] {
  if (how === 'after_step') return performed;
  return [...performed, ...performed.map(({ exec }): Command => ({ type: 'cancel', exec, by }))];
}

function pendingOf(plan: Plan, run: Run): readonly Command[] {
  const executions = running(run);
  const question: readonly Command[] = run.question === null ? [] : [{ type: 'ask', question: run.question.id }];
  return [...executions.flatMap(perform), ...timers(plan, run, executions), ...question];
}

type Perform = Extract<Command, { type: 'perform' }>;

function perform({ exec, started, spawned }: Execution): readonly Perform[] {
  const { kind } = started;
  if (isEngineKind(kind)) return [];
  const { step, purpose, rendered, risk, timeout_ms, sensitive } = started;
  const items = purpose === 'probe' && started.items !== undefined ? { items: started.items } : {};
  const performed: PerformedKind = kind;
  const base = {
    type: 'perform',
    exec,
    step,
    purpose,
    kind: performed,
    ...items,
    rendered,
    risk,
    timeout_ms,
    sensitive,
  } as const;
  return [spawned === undefined ? base : { ...base, spawned }];
}

function timers(plan: Plan, run: Run, executions: readonly Execution[]): readonly Command[] {
  const found: [timer: string, due_ms: number][] = [];
  for (const { exec, started, started_ms } of executions) {
    if (started.kind === 'wait') found.push([`wait:${exec}`, started_ms + pauseOf(started.rendered)]);
  }
  const watch = watchOf(run);
  const next = watch === null ? null : nextLookAt(plan, run, watch);
  if (watch !== null && next !== null) found.push([`watch:${watch.watch}#${run.look.look}`, next]);
  for (const [id, probe] of Object.entries(run.probes)) {
    if (probe.status === 'retrying') found.push([retryTimer(run, id), probe.due_ms]);
  }
  const action = currentAction(run);
  if (action?.state.status === 'retrying') found.push([retryTimer(run, action.key), action.state.due_ms]);
  for (const { key, escalation } of plan.escalations) {
    if (escalation.after_ms === undefined || run.raised.includes(key)) continue;
    if (!run.timed.includes(key)) found.push([escalationTimer(key), escalation.after_ms]);
  }
  return found.map(([timer, due_ms]) => ({ type: 'timer', timer, due_ms }));
}
