// What steps say: masked, kept small in the event or whole in a file named by its digest. Memory stays flat however
// much comes; past the limit the record is cut, never the process.

import type { Output } from '../model/outcome.ts';
import type { Masker } from './redact.ts';
import type { RunFolder } from './store.ts';

/** Takes the output of one execution. */
export interface OutputSink {
  /** Takes a chunk; returns what of the stream is now masked and may be shown (empty for a sensitive step). */
  write(stream: 'stdout' | 'stderr', chunk: Uint8Array): Uint8Array;
  /** Ends both streams; files are on disk when it returns. One entry for each stream that had output. */
  finish(): readonly Output[];
  /** Drops what was taken, for an execution that will not be recorded. */
  discard(): void;
  /** Why output could not be stored; null while all is well. The step goes on, its record is cut. */
  readonly failed: string | null;
}

/** A sink for one execution. `sensitive` keeps sizes only. */
export function openOutputSink(run: RunFolder, masker: Masker, options: { readonly sensitive: boolean }): OutputSink {
  throw new Error(`not written yet: ${run.path} ${masker} ${options}`);
}

/** The stored bytes of an output. Throws when there is no such file; checking the digest is audit's work. */
export function readOutput(run: RunFolder, sha256: string): Uint8Array {
  throw new Error(`not written yet: ${run.path} ${sha256}`);
}
