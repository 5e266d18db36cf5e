// Ranking: which causes the evidence supports, in three values. Verdict first, then the order of the file.

import type { Scope } from '../expr/environment.ts';
import type { Decisions } from '../model/event.ts';
import { type Evidence, showText } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import type { Cause } from '../model/runbook.ts';
import { concerns } from './concerns.ts';
import type { Plan } from './plan.ts';
import { scopeOf } from './scope.ts';
import type { Run } from './state.ts';

const VERDICTS = ['confirmed', 'possible', 'ruled_out'] as const;

/** The causes in order, with the truth of every line, the triggers, and the values of the facts. */
export function rank(plan: Plan, run: Run): Decisions['causes.ranked'] {
  const { runbook } = plan;
  const scope = scopeOf(run);
  const judged = grouped(runbook.causes.map((cause) => judge(plan, run, cause, scope)));
  return {
    look: run.look.look,
    complete: run.look.done_ms !== null,
    triggers: runbook.triggers
      .filter((trigger) => concerns(run, trigger))
      .map(({ title, when, alert }) => ({
        title,
        ...(when === undefined ? {} : { when: plan.environment.truth(when, scope) }),
        ...(alert === undefined ? {} : { alert: plan.environment.truth(alert, scope).truth }),
      })),
    causes: VERDICTS.flatMap((verdict) => judged.filter((cause) => cause.verdict === verdict)),
    facts: factsOf(plan, scope),
  };
}

/** The verdict on one cause with its evidence. */
export function judge(plan: Plan, run: Run, cause: Cause, scope = scopeOf(run)): RankedCause {
  const lines = cause.when.map((line) => plan.environment.truth(line, scope));
  const verdict = verdictOf(lines);
  // Only what is confirmed may speak as if it were so.
  const because =
    cause.because === undefined || verdict !== 'confirmed'
      ? undefined
      : showText(plan.environment.text(cause.because, scope));
  return {
    id: cause.id,
    verdict,
    lines,
    ...(because === undefined ? {} : { because }),
    tried: run.tried.includes(cause.id),
  };
}

// Without any line there is no evidence: such a cause is always possible, never more.
function verdictOf(lines: readonly Evidence[]): RankedCause['verdict'] {
  if (lines.some(({ truth }) => truth === 'false')) return 'ruled_out';
  return lines.length > 0 && lines.every(({ truth }) => truth === 'true') ? 'confirmed' : 'possible';
}

// Possible causes with the same true lines are told apart only by what could not be seen.
function grouped(causes: readonly RankedCause[]): readonly RankedCause[] {
  const groups = new Map<string, RankedCause[]>();
  for (const cause of causes) {
    const truths = cause.lines.filter(({ truth }) => truth === 'true').map(({ source }) => source);
    if (cause.verdict !== 'possible' || truths.length === 0) continue;
    const key = truths.toSorted().join('\n');
    groups.set(key, [...(groups.get(key) ?? []), cause]);
  }
  const shared = [...groups.values()].filter((members) => members.length > 1);
  return causes.map((cause) => {
    const group = shared.findIndex((members) => members.includes(cause)) + 1;
    return group === 0 ? cause : { ...cause, group };
  });
}

function factsOf(plan: Plan, scope: Scope): Readonly<Record<string, Json>> {
  const known = plan.runbook.facts.flatMap(({ id, expression }): [string, Json][] => {
    const value = plan.environment.shown(expression, scope);
    return value.ok ? [[id, value.value]] : [];
  });
  return Object.fromEntries(known);
}
