// Making a transcript ready to be continued: a torn tail is copied aside, then cut off. Anything worse is left alone.

import type { Observations, RunEvent } from '../model/event.ts';
import type { Head } from './chain.ts';
import { type Disk, nodeDisk } from './disk.ts';
import type { RunFolder } from './store.ts';

/** A transcript that can be continued. */
export interface Recovered {
  readonly events: readonly RunEvent[];
  readonly head: Head;
  readonly sealed: boolean;
  /** The data of the `run.recovered` event to be written first; null when nothing was torn. */
  readonly torn: Observations['run.recovered'] | null;
}

/** Reads the transcript of a run whose lock is held. Throws `damaged` for every verdict but ok and torn. */
export function recover(run: RunFolder, disk: Disk = nodeDisk): Recovered {
  throw new Error(`not written yet: ${run.path} ${disk}`);
}
