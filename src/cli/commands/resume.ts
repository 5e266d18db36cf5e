// `firebreak resume`: goes on with a run exactly where it was, with the runbook that is pinned in its record.

import { readFile } from 'node:fs/promises';
import { unfoundedStart } from '../../engine/replay.ts';
import { endOf, type Run } from '../../engine/state.ts';
import type { Actor, Observation, RunOutcome } from '../../model/event.ts';
import type { FleetWorker, Risk } from '../../model/risk.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { identify } from '../../steps/process/identity.ts';
import { readRun } from '../../transcript/reader.ts';
import type { RunFolder, Store } from '../../transcript/store.ts';
import { chooseList, chooseScreen } from '../choose-front.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { type Join, lead, modeOf } from '../lead.ts';
import { actorOf, findRun, lockRun, storeOf, translated } from '../open-run.ts';
import { placeAgain } from '../place.ts';
import { listingAnew } from '../reading/listing-anew.ts';
import { isUnderWay, type ListedRun, listedRuns } from '../reading/run-list.ts';
import {
  exitOfRecord,
  mustKnowAll,
  type RecordFile,
  readRecord,
  refusedToday,
  soundly,
  stampOf,
  stateOf,
  takeUp,
} from '../record-file.ts';
import { inputsAgain } from '../start/inputs-again.ts';
import { VERSION } from '../version.ts';

/** The options of `resume`. */
export interface ResumeOptions {
  readonly input?: Readonly<Record<string, string>>;
  readonly inputFile?: readonly string[];
  readonly approve: Risk;
  readonly plain?: boolean;
  readonly verbose?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly as?: string;
  readonly home?: string;
  /** Set by `serve` and `mcp`, which take it up without a person. */
  readonly by?: Actor;
  /** Set by a worker: the place that it is of. */
  readonly fleet?: { readonly where: string; readonly worker: FleetWorker; readonly join: Join };
}

/** Takes a run up again; the exit code says how it ended. */
export async function resume(prefix: string | undefined, options: ResumeOptions): Promise<ExitCode> {
  const store = storeOf(options.home);
  if (prefix === undefined && chooseList(options).kind === 'tui' && (await areSeveral(openRuns(store)))) {
    const { pickRun } = await import('./runs/pick.ts');
    const exit = await pickRun({
      store,
      purpose: 'resume',
      runs: openRuns(store),
      fits: () => true,
      resume: (run) => resume(run, options),
    });
    if (typeof exit === 'number') return exit;
    // Which of them is meant was about to be asked.
    if (exit === 'undrawn')
      throw new CliError(
        EXIT.internal,
        'the list of open runs cannot be drawn, and none is gone on with unasked',
        'firebreak runs --plain lists them; name one of them to resume',
      );
  }
  const folder = prefix === undefined ? await newestOpen(store) : findRun(store, prefix);
  translated(() => lockRun(folder));
  if (prefix === undefined) process.stderr.write(`Going on with ${folder.id}\n`);
  const record = readRecord(folder);
  const { plan, opened, transcript } = record;
  const before = soundly(record, () => stateOf(record));
  const end = endOf(before);
  if (end !== null && transcript.sealed) {
    throw new CliError(
      EXIT.usage,
      `the run ${folder.id} is over: ${end.outcome}`,
      `firebreak show ${folder.id} shows it`,
    );
  }
  if (end !== null) return closeRecord(record, before, end.outcome);
  if (opened.sandbox === true)
    throw new CliError(
      EXIT.usage,
      `the run ${folder.id} needs its sandbox, which is gone`,
      `firebreak close ${folder.id} --reason … ends it`,
    );
  mustKnowAll(record, 'resume');
  sayIfRefused(record);
  mustFollow(record);
  const cwd = placeAgain(folder.id, opened, options.fleet?.where);
  await sayIfChanged(record);
  const screen = chooseScreen(options);
  const inputs = await inputsAgain(record, options, screen);
  const { writer, state, events } = takeUp(record, before);
  const actor = options.by ?? actorOf(options.as);
  const first: Observation = {
    type: 'run.resumed',
    data: {
      ...identify(process.pid),
      ...modeOf(screen, options.approve, actor),
      engine: VERSION,
      ...(options.fleet === undefined ? {} : { worker: options.fleet.worker }),
    },
  };
  return lead({
    plan,
    folder,
    writer,
    inputs,
    state,
    events,
    first,
    actor,
    screen,
    dry_run: opened.dry_run,
    write_probe: opened.write_probe,
    cwd,
    ...(options.fleet === undefined ? {} : { join: options.fleet.join }),
  });
}

// What was accepted once may go on.
function sayIfRefused({ problems }: RecordFile): void {
  for (const line of refusedToday(problems))
    process.stderr.write(
      `note: the pinned runbook would be refused today, and is kept to as it was accepted: ${line}\n`,
    );
}

// What its record says to be running is carried out, or ended, without another question.
function mustFollow(record: RecordFile): void {
  const { folder, plan, events } = record;
  const seq = soundly(record, () => unfoundedStart(plan, events));
  if (seq !== null)
    throw new CliError(
      EXIT.damaged,
      `event ${seq} of ${folder.id} begins a step that does not follow from the events before it; nothing is done`,
      `firebreak replay ${folder.id} says more, firebreak close ${folder.id} --reason … ends it`,
    );
}

// A damaged run is not passed over in silence: it may be the incident that is meant. What never began is.
async function* openRuns(store: Store): AsyncGenerator<ListedRun> {
  for await (const one of listedRuns(store)) {
    const { folder, listing } = one;
    if ('problem' in listing) {
      if (translated(() => readRun(folder)).verdict.kind !== 'empty') yield one;
    } else if (!listing.sealed && !listing.sandbox) yield one;
  }
}

async function areSeveral(runs: AsyncIterable<unknown>): Promise<boolean> {
  let found = 0;
  for await (const _ of runs) {
    found += 1;
    if (found > 1) return true;
  }
  return false;
}

// One that is led by a process is not gone on with while there is another.
async function newestOpen(store: Store): Promise<RunFolder> {
  let led: RunFolder | null = null;
  for await (const one of openRuns(store)) {
    if (!isUnderWay(one)) return one.folder;
    led ??= one.folder;
  }
  if (led !== null) return led;
  const newest = store.listRuns().at(-1);
  throw new CliError(
    EXIT.usage,
    newest === undefined
      ? `there are no runs in ${store.home}`
      : `no run in ${store.home} is open; the newest is ${newest.id}`,
    'firebreak run <runbook> starts one',
  );
}

// Its process ended after the end of the run and before the end of the record.
function closeRecord(record: RecordFile, before: Run, outcome: RunOutcome): ExitCode {
  const exit = exitOfRecord(record.folder, outcome);
  const { writer } = takeUp(record, before);
  writer.seal(stampOf(before));
  writer.close();
  listingAnew(record.folder);
  process.stderr.write(
    `the run ${record.folder.id} is over: ${outcome}; its record was still open and is sealed now\n`,
  );
  return exit;
}

async function sayIfChanged({ opened }: RecordFile): Promise<void> {
  const { path, text } = opened.runbook;
  const now = await readFile(path, 'utf8').catch(() => null);
  if (now !== null && now !== text)
    process.stderr.write(
      `note: ${sanitizeLine(path)} has changed since this run was opened; the run goes on with the text it was opened with\n`,
    );
}
