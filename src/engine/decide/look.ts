// Decisions of a look: which probe starts next, which cannot, and whether what somebody waits for is in.

import type { Decision } from '../../model/event.ts';
import type { SkipReason, WhyLook } from '../../model/reasons/why.ts';
import type { Step } from '../../model/runbook.ts';
import { isIn } from '../evolve/execution.ts';
import { closure, type Plan, stepOf } from '../plan.ts';
import { askStep } from '../questions.ts';
import { renderStep } from '../render-step.ts';
import { retryTimer } from '../retry.ts';
import { scopeOf } from '../scope.ts';
import { isAsked, onlyReads, stepStarted } from '../start.ts';
import { answerInAdvance, type State, under } from '../state.ts';

/** Starts a look at these probes and those that they wait for. */
export function startLook(
  plan: Plan,
  state: State,
  wanted: readonly string[],
  why: WhyLook,
  needed = wanted,
): Decision {
  const probes = closure(plan.probes, wanted);
  const waited = closure(plan.probes, needed);
  return { type: 'look.started', data: { look: state.looks + 1, probes, needed: waited, why } };
}

/** The next decision about the probes of the newest look; null while all wait or are in. */
export function decideLook(plan: Plan, state: State): Decision | null {
  const { look } = state;
  if (look === null || look.done_ms !== null) return null;
  for (const id of look.probes) {
    const decision = decideProbe(plan, state, id);
    if (decision !== null) return decision;
  }
  return null;
}

/** Whether the newest look has all of these that it looks at. */
export function allIn(state: State, probes: readonly string[]): boolean {
  const { look } = state;
  if (look === null) return false;
  return look.done_ms !== null || probes.every((id) => !look.probes.includes(id) || isIn(state, id));
}

function decideProbe(plan: Plan, state: State, id: string): Decision | null {
  const { look } = state;
  const probe = under(state.probes, id);
  if (look === null) return null;
  const step = stepOf(plan, id);
  if (probe?.look === look.look) {
    if (probe.status === 'running') return askIfOpen(state, step, probe.exec);
    if (probe.status !== 'retrying' || !state.fired.includes(retryTimer(state, id))) return null;
    return startProbe(plan, state, step, probe.attempt);
  }
  if (!step.probes.every((other) => !look.probes.includes(other) || isIn(state, other))) return null;
  return startProbe(plan, state, step, 1);
}

function startProbe(plan: Plan, state: State, step: Step, attempt: number): Decision {
  const look = state.look?.look ?? 0;
  const skip = (reason: SkipReason): Decision => ({
    type: 'step.skipped',
    data: { step: step.id, purpose: 'probe', look, reason },
  });
  const scope = scopeOf(state);
  if (step.if !== undefined) {
    const condition = plan.environment.truth(step.if, scope);
    if (condition.truth === 'false') return skip({ code: 'if_false', if: condition });
    if (condition.truth === 'unknown') return skip({ code: 'if_unknown', if: condition });
  }
  if (isAsked(step) && state.mode.mode === 'unattended' && answerInAdvance(state, step.id) === undefined) {
    return skip({ code: 'nobody_answers' });
  }
  const rendered = renderStep(plan, step, scope);
  if (!rendered.ok) return skip(rendered.error);
  if (!onlyReads(step, rendered.value.rendered)) return skip({ code: 'would_change' });
  return stepStarted(state, step, step.id, {
    rendered: rendered.value,
    purpose: 'probe',
    attempt,
    look,
    approved: 'read',
  });
}

function askIfOpen(state: State, step: Step, exec: string): Decision | null {
  return isAsked(step) && state.question === null ? askStep(state, step, exec) : null;
}
