// Events as a record on disk whose chain is whole: what somebody else wrote, or another version.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventBody, RunEvent } from '../../../src/model/event.ts';
import { NO_HEAD, sha256 } from '../../../src/transcript/chain.ts';
import { encodeLine } from '../../../src/transcript/format.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';

/** Writes events as the record of the run `r1`, each under the next number. */
export function writtenRecord(events: readonly RunEvent[]): RunFolder {
  const folder = runFolder(join(mkdtempSync(join(tmpdir(), 'firebreak-')), 'r1'));
  mkdirSync(folder.path, { mode: 0o700 });
  let head = NO_HEAD;
  const lines = events.map(({ type, data, actor, mono_ms, at }) => {
    const line = encodeLine({ body: { type, data } as EventBody, actor, mono_ms, at_ms: Date.parse(at) }, 'r1', head);
    head = { seq: head.seq + 1, hash: sha256(line) };
    return `${line}\n`;
  });
  writeFileSync(folder.transcript, lines.join(''), { mode: 0o600 });
  return folder;
}
