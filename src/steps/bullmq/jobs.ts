// The jobs of a queue one by one, as far as they tell what is wrong: without a lock, waiting for long, failed for a reason.

import type { Fields } from '../failure.ts';
import { isMarker, type QueueReader } from './queue.ts';

/** Active jobs whose locks are looked at. */
const MOST_ACTIVE = 1000;
/** Waiting jobs of each list, next in turn, whose ages are looked at. */
const MOST_WAITING = 20;
/** Delayed jobs, next in turn, whose last failure is looked at. */
const MOST_DELAYED = 200;
/** A job that is due for less is on its way. */
const ON_ITS_WAY_MS = 1000;
/** Scores of delayed jobs are times in milliseconds, with room for jobs of the same one. */
const SCORES_A_MS = 4096;
/** Scores of jobs with a priority begin with it, and go on with their turn. */
const SCORES_A_PRIORITY = 2 ** 32;
/** Failed jobs, newest first, whose reasons are counted. */
const MOST_FAILED = 200;
const MOST_REASONS = 10;
const REASON_LENGTH = 200;

/** Fields of the reading that come from single jobs; `now_ms` by the clock of the server. */
export async function jobFields(reader: QueueReader, now_ms: number): Promise<Fields> {
  const { key, number, text, list } = reader;
  const range = async (...argv: readonly string[]): Promise<readonly string[]> =>
    (await list(...argv)).filter((id) => id !== null);
  const last = (count: number): readonly string[] => [String(-count), '-1'];
  const first = (count: number): readonly string[] => ['0', String(count - 1)];
  const [active, wait, paused, prioritized, failed, delayed, overdue] = await Promise.all([
    range('LRANGE', key('active'), ...first(MOST_ACTIVE)),
    range('LRANGE', key('wait'), ...last(MOST_WAITING)),
    range('LRANGE', key('paused'), ...last(MOST_WAITING)),
    range('ZRANGE', key('prioritized'), ...first(MOST_WAITING)),
    range('ZREVRANGE', key('failed'), ...first(MOST_FAILED)),
    range('ZRANGE', key('delayed'), ...first(MOST_DELAYED)),
    number('ZCOUNT', key('delayed'), '-inf', String(Math.floor(now_ms - ON_ITS_WAY_MS) * SCORES_A_MS)),
  ]);
  const waiting = [...wait, ...paused, ...prioritized].filter((id) => !isMarker(id));
  const reasonOf = (id: string): Promise<string | null> => text('HGET', key(id), 'failedReason');
  const [activeJobs, locks, waitingJobs, reasons, retried] = await Promise.all([
    Promise.all(active.map((id) => text('HGET', key(id), 'processedOn'))),
    Promise.all(active.map((id) => number('EXISTS', key(`${id}:lock`)))),
    Promise.all(waiting.map((id) => list('HMGET', key(id), 'timestamp', 'opts', 'processedOn'))),
    Promise.all(failed.map(reasonOf)),
    // Only a job that has failed before has one while it waits for its turn.
    Promise.all([...waiting, ...delayed].map(reasonOf)),
  ]);
  return {
    stalled: locks.filter((lock) => lock === 0).length,
    oldest_waiting_ms: oldest(now_ms, waitingJobs.map(waitingSince)),
    oldest_active_ms: oldest(now_ms, activeJobs.map(time)),
    failed_reasons: grouped(reasons),
    retry_reasons: grouped(retried),
    overdue,
    low_priority_waiting_ms: await lowestWaiting(reader, now_ms),
  };
}

// Of the lowest priority that waits, the first in turn has waited longest. Scores begin with the priority.
async function lowestWaiting({ key, text, list }: QueueReader, now_ms: number): Promise<number> {
  const [, score] = await list('ZREVRANGE', key('prioritized'), '0', '0', 'WITHSCORES');
  if (score == null) return 0;
  const from = Math.floor(Number(score) / SCORES_A_PRIORITY) * SCORES_A_PRIORITY;
  const [id] = await list('ZRANGEBYSCORE', key('prioritized'), String(from), '+inf', 'LIMIT', '0', '1');
  return id == null ? 0 : oldest(now_ms, [time(await text('HGET', key(id), 'timestamp'))]);
}

// A delayed job begins to wait when its delay is over, a job that is tried again when its last try ended.
function waitingSince([timestamp, opts, processedOn]: readonly (string | null)[]): number | null {
  const added = time(timestamp);
  return added === null ? null : Math.max(added + delayOf(opts), time(processedOn) ?? 0);
}

function delayOf(opts: string | null | undefined): number {
  try {
    const { delay } = JSON.parse(opts ?? '{}') as { readonly delay?: unknown };
    return typeof delay === 'number' ? delay : 0;
  } catch {
    return 0;
  }
}

const time = (text: string | null | undefined): number | null => (text == null || text === '' ? null : Number(text));

function oldest(now_ms: number, since: readonly (number | null)[]): number {
  const known = since.filter((one) => one !== null && Number.isFinite(one));
  return Math.max(0, ...known.map((one) => Math.round(now_ms - (one ?? now_ms))));
}

function grouped(reasons: readonly (string | null)[]): readonly { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const text of reasons) {
    if (text === null) continue;
    const reason = (text.split('\n', 1)[0] ?? '').slice(0, REASON_LENGTH);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const groups = [...counts].map(([reason, count]) => ({ reason, count }));
  return groups.sort((a, b) => b.count - a.count).slice(0, MOST_REASONS);
}
