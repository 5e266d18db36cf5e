// The one run of a terminal, as its record on disk has it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../../src/model/event.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { runFolder } from '../../../src/transcript/store.ts';

/** The files of a run. */
export interface RunFiles {
  /** The id of the run; the newest where there are several. */
  id(): string;
  events(): readonly RunEvent[];
  /** Executions of changes in a report that was written as JSON. */
  reported(path: string): number;
  /** The process that leads the run, or led it last. */
  engine(): number;
  /** Executions of changes that the record has. */
  recorded(): number;
}

/** The runs below the HOME of a terminal. */
export function runFiles(home: string): RunFiles {
  const runs = join(home, '.local/state/firebreak/runs');
  const id = (): string => (existsSync(runs) ? (readdirSync(runs).sort().at(-1) ?? '') : '');
  const events = (): readonly RunEvent[] => (id() === '' ? [] : readRun(runFolder(join(runs, id()))).events);
  return {
    id,
    events,
    reported: (path) => (JSON.parse(readFileSync(path, 'utf8')) as { changes: readonly unknown[] }).changes.length,
    engine: () =>
      events().reduce((pid, { type, data }) => (type === 'run.opened' || type === 'run.resumed' ? data.pid : pid), 0),
    recorded: () => events().filter((event) => event.type === 'step.started' && event.data.purpose === 'action').length,
  };
}
