// Decisions about an action that has not begun: fresh readings, its goal, its cause, its condition, its preview, approval.

import type { Decision } from '../../model/event.ts';
import type { TemplateTree } from '../../model/expression.ts';
import type { SkipReason, WhyAgain } from '../../model/reasons/why.ts';
import { unreachable } from '../../model/result.ts';
import { within, worse } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import { editedShape } from '../edit.ts';
import { type Plan, previewKey, probesOf, stepOf } from '../plan.ts';
import { askApproval, askChanged, askUnknownIf } from '../questions.ts';
import { judge } from '../rank.ts';
import { type RenderedStep, renderStep } from '../render-step.ts';
import { sameJson } from '../same-json.ts';
import { scopeOfAction } from '../scope.ts';
import { isAsked, onlyReads, skipped, stepStarted } from '../start.ts';
import { type Action, answerInAdvance, executionIn, type State } from '../state.ts';
import { allIn, decideLook, startLook } from './look.ts';

/** The next decision about an action that is to begin; null while something is waited for. */
export function decidePending(plan: Plan, state: State, action: Action): Decision | null {
  const step = stepOf(plan, action.key);
  if (action.unwanted !== undefined) return skipped(state, action, { code: 'by_responder', reason: action.unwanted });
  if (step.if?.probes.length === 0) {
    // No reading can change it: what is for another way to run things is not looked at first.
    const condition = plan.environment.truth(step.if, scopeOfAction(state, action));
    if (condition.truth === 'false') return skipped(state, action, { code: 'if_false', if: condition });
  }
  const looking = decideFresh(plan, state, action, step);
  if (looking !== 'fresh') return looking;
  const scope = scopeOfAction(state, action);
  if (step.goal !== undefined) {
    const goal = plan.environment.truth(step.goal, scope);
    if (goal.truth === 'true') return skipped(state, action, { code: 'goal_holds', goal });
  }
  const condition = decideCondition(plan, state, action, step);
  if (condition !== 'holds') return condition;
  const edited = shapeOf(plan, step, action);
  const shown = renderStep(plan, step, scope, edited.shape);
  if (!shown.ok) return skipped(state, action, shown.error);
  const rendered = action.edited === undefined ? shown.value : neverLower(shown.value, renderStep(plan, step, scope));
  const rechecked = decideRecheck(plan, state, rendered);
  if (rechecked !== null) return rechecked;
  if (isPlannedOnly(state, step)) return planned(action);
  if (isAsked(step) || step.kind === 'wait')
    return start(state, action, step, rendered, isAsked(step) ? 'person' : 'read');
  const preview = decidePreview(plan, state, action, step);
  if (preview !== 'seen') return preview;
  return decideApproval(plan, state, action, { rendered, problem: edited.problem });
}

// In a dry run nobody works by hand and nothing is waited for; a question is asked where somebody, or a flag, answers it.
function isPlannedOnly(state: State, step: Step): boolean {
  if (state.opened?.dry_run !== true) return false;
  const isAnswered = state.mode.mode === 'guided' || answerInAdvance(state, step.id) !== undefined;
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
function decideFresh(plan: Plan, state: State, action: Action, step: Step): Decision | null | 'fresh' {
  const { agenda } = state;
  const cause = plan.runbook.causes.find(({ id }) => id === agenda?.owner);
  const again = agenda?.recheck === true ? probesOf(cause?.when ?? []) : [];
  const wanted = [...step.probes, ...(step.goal?.probes ?? []), ...(step.preview?.probes ?? []), ...again];
  if (wanted.length === 0) return 'fresh';
  if (action.look === undefined) return startLook(plan, state, wanted, { code: 'before_step', step: action.key });
  return decideLook(plan, state) ?? (allIn(state, state.look?.probes ?? []) ? 'fresh' : null);
}

function decideCondition(plan: Plan, state: State, action: Action, step: Step): Decision | 'holds' {
  if (step.if === undefined || action.wanted === true) return 'holds';
  const condition = plan.environment.truth(step.if, scopeOfAction(state, action));
  switch (condition.truth) {
    case 'true':
      return 'holds';
    case 'false':
      return skipped(state, action, { code: 'if_false', if: condition });
    case 'unknown':
      if (state.mode.mode === 'guided') return askUnknownIf(plan, state, action, condition);
      return skipped(state, action, { code: 'if_unknown', if: condition });
    default:
      return unreachable(condition.truth);
  }
}

// Before the first change the evidence for the cause is looked at again.
function decideRecheck(plan: Plan, state: State, rendered: RenderedStep): Decision | null {
  const { agenda } = state;
  if (agenda === null || !agenda.recheck || within(rendered.risk, 'read')) return null;
  const cause = plan.runbook.causes.find(({ id }) => id === agenda.owner);
  if (cause === undefined) return null;
  const ranked = judge(plan, state, cause);
  if (ranked.verdict === 'confirmed') return null;
  if (state.mode.mode === 'guided') return askChanged(state, ranked);
  const lines = ranked.lines.filter(({ truth }) => truth !== 'true');
  return { type: 'cause.dropped', data: { cause: cause.id, why: { code: 'not_confirmed', lines } } };
}

function decidePreview(plan: Plan, state: State, action: Action, step: Step): Decision | null | 'seen' {
  if (step.preview === undefined) return 'seen';
  if (action.preview !== undefined) {
    const execution = executionIn(state, action.preview);
    return execution !== undefined && execution.finished === undefined ? null : 'seen';
  }
  const key = previewKey(action.key);
  const skip = (reason: SkipReason): Decision => ({
    type: 'step.skipped',
    data: { step: key, purpose: 'preview', reason },
  });
  if (isAsked(step.preview)) return skip({ code: 'may_not_ask' });
  const rendered = renderStep(plan, step.preview, scopeOfAction(state, action));
  if (!rendered.ok) return skip(rendered.error);
  if (!onlyReads(step.preview, rendered.value.rendered)) return skip({ code: 'would_change' });
  return stepStarted(state, step.preview, key, {
    rendered: rendered.value,
    purpose: 'preview',
    attempt: 1,
    approved: 'read',
  });
}

function decideApproval(
  plan: Plan,
  state: State,
  action: Action,
  ready: { rendered: RenderedStep; problem?: WhyAgain | undefined },
): Decision {
  const { rendered, problem } = ready;
  const step = stepOf(plan, action.key);
  if (within(rendered.risk, 'read')) return start(state, action, step, rendered, 'read');
  const { granted } = action;
  if (granted !== undefined && sameJson(granted.rendered, rendered.rendered) && within(rendered.risk, granted.risk))
    return start(state, action, step, rendered, granted.by);
  const allowed =
    state.opened?.dry_run === true || (within(rendered.risk, state.mode.approve) && action.edited === undefined);
  if (allowed && state.agenda?.purpose === 'action') return start(state, action, step, rendered, 'policy');
  const changed = granted === undefined ? undefined : ({ code: 'command_changed' } as const);
  const again = problem ?? changed;
  return askApproval(plan, state, action, { rendered, ...(again === undefined ? {} : { again }) });
}

function start(
  state: State,
  action: Action,
  step: Step,
  rendered: RenderedStep,
  approved: 'read' | 'person' | 'policy' | 'repeatable',
): Decision {
  const purpose = state.agenda?.purpose ?? 'action';
  return stepStarted(state, step, action.key, { rendered, purpose, attempt: action.attempts + 1, approved });
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
