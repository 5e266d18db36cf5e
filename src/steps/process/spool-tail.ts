// Reads the output of a shimmed command through while it is written, and passes it on. Keeps none of it.

import { closeSync, openSync, readSync } from 'node:fs';
import type { Capture } from './captured.ts';
import { spoolFile } from './spool.ts';

/** One stream of a spool, being read from its beginning. */
export interface Tail {
  /** Passes on what has come since the last call; resolves with the number of bytes. */
  advance(): Promise<number>;
  close(): void;
}

/** The size of one read: large enough to be fast, small enough to be flat. */
const CHUNK_BYTES = 64 * 1024;

/** Starts reading `stream` of `spool`; the file need not be there yet. */
export function tail(
  spool: string,
  stream: 'stdout' | 'stderr',
  to: { readonly kept: Capture; output(chunk: Uint8Array): void | Promise<void> },
): Tail {
  let file: number | null = null;
  let position = 0;

  // Synchronous: the bytes were written a moment ago and are in memory; asking a thread takes longer than reading.
  const next = (): Uint8Array => {
    file ??= openIfThere(spoolFile(spool, stream));
    if (file === null) return EMPTY;
    // A new buffer for every read: the sink may keep it.
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    return buffer.subarray(0, readSync(file, buffer, 0, CHUNK_BYTES, position));
  };

  return {
    async advance() {
      const from = position;
      for (let chunk = next(); chunk.length > 0; chunk = next()) {
        position += chunk.length;
        to.kept.add(chunk);
        // A sink that fails knows it; the end of the command is worth more than its output.
        await Promise.resolve(to.output(chunk)).catch(() => {});
      }
      return position - from;
    },
    close() {
      if (file !== null) closeSync(file);
    },
  };
}

const EMPTY = new Uint8Array();

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
