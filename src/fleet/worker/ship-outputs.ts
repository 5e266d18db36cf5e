// What steps said goes home after each park and at the end: in pieces, by digest, what this worker has and has not sent yet.

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../model/event.ts';
import type { Clock } from '../../session/ports.ts';
import { outputPath } from '../../transcript/outputs.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { FleetError, type RunLog } from '../ports.ts';

/** What is shipped, and how. */
export interface Shipping {
  readonly log: Pick<RunLog, 'ship'>;
  readonly clock: Clock;
  readonly folder: RunFolder;
  readonly events: readonly RunEvent[];
  /** Folder in which is kept what was sent. */
  readonly kept: string;
  /** How long it may take at most, in milliseconds; what is left goes with the next park. */
  readonly within_ms: number;
}

/** Largest piece, in bytes. */
const A_PIECE = 256 * 1024;
/** How long it waits for room, in milliseconds. */
const FOR_ROOM_MS = 200;

/** Sends outputs; false: some are left. */
export async function shipOutputs(shipping: Shipping): Promise<boolean> {
  const { clock, folder, events, kept, within_ms } = shipping;
  const until = clock.mono() + within_ms;
  const file = join(kept, folder.id);
  const sent = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  for (const digest of digestsIn(events)) {
    if (sent.has(digest) || !existsSync(outputPath(folder, digest))) continue;
    if (!(await sentWhole(shipping, digest, until))) return false;
    sent.add(digest);
    mkdirSync(kept, { recursive: true, mode: 0o700 });
    writeFileSync(file, [...sent].join('\n'), { mode: 0o600 });
  }
  return true;
}

async function sentWhole({ log, clock, folder }: Shipping, digest: string, until: number): Promise<boolean> {
  const path = outputPath(folder, digest);
  const { size } = statSync(path);
  const fd = openSync(path, 'r');
  try {
    for (let offset = 0; offset === 0 || offset < size; offset += A_PIECE) {
      const bytes = Buffer.alloc(Math.min(A_PIECE, size - offset));
      readSync(fd, bytes, 0, bytes.length, offset);
      while (!(await taken(log, { run: folder.id, digest, offset, size, bytes }))) {
        if (clock.mono() > until) return false;
        await new Promise<void>((resolve) => clock.after(FOR_ROOM_MS, resolve));
      }
    }
    return true;
  } finally {
    closeSync(fd);
  }
}

async function taken(log: Shipping['log'], piece: Parameters<RunLog['ship']>[0]): Promise<boolean> {
  try {
    return await log.ship(piece);
  } catch (error) {
    if (error instanceof FleetError) return false;
    throw error;
  }
}

function digestsIn(events: readonly RunEvent[]): ReadonlySet<string> {
  const outputs = events.flatMap((event) => (event.type === 'step.finished' ? event.data.outputs : []));
  return new Set(outputs.flatMap(({ sha256 }) => (sha256 === undefined ? [] : [sha256])));
}
