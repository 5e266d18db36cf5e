// A look outside of any run: probes are carried out as a run would, nothing is decided and nothing is kept.

import { blindWithout } from '../engine/blind.ts';
import { renderItems } from '../engine/items/items.ts';
import { closure, type Plan, stepOf } from '../engine/plan.ts';
import { renderStep } from '../engine/render-step.ts';
import { isAsked, onlyReads } from '../engine/start.ts';
import { scopeBeforeALook } from '../expr/before-a-look.ts';
import type { Scope } from '../expr/environment.ts';
import type { Json } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Reading } from '../model/reading.ts';
import type { WhyBlind } from '../model/reasons/unknown.ts';
import type { Step } from '../model/runbook.ts';
import type { PerformedKind } from '../model/step.ts';
import { perform } from '../steps/perform.ts';
import type { Performers } from '../steps/performer.ts';
import { performItems } from './fan-out.ts';
import type { ResolvedInputs } from './inputs.ts';

/** What a look is made with. */
export interface Looking {
  readonly plan: Plan;
  readonly inputs: ResolvedInputs;
  /** Inputs besides those of the runbook. */
  readonly more?: Readonly<Record<string, Json>>;
  readonly performers: Performers;
  /** Folder that programs are started in. */
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly write_probe: boolean;
}

/** What became of one probe. */
export type Looked =
  | { readonly kind: 'seen'; readonly reading: Reading; readonly command: string }
  | { readonly kind: 'blind'; readonly why: WhyBlind; readonly command: string };

/** Everything that a look has seen. */
export interface LookedAt {
  readonly probes: ReadonlyMap<string, Looked>;
  /** For expressions. */
  readonly scope: Scope;
}

/** Looks at these probes and those they wait for, all at once as far as they do not wait. */
export async function lookAt(looking: Looking, wanted: readonly string[]): Promise<LookedAt> {
  const { plan } = looking;
  const ids = new Set(closure(plan.probes, wanted));
  const probes = new Map<string, Looked>();
  const visits = new Map<string, Promise<void>>();
  const look = async (id: string): Promise<void> => {
    const step = stepOf(plan, id);
    await Promise.all(step.probes.filter((other) => ids.has(other)).map(visit));
    probes.set(id, await once(looking, step, scopeOf(looking, probes)));
  };
  const visit = (id: string): Promise<void> => {
    const visited = visits.get(id) ?? look(id);
    visits.set(id, visited);
    return visited;
  };
  await Promise.all([...ids].map(visit));
  return { probes, scope: scopeOf(looking, probes) };
}

function scopeOf({ inputs, more = {} }: Looking, probes: ReadonlyMap<string, Looked>): Scope {
  const readings: Record<string, Reading> = {};
  const blind: Record<string, WhyBlind> = {};
  for (const [id, looked] of probes) {
    if (looked.kind === 'seen') readings[id] = looked.reading;
    else blind[id] = looked.why;
  }
  const scope = scopeBeforeALook({ inputs: { ...inputs.inputs, ...more }, secrets: inputs.secrets });
  return { ...scope, readings, blind };
}

async function once(looking: Looking, step: Step, scope: Scope): Promise<Looked> {
  const { plan } = looking;
  if (step.for_each !== undefined) return forEach(looking, step, scope);
  if (step.if !== undefined) {
    const { truth } = plan.environment.truth(step.if, scope);
    const code = truth === 'false' ? 'if_false' : 'if_unknown';
    if (truth !== 'true') return { kind: 'blind', why: { code, source: step.if.source }, command: '' };
  }
  if (isAsked(step)) return { kind: 'blind', why: { code: 'nobody_answers' }, command: '' };
  const rendered = renderStep(plan, step, { ...scope, host: {} });
  if (!rendered.ok) return { kind: 'blind', why: rendered.error, command: '' };
  const { command } = rendered.value;
  if (!onlyReads(step, rendered.value.rendered)) return { kind: 'blind', why: { code: 'would_change' }, command };
  return lookedAt(await carryOut(looking, step, rendered.value.rendered), command);
}

async function forEach(looking: Looking, step: Step, scope: Scope): Promise<Looked> {
  const made = renderItems(looking.plan, step, { ...scope, host: {} });
  if (!made.ok) return { kind: 'blind', why: blindWithout(made.error), command: '' };
  const { command, rendered, items } = made.value;
  if (!onlyReads(step, rendered)) return { kind: 'blind', why: { code: 'would_change' }, command };
  return lookedAt(await carryOut(looking, step, rendered, items), command);
}

function lookedAt(outcome: Outcome, command: string): Looked {
  if (outcome.status === 'blind') return { kind: 'blind', why: { code: 'blind', blind: outcome.reason }, command };
  if (outcome.reading !== undefined) return { kind: 'seen', reading: outcome.reading, command };
  if (outcome.status === 'failed') return { kind: 'blind', why: { code: 'failed', failure: outcome.reason }, command };
  return { kind: 'blind', why: { code: 'not_looked_at' }, command };
}

/** Carries one step out as a look: it is ended with us. */
export function carryOut(
  { performers, inputs, cwd, signal, write_probe }: Looking,
  step: Step,
  rendered: Json,
  items?: readonly Json[],
): Promise<Outcome> {
  const how = items === undefined ? perform : performItems;
  return how(
    {
      ...(items === undefined ? {} : { items }),
      type: 'perform',
      exec: `${step.id}#1`,
      step: step.id,
      purpose: 'probe',
      kind: step.kind as PerformedKind,
      rendered,
      risk: 'read',
      timeout_ms: step.timeout_ms,
      sensitive: step.sensitive,
    },
    {
      performers,
      secrets: inputs.fillings,
      // Of what only looks nothing is spooled.
      surroundings: { signal, spawned: () => {}, output: () => {}, spool: '', mark: '', cwd, write_probe },
    },
  );
}
