// Records come home: the lines of every run that has changed are copied into its folder, verbatim, after their chain and the
// signature of their end were checked. What does not fit is kept aside, and is never shown as the record.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addLines,
  type CopyEnd,
  copyEnd,
  homeFolder,
  objectionTo,
  replaceLines,
  saveCopyHead,
} from '../../fleet/copy.ts';
import type { Entry, RunLog } from '../../fleet/ports.ts';
import type { Signer } from '../../fleet/signing.ts';
import { NO_HEAD } from '../../transcript/chain.ts';
import { isRunId } from '../../transcript/run-id.ts';
import { messageOf } from '../../transcript/transcript-error.ts';
import type { Log } from '../log.ts';
import { type Asking, SERVES } from './link.ts';
import type { Orders } from './orders.ts';

/** What a mirror works with. */
export interface MirrorParts {
  readonly home: string;
  readonly log: RunLog;
  readonly signer: Signer;
  readonly asking: Asking;
  readonly orders: Orders;
  readonly said: Log;
  readonly now: () => number;
}

/** Brings records home. */
export interface Mirror {
  /** Brings home what has changed since the last time; false: the store did not answer. */
  look(): Promise<boolean>;
  /** Brings one run home; its entry, or null where the store has none or gives no answer. */
  bring(run: string): Promise<Entry | null>;
  /** Runs as the log had them last. */
  entries(): ReadonlyMap<string, Entry>;
  /** Until when the hold of whoever leads a run is good, in milliseconds since the epoch; null: nobody leads it. */
  heldUntil(run: string): number | null;
  /** Everything is asked for anew: the store is another one. */
  again(): void;
  /** Where the copy of a run ends; null: it is no good record. */
  endOf(run: string): CopyEnd | null;
  /** Runs whose lines or orders do not fit, with why. */
  strange(): ReadonlyMap<string, string>;
}

/** Bytes of lines that are asked for at a time. */
const A_PIECE = 1024 * 1024;

/** For how long serve holds a run to add what home has of it. */
const HOLD_MS = 8000;

/** How often a hold that is about to end is asked after. */
const AGAIN_MS = 1500;

/** Opens it. */
export function openMirror({ home, log, signer, asking, orders, said, now }: MirrorParts): Mirror {
  const ends = new Map<string, CopyEnd>();
  const entries = new Map<string, Entry>();
  const held = new Map<string, { readonly until_ms: number; readonly asked_ms: number }>();
  const strange = new Map<string, string>();
  const under = new Map<string, Promise<Entry | null>>();
  let mark = '';

  const endOf = (run: string): CopyEnd | null => {
    const known = ends.get(run);
    if (known !== undefined) return known;
    const end = copyEnd(homeFolder(home, run));
    if (end !== null) ends.set(run, end);
    return end;
  };

  const report = (run: string, why: string, lines: readonly string[] = []): void => {
    if (strange.get(run) === why) return;
    strange.set(run, why);
    said.add('fleet-strange', { run, why }, { what: lines.length > 0 ? 'lines' : 'entry' });
    if (lines.length === 0) return;
    const folder = join(home, 'serve', 'fleet', 'aside');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, `${run}-${now()}.jsonl`), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  };

  /** Lines from a number up to the end that an entry names. */
  const linesTo = async (run: string, from: number, to: number): Promise<readonly string[]> => {
    const lines: string[] = [];
    while (from + lines.length <= to) {
      const some = await log.lines(run, from + lines.length, A_PIECE);
      if (some.length === 0) break;
      lines.push(...some);
    }
    return lines.slice(0, Math.max(0, to - from + 1));
  };

  const copy = async (run: string, entry: Entry): Promise<void> => {
    const { head, signature } = entry;
    if (head.seq === 0) return;
    const folder = homeFolder(home, run);
    const end = endOf(run);
    if (end?.head.seq === head.seq && end.head.hash === head.hash) return;
    if (!signer.isHead(run, head, signature)) return report(run, 'the end of its record is not signed by this fleet');
    if (end !== null && end.head.seq < head.seq) {
      const lines = await linesTo(run, end.head.seq + 1, head.seq);
      if (objectionTo(run, lines, end, head) === null) {
        ends.delete(run);
        ends.set(run, addLines(folder, lines, end, head));
        strange.delete(run);
        return;
      }
    }
    // Ours is another one, or theirs is no record: the whole of it says which.
    const all = await linesTo(run, 1, head.seq);
    const objection = objectionTo(run, all, { head: NO_HEAD, size: 0, sealed: false }, head);
    if (objection !== null) return report(run, objection, all);
    if (end !== null && end.head.seq > head.seq && beginsWith(folder.transcript, all)) return giveBack(entry, end);
    ends.delete(run);
    const { end: made, left } = replaceLines(folder, all, head);
    ends.set(run, made);
    strange.delete(run);
    if (left !== null) said.add('fleet-set-aside', { run, left });
  };

  // The store lost the last of what it had taken, and home has it: those are facts. While a worker leads the run, it tells them.
  const giveBack = async ({ run, head: from }: Entry, { head, size }: CopyEnd): Promise<void> => {
    const taken = await log.take(run, SERVES, HOLD_MS);
    if (taken === null || 'held_by' in taken) return;
    const { hold, entry } = taken;
    if (entry.head.hash === from.hash) {
      const lines = linesOf(homeFolder(home, run).transcript, size).slice(from.seq);
      const before = orders.of(run)?.standing ?? 'queued';
      const standing = before === 'led' ? 'queued' : before;
      const refused = await log.add(hold, { lines, head, signature: signer.head(run, head), standing });
      said.add('fleet-restored', { run, lines: lines.length }, { result: refused?.is ?? 'given' });
    }
    await log.release(hold);
  };

  const bringNow = async (run: string): Promise<Entry | null> => {
    // What the store names becomes a path here.
    if (!isRunId(run)) {
      report('', 'a name in the store is none of a run');
      return null;
    }
    const asked_ms = now();
    const got = await asking.ask(async () => {
      const entry = await log.entry(run);
      if (entry === null) return null;
      if (entry.run !== run || !signer.isOrder(run, entry.order, entry.order_signature)) {
        report(run, 'its order is not signed by this fleet');
        return null;
      }
      await copy(run, entry);
      return entry;
    });
    if (got === null) return null;
    const entry = got.answer;
    if (entry === null) {
      entries.delete(run);
      held.delete(run);
      return null;
    }
    entries.set(run, entry);
    if (entry.hold_ms !== null && entry.hold_ms > 0) held.set(run, { until_ms: asked_ms + entry.hold_ms, asked_ms });
    else held.delete(run);
    note(run, entry);
    return entry;
  };

  // What this home has to know to give the run back to a store that forgot it.
  const note = (run: string, { order, order_signature, standing, worker: last, head }: Entry): void => {
    const before = orders.of(run);
    // serve leads nothing: its outputs are where they were made.
    const worker = last === SERVES ? (before?.worker ?? null) : last;
    const end = ends.get(run);
    const isHome = standing === 'finished' && end?.sealed === true && end.head.hash === head.hash;
    const isSame = before?.standing === standing && before.worker === worker;
    if (isSame && isHome === (before.home_ms !== null)) return;
    // As its leader does whenever it lets go of the record.
    const isAtRest = isHome || standing === 'parked';
    if (isAtRest && end !== undefined && end.size > 0) saveCopyHead(homeFolder(home, run), end);
    const home_ms = isHome ? (before?.home_ms ?? now()) : null;
    orders.keep(run, { order, order_signature, created: true, standing, worker, home_ms });
  };

  const bring: Mirror['bring'] = (run) => {
    const before = under.get(run) ?? Promise.resolve(null);
    // One after the other: two of them would write the same lines.
    const next = before
      .catch(() => null)
      .then(() => bringNow(run))
      .catch((error: unknown) => {
        ends.delete(run);
        said.add('fleet-mirror', { run, why: messageOf(error) }, { result: 'failed' });
        return null;
      })
      .finally(() => {
        if (under.get(run) === next) under.delete(run);
      });
    under.set(run, next);
    return next;
  };

  return {
    look: async () => {
      const got = await asking.ask(() => log.changed(mark));
      if (got === null) return false;
      const lapsing = [...held].filter(([, { until_ms, asked_ms }]) => now() > until_ms || now() - asked_ms > AGAIN_MS);
      for (const run of new Set([...got.answer.runs, ...lapsing.map(([one]) => one)])) {
        await bring(run);
        if (asking.goneSince() !== null) return false;
      }
      mark = got.answer.mark;
      return true;
    },
    bring,
    entries: () => entries,
    heldUntil: (run) => held.get(run)?.until_ms ?? null,
    again: () => {
      mark = '';
      entries.clear();
      held.clear();
    },
    endOf,
    strange: () => strange,
  };
}

/** Lines of a copy, up to the end of the good ones. */
export const linesOf = (transcript: string, size: number): readonly string[] =>
  readFileSync(transcript).subarray(0, size).toString('utf8').split('\n').slice(0, -1);

// A log that is behind a record that was good before: whoever gives the run back to it adds the rest.
function beginsWith(file: string, lines: readonly string[]): boolean {
  const beginning = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return readFileSync(file).subarray(0, beginning.length).equals(beginning);
}
