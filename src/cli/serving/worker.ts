// `firebreak worker`: leads the runs of a fleet whose systems this host can reach. It takes what it is woken for, gives each run to a
// process of its own, and says that it is there. It runs only runbooks that it has itself.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { storeAddress } from '../../fleet/address.ts';
import { openFleet } from '../../fleet/open.ts';
import { type Entry, FleetError, type RunLog, type WorkerState } from '../../fleet/ports.ts';
import { type Signer, signerFrom } from '../../fleet/signing.ts';
import { jsonText } from '../../model/json.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { isLocked, takeLock } from '../../transcript/disk/lock.ts';
import { messageOf, TranscriptError } from '../../transcript/transcript-error.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { textHash } from '../freshness/stamp.ts';
import { storeOf, thisProcess } from '../open-run.ts';
import { findRunbook, readTrusted, shown } from '../runbook-file.ts';
import { endedBySignals } from '../signals.ts';
import { VERSION } from '../version.ts';
import type { HandOrder } from './fleet-hand.ts';

/** The options of `worker`. */
export interface WorkerOptions {
  readonly queue?: string;
  readonly where: string;
  readonly name?: string;
  readonly atOnce?: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** The word by which a process that leads a run is begun. */
const HAND = '__fleet_hand';

const ANNOUNCED_EVERY_MS = 2000;
const THERE_MS = 10_000;
/** How long a run that somebody else holds is waited for at most, in milliseconds. */
const HELD_MS = 20_000;
const PLACE = /^[a-z0-9][a-z0-9-]{0,62}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** What a worker works with. */
interface Worker {
  readonly log: RunLog;
  readonly signer: Signer;
  readonly order: Omit<HandOrder, 'run' | 'runbook'>;
  readonly program: string;
  /** Ends what leads a run, by run. */
  readonly leading: Map<string, () => void>;
  readonly refused: Map<string, string>;
  isDraining(): boolean;
}

/** Leads runs until a signal comes. */
export async function worker(options: WorkerOptions): Promise<ExitCode> {
  const where = options.where.split(',').map((place) => place.trim());
  const wrong = where.find((place) => !PLACE.test(place));
  if (wrong !== undefined)
    throw new CliError(
      EXIT.usage,
      `"${sanitizeLine(wrong)}" is no name of a place`,
      'lower case letters, digits and hyphens: --where db,eu',
    );
  const name = options.name ?? hostname();
  if (!NAME.test(name))
    throw new CliError(
      EXIT.usage,
      `"${sanitizeLine(name)}" is no name of a worker`,
      'letters, digits, dots and hyphens: --name db-1',
    );
  if (name === 'serve')
    throw new CliError(EXIT.usage, 'that is what serve is called', 'give the worker another --name');
  const at_once = atOnce(options.atOnce);
  const address = storeAddress(options.queue ?? '');
  if (!address.ok) throw new CliError(EXIT.usage, `the address of the queue cannot be used: ${address.error}`);
  const signer = signerFrom(process.env);
  if (!signer.ok) throw new CliError(EXIT.usage, signer.error, 'give the worker the key that serve has');
  const program = process.argv[1];
  if (program === undefined) throw new Error('a program has a file');
  const { home } = storeOf(options.home);
  alone(home);
  const ended = endedBySignals();
  const { log, transport, fitness } = await openFleet(address.value);
  try {
    await mustFit(fitness, address.value.shown);
    const order = { queue: options.queue ?? '', name, where, home };
    const crew: Worker = {
      log,
      signer: signer.value,
      order,
      program: resolve(program),
      leading: new Map(),
      refused: new Map(),
      isDraining: () => ended.aborted,
    };
    const since = new Date().toISOString();
    const announce = (): void => void log.announce(stateOf(crew, since), THERE_MS).catch(() => {});
    announce();
    const announcing = setInterval(announce, ANNOUNCED_EVERY_MS);
    const consuming = await transport.consume(where, at_once, (run) => advance(crew, run));
    sayWhere(options, { name, where, queue: address.value.shown, home });
    if (!ended.aborted) await new Promise((done) => ended.addEventListener('abort', done));
    if (options.json !== true)
      say('Stopping: every run stops at its next boundary, and another worker of the place goes on with it.');
    for (const end of crew.leading.values()) end();
    await consuming.stop();
    clearInterval(announcing);
    await log.announce(stateOf(crew, since), 1).catch(() => {});
    return ended.reason as ExitCode;
  } finally {
    await transport.close();
    await log.close();
  }
}

function atOnce(text: string | undefined): number {
  const count = Number(text ?? 4);
  if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
  throw new CliError(EXIT.usage, '--at-once takes a number of runs, 1 to 64');
}

// Two workers, or serve and a worker, would write the same records.
function alone(home: string): void {
  const folder = join(home, 'worker');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (isLocked(join(home, 'serve', 'lock')))
    throw new CliError(EXIT.waiting, `serve works on ${home}`, 'a worker needs a folder of its own: --home');
  try {
    takeLock(join(folder, 'lock'), thisProcess());
  } catch (error) {
    if (!(error instanceof TranscriptError) || error.kind !== 'locked') throw error;
    throw new CliError(
      EXIT.waiting,
      `another worker works on ${home}`,
      'end it first, or choose another place with --home',
    );
  }
}

async function mustFit(
  fitness: () => Promise<readonly { level: string; message: string; fix: string }[]>,
  at: string,
): Promise<void> {
  try {
    const found = await fitness();
    for (const { message, fix } of found.filter(({ level }) => level === 'warning'))
      say(`warning: the queue at ${at}: ${message}; ${fix}`);
    const [refused] = found.filter(({ level }) => level === 'refused');
    if (refused !== undefined)
      throw new CliError(EXIT.invalid, `the queue at ${at} cannot carry runs: ${refused.message}`, refused.fix);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    say(`warning: ${at}: ${error.message}; the worker waits for it`);
  }
}

const stateOf = ({ order, leading, refused }: Worker, since: string): WorkerState => ({
  name: order.name,
  where: order.where,
  version: VERSION,
  host: hostname(),
  home: order.home,
  leading: [...leading.keys()],
  since,
  refused: Object.fromEntries(refused),
});

// There is no more to do once the run waits for a person, is over, or belongs to somebody else.
async function advance(crew: Worker, run: string): Promise<void> {
  const { log, order } = crew;
  const until = Date.now() + HELD_MS;
  while (!crew.isDraining() && !crew.leading.has(run)) {
    const entry = await log.entry(run).catch(() => null);
    if (entry === null || entry.standing === 'finished' || entry.standing === 'parked') return;
    const held_ms = entry.hold_ms ?? 0;
    if (held_ms > 0 && entry.worker !== order.name) {
      if (Date.now() > until) return;
      await new Promise((done) => setTimeout(done, Math.min(held_ms + 50, 1000)));
      continue;
    }
    const runbook = await runbookFor(crew, entry);
    if (typeof runbook !== 'string') {
      refuse(crew, run, runbook.why);
      return;
    }
    const trouble = await handOver(crew, run, runbook);
    if (trouble !== null) {
      refuse(crew, run, trouble);
      return;
    }
    crew.refused.delete(run);
  }
}

function refuse({ refused }: Worker, run: string, why: string): void {
  if (refused.get(run) !== why) say(`${run}: ${why}`);
  refused.set(run, why);
  const [oldest] = refused.keys();
  if (refused.size > 100 && oldest !== undefined) refused.delete(oldest);
}

// Only what is signed, for one of our places, and of a runbook that is here with the very same text.
async function runbookFor({ signer, order: { where } }: Worker, { run, order, order_signature }: Entry) {
  if (!signer.isOrder(run, order, order_signature)) return { why: 'it is not signed with the key of this fleet' };
  if (!where.includes(order.where)) return { why: `it is for the place ${sanitizeLine(order.where)}` };
  const id = sanitizeLine(order.job.runbook);
  try {
    const path = await findRunbook(order.job.runbook);
    if (textHash(await readTrusted(path)) === order.runbook_sha256) return path;
    return { why: `${shown(path)} is another text of ${id} than the one that serve has` };
  } catch (error) {
    if (error instanceof CliError) return { why: `there is no runbook ${id} here` };
    throw error;
  }
}

/** Exit codes after which a run is as it should be. */
const SETTLED: ReadonlySet<number> = new Set([
  EXIT.ok,
  EXIT.not_resolved,
  EXIT.escalated,
  EXIT.waiting,
  EXIT.hangup,
  EXIT.interrupted,
  EXIT.terminated,
]);

// What it says is kept short: the last lines tell why it could not go on.
function handOver({ order, program, leading }: Worker, run: string, runbook: string): Promise<string | null> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [program, HAND], { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-8192);
    });
    leading.set(run, () => void child.kill('SIGTERM'));
    const end = (trouble: string | null): void => {
      leading.delete(run);
      done(trouble);
    };
    child.once('error', (error) => end(messageOf(error)));
    child.once('close', (code, signal) => {
      if (code !== null && SETTLED.has(code)) return end(null);
      const lines = said.split('\n').map((line) => sanitizeLine(line).trim());
      const told = lines.filter((line) => line !== '' && !/^(warning|note):/.test(line));
      end(told.slice(0, 4).join(' ') || `its process ended (${signal ?? `exit ${code}`})`);
    });
    child.stdin.on('error', () => {});
    // It stays open: that it closes tells the process that this one is gone.
    child.stdin.write(`${jsonText({ ...order, run, runbook })}\n`);
  });
}

function sayWhere(
  { json }: WorkerOptions,
  {
    name,
    where,
    queue,
    home,
  }: { readonly name: string; readonly where: readonly string[]; readonly queue: string; readonly home: string },
): void {
  if (json === true) return void process.stdout.write(`${jsonText({ type: 'working', name, where, queue, home })}\n`);
  say(`Worker ${name} takes runs of ${where.join(', ')} from ${queue}. Its records are in ${home}.`);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
