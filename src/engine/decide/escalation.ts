// Decisions about telling people: timers that are due, escalations at the end, and their steps, which need no approval.

import { definition } from '../../kinds/index.ts';
import type { Decision, Decisions } from '../../model/event.ts';
import { showText } from '../../model/expression.ts';
import type { SkipReason } from '../../model/reasons/why.ts';
import { within } from '../../model/risk.ts';
import { verifyGoals } from '../concerns.ts';
import { type Plan, type PlannedEscalation, stepOf } from '../plan.ts';
import { renderStep } from '../render-step.ts';
import { scopeOf } from '../scope.ts';
import { isAsked, stepStarted } from '../start.ts';
import { formatOf, type State } from '../state.ts';

/** Name of the timer of an escalation with `after`. */
export const escalationTimer = (key: string): string => `escalate:${key}`;

/** Raises an escalation whose time has come; the run goes on. One of a cause concerns nobody while another is taken up. */
export function decideDue(plan: Plan, state: State): Decision | null {
  const due = plan.escalations.find(
    ({ key, cause, escalation: { when } }) =>
      !state.raised.includes(key) &&
      state.fired.includes(escalationTimer(key)) &&
      (cause === undefined || cause === state.cause) &&
      (when === undefined || plan.environment.truth(when, scopeAtEnd(state)).truth === 'true'),
  );
  return due === undefined ? null : raise(plan, state, due);
}

/** Raises the next escalation that a run which is given up owes; null when none is left. */
export function decideRaise(plan: Plan, state: State): Decision | null {
  const left = plan.escalations.filter(({ key }) => !state.raised.includes(key));
  const concerned = state.cause === null ? state.tried : [...state.tried, state.cause];
  const owed = left.find((one) => {
    if (one.cause !== undefined && !concerned.includes(one.cause)) return false;
    const { when, after_ms } = one.escalation;
    if (when !== undefined) return plan.environment.truth(when, scopeAtEnd(state)).truth === 'true';
    return one.cause !== undefined && after_ms === undefined;
  });
  if (owed !== undefined) return raise(plan, state, owed);
  // The run ends here: nobody would hear from its timers any more.
  if (state.raised.length > 0) return null;
  const timed = left.find((one) => one.cause === undefined && one.escalation.when === undefined);
  return timed === undefined ? null : raise(plan, state, timed);
}

/** The next decision about the steps of raised escalations. They run beside everything else, one after another. */
export function decidePage(plan: Plan, state: State): Decision | null {
  const [page] = state.paging;
  if (page === undefined || page.exec !== undefined) return null;
  const planned = plan.escalations.find(({ key }) => key === page.key)?.steps[page.index];
  if (planned === undefined) return null;
  const step = stepOf(plan, planned.key);
  const skip = (reason: SkipReason): Decision => ({
    type: 'step.skipped',
    data: { step: planned.key, purpose: 'escalation', reason },
  });
  const scope = scopeAtEnd(state);
  const condition = step.if === undefined ? undefined : plan.environment.truth(step.if, scope);
  if (condition?.truth === 'false') return skip({ code: 'if_false', if: condition });
  if (condition?.truth === 'unknown') return skip({ code: 'if_unknown', if: condition });
  if (isAsked(step)) return skip({ code: 'may_not_ask' });
  const rendered = renderStep(plan, step, scope);
  if (!rendered.ok) return skip(rendered.error);
  const allowed = definition(step.kind).tells === true || within(rendered.value.risk, state.mode.approve);
  if (!allowed) return skip({ code: 'not_approved' });
  return stepStarted(state, step, planned.key, {
    rendered: rendered.value,
    purpose: 'escalation',
    attempt: 1,
    approved: 'escalation',
  });
}

function raise(plan: Plan, state: State, { key, escalation }: PlannedEscalation): Decision {
  const say = escalation.say === undefined ? '' : showText(plan.environment.text(escalation.say, scopeAtEnd(state)));
  const to = escalation.to ?? plan.runbook.owner ?? '';
  const failing = formatOf(state) >= 2 && scopeAtEnd(state).cause === null ? { failing: failingOf(plan, state) } : {};
  return { type: 'escalation.raised', data: { key, title: escalation.title ?? '', to, say, ...failing } };
}

// Who is told that no cause is known has to hear what is wrong, as it was seen last.
function failingOf(
  { runbook, environment }: Plan,
  state: State,
): NonNullable<Decisions['escalation.raised']['failing']> {
  const triggers = (state.ranking?.triggers ?? []).flatMap(({ title, when }) =>
    when?.truth === 'true' ? [{ title, goal: when }] : [],
  );
  const goals = verifyGoals(runbook, state)
    .map(({ title, goal }) => ({ title, goal: environment.truth(goal, scopeOf(state, state.first)) }))
    .filter(({ goal }) => goal.truth !== 'true');
  return { triggers, goals };
}

// People want to know which cause was worked on last, also when none is being worked on any more.
function scopeAtEnd(state: State): ReturnType<typeof scopeOf> {
  return { ...scopeOf(state, state.first), cause: state.cause ?? state.tried.at(-1) ?? null };
}
