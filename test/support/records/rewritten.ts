// A record in which something was changed afterwards, with its chain made anew: another machine, another boot.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RunEvent } from '../../../src/model/event.ts';
import { NO_HASH, sha256 } from '../../../src/transcript/chain.ts';
import type { RunFolder } from '../../../src/transcript/store.ts';

/** Changes every line of the transcript of a run that nobody leads. Its saved head goes. */
export function rewrite(run: RunFolder, change: (line: string) => string): void {
  let prev = NO_HASH;
  const lines = readFileSync(run.transcript, 'utf8').trimEnd().split('\n');
  const changed = lines.map((line) => {
    const event = { ...(JSON.parse(change(line)) as RunEvent), prev };
    const text = JSON.stringify(event);
    prev = sha256(text);
    return `${text}\n`;
  });
  writeFileSync(run.transcript, changed.join(''));
  rmSync(run.head, { force: true });
}
