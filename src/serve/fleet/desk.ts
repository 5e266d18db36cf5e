// The desk, for runs that workers lead. What is said to one that nobody leads is made as for a run of this host, on a copy of
// its record, under a hold of its log; it counts once the log has taken it. One that a worker leads has a box for letters.

import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CopyEnd, homeFolder } from '../../fleet/copy.ts';
import type { Entry, FleetStanding, Hold, Refusal } from '../../fleet/ports.ts';
import type { Actor } from '../../model/event.ts';
import type { Result } from '../../model/result.ts';
import { type Head, sha256 } from '../../transcript/chain.ts';
import { decodeLine } from '../../transcript/format.ts';
import type { Appended, Desk, RecordRead, Said, Saying } from '../ports.ts';
import { type Asking, type FleetLink, SERVES } from './link.ts';
import type { Mirror } from './mirror.ts';
import type { Orders } from './orders.ts';

/** How records are written on this host, in a folder of a run that nobody else knows. */
export interface OnCopies {
  append(folder: string, say: (record: RecordRead) => Result<Saying, string>): Appended;
  close(folder: string, reason: string, actor: Actor): string | null;
  /** What is put into the box of a run that is led; null: that is not said to a run. */
  letter(saying: Saying, typed?: string): string | null;
}

/** What the desk works with. */
export interface FleetDeskParts {
  readonly own: Desk;
  readonly copies: OnCopies;
  readonly link: FleetLink;
  readonly asking: Asking;
  readonly mirror: Mirror;
  readonly orders: Orders;
  readonly now: () => number;
  /** Says to workers that a run may go on. */
  wake(run: string): void;
}

/** How long a hold of serve is good: longer than writing a few lines takes. */
const HOLD_MS = 8000;

/** A copy that was written on. */
interface Written<T> {
  readonly made: T;
  readonly lines: readonly string[];
}

type Put<T> = { readonly is: 'put'; readonly made: T } | Exclude<Appended, { readonly is: 'written' }>;

/** The desk of a home whose runs may be led by workers. */
export function fleetDesk(parts: FleetDeskParts): Desk {
  const { own, copies, link, asking, mirror, orders, now, wake } = parts;
  const { log, signer } = link;
  const turns = new Map<string, Promise<unknown>>();

  /** Whether workers lead a run: the record is not whole, or not yet home. */
  const isElsewhere = (run: string): boolean => {
    const offered = orders.of(run);
    return offered !== undefined && offered.home_ms === null;
  };

  // Two holds of serve on one run would shut each other out.
  const inTurn = async <T>(run: string, work: () => Promise<T>): Promise<T> => {
    const before = turns.get(run) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(work);
    turns.set(run, mine);
    try {
      return await mine;
    } finally {
      if (turns.get(run) === mine) turns.delete(run);
    }
  };

  const unreachable = (): Put<never> => ({
    is: 'failed',
    why: `workers lead this run, and the queue at ${link.shown} does not answer; nothing was written, try again when it does`,
  });

  const put = <T>(run: string, work: (folder: string) => T): Promise<Put<T>> =>
    inTurn(run, async () => {
      const stood = await mirror.bring(run);
      if (asking.goneSince() !== null) return unreachable();
      const taken = await asking.ask(() => log.take(run, SERVES, HOLD_MS));
      if (taken === null) return unreachable();
      if (taken.answer === null)
        return { is: 'refused', why: 'the run is over, or the queue does not know it any more' };
      if ('held_by' in taken.answer) return { is: 'led' };
      const { hold } = taken.answer;
      try {
        const entry = await mirror.bring(run);
        const end = mirror.endOf(run);
        if (entry === null) return unreachable();
        if (entry.head.seq === 0) return { is: 'led' };
        if (end === null || end.head.hash !== entry.head.hash)
          return { is: 'failed', why: 'its record does not fit what workers have written; nothing is added to it' };
        const { made, lines } = onCopy(own.home, run, end, work);
        if (lines.length === 0) return { is: 'put', made };
        const refused = await add(hold, { ...entry, standing: stood?.standing ?? 'queued' }, lines);
        return refused ?? { is: 'put', made };
      } finally {
        await asking.ask(() => log.release(hold));
        await mirror.bring(run);
        if (mirror.entries().get(run)?.standing === 'queued') wake(run);
      }
    });

  const add = async (hold: Hold, entry: Entry, lines: readonly string[]): Promise<Put<never> | null> => {
    const { run } = hold;
    const last = lines.at(-1) ?? '';
    const head: Head = { seq: entry.head.seq + lines.length, hash: sha256(last) };
    const standing = standingAfter(lines, entry.standing);
    const ended = standing === 'finished' ? { under_way: [] } : {};
    const added = await asking.ask(() =>
      log.add(hold, { lines, head, signature: signer.head(run, head), standing, ...ended }),
    );
    if (added === null)
      return {
        is: 'failed',
        why: `the queue at ${link.shown} did not answer; look at the run again to see whether it was taken`,
      };
    return added.answer === null ? null : refusalOf(added.answer);
  };

  const post = async (run: string, saying: Saying, typed?: string): Promise<Said> => {
    const text = copies.letter(saying, typed);
    if (text === null) return { taken: false, why: 'that is not said to a run' };
    const letter = JSON.stringify({ text, signature: signer.message(run, text) });
    const posted = await asking.ask(() => log.post(run, letter));
    if (posted === null)
      return { taken: false, why: `the queue at ${link.shown} does not answer; try again when it does` };
    // Whoever led it may have let go of it meanwhile: then somebody has to come for the letter.
    await mirror.bring(run);
    if ((mirror.heldUntil(run) ?? 0) <= now()) wake(run);
    return posted.answer ? { taken: true } : { taken: false, why: 'too much waits to be told to this run' };
  };

  return {
    ...own,
    isLed: (run) => (isElsewhere(run) ? Promise.resolve((mirror.heldUntil(run) ?? 0) > now()) : own.isLed(run)),
    append: async (run, say) => {
      if (!isElsewhere(run)) return own.append(run, say);
      const done = await put(run, (folder) => copies.append(folder, say));
      return done.is === 'put' ? done.made : done;
    },
    tell: (run, saying, typed) => (isElsewhere(run) ? post(run, saying, typed) : own.tell(run, saying, typed)),
    close: async (run, reason, actor) => {
      if (!isElsewhere(run)) return own.close(run, reason, actor);
      const done = await put(run, (folder) => copies.close(folder, reason, actor));
      if (done.is === 'put') return done.made;
      return done.is === 'led' ? 'a worker leads the run at this moment; close it when it asks, or rests' : done.why;
    },
  };
}

// A run with what it holds now, in a folder of its own, so that nothing stands in its record before the log has taken it.
function onCopy<T>(home: string, run: string, { size }: CopyEnd, work: (folder: string) => T): Written<T> {
  const scratch = join(home, 'serve', 'fleet', 'scratch');
  const folder = join(scratch, run);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'outputs'), { recursive: true, mode: 0o700 });
  try {
    const transcript = join(folder, 'transcript.jsonl');
    copyFileSync(homeFolder(home, run).transcript, transcript);
    const made = work(folder);
    const added = readFileSync(transcript).subarray(size).toString('utf8');
    return { made, lines: added.split('\n').slice(0, -1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Events after which a run has something to do. */
const GOES_ON: ReadonlySet<string> = new Set(['answer.given', 'alert.cleared', 'close.requested']);

function standingAfter(lines: readonly string[], before: FleetStanding): FleetStanding {
  const types = lines.map((line) => {
    const event = decodeLine(line);
    return typeof event === 'string' ? '' : event.type;
  });
  if (types.includes('run.sealed')) return 'finished';
  if (types.some((type) => GOES_ON.has(type)) || before === 'led') return 'queued';
  return before;
}

function refusalOf(refusal: Refusal): Put<never> {
  switch (refusal.is) {
    case 'finished':
      return { is: 'refused', why: 'the run is over' };
    case 'forgotten':
      return { is: 'failed', why: 'the queue has lost what it kept; try again in a minute, when it is given back' };
    default:
      // Somebody took it up, or went on with it, meanwhile.
      return { is: 'led' };
  }
}
