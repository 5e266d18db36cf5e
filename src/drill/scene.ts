// What a drill does and sees by itself, outside of any run: steps carried out by the real performers, conditions over the
// probes of the runbook, looked at afresh each time.

import { setTimeout as pause } from 'node:timers/promises';
import type { Plan } from '../engine/plan.ts';
import { renderStep } from '../engine/render-step.ts';
import type { Environment, Scope } from '../expr/environment.ts';
import { definition, isEngineKind } from '../kinds/index.ts';
import type { Expression } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Reading } from '../model/reading.ts';
import type { Step } from '../model/runbook.ts';
import type { ResolvedInputs } from '../session/inputs.ts';
import { carryOut as carryOutStep, type Looking, lookAt } from '../session/look.ts';
import { PERFORMERS } from '../steps/index.ts';

/** What a scene is made of. */
export interface SceneParts {
  readonly plan: Plan;
  /** That of the file of drills. */
  readonly environment: Environment;
  /** Inputs of the runbook, as they are now. */
  readonly resolved: () => ResolvedInputs;
  /** Inputs of the drills besides. */
  readonly more: Readonly<Record<string, Json>>;
  /** Folder that programs are started in. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** A sandbox as its drills see it. */
export interface Scene {
  /** Whether a condition is true now; unknown is not true. */
  holds(condition: Expression): Promise<boolean>;
  /** Waits until it is; false when it is not in time, or somebody wants an end. */
  becomes(condition: Expression, within_ms: number): Promise<boolean>;
  /** Carries a step out, its `if`, tries and goal included; throws a sentence when it fails. */
  carryOut(step: Step): Promise<Reading | null>;
}

const EVERY_MS = 200;

/** Opens a scene. */
export function openScene(parts: SceneParts): Scene {
  const plan: Plan = { ...parts.plan, environment: parts.environment };
  const around: Around = { ...parts, plan };
  const scene: Scene = {
    holds: async (condition) => {
      const scope = await looked(around, condition.probes);
      return plan.environment.truth(condition, scope).truth === 'true';
    },
    becomes: async (condition, within_ms) => {
      for (const end = performance.now() + within_ms; ; ) {
        if (await scene.holds(condition)) return true;
        if (performance.now() >= end || parts.signal.aborted) return false;
        await pause(EVERY_MS);
      }
    },
    carryOut: (step) => carryOut(around, scene, step),
  };
  return scene;
}

interface Around extends SceneParts {
  readonly plan: Plan;
}

const lookingOf = (around: Around): Looking => ({
  plan: around.plan,
  inputs: around.resolved(),
  more: around.more,
  performers: PERFORMERS,
  cwd: around.cwd,
  signal: around.signal,
  write_probe: true,
});

/** The scope after a fresh look at these probes and those they wait for. */
const looked = async (around: Around, wanted: readonly string[]): Promise<Scope> =>
  (await lookAt(lookingOf(around), wanted)).scope;

/** One try of a step. */
async function once(around: Around, step: Step, scope: Scope): Promise<Outcome> {
  const rendered = renderStep(around.plan, step, { ...scope, host: {} });
  if (!rendered.ok) {
    const at = 'at' in rendered.error ? rendered.error.at : '';
    return { status: 'blind', reason: { kind: 'unknown_template', message: `${at || 'a part of it'} has no value` } };
  }
  if (isEngineKind(step.kind)) return waited(rendered.value.rendered, around.signal);
  return carryOutStep(lookingOf(around), step, rendered.value.rendered);
}

async function waited(rendered: Json, signal: AbortSignal): Promise<Outcome> {
  const spec = definition('wait').spec(rendered);
  const ms = spec.ok ? spec.value.duration_ms : 0;
  await pause(ms, undefined, { signal }).catch(() => {});
  return { status: 'succeeded', reading: { ok: true, ms, error: { kind: '', code: '', message: '' } } };
}

async function carryOut(around: Around, scene: Scene, step: Step): Promise<Reading | null> {
  const scope = await looked(around, [...step.probes, ...(step.if?.probes ?? [])]);
  if (step.if !== undefined && around.plan.environment.truth(step.if, scope).truth !== 'true') return null;
  const { attempts, every_ms } = step.retry;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await once(around, step, scope);
    const reading = outcome.status === 'blind' ? undefined : outcome.reading;
    const isDone = outcome.status === 'succeeded' && reading?.ok !== false;
    if (step.goal !== undefined && (isDone || attempt >= attempts)) {
      if (await scene.becomes(step.goal, step.within_ms)) return reading ?? null;
      throw new Error(`${named(step)}: ${step.goal.source} is not true after ${step.within_ms / 1000} s`);
    }
    if (isDone) return reading ?? null;
    if (attempt >= attempts || around.signal.aborted) throw new Error(`${named(step)}: ${whyNot(outcome)}`);
    await pause(every_ms);
  }
}

const named = ({ title, id }: Step): string => `the step "${typeof title === 'string' ? title : id}" failed`;

function whyNot(outcome: Outcome): string {
  if (outcome.status === 'blind') return outcome.reason.message;
  const { reading } = outcome;
  const stderr =
    reading === undefined ? '' : String((reading as unknown as Record<string, Json>)['stderr'] ?? '').trim();
  if (outcome.status === 'failed' && outcome.reason.kind === 'not_ok')
    return [outcome.reason.error.message, stderr].filter((part) => part !== '').join(': ');
  if (outcome.status === 'failed' && 'message' in outcome.reason) return outcome.reason.message;
  if (outcome.status === 'failed' && outcome.reason.kind === 'timed_out')
    return `nothing came of it in ${outcome.reason.after_ms / 1000} s`;
  return reading?.error.message || stderr || 'it was not carried out';
}
