// Which runbook an alert starts, and why the others do not: by their `alert:` triggers alone, over this alert and nothing
// else. Nothing is looked at.

import type { Plan } from '../../engine/plan.ts';
import { scopeBeforeALook } from '../../expr/before-a-look.ts';
import type { Alert } from '../../model/alert.ts';
import type { Json } from '../../model/json.ts';
import { resolveInputs } from '../../session/inputs.ts';
import { ruleFor, type ServeConfig } from '../config/config.ts';
import type { RunbookEntry } from '../ports.ts';

/** What a runbook says to an alert. */
export interface Fit {
  readonly runbook: string;
  readonly title: string;
  /** `true`: a trigger holds. `unknown`: one could not be said. `none`: it has no trigger over alerts. */
  readonly truth: 'true' | 'false' | 'unknown' | 'none';
  readonly triggers: readonly { readonly title: string; readonly source: string; readonly truth: string }[];
}

/** What is to become of an alert. */
export type Verdict =
  | { readonly is: 'start'; readonly runbook: string; readonly fits: readonly Fit[] }
  /** Several fit, and the policy names none of them. */
  | { readonly is: 'offered'; readonly fits: readonly Fit[] }
  | { readonly is: 'unmatched'; readonly fits: readonly Fit[] };

/** What every runbook says to an alert, those that fit first. */
export function fitsOf(entries: readonly RunbookEntry[], alert: Alert): readonly Fit[] {
  const order = ['true', 'unknown', 'false', 'none'];
  return entries
    .flatMap(({ plan }) => (plan === null ? [] : [fitOf(plan, alert)]))
    .toSorted((a, b) => order.indexOf(a.truth) - order.indexOf(b.truth) || a.runbook.localeCompare(b.runbook));
}

function fitOf({ runbook, environment }: Plan, alert: Alert): Fit {
  const triggers = runbook.triggers.flatMap(({ title, alert: over }) => {
    if (over === undefined) return [];
    return [{ title, source: over.source, truth: environment.truth(over, scopeBeforeALook({ alert })).truth }];
  });
  const truths = triggers.map(({ truth }) => truth);
  const truth =
    truths.length === 0 ? 'none' : truths.includes('true') ? 'true' : truths.includes('unknown') ? 'unknown' : 'false';
  return { runbook: runbook.id, title: runbook.title, truth, triggers };
}

/** What is to become of it: one that fits is started, of several the one that the policy names first. */
export function verdictOn(fits: readonly Fit[], { policy }: Pick<ServeConfig, 'policy'>): Verdict {
  const fitting = fits.filter(({ truth }) => truth === 'true');
  const [only, second] = fitting;
  if (only === undefined) return { is: 'unmatched', fits };
  if (second === undefined) return { is: 'start', runbook: only.runbook, fits };
  const named = policy.find(({ runbook }) => fitting.some((one) => one.runbook === runbook));
  return named === undefined ? { is: 'offered', fits } : { is: 'start', runbook: named.runbook, fits };
}

/**
 * The inputs that a run for an alert has and that its record shows, as `run --alert` takes them; none where one is missing,
 * which is told when the run is begun. Secrets tell no target apart: they are no part of what is compared.
 */
export function inputsFor(
  { runbook, environment }: Plan,
  alert: Alert,
  config: Pick<ServeConfig, 'policy'>,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, Json>> {
  const open = runbook.inputs.filter(({ secret }) => !secret);
  const names = new Set(open.map(({ name }) => name));
  const given = Object.entries(ruleFor(config, runbook.id).inputs).filter(([name]) => names.has(name));
  const sources = { given: Object.fromEntries(given), env, alert };
  const resolved = resolveInputs({ ...runbook, inputs: open }, environment, sources);
  return resolved.ok ? resolved.value.inputs : {};
}
