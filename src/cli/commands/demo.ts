// `firebreak demo`: a sandbox with a real Redis, broken on purpose, and the guided run on it.

import { delimiter } from 'node:path';
import { FAULTS } from '../../lab/faults.ts';
import { makeHost } from '../../lab/host/host.ts';
import { startLab } from '../../lab/lab.ts';
import { didYouMean } from '../../model/nearest.ts';
import { readRun } from '../../transcript/reader.ts';
import { askLine } from '../ask-line.ts';
import { chooseScreen } from '../choose-front.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { storeOf, translated } from '../open-run.ts';
import { packageFile } from '../package-folder.ts';
import { readRunbook } from '../runbook-file.ts';
import { inputsOf } from '../start/inputs.ts';
import { startRun } from '../start/start-run.ts';
import { closeRun } from './close.ts';

/** The options of `demo`. */
export interface DemoOptions {
  readonly fault?: string;
  readonly list?: boolean;
  readonly remote?: boolean;
  readonly plain?: boolean;
  readonly verbose?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly home?: string;
}

/** Starts the sandbox, breaks it, leads through the repair, and leaves nothing behind. */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  if (options.list === true) {
    for (const { id, title, description } of FAULTS)
      process.stdout.write(`${id.padEnd(16)} ${title}\n${' '.repeat(17)}${description}\n`);
    return EXIT.ok;
  }
  const screen = chooseScreen(options);
  const fault = await faultOf(options.fault, screen.guided);
  const file = await readRunbook(packageFile('runbooks', 'redis-connectivity-loss.yaml'));
  say('Starting a sandbox: a Redis, an API, a worker and some users, all on this machine.');
  const lab = await startLab().catch(notReady);
  // Whatever happens, the sandbox ends; a signal only stops the run.
  try {
    say(`Breaking it: ${FAULTS.find(({ id }) => id === fault)?.description ?? fault}`);
    await lab.inject(fault).catch(notReady);
    const byHand = lab.byHand(fault);
    if (byHand !== undefined) say(`When a hand on the host is asked for, type in another terminal: ${byHand}`);
    const given = options.remote === true ? { ...lab.inputs, redis_host: reachHost(lab.folder) } : lab.inputs;
    const inputs = await inputsOf(file, { given, alert: null }, screen);
    const approve = screen.guided ? 'read' : 'disrupt';
    const exit = await startRun(file, {
      inputs,
      alert: null,
      answers: {},
      screen,
      sandbox: true,
      options: { approve, writeProbe: true, ...(options.home === undefined ? {} : { home: options.home }) },
    });
    // A person who stops a demo ends it; what a signal ended says so itself.
    return closeLeft(options.home) && exit === EXIT.waiting ? EXIT.not_resolved : exit;
  } finally {
    await lab.stop();
    say('The sandbox is gone.');
  }
}

/** Redis has a host of its own, by the name that is returned. */
function reachHost(folder: string): string {
  try {
    const { name, bin } = makeHost(folder);
    process.env['PATH'] = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
    say(`Redis is on another host, ${name}: what is done on its own side goes by ssh.`);
    return name;
  } catch (error) {
    return notReady(error);
  }
}

// What was stopped cannot be resumed: it needs its sandbox. Whether there was such a run.
function closeLeft(home: string | undefined): boolean {
  const left = storeOf(home)
    .listRuns()
    .findLast((folder) => {
      const { events, sealed } = translated(() => readRun(folder));
      const [first] = events;
      return !sealed && first?.type === 'run.opened' && first.data.sandbox === true && first.data.pid === process.pid;
    });
  if (left === undefined) return false;
  closeRun(left, 'its sandbox is gone', { kind: 'engine', name: 'firebreak' });
  say(`The run ${left.id} is closed: it needs its sandbox. firebreak demo starts a new one.`);
  return true;
}

// A machine that is too busy, or lacks something: no mistake of ours, and none of the person's.
function notReady(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new CliError(
    EXIT.check_failed,
    `the sandbox does not do what it should: ${why}`,
    'try again, or another fault',
  );
}

async function faultOf(given: string | undefined, guided: boolean): Promise<string> {
  const ids = FAULTS.map(({ id }) => id);
  if (given !== undefined) {
    if (ids.includes(given)) return given;
    throw new CliError(
      EXIT.usage,
      `there is no fault "${given}"${didYouMean(given, ids)}`,
      `faults: ${ids.join(', ')}`,
    );
  }
  const [first = ''] = ids;
  if (!guided) return first;
  say('Which fault?');
  FAULTS.forEach(({ title }, n) => say(`${String(n + 1).padStart(4)}  ${title}`));
  for (;;) {
    const answer = (await askLine(`1 to ${ids.length} [1]: `)).trim();
    const chosen = answer === '' ? first : (ids[Number(answer) - 1] ?? ids.find((id) => id === answer));
    if (chosen !== undefined) return chosen;
    say(`Type a number from 1 to ${ids.length}; Enter alone takes the first.`);
  }
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
