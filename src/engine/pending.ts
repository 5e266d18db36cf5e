// What a run waits for, as commands: steps that run, timers, the open question. A projection of the state, so that a run
// that is taken up again has the same commands as before.

import { isEngineKind } from '../kinds/index.ts';
import type { Command } from '../model/command.ts';
import type { PerformedKind } from '../model/step.ts';
import { escalationTimer } from './decide/escalation.ts';
import { nextLookAt } from './decide/watch.ts';
import { pauseOf } from './pause.ts';
import type { Plan } from './plan.ts';
import { retryTimer } from './retry.ts';
import { currentAction, type Execution, running, type State } from './state.ts';

/** The commands of a state. */
export function pending(plan: Plan, state: State): readonly Command[] {
  if (state.opened === null || state.finished !== null || state.parked !== null) return [];
  const executions = running(state);
  const performed = executions.flatMap((execution) => perform(execution));
  if (state.stop !== null) {
    const { how, by } = state.stop;
    return how === 'abort'
      ? [...performed, ...performed.map(({ exec }): Command => ({ type: 'cancel', exec, by }))]
      : performed;
  }
  const question: readonly Command[] = state.question === null ? [] : [{ type: 'ask', question: state.question.id }];
  return [...performed, ...timers(plan, state, executions), ...question];
}

type Perform = Extract<Command, { type: 'perform' }>;

function perform({ exec, started, spawned }: Execution): readonly Perform[] {
  const { kind } = started;
  if (isEngineKind(kind)) return [];
  const { step, purpose, rendered, risk, timeout_ms, sensitive } = started;
  const performed: PerformedKind = kind;
  const base = {
    type: 'perform',
    exec,
    step,
    purpose,
    kind: performed,
    rendered,
    risk,
    timeout_ms,
    sensitive,
  } as const;
  return [spawned === undefined ? base : { ...base, spawned }];
}

function timers(plan: Plan, state: State, executions: readonly Execution[]): readonly Command[] {
  const found: [timer: string, due_ms: number][] = [];
  for (const { exec, started, started_ms } of executions) {
    if (started.kind === 'wait') found.push([`wait:${exec}`, started_ms + pauseOf(started.rendered)]);
  }
  const next = nextLookAt(plan, state);
  if (next !== null && state.watch !== null) found.push([`watch:${state.watch.watch}#${state.look?.look ?? 0}`, next]);
  for (const [id, probe] of Object.entries(state.probes)) {
    if (probe.status === 'retrying' && !state.fired.includes(retryTimer(state, id)))
      found.push([retryTimer(state, id), probe.due_ms]);
  }
  const action = currentAction(state);
  if (action?.state.status === 'retrying') found.push([retryTimer(state, action.key), action.state.due_ms]);
  for (const { key, escalation } of plan.escalations) {
    if (escalation.after_ms === undefined || state.raised.includes(key)) continue;
    if (!state.fired.includes(escalationTimer(key))) found.push([escalationTimer(key), escalation.after_ms]);
  }
  return found.map(([timer, due_ms]) => ({ type: 'timer', timer, due_ms }));
}
