// Decisions about telling people: timers that are due, escalations at the end, and their steps, which need no approval.

import { definition } from '../../kinds/index.ts';
import type { Decision, Decisions } from '../../model/event.ts';
import { showText } from '../../model/expression.ts';
import type { SkipReason } from '../../model/reasons/why.ts';
import { within } from '../../model/risk.ts';
import { verifyGoals } from '../concerns.ts';
import { closure, holesOf, type Plan, type PlannedEscalation, probesOf, stepOf } from '../plan.ts';
import { renderStep } from '../render-step.ts';
import { scopeOf } from '../scope.ts';
import { isAsked, stepStarted } from '../start.ts';
import { causeOf, formatOf, type Run, rankingOf } from '../state.ts';
import { allIn } from './look.ts';

/** Name of the timer of an escalation with `after`. */
export const escalationTimer = (key: string): string => `escalate:${key}`;

/** Raises an escalation whose time has come; the run goes on. One of a cause concerns nobody while another is taken up. */
export function decideDue(plan: Plan, run: Run): Decision | null {
  const due = plan.escalations.find(
    ({ key, cause, escalation: { when } }) =>
      !run.raised.includes(key) &&
      run.timed.includes(key) &&
      (cause === undefined || cause === causeOf(run)) &&
      (when === undefined || plan.environment.truth(when, scopeAtEnd(run)).truth === 'true'),
  );
  return due === undefined ? null : raise(plan, run, due);
}

/** The next escalation that a run which is given up owes; undefined when none is left. */
export function owedBy(plan: Plan, run: Run): PlannedEscalation | undefined {
  const left = plan.escalations.filter(({ key }) => !run.raised.includes(key));
  const cause = causeOf(run);
  const concerned = cause === null ? run.tried : [...run.tried, cause];
  const owed = left.find((one) => {
    if (one.cause !== undefined && !concerned.includes(one.cause)) return false;
    const { when, after_ms } = one.escalation;
    if (when !== undefined) return plan.environment.truth(when, scopeAtEnd(run)).truth === 'true';
    return one.cause !== undefined && after_ms === undefined;
  });
  // The run ends here: nobody would hear from its timers any more.
  if (owed !== undefined || run.raised.length > 0) return owed;
  return left.find((one) => one.cause === undefined && one.escalation.when === undefined);
}

/** Whether everything that its sentence shows has been looked at, as far as the newest look does. */
export function isSeen({ probes }: Plan, run: Run, { escalation: { say } }: PlannedEscalation): boolean {
  return formatOf(run) < 2 || allIn(run, closure(probes, probesOf(holesOf(say))));
}

/** The next decision about the steps of raised escalations. They run beside everything else, one after another. */
export function decidePage(plan: Plan, run: Run): Decision | null {
  const [page] = run.paging;
  if (page === undefined || page.exec !== undefined) return null;
  const planned = plan.escalations.find(({ key }) => key === page.key)?.steps[page.index];
  if (planned === undefined) return null;
  const step = stepOf(plan, planned.key);
  const skip = (reason: SkipReason): Decision => ({
    type: 'step.skipped',
    data: { step: planned.key, purpose: 'escalation', reason },
  });
  const scope = scopeAtEnd(run);
  const condition = step.if === undefined ? undefined : plan.environment.truth(step.if, scope);
  if (condition?.truth === 'false') return skip({ code: 'if_false', if: condition });
  if (condition?.truth === 'unknown') return skip({ code: 'if_unknown', if: condition });
  if (isAsked(step)) return skip({ code: 'may_not_ask' });
  const rendered = renderStep(plan, step, scope);
  if (!rendered.ok) return skip(rendered.error);
  const allowed = definition(step.kind).tells === true || within(rendered.value.risk, run.mode.approve);
  if (!allowed) return skip({ code: 'not_approved' });
  return stepStarted(run, step, planned.key, {
    rendered: rendered.value,
    purpose: 'escalation',
    attempt: 1,
    approved: 'escalation',
  });
}

/** Tells people. */
export function raise(plan: Plan, run: Run, { key, escalation }: PlannedEscalation): Decision {
  const say = escalation.say === undefined ? '' : showText(plan.environment.text(escalation.say, scopeAtEnd(run)));
  const to = escalation.to ?? plan.runbook.owner ?? '';
  const failing = formatOf(run) >= 2 && scopeAtEnd(run).cause === null ? { failing: failingOf(plan, run) } : {};
  return { type: 'escalation.raised', data: { key, title: escalation.title ?? '', to, say, ...failing } };
}

// Who is told that no cause is known has to hear what is wrong, as it was seen last.
function failingOf({ runbook, environment }: Plan, run: Run): NonNullable<Decisions['escalation.raised']['failing']> {
  const triggers = rankingOf(run).triggers.flatMap(({ title, when }) =>
    when?.truth === 'true' ? [{ title, goal: when }] : [],
  );
  const goals = verifyGoals(runbook, run)
    .map(({ title, goal }) => ({ title, goal: environment.truth(goal, scopeOf(run, run.first)) }))
    .filter(({ goal }) => goal.truth !== 'true');
  return { triggers, goals };
}

// People want to know which cause was worked on last, also when none is being worked on any more.
function scopeAtEnd(run: Run): ReturnType<typeof scopeOf> {
  return { ...scopeOf(run, run.first), cause: causeOf(run) ?? run.tried.at(-1) ?? null };
}
