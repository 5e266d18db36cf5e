// `firebreak close`: ends an open run as closed, with a reason. Nothing is changed by it and nobody is told; what was in
// doubt stays on record as that.

import { decide } from '../../engine/decide/decide.ts';
import { evolve } from '../../engine/evolve/evolve.ts';
import { endOf, running } from '../../engine/state.ts';
import { ON } from '../../kinds/elsewhere.ts';
import type { Actor, Decisions, EventBody } from '../../model/event.ts';
import { isObject } from '../../model/json.ts';
import { within } from '../../model/risk.ts';
import { isRunning } from '../../steps/process/identity.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { actorOf, findRun, lockRun, storeOf, translated } from '../open-run.ts';
import { listingAnew } from '../reading/listing-anew.ts';
import { readRecord, soundly, stampOf, stateOf, takeUp } from '../record-file.ts';

/** The options of `close`. */
export interface CloseOptions {
  readonly reason: string;
  readonly as?: string;
  readonly home?: string;
}

/** Closes the run that a word names. */
export async function close(word: string, { reason, as, home }: CloseOptions): Promise<ExitCode> {
  if (reason.trim() === '')
    throw new CliError(EXIT.usage, 'a run is closed with a reason', 'say why with --reason; it goes on record');
  const folder = findRun(storeOf(home), word);
  translated(() => lockRun(folder));
  closeRun(folder, reason, actorOf(as));
  process.stderr.write(`${folder.id} is closed; firebreak report ${folder.id} tells what was done in it\n`);
  return EXIT.ok;
}

/** The host that a step is carried out on; "": the one of the run. */
function hostOf({ rendered }: Decisions['step.started']): string {
  const on = isObject(rendered) ? rendered[ON] : undefined;
  return typeof on === 'string' ? on : '';
}

/** Closes an open run whose lock this process holds. */
export function closeRun(folder: RunFolder, reason: string, actor: Actor): void {
  const record = readRecord(folder);
  const before = soundly(record, () => stateOf(record));
  const end = endOf(before);
  if (end !== null) throw new CliError(EXIT.usage, `the run ${folder.id} is over: ${end.outcome}`);
  const change = running(before).find(
    ({ started, spawned }) =>
      // What runs on another host is not seen from here: its end is fetched first.
      !within(started.risk, 'read') && (hostOf(started) !== '' || (spawned !== undefined && isRunning(spawned))),
  );
  if (change !== undefined)
    throw new CliError(
      EXIT.waiting,
      `"${change.started.shown.title}" ${hostOf(change.started) === '' ? 'is still running' : `may still be running on ${hostOf(change.started)}`}`,
      `firebreak resume ${folder.id} sees it through; then it can be closed`,
    );
  const { writer, state: taken } = takeUp(record, before);
  let state = taken;
  const append = (body: EventBody, by: Actor): void => {
    for (const event of writer.append([{ ...stampOf(state), actor: by, body }]))
      state = evolve(record.plan, state, event);
  };
  append({ type: 'close.requested', data: { reason } }, actor);
  const decision = decide(record.plan, state);
  if (decision?.type !== 'run.finished') throw new Error('a closed run does not end');
  append(decision, stampOf(state).actor);
  writer.seal(stampOf(state));
  writer.close();
  listingAnew(folder);
}
