// One drill: the sandbox is broken, the runbook is run on it, and what came of it is scored. The sandbox is healed
// afterwards, or given up.

import type { Plan } from '../engine/plan.ts';
import type { Environment } from '../expr/environment.ts';
import type { Drill } from './file/drill.ts';
import { fillable } from './inputs.ts';
import { type DrillRun, type Running, runOn } from './run.ts';
import type { Counts, Sandbox } from './sandbox/sandbox.ts';
import { openScene, type Scene } from './scene.ts';
import { type Score, score } from './score.ts';

/** What came of a drill. */
export type Drilled =
  | {
      readonly kind: 'scored';
      readonly drill: Drill;
      readonly score: Score;
      readonly run: DrillRun;
      readonly took_ms: number;
    }
  /** It was not carried out: the machine lacks something, and which. */
  | { readonly kind: 'not_run'; readonly drill: Drill; readonly why: string }
  /** The sandbox did not do what it should. */
  | { readonly kind: 'failed'; readonly drill: Drill; readonly why: string };

/** What drills are carried out with. */
export interface Drilling extends Running {
  readonly plan: Plan;
  readonly environment: Environment;
  /** Folder of the file of drills. */
  readonly folder: string;
}

const SHOWS_MS = 30_000;

/** Drills on a sandbox that is ready. `healed` is false when the sandbox cannot be used again. */
export async function drillOne(
  sandbox: Sandbox,
  drill: Drill,
  drilling: Drilling,
): Promise<{ readonly drilled: Drilled; readonly healed: boolean }> {
  const began = performance.now();
  const scene = sceneOf(sandbox, drill, drilling);
  let drilled: Drilled;
  try {
    const count = await counting(sandbox, drill, scene);
    const before = await count();
    for (const [name, wanted] of Object.entries(drill.keep))
      if ((before[name] ?? 0) < wanted)
        throw new Error(`${wanted} ${name} have to be there before; there are ${before[name] ?? 0}`);
    await breakIt(sandbox, drill, scene);
    const run = await ledRun(sandbox, drill, drilling, scene);
    if (drilling.signal.aborted) throw new Error('it was cut off');
    const healed = await heal(sandbox, drill, drilling);
    const after = await count().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`what has to be kept cannot be counted after the run: ${why}`);
    });
    const scored = score(drill, run.events, { before, after });
    drilled = { kind: 'scored', drill, run, score: scored, took_ms: Math.round(performance.now() - began) };
    return { drilled, healed };
  } catch (error) {
    drilled = { kind: 'failed', drill, why: error instanceof Error ? error.message : String(error) };
    return { drilled, healed: false };
  }
}

/** A sandbox as a drill sees it. */
export function sceneOf(sandbox: Sandbox, drill: Drill, drilling: Drilling): Scene {
  const { plan, environment, folder, signal } = drilling;
  return openScene({
    plan,
    environment,
    resolved: () => fillable(plan, environment, drill, sandbox),
    more: sandbox.more,
    cwd: folder,
    signal,
  });
}

async function ledRun(sandbox: Sandbox, drill: Drill, drilling: Drilling, scene: Scene): Promise<DrillRun> {
  let meanwhile: Promise<void> = Promise.resolve();
  const inputs = fillable(drilling.plan, drilling.environment, drill, sandbox).given;
  const chosen = (): void => {
    meanwhile = all(drill.meanwhile.map((step) => () => scene.carryOut(step).then(() => {})));
  };
  const run = await runOn(sandbox, { drill, inputs, chosen }, drilling);
  await meanwhile.catch((error: unknown) => {
    throw new Error(`meanwhile: ${error instanceof Error ? error.message : String(error)}`);
  });
  return run;
}

async function all(acts: readonly (() => Promise<void>)[]): Promise<void> {
  for (const act of acts) await act();
}

async function breakIt(sandbox: Sandbox, { inject, shows }: Drill, scene: Scene): Promise<void> {
  for (const one of inject) {
    if ('known' in one) await sandbox.inject(one.known);
    else await scene.carryOut(one.step);
  }
  if (shows !== undefined && !(await scene.becomes(shows, SHOWS_MS)))
    throw new Error(`it was broken, and does not show within ${SHOWS_MS / 1000} s: ${shows.source}`);
}

// Healed by the steps that are written, then by what the sandbox knows. Without either there is no way back.
async function heal(sandbox: Sandbox, drill: Drill, drilling: Drilling): Promise<boolean> {
  const { inject, heal: steps, sandbox: spec } = drill;
  const isKnown = inject.every((one) => 'known' in one);
  if (steps === undefined && !isKnown) return false;
  const scene = sceneOf(sandbox, { ...drill, inputs: {} }, drilling);
  for (const step of steps ?? []) await scene.carryOut(step);
  await sandbox.heal();
  return spec.ready === undefined || scene.becomes(spec.ready, spec.within_ms);
}

let named = 0;

async function counting(sandbox: Sandbox, drill: Drill, scene: Scene): Promise<() => Promise<Counts>> {
  const names = Object.keys(drill.keep);
  if (names.length === 0) return async () => ({});
  named += 1;
  const own = await sandbox.put(`drill-${named}`);
  return async () => {
    const counts: Record<string, number> = { ...(await own()) };
    for (const name of names) {
      const step = drill.sandbox.count[name];
      if (step === undefined) continue;
      const reading = (await scene.carryOut(step)) as unknown as Readonly<Record<string, unknown>> | null;
      const number = [reading?.['number'], reading?.['reply'], reading?.['count'], reading?.['json']].find(
        (value) => typeof value === 'number',
      );
      if (typeof number !== 'number') throw new Error(`what counts ${name} gave no number`);
      counts[name] = number;
    }
    return counts;
  };
}
