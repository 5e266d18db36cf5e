// Surroundings for performers under test: what a session would give, with everything that came kept for looking at.

import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spawned } from '../../../src/model/event.ts';
import type { Surroundings } from '../../../src/steps/performer.ts';

/** Surroundings that remember. */
export interface Watched extends Surroundings {
  /** What came on a stream so far. */
  came(stream: 'stdout' | 'stderr'): string;
  readonly processes: Spawned[];
  /** Cancels, as a responder would. */
  cancel(by: string): void;
}

/** New surroundings with an empty spool folder. */
export function watchedSurroundings(over: Partial<Surroundings> = {}): Watched {
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const processes: Spawned[] = [];
  const controller = new AbortController();
  return {
    signal: controller.signal,
    spawned: (process) => {
      processes.push(process);
    },
    output: (stream, chunk) => {
      chunks[stream].push(chunk);
    },
    spool: mkdtempSync(join(tmpdir(), 'firebreak-spool-')),
    mark: randomUUID(),
    cwd: process.cwd(),
    write_probe: true,
    ...over,
    came: (stream) => Buffer.concat(chunks[stream]).toString(),
    processes,
    cancel: (by) => controller.abort(by),
  };
}
