// Runs of the shipped Redis runbook on a lab, as a responder would start them, and what each left behind.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lab, startLab } from '../../../src/lab/lab.ts';
import type { Decisions, RunEvent } from '../../../src/model/event.ts';
import { groupRuns } from '../../../src/steps/process/group.ts';
import { type Called, type Ended, firebreak, printed, type RunResult } from '../program/cli.ts';
import { filesHolding, processesNaming } from '../program/leftovers.ts';
import { spoolsOf } from '../program/traces.ts';
import { nearCommand } from './near-side.ts';

/** A lab and the place where runs on it are recorded. */
export interface LabRuns {
  readonly lab: Lab;
  readonly home: string;
  /** `firebreak run redis-connectivity-loss` with the lab's inputs; the secret comes by the environment. */
  readonly run: (argv: readonly string[], called?: Called & { readonly inputs?: Inputs }) => Promise<LabRun>;
  /** Any other command on these records. */
  readonly firebreak: (argv: readonly string[], called?: Called) => Promise<Ended>;
  /** Ends lab and records. */
  readonly stop: () => Promise<void>;
}

type Inputs = Readonly<Record<string, unknown>>;

/** A run that has ended or waits. */
export interface LabRun extends Ended {
  readonly events: readonly RunEvent[];
  readonly result: RunResult;
}

/** Starts a lab for runs. */
export async function startLabRuns(): Promise<LabRuns> {
  const lab = await startLab();
  const home = mkdtempSync(join(tmpdir(), 'firebreak-home-'));
  const secret = (): Readonly<Record<string, string>> => ({ REDIS_URL: String(lab.inputs['redis_url']) });
  const command: LabRuns['firebreak'] = (argv, called = {}) =>
    firebreak([...argv, '--home', home], { ...called, env: { ...secret(), ...called.env } });
  return {
    lab,
    home,
    firebreak: command,
    run: async (argv, called = {}) => {
      const file = join(home, 'inputs.json');
      const all: Inputs = { ...lab.inputs, settle: '1s', patience: '2s', ...called.inputs };
      const { redis_url: _, ...inputs } = all;
      writeFileSync(file, JSON.stringify(inputs));
      const ended = await command(['run', 'redis-connectivity-loss', '--json', '--input-file', file, ...argv], called);
      return { ...ended, ...printed(ended) };
    },
    stop: async () => {
      await lab.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The events of one type. */
export function eventsOf<Type extends RunEvent['type']>(
  { events }: Pick<LabRun, 'events'>,
  type: Type,
): readonly Extract<RunEvent, { readonly type: Type }>[] {
  return events.filter((event): event is Extract<RunEvent, { readonly type: Type }> => event.type === type);
}

/** The last ranking; throws when there was none. */
export function ranking(run: Pick<LabRun, 'events'>): Decisions['causes.ranked'] {
  const last = eventsOf(run, 'causes.ranked').at(-1);
  if (last === undefined) throw new Error('nothing was ranked');
  return last.data;
}

/** Ids of the causes with a verdict, in order. */
export function causes(run: Pick<LabRun, 'events'>, verdict: 'confirmed' | 'possible'): readonly string[] {
  return ranking(run)
    .causes.filter((cause) => cause.verdict === verdict)
    .map(({ id }) => id);
}

/** Steps that were really begun and may change something, in order: `<cause>/<step>`. */
export function changesOf(run: Pick<LabRun, 'events'>): readonly string[] {
  const begun = eventsOf(run, 'step.started').filter(({ data }) => data.risk !== 'read');
  return begun.map(({ data }) => data.step);
}

/** Milliseconds from the first probe's start to the first ranking. */
export function msToRanking(run: Pick<LabRun, 'events'>): number {
  const [first] = eventsOf(run, 'step.started');
  const [ranked] = eventsOf(run, 'causes.ranked');
  return (ranked?.mono_ms ?? Number.NaN) - (first?.mono_ms ?? Number.NaN);
}

/** What a run left where nothing of it belongs; all empty when it cleaned up. */
export async function leftBehind(
  { lab, home }: LabRuns,
  run: LabRun,
): Promise<{
  readonly processes: readonly string[];
  readonly spools: readonly string[];
  readonly keys: string;
  readonly secret_in: readonly string[];
}> {
  const { password } = new URL(lab.urls.redis);
  const printedSecret = [run.stdout, run.stderr].some((text) => text.includes(password)) ? ['what it printed'] : [];
  return {
    processes: [...processesNaming([lab.folder, run.result.run], await lab.pids()), ...groupsOf(run)],
    spools: spoolsOf(run.result.run),
    // From the near side, and before two seconds have passed in which such a key would go by itself.
    keys: await nearCommand(lab, 'KEYS', 'firebreak:probe:*').catch(
      (error: unknown) => `cannot be asked: ${String(error)}`,
    ),
    secret_in: [...filesHolding(join(home, 'runs', run.result.run), password), ...printedSecret],
  };
}

function groupsOf(run: LabRun): readonly string[] {
  const groups = eventsOf(run, 'step.spawned').map(({ data }) => data.spawned.pgid);
  return groups.filter(groupRuns).map((pgid) => `group ${pgid}`);
}
