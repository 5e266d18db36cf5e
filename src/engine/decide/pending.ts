// Decisions about an action that has not begun: fresh readings, its goal, its cause, its condition, its preview, approval.

import type { Decision } from '../../model/event.ts';
import type { TemplateTree } from '../../model/expression.ts';
import type { SkipReason, WhyAgain } from '../../model/reasons/why.ts';
import { unreachable } from '../../model/result.ts';
import { within, worse } from '../../model/risk.ts';
import type { Cause, Step } from '../../model/runbook.ts';
import type { Action } from '../action.ts';
import { editedShape } from '../edit.ts';
import { itemsOf } from '../items/items.ts';
import { type Plan, previewKey, probesOf, stepOf } from '../plan.ts';
import { askApproval, askChanged, askUnknownIf } from '../questions.ts';
import { judge } from '../rank.ts';
import { type RenderedStep, renderStep } from '../render-step.ts';
import { sameJson } from '../same-json.ts';
import { scopeOfAction } from '../scope.ts';
import { isAsked, onlyReads, purposeOf, skipped, stepStarted } from '../start.ts';
import { answerInAdvance, executionIn, isAsking, type Run, rulesOf } from '../state.ts';
import { allIn, decideLook, startLook } from './look.ts';

/** The next decision about an action that is to begin; null while something is waited for. */
export function decidePending(plan: Plan, run: Run, action: Action): Decision | null {
  const step = stepOf(plan, action.key);
  if (action.unwanted !== undefined) return skipped(run, action, { code: 'by_responder', reason: action.unwanted });
  if (step.if?.probes.length === 0) {
    // No reading can change it: what is for another way to run things is not looked at first.
    const condition = plan.environment.truth(step.if, scopeOfAction(run, action));
    if (condition.truth === 'false') return skipped(run, action, { code: 'if_false', if: condition });
  }
  const looking = decideFresh(plan, run, action, step);
  if (looking !== 'fresh') return looking;
  const scope = scopeOfAction(run, action);
  if (step.goal !== undefined) {
    const goal = plan.environment.truth(step.goal, scope);
    if (goal.truth === 'true') return skipped(run, action, { code: 'goal_holds', goal });
  }
  if (step.for_each !== undefined && action.item === undefined) return decideSpread(plan, run, action, step);
  const condition = decideCondition(plan, run, action, step);
  if (condition !== 'holds') return condition;
  const edited = shapeOf(plan, step, action);
  const shown = renderStep(plan, step, scope, edited.shape);
  if (!shown.ok) return skipped(run, action, shown.error);
  const rendered = action.edited === undefined ? shown.value : neverLower(shown.value, renderStep(plan, step, scope));
  const rechecked = decideRecheck(plan, run, rendered);
  if (rechecked !== null) return rechecked;
  if (isPlannedOnly(run, step)) return planned(action);
  if (isAsked(step) || step.kind === 'wait')
    return start(run, action, step, rendered, isAsked(step) ? 'person' : 'read');
  const preview = decidePreview(plan, run, action, step);
  if (preview !== 'seen') return preview;
  return decideApproval(plan, run, action, { rendered, problem: edited.problem });
}

// What it is carried out for is found when its turn has come, over the readings that were looked at for it.
function decideSpread(plan: Plan, run: Run, action: Action, step: Step): Decision {
  const items = itemsOf(plan, step, scopeOfAction(run, action));
  if (!items.ok) return skipped(run, action, items.error);
  return { type: 'step.spread', data: { step: action.key, items: items.value } };
}

// In a dry run nobody works by hand and nothing is waited for; a question is asked where somebody, or a flag, answers it.
function isPlannedOnly(run: Run, step: Step): boolean {
  if (run.opened.dry_run !== true) return false;
  const isAnswered = run.mode.mode === 'guided' || answerInAdvance(run, step.id) !== undefined;
  return step.kind === 'manual' || step.kind === 'wait' || (step.kind === 'ask' && !isAnswered);
}

const planned = ({ key }: Action): Decision => ({
  type: 'step.settled',
  data: { step: key, result: 'planned', via: 'simulated', why: { code: 'simulated' } },
});

// An edit may make a step worse, never better: what was asked about once is asked about again.
function neverLower(edited: RenderedStep, written: ReturnType<typeof renderStep>): RenderedStep {
  return { ...edited, risk: worse(edited.risk, written.ok ? written.value.risk : 'destroy') };
}

// Readings that the decision rests on are looked at again.
function decideFresh(plan: Plan, run: Run, action: Action, step: Step): Decision | null | 'fresh' {
  const again = probesOf(causeToRecheck(plan, run)?.when ?? []);
  const wanted = [...step.probes, ...(step.goal?.probes ?? []), ...(step.preview?.probes ?? []), ...again];
  if (wanted.length === 0) return 'fresh';
  if (action.look === undefined) return startLook(plan, run, wanted, { code: 'before_step', step: action.key });
  return decideLook(plan, run) ?? (allIn(run, run.look.probes) ? 'fresh' : null);
}

function decideCondition(plan: Plan, run: Run, action: Action, step: Step): Decision | 'holds' {
  if (step.if === undefined || (action.wanted === true && rulesOf(run) < 3)) return 'holds';
  const condition = plan.environment.truth(step.if, scopeOfAction(run, action));
  switch (condition.truth) {
    case 'true':
      return 'holds';
    case 'false':
      return skipped(run, action, { code: 'if_false', if: condition });
    case 'unknown':
      if (action.wanted === true) return 'holds';
      if (isAsking(run)) return askUnknownIf(plan, run, action, condition);
      return skipped(run, action, { code: 'if_unknown', if: condition });
    default:
      return unreachable(condition.truth);
  }
}

function causeToRecheck({ runbook }: Plan, { stage }: Run): Cause | undefined {
  if (stage.phase !== 'resolving' || stage.agenda.purpose !== 'action' || !stage.agenda.recheck) return undefined;
  return runbook.causes.find(({ id }) => id === stage.cause);
}

// Before the first change the evidence for the cause is looked at again.
function decideRecheck(plan: Plan, run: Run, rendered: RenderedStep): Decision | null {
  const cause = causeToRecheck(plan, run);
  if (cause === undefined || within(rendered.risk, 'read')) return null;
  const ranked = judge(plan, run, cause);
  if (ranked.verdict === 'confirmed') return null;
  if (isAsking(run)) return askChanged(run, ranked);
  const lines = ranked.lines.filter(({ truth }) => truth !== 'true');
  return { type: 'cause.dropped', data: { cause: cause.id, why: { code: 'not_confirmed', lines } } };
}

function decidePreview(plan: Plan, run: Run, action: Action, step: Step): Decision | null | 'seen' {
  if (step.preview === undefined) return 'seen';
  if (action.preview !== undefined) {
    const execution = executionIn(run, action.preview);
    return execution !== undefined && execution.finished === undefined ? null : 'seen';
  }
  const key = previewKey(action.key);
  const skip = (reason: SkipReason): Decision => ({
    type: 'step.skipped',
    data: { step: key, purpose: 'preview', reason },
  });
  if (isAsked(step.preview)) return skip({ code: 'may_not_ask' });
  const rendered = renderStep(plan, step.preview, scopeOfAction(run, action));
  if (!rendered.ok) return skip(rendered.error);
  if (!onlyReads(step.preview, rendered.value.rendered)) return skip({ code: 'would_change' });
  return stepStarted(run, step.preview, key, {
    rendered: rendered.value,
    purpose: 'preview',
    attempt: 1,
    approved: 'read',
  });
}

function decideApproval(
  plan: Plan,
  run: Run,
  action: Action,
  ready: { rendered: RenderedStep; problem?: WhyAgain | undefined },
): Decision {
  const { rendered, problem } = ready;
  const step = stepOf(plan, action.key);
  if (within(rendered.risk, 'read')) return start(run, action, step, rendered, 'read');
  const { granted } = action;
  if (granted !== undefined && sameJson(granted.rendered, rendered.rendered) && within(rendered.risk, granted.risk))
    return start(run, action, step, rendered, granted.by);
  const allowed =
    run.opened.dry_run === true ||
    (within(rendered.risk, run.mode.approve) && action.edited === undefined && run.chosen !== 'agent');
  if (allowed && purposeOf(run) === 'action') return start(run, action, step, rendered, 'policy');
  const changed = granted === undefined ? undefined : ({ code: 'command_changed' } as const);
  const again = problem ?? changed;
  return askApproval(plan, run, action, { rendered, ...(again === undefined ? {} : { again }) });
}

function start(
  run: Run,
  action: Action,
  step: Step,
  rendered: RenderedStep,
  approved: 'read' | 'person' | 'policy' | 'repeatable',
): Decision {
  const attempt = action.attempts + 1;
  const items = action.item === undefined ? {} : { items: [action.item.value] };
  return stepStarted(run, step, action.key, { rendered, purpose: purposeOf(run), attempt, approved, ...items });
}

// An edit that cannot be read leaves the step as it was written, and is said.
function shapeOf(
  plan: Plan,
  step: Step,
  action: Action,
): { readonly shape: TemplateTree; readonly problem?: WhyAgain } {
  if (action.edited === undefined) return { shape: step.shape };
  const edited = editedShape(plan, step, action.edited);
  return edited.ok
    ? { shape: edited.value }
    : { shape: step.shape, problem: { code: 'edit_unusable', shown: edited.error } };
}
