// Decisions of a look: which probe starts next, which cannot, and whether what somebody waits for is in.

import type { Decision } from '../../model/event.ts';
import type { SkipReason, WhyLook } from '../../model/reasons/why.ts';
import type { Step } from '../../model/runbook.ts';
import { isIn } from '../evolve/probe.ts';
import { renderItems } from '../items/items.ts';
import { closure, type Plan, stepOf } from '../plan.ts';
import { askStep } from '../questions.ts';
import { renderedBefore, renderStep } from '../render-step.ts';
import { hostOf, scopeOf } from '../scope.ts';
import { isAsked, onlyReads, stepStarted } from '../start.ts';
import { answerInAdvance, type Run, under } from '../state.ts';

/** Starts a look at these probes and those that they wait for. */
export function startLook(plan: Plan, run: Run, wanted: readonly string[], why: WhyLook, needed = wanted): Decision {
  const probes = closure(plan.probes, wanted);
  const waited = needed === wanted ? probes : closure(plan.probes, needed);
  return { type: 'look.started', data: { look: run.look.look + 1, probes, needed: waited, why } };
}

/** The next decision about the probes of the newest look; null while all wait or are in. */
export function decideLook(plan: Plan, run: Run): Decision | null {
  const { look } = run;
  if (look.done_ms !== null || look.undecided === 0) return null;
  for (const id of look.probes) {
    const decision = decideProbe(plan, run, id);
    if (decision !== null) return decision;
  }
  return null;
}

/** Whether the newest look has all of these that it looks at. */
export function allIn(run: Run, probes: readonly string[]): boolean {
  const { look } = run;
  return look.done_ms !== null || isAllIn(run, probes);
}

/** Whether the newest look has what it can get of these, as far as it looks at them. */
function isAllIn({ look, probes }: Run, wanted: readonly string[]): boolean {
  return wanted.every((id) => isIn(look, under(probes, id)) || !look.probes.includes(id));
}

function decideProbe(plan: Plan, run: Run, id: string): Decision | null {
  const { look } = run;
  const probe = under(run.probes, id);
  const step = stepOf(plan, id);
  if (probe?.look === look.look) {
    if (probe.status === 'running') return askIfOpen(run, step, probe.exec);
    return probe.status === 'due' ? startProbe(plan, run, step, probe.attempt) : null;
  }
  if (!isAllIn(run, step.probes)) return null;
  return startProbe(plan, run, step, 1);
}

function startProbe(plan: Plan, run: Run, step: Step, attempt: number): Decision {
  const { look } = run.look;
  const skip = (reason: SkipReason): Decision => ({
    type: 'step.skipped',
    data: { step: step.id, purpose: 'probe', look, reason },
  });
  if (step.for_each !== undefined) return startForEach(plan, run, step, attempt);
  if (step.if !== undefined) {
    const condition = plan.environment.truth(step.if, scopeOf(run));
    if (condition.truth === 'false') return skip({ code: 'if_false', if: condition });
    if (condition.truth === 'unknown') return skip({ code: 'if_unknown', if: condition });
  }
  if (isAsked(step) && run.mode.mode !== 'guided' && answerInAdvance(run, step.id) === undefined) {
    return skip({ code: 'nobody_answers' });
  }
  const rendered = renderedBefore(step, hostOf(run)) ?? renderStep(plan, step, scopeOf(run));
  if (!rendered.ok) return skip(rendered.error);
  if (!onlyReads(step, rendered.value.rendered)) return skip({ code: 'would_change' });
  return stepStarted(run, step, step.id, {
    rendered: rendered.value,
    purpose: 'probe',
    attempt,
    look,
    approved: 'read',
  });
}

function askIfOpen(run: Run, step: Step, exec: string): Decision | null {
  return isAsked(step) && run.question === null ? askStep(run, step, exec) : null;
}

// One look at all of its items: they are one probe, and come in together.
function startForEach(plan: Plan, run: Run, step: Step, attempt: number): Decision {
  const { look } = run.look;
  const skip = (reason: SkipReason): Decision => ({
    type: 'step.skipped',
    data: { step: step.id, purpose: 'probe', look, reason },
  });
  const rendered = renderItems(plan, step, scopeOf(run));
  if (!rendered.ok) return skip(rendered.error);
  if (!onlyReads(step, rendered.value.rendered)) return skip({ code: 'would_change' });
  const { items } = rendered.value;
  return stepStarted(run, step, step.id, {
    rendered: rendered.value,
    purpose: 'probe',
    attempt,
    look,
    items,
    approved: 'read',
  });
}
