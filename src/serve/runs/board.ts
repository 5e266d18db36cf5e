// The runs of this home as they stand now, whoever leads them: read again where their records have grown. It writes nothing.

import type { Crew, Desk } from '../ports.ts';
import { type Standing, standingFrom, standingOf } from './standing.ts';

/** All runs. */
export interface Board {
  /** Looks at what may have changed. */
  look(): Promise<void>;
  /** Newest first. */
  all(): readonly Standing[];
  of(run: string): Standing | undefined;
  /** The newest run of an incident, over or not. */
  withKey(key: string): Standing | undefined;
  /** Runs that are not over whose alert its sender calls so. */
  withAlert(identity: string): readonly Standing[];
  /** Runs that are not over, newest first. */
  open(): readonly Standing[];
  /** Told of each run that stands otherwise than before. */
  onChange(hear: (now: Standing, before: Standing | undefined) => void): void;
}

interface Known {
  readonly identity: string;
  readonly standing: Standing;
}

/** How many are read before others have a turn. */
const AT_A_TIME = 50;

/** Opens the board; it knows nothing before its first look. */
export function openBoard(
  desk: Desk,
  {
    busy,
    cool_down_ms,
    now,
  }: { readonly busy: Crew['busy']; readonly cool_down_ms: number; readonly now: () => number },
): Board {
  const known = new Map<string, Known>();
  const titles = new Map<string, string>();
  const hearing: ((now: Standing, before: Standing | undefined) => void)[] = [];
  let order: readonly string[] = [];
  let looking: Promise<void> | null = null;

  const byKey = new Map<string, string>();
  const byAlert = new Map<string, Set<string>>();

  // What is over long ago does not say any more what it was begun for.
  const index = ({ run, key, alert: named, isOver }: Standing, before: Standing | undefined): void => {
    if (key !== null && run >= (byKey.get(key) ?? '')) byKey.set(key, run);
    const alert = named ?? before?.alert ?? null;
    if (alert === null) return;
    const runs = byAlert.get(alert.identity) ?? new Set<string>();
    if (isOver) runs.delete(run);
    else runs.add(run);
    if (runs.size === 0) byAlert.delete(alert.identity);
    else byAlert.set(alert.identity, runs);
  };

  // A runbook that is not here any more goes by its id.
  const titleOf = async (id: string): Promise<string> => {
    if (!titles.has(id)) {
      titles.set(id, id);
      for (const one of await desk.runbooks()) titles.set(one.id, one.title);
    }
    return titles.get(id) ?? id;
  };

  const read = async (run: string, isBusy: boolean): Promise<Standing> => {
    const listing = await desk.listing(run);
    if ('problem' in listing) return standingFrom(run, listing, { title: run, opened: null });
    if (listing.isOver) {
      // An alert that comes soon after the end begins no other run.
      const isRecent = Date.parse(listing.opened_at) + listing.duration_ms > now() - cool_down_ms;
      return standingFrom(run, listing, {
        title: await titleOf(listing.runbook),
        opened: isRecent ? desk.opened(run) : null,
      });
    }
    const record = desk.record(run);
    if (!record.ok) return standingFrom(run, { problem: record.error }, { title: run, opened: null });
    return standingOf(run, record.value, isBusy || (await desk.isLed(run)));
  };

  const look = async (): Promise<void> => {
    const ids = desk.ids();
    order = ids;
    const leading = busy();
    let count = 0;
    for (const run of ids) {
      const before = known.get(run);
      // A sealed record is never written to again.
      if (before?.standing.isOver === true) continue;
      const isBusy = leading.has(run);
      const identity = `${desk.identity(run)} ${isBusy}`;
      const mayBeLeft = before?.standing.outcome === 'under_way' && !isBusy;
      if (before?.identity === identity && !mayBeLeft) continue;
      if (identity.startsWith(' ')) continue;
      const standing = await read(run, isBusy);
      known.set(run, { identity, standing });
      index(standing, before?.standing);
      if (before === undefined || JSON.stringify(before.standing) !== JSON.stringify(standing))
        for (const hear of hearing) hear(standing, before?.standing);
      count += 1;
      if (count % AT_A_TIME === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    if (known.size > ids.length) {
      const there = new Set(ids);
      for (const run of known.keys()) if (!there.has(run)) known.delete(run);
    }
  };

  const all = (): readonly Standing[] =>
    order.flatMap((run) => {
      const found = known.get(run);
      return found === undefined ? [] : [found.standing];
    });

  return {
    look: () => {
      looking ??= look().finally(() => {
        looking = null;
      });
      return looking;
    },
    all,
    of: (run) => known.get(run)?.standing,
    withKey: (key) => known.get(byKey.get(key) ?? '')?.standing,
    withAlert: (identity) =>
      [...(byAlert.get(identity) ?? [])].flatMap((run) => {
        const standing = known.get(run)?.standing;
        return standing === undefined || standing.isOver ? [] : [standing];
      }),
    open: () => all().filter(({ isOver, outcome }) => !isOver && outcome !== 'unreadable'),
    onChange: (hear) => void hearing.push(hear),
  };
}
