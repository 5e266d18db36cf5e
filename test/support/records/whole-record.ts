// What is said of the record of a run that has ended: whether it is whole, and whether it is decided again as it was. In this
// process: that the commands say the same is the matter of their own tests.

import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { readRecord } from '../../../src/cli/record-file.ts';
import { replay } from '../../../src/engine/replay.ts';
import { endOf } from '../../../src/engine/state.ts';
import { audit } from '../../../src/transcript/audit.ts';
import { runFolder } from '../../../src/transcript/store.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

/** A record that was read again. */
export interface Reread {
  /** Every decision is the same one. */
  readonly same: boolean;
  /** How it ends when it is decided again; `open` without an end. */
  readonly outcome: string;
  readonly cause: string | null;
  readonly sealed: boolean;
  /** What an audit finds, and the hash of its last line. */
  readonly findings: readonly unknown[];
  readonly head: string;
}

/** Reads the record of a run of this home again; throws where it cannot be read. */
export function reread(home: string, run: string): Reread {
  const folder = runFolder(join(home, 'runs', run));
  const { plan, events } = readRecord(folder);
  const replayed = replay(plan, events);
  const end = replayed.same ? endOf(replayed.state) : null;
  const { findings, sealed, head } = audit(folder);
  return {
    same: replayed.same,
    outcome: end?.outcome ?? 'open',
    cause: end?.cause ?? null,
    sealed,
    findings,
    head: head.hash,
  };
}
