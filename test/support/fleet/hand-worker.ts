// A worker reduced to what a log sees of one: it takes a run, leads it by the real program in a home of its own, and hands its
// lines over. What a worker does besides, it does not.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addLines, copyEnd, homeFolder } from '../../../src/fleet/copy.ts';
import type { Job } from '../../../src/fleet/job.ts';
import type { RunLog } from '../../../src/fleet/ports.ts';
import type { Signer } from '../../../src/fleet/signing.ts';
import { sha256 } from '../../../src/transcript/chain.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { ROOT } from '../source-tree.ts';

/** What a worker has. */
export interface TestWorker {
  readonly name: string;
  readonly home: string;
  readonly runbooks: string;
  readonly log: RunLog;
  readonly signer: Signer;
}

/** Takes a run up, leads it until it parks or ends, and hands over its lines; how it stands then. */
export async function advance({ name, home, runbooks, log, signer }: TestWorker, run: string): Promise<string> {
  const taken = await log.take(run, name, 60_000);
  if (taken === null || 'held_by' in taken) throw new Error(`${run} cannot be taken`);
  const { hold, entry } = taken;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const folder = homeFolder(home, run);
  const before = copyEnd(folder);
  if (before === null) throw new Error(`the copy of ${run} is no record`);
  if (before.head.seq < entry.head.seq)
    addLines(folder, await log.lines(run, before.head.seq + 1, 64 * 1024 * 1024), before, entry.head);
  const job: Job = entry.head.seq === 0 ? entry.order.job : { do: 'take_up', run, approve: entry.order.job.approve };
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'dist/firebreak.js'), '__hand'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { PATH, HOME, FIREBREAK_PATH: runbooks },
  });
  const ended = once(child, 'exit');
  child.stdin.end(JSON.stringify({ ...job, home }));
  await ended;
  const { events } = readRun(folder);
  const all = readFileSync(folder.transcript, 'utf8').split('\n').slice(0, -1);
  const lines = all.slice(entry.head.seq);
  const head = { seq: all.length, hash: sha256(all.at(-1) ?? '') };
  const standing = events.at(-1)?.type === 'run.sealed' ? 'finished' : 'parked';
  const refused = await log.add(hold, { lines, head, signature: signer.head(run, head), standing });
  if (refused !== null) throw new Error(`the log refuses: ${refused.is}`);
  await log.release(hold);
  return standing;
}
