// One run of `taken-up.yaml` in a folder of its own, which tests hold up, stop, kill and take up again.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../../src/model/event.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';
import { ROOT } from '../source-tree.ts';
import { type Killable, killable } from './killable.ts';
import { workFolder } from './work-folder.ts';

/** The runbook of all these runs. */
export const RUNBOOK = join(ROOT, 'test/fixtures/reliability/taken-up.yaml');

/** What the run is given as its secret. */
export const TOKEN = 'a-token-that-nobody-shows';

/** A run and the files it works on. */
export interface Story extends Killable {
  readonly folder: string;
  /** What the changes have written. */
  marks(): string;
  /** Lets a probe hang, or a change go on, as long as the file is there; lets it print much. */
  put(name: 'hang' | 'hold' | 'loud'): void;
  take(name: 'hang' | 'hold'): void;
  /** The process that a probe or a change has written down; 0 before. */
  pidIn(name: 'probe' | 'change'): number;
  /** Begins the run; more arguments follow. */
  readonly opening: readonly string[];
  run(): RunFolder;
  events(): readonly RunEvent[];
  /** Waits for an event. */
  sees(what: (event: RunEvent) => boolean): Promise<void>;
  /** Waits until something is so. */
  until(what: () => boolean): Promise<void>;
}

/** A folder, a home (in it, or at `place`) and nothing begun yet. */
export function story(program: string, place?: string): Story {
  const folder = workFolder();
  const marks = join(folder, 'marks');
  writeFileSync(marks, '');
  const runs = killable(program, { home: place ?? join(folder, 'home'), env: { TOKEN } });
  const run = (): RunFolder => {
    const path = runs.file('');
    if (path === null) throw new Error('there is no run yet');
    return runFolder(path);
  };
  const events = (): readonly RunEvent[] => {
    const path = runs.file('');
    return path === null ? [] : readRun(runFolder(path)).events;
  };
  const until = async (what: () => boolean): Promise<void> => {
    for (let looks = 0; !what(); looks += 1) {
      if (looks > 3000)
        throw new Error(
          `it never came; the run: ${events()
            .map(({ type }) => type)
            .join(', ')}`,
        );
      await pause(10);
    }
  };
  return {
    ...runs,
    folder,
    marks: () => readFileSync(marks, 'utf8'),
    put: (name) => writeFileSync(join(folder, name), ''),
    take: (name) => rmSync(join(folder, name)),
    pidIn: (name) => (existsSync(join(folder, name)) ? Number(readFileSync(join(folder, name), 'utf8')) : 0),
    opening: ['run', RUNBOOK, '--input', `folder=${folder}`, '--plain'],
    run,
    events,
    sees: (what) => until(() => events().some(what)),
    until,
  };
}
