// A command that goes on beside this process and ends with it: its keeper lets go of it whatever becomes of us.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess } from './lab-process.ts';
import type { KeeperConfig, KeeperMessage } from './processes/keeper.process.ts';

/** A command that is kept. */
export interface Kept {
  /** Process id of the command; undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Its exit code once it has ended by itself; null: ended by a signal, or never started. */
  readonly exited: Promise<number | null>;
  /** Whether it has. */
  isOver(): boolean;
  /** The end of what it has written so far. */
  said(): string;
  /** Ends it and all that it has started in its group, and clears up. */
  end(): Promise<void>;
}

/** More than the keeper gives its command: three signals, and what clears up. */
const END_MS = 60_000;

/** Starts a command; `name` is that of its log in `folder`. */
export async function keep(name: string, config: KeeperConfig, folder: string): Promise<Kept> {
  let pid: number | undefined;
  let over = false;
  let tellExit: (code: number | null) => void = () => {};
  const exited = new Promise<number | null>((resolve) => {
    tellExit = resolve;
  });
  let tellStart: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    tellStart = resolve;
  });
  const keeper = await startProcess('keeper', config, folder, {
    log: name,
    said: (message) => {
      if (typeof message !== 'object' || message === null) return;
      const told = message as KeeperMessage;
      if ('pid' in told) pid = told.pid;
      else {
        over = true;
        tellExit(told.exited);
      }
      tellStart();
    },
  });
  await started;
  return {
    pid,
    exited,
    isOver: () => over,
    said: () =>
      readFileSync(join(folder, `${name}.log`), 'utf8')
        .trim()
        .slice(-4000),
    end: () => keeper.end(END_MS),
  };
}
