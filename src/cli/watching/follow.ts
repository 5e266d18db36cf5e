// A record that another process writes, read as it grows. The chain is checked on the way, and what has no end yet is
// waited for.

import { closeSync, openSync, readSync } from 'node:fs';
import type { RunEvent } from '../../model/event.ts';
import { ChainReader, type Scan } from '../../transcript/chain-reader.ts';
import type { RunFolder } from '../../transcript/store.ts';

/** A record that is followed. */
export interface Following {
  /** The events that have come since. */
  next(): readonly RunEvent[];
  scan(): Scan;
  close(): void;
}

const CHUNK = 256 * 1024;

/** Begins to follow, from the first event on. */
export function follow({ transcript }: RunFolder): Following {
  let events: RunEvent[] = [];
  const reader = new ChainReader((event) => void events.push(event));
  const fd = openSync(transcript, 'r');
  const chunk = Buffer.alloc(CHUNK);
  let position = 0;
  return {
    next: () => {
      for (;;) {
        const count = readSync(fd, chunk, 0, CHUNK, position);
        if (count === 0) break;
        reader.push(chunk.subarray(0, count));
        position += count;
      }
      const came = events;
      events = [];
      return came;
    },
    scan: () => reader.end(),
    close: () => closeSync(fd),
  };
}
