// The hand of a worker: takes one run up in the log of the fleet, makes the record here equal to it, and leads it as `run` and
// `resume` do, with the log beside the record. It ends with its worker: then the run stops at its next boundary.

import { existsSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join as joinPath } from 'node:path';
import { endOf, parkedOf, running } from '../../engine/state.ts';
import { storeAddress } from '../../fleet/address.ts';
import { openFleet } from '../../fleet/open.ts';
import type { Entry, FleetStanding, Hold, RunLog } from '../../fleet/ports.ts';
import { signerFrom } from '../../fleet/signing.ts';
import { targetOf } from '../../fleet/target.ts';
import { HOLD_MS, Leadership } from '../../fleet/worker/leadership.ts';
import { type Made, makeEqual } from '../../fleet/worker/local-copy.ts';
import { ownChanges } from '../../fleet/worker/own-changes.ts';
import { shipOutputs } from '../../fleet/worker/ship-outputs.ts';
import type { Actor, RunEvent } from '../../model/event.ts';
import { isObject } from '../../model/json.ts';
import type { FleetWorker } from '../../model/risk.ts';
import { within } from '../../model/risk.ts';
import { systemClock } from '../../session/clock.ts';
import type { SessionEnd } from '../../session/session.ts';
import { isLocked } from '../../transcript/disk/lock.ts';
import { readRun } from '../../transcript/reader.ts';
import { type RunFolder, runFolder } from '../../transcript/store.ts';
import { resume } from '../commands/resume.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { Screen } from '../fronts/front.ts';
import type { Join } from '../lead.ts';
import { lockRun, storeOf, translated } from '../open-run.ts';
import { readRunbook } from '../runbook-file.ts';
import { inputsOf } from '../start/inputs.ts';
import { startRun } from '../start/start-run.ts';
import { refuseUnusable } from '../start/unusable.ts';
import { call } from '../watching/call.ts';
import { readAsked } from '../watching/read-asked.ts';

/** What a worker tells its hand, as one line on standard input, which then stays open for as long as the worker lives. */
export interface HandOrder {
  readonly run: string;
  readonly queue: string;
  readonly name: string;
  readonly where: readonly string[];
  readonly home: string;
  /** The runbook file with the text that the order names. */
  readonly runbook: string;
}

const SCREEN: Screen = { kind: 'json', guided: false, detail: 'brief' };

/** How long the log is given to take the rest of a record, in milliseconds. */
const PATIENCE_MS = 8000;
/** How long outputs may take on their way home, in milliseconds. */
const SHIPPED_MS = 120_000;
/** How long a process that led the run before is given to let its record go, in milliseconds. */
const LET_GO_MS = 8000;

/** Leads the run that standard input names, until it parks or ends. */
export async function fleetHand(): Promise<ExitCode> {
  const order = await orderFrom(process.stdin);
  const signer = signerFrom(process.env);
  const address = storeAddress(order.queue);
  if (!signer.ok || !address.ok) throw new CliError(EXIT.usage, 'the worker gave no key or no queue');
  const { log, transport } = await openFleet(address.value);
  try {
    const asked = systemClock.mono();
    const taken = await log.take(order.run, order.name, HOLD_MS);
    if (taken === null) return EXIT.ok;
    if ('held_by' in taken) return EXIT.waiting;
    const { hold, entry } = taken;
    const isSigned =
      signer.value.isOrder(order.run, entry.order, entry.order_signature) &&
      (entry.head.seq === 0 || signer.value.isHead(order.run, entry.head, entry.signature));
    if (!isSigned || !order.where.includes(entry.order.where)) {
      await log.release(hold);
      throw new CliError(EXIT.damaged, 'it is not signed with the key of this fleet, or is for another place');
    }
    return await ledFrom({ order, log, hold, entry, asked, sign: signer.value }).catch(async (error: unknown) => {
      await log.release(hold).catch(() => {});
      throw error;
    });
  } finally {
    await transport.close();
    await log.close();
  }
}

interface Taken {
  readonly order: HandOrder;
  readonly log: RunLog;
  readonly hold: Hold;
  readonly entry: Entry;
  /** When the run was asked for, by the monotonic clock. */
  readonly asked: number;
  readonly sign: {
    head(run: string, head: Entry['head']): string;
    isMessage(run: string, text: string, signature: string): boolean;
  };
}

async function ledFrom(taken: Taken): Promise<ExitCode> {
  const { order, entry, log } = taken;
  const folder = runFolder(joinPath(storeOf(order.home).home, 'runs', order.run));
  const made = await equalRecord(folder, entry, log);
  const worker: FleetWorker = { name: order.name, host: hostname(), home: storeOf(order.home).home };
  const fleet = { where: entry.order.where, worker, join: joining(taken, folder, made, worker) };
  const before = existsSync(folder.transcript) ? translated(() => readRun(folder)) : null;
  if (before?.sealed === true) return toldToItsEnd(taken, folder, before.events);
  if (before !== null && before.events.length > 0)
    return resume(order.run, {
      approve: entry.order.job.approve,
      json: true,
      home: order.home,
      by: actorOf(worker),
      fleet,
    });
  // Its process ended before its first event was on disk: nothing was done.
  rmSync(folder.path, { recursive: true, force: true });
  const { job } = entry.order;
  const file = await readRunbook(order.runbook);
  const inputs = await inputsOf(file, { given: job.inputs, alert: job.alert }, SCREEN);
  await refuseUnusable(file.plan, inputs);
  return startRun(file, {
    inputs,
    alert: job.alert,
    answers: {},
    screen: SCREEN,
    options: { approve: job.approve, writeProbe: true, home: order.home, served: { run: job.run, by: job.by, fleet } },
  });
}

// Its process ended after the end of the record, and before the log had it all.
async function toldToItsEnd(
  { order, log, hold, entry, asked, sign }: Taken,
  folder: RunFolder,
  events: readonly RunEvent[],
): Promise<ExitCode> {
  const [opened] = events;
  if (opened?.type !== 'run.opened') throw new CliError(EXIT.damaged, `${folder.id} does not begin with run.opened`);
  const leadership = new Leadership(
    {
      log,
      clock: systemClock,
      folder,
      hold,
      entry,
      target: targetOf(opened.data),
      under_way: [],
      sign: (head) => sign.head(order.run, head),
      heard: () => {},
      say: () => {},
      lost: () => {},
    },
    asked,
  );
  return (await leadership.finish('finished', PATIENCE_MS)) ? EXIT.ok : EXIT.waiting;
}

const actorOf = ({ name }: FleetWorker): Actor => ({ kind: 'automation', name: `worker ${name}` });

// Whoever led it here before may still be ending: it is refused by the log, and lets go.
async function equalRecord(folder: RunFolder, entry: Entry, log: RunLog): Promise<Made> {
  if (!existsSync(folder.path)) {
    if (entry.head.seq === 0) return { is: 'equal' };
    translated(() => storeOf(joinPath(folder.path, '..', '..')).createRun(folder.id));
  }
  for (const until = systemClock.mono() + LET_GO_MS; isLocked(folder.lock) && systemClock.mono() < until; )
    await new Promise((resolve) => setTimeout(resolve, 100));
  if (!existsSync(folder.transcript) && entry.head.seq === 0) return { is: 'equal' };
  const lock = translated(() => lockRun(folder));
  try {
    const made = await makeEqual(folder, { run: folder.id, head: entry.head, log });
    if (made.is !== 'unsound') return made;
    throw new CliError(EXIT.damaged, `the log of ${folder.id} is no record: ${made.why}`);
  } finally {
    lock.release();
  }
}

function joining(
  { order, log, hold, entry, asked, sign }: Taken,
  folder: RunFolder,
  made: Made,
  worker: FleetWorker,
): Join {
  const by = actorOf(worker);
  return (leading, act) => {
    const say = (text: string): void => act({ type: 'note', text }, by);
    const opened = leading.first.type === 'run.opened' ? leading.first.data : leading.state.opened;
    if (opened === null) throw new Error('a run that is led was opened');
    const leadership = new Leadership(
      {
        log,
        clock: systemClock,
        folder,
        hold,
        entry,
        target: targetOf(opened),
        under_way: running(leading.state)
          .filter(({ started }) => !within(started.risk, 'read'))
          .map(({ exec }) => exec),
        sign: (head) => sign.head(order.run, head),
        heard: (message) => void heard(message),
        say,
        lost: () => act({ type: 'stop', how: 'after_step' }, by),
      },
      asked,
    );
    const heard = async (letter: string): Promise<void> => {
      const text = letterIn(letter, (what, signature) => sign.isMessage(order.run, what, signature));
      if (text === null) return say('Something was said to this run that is not signed with the key of the fleet.');
      const asks = readAsked(text);
      if (typeof asks === 'string') return say(`Something was said to this run that cannot be read: ${asks}.`);
      const told = await call(folder, asks);
      if (!told.taken && asks.act !== 'alert') say(`What ${asks.as} said was not taken: ${told.why}.`);
    };
    const begun = asWhatWas(made);
    if (begun !== null) setImmediate(() => say(begun));
    process.stdin.on('close', () => act({ type: 'stop', how: 'after_step' }, { kind: 'automation', name: 'SIGTERM' }));
    return {
      observer: leadership.observer,
      recorder: (inner) => leadership.recorder(inner),
      executor: (inner) => leadership.executor(ownChanges(inner, { events: leading.events, worker })),
      finish: async (end) => {
        if (leadership.lost !== null) return;
        await leadership.finish(standingOf(end), PATIENCE_MS);
        const { events } = readRun(folder);
        const kept = joinPath(worker.home, 'worker', 'shipped');
        await shipOutputs({ log, clock: systemClock, folder, events, kept, within_ms: SHIPPED_MS });
      },
    };
  };
}

function standingOf({ state, broken, bug }: SessionEnd): FleetStanding {
  if (broken !== undefined || bug !== undefined) return 'queued';
  if (endOf(state) !== null) return 'finished';
  return parkedOf(state)?.why === 'stopped' ? 'queued' : 'parked';
}

// What was here and not in the log is no part of the run; that it was is worth knowing.
function asWhatWas(made: Made): string | null {
  if (made.is !== 'set_aside') return null;
  const ended = made.events.flatMap((event: RunEvent) =>
    event.type === 'step.finished' ? [`${event.data.exec} ${event.data.outcome.status}`] : [],
  );
  const what = ended.length === 0 ? '' : ` In it ended: ${ended.slice(0, 20).join(', ')}.`;
  return `This worker had a record of the run that the fleet did not go on from; it is kept as ${made.file}.${what}`;
}

function letterIn(letter: string, isSigned: (text: string, signature: string) => boolean): string | null {
  let given: unknown;
  try {
    given = JSON.parse(letter);
  } catch {
    return null;
  }
  if (!isObject(given)) return null;
  const { text, signature } = given;
  return typeof text === 'string' && typeof signature === 'string' && isSigned(text, signature) ? text : null;
}

// The first line; what follows it never comes.
function orderFrom(input: NodeJS.ReadStream): Promise<HandOrder> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end < 0) return;
      input.off('data', take);
      resolve(JSON.parse(text.slice(0, end)) as HandOrder);
    };
    input.on('data', take);
    input.once('close', () => reject(new CliError(EXIT.usage, 'the worker has gone')));
  });
}
