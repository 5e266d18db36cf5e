// The parent's side of a lab process: starts a built program, hands it its configuration, ends it.
// Secrets go over the channel, never through arguments or the environment.

import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessName, processFile } from './process-file.ts';

const READY_MS = 30_000;
const END_MS = 3000;

/** A running program of the lab. */
export interface LabProcess {
  readonly name: ProcessName;
  readonly pid: number;
  /** How it ended, and the end of its log; null: it runs. */
  readonly ended: () => string | null;
  /** Lets go of it and waits for its end; after `patience_ms` it is killed. */
  readonly end: (patience_ms?: number) => Promise<void>;
}

/** How a program is started, where that is not as usual. */
export interface Starting {
  /** The name of its log; by default its own. */
  readonly log?: string;
  /** Told of what it says to its parent, once it is ready. */
  readonly said?: (message: unknown) => void;
}

/** Starts a program and waits until it is ready; throws with the end of its log when it is not. `folder` takes the log. */
export async function startProcess(
  name: ProcessName,
  config: object,
  folder: string,
  { log: called = name, said }: Starting = {},
): Promise<LabProcess> {
  const log = join(folder, `${called}.log`);
  const output = openSync(log, 'a', 0o600);
  // Detached: signals of the terminal reach the parent alone, which decides when the lab ends.
  const child = fork(processFile(name), [], {
    detached: true,
    execArgv: [],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production' },
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  if (said !== undefined) child.on('message', said);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const isReady = await becomesReady(child, config, exited);
  if (isReady && child.pid !== undefined) {
    return {
      name,
      pid: child.pid,
      ended: () => endedAs(child, log),
      end: (patience_ms = END_MS) => end(child, exited, patience_ms),
    };
  }
  const words = lastWords(log);
  await end(child, exited, END_MS);
  throw new Error(`the lab's ${name} did not start: ${words}`);
}

const lastWords = (log: string): string => readFileSync(log, 'utf8').trim().slice(-2000) || 'it said nothing';

function endedAs({ exitCode, signalCode }: ChildProcess, log: string): string | null {
  if (exitCode === null && signalCode === null) return null;
  return `${signalCode ?? `exit ${exitCode}`}: ${lastWords(log)}`;
}

async function becomesReady(child: ChildProcess, config: object, exited: Promise<void>): Promise<boolean> {
  const deadline = AbortSignal.timeout(READY_MS);
  return new Promise((resolve) => {
    deadline.addEventListener('abort', () => resolve(false), { once: true });
    child.once('message', () => resolve(true));
    void exited.then(() => resolve(false));
    child.send(config, (error) => {
      if (error) resolve(false);
    });
  });
}

async function end(child: ChildProcess, exited: Promise<void>, patience_ms: number): Promise<void> {
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), patience_ms);
  await exited;
  clearTimeout(timer);
}
