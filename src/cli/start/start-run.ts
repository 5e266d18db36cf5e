// A new run: its record is opened, what it starts from is its first event, and it is led.

import { EMPTY } from '../../engine/state.ts';
import type { Alert } from '../../model/alert.ts';
import { type Actor, FORMAT, type Observations, RULES } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import type { FleetWorker, Risk } from '../../model/risk.ts';
import type { ResolvedInputs } from '../../session/inputs.ts';
import { identify } from '../../steps/process/identity.ts';
import type { ExitCode } from '../exit-codes.ts';
import { lastStamp, textHash } from '../freshness/stamp.ts';
import type { Screen } from '../fronts/front.ts';
import { type Join, kindsIn, lead, modeOf } from '../lead.ts';
import { actorOf, openRun, storeOf } from '../open-run.ts';
import { placeOf } from '../place.ts';
import type { RunbookFile } from '../runbook-file.ts';
import { VERSION } from '../version.ts';

/** How a new run is to be led. */
export interface StartOptions {
  readonly approve: Risk;
  readonly cause?: string;
  readonly dryRun?: boolean;
  readonly writeProbe: boolean;
  readonly as?: string;
  readonly home?: string;
  /** Set by `serve` and `mcp`, which begin it: the id that it has given the run, and for whom. */
  readonly served?: Served;
}

/** What `serve`, `mcp` or a worker says of a run that it begins. */
export interface Served {
  readonly run: string;
  readonly by: Actor;
  /** The place whose workers lead it, and the one that begins it. */
  readonly fleet?: { readonly where: string; readonly worker: FleetWorker; readonly join: Join };
}

/** What a new run starts from. */
export interface Start {
  readonly inputs: ResolvedInputs;
  readonly alert: Alert | null;
  readonly answers: Readonly<Record<string, Json>>;
  readonly screen: Screen;
  /** The run works on a sandbox that ends with this process. */
  readonly sandbox?: true;
  /** Kinds of step that it is kept to; all by default. */
  readonly kinds?: ReadonlySet<string>;
  /** Connections that were there before it are needed after it. */
  readonly standsBy?: true;
  readonly options: StartOptions;
}

/** Opens a run and leads it. */
export async function startRun(
  file: RunbookFile,
  { inputs, alert, answers, screen, options, sandbox, kinds, standsBy }: Start,
): Promise<ExitCode> {
  const { plan, path, text } = file;
  const place = placeOf(kindsIn(plan));
  const { folder, lock, writer } = openRun(storeOf(options.home), plan.runbook.id, options.served?.run);
  const actor = options.served?.by ?? actorOf(options.as);
  const dry_run = options.dryRun === true;
  const opened: Observations['run.opened'] = {
    ...identify(process.pid),
    ...modeOf(screen, options.approve, actor),
    format: FORMAT,
    rules: RULES,
    engine: VERSION,
    runbook: { id: plan.runbook.id, path, text, sha256: textHash(text) },
    inputs: inputs.inputs,
    secrets: inputs.secrets,
    answers,
    cause: options.cause ?? null,
    alert,
    dry_run,
    write_probe: options.writeProbe && !dry_run,
    ...place,
    user: actor.name,
    // An agent's run waits for people, and nothing takes it up by itself.
    ...(options.served === undefined || actor.kind === 'agent' ? {} : { served: true as const }),
    ...(options.served?.fleet === undefined
      ? {}
      : { where: options.served.fleet.where, worker: options.served.fleet.worker }),
    ...(sandbox === undefined ? checkedBefore(options.home, plan.runbook.id, text) : { sandbox }),
  };
  try {
    return await lead({
      plan,
      folder,
      writer,
      inputs,
      actor,
      screen,
      dry_run,
      state: EMPTY,
      events: [],
      first: { type: 'run.opened', data: opened },
      write_probe: options.writeProbe,
      cwd: place.cwd,
      ...(options.served?.fleet === undefined ? {} : { join: options.served.fleet.join }),
      ...(kinds === undefined ? {} : { kinds }),
      ...(standsBy === undefined ? {} : { standsBy }),
    });
  } finally {
    // A watch goes on after it: what waits for a person is taken up by another process.
    lock.release();
  }
}

// Whoever takes it up learns how sure it is that it still fits.
function checkedBefore(
  home: string | undefined,
  runbook: string,
  text: string,
): Pick<Observations['run.opened'], 'checked'> {
  const stamp = lastStamp(storeOf(home), runbook);
  if (stamp === null) return {};
  return { checked: { at: stamp.at, ok: stamp.ok, changed: stamp.sha256 !== textHash(text) } };
}
