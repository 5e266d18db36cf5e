// How fast a queue moves, counted in its stream of events: jobs that are removed once they are done show nowhere else.

import type { Fields } from '../failure.ts';
import type { QueueReader, Snapshot } from './queue.ts';

const PAGE = 1000;

/** Jobs added, completed and failed each second between two looks; nothing where the queue keeps no events. */
export async function rates(reader: QueueReader, before: Snapshot, after: Snapshot): Promise<Fields> {
  if (!before.has_events || !after.has_events) return {};
  const { counts, from_ms } = await eventsSince(reader, before);
  const seconds = Math.max(1, after.now_ms - Math.max(before.now_ms, from_ms)) / 1000;
  const rate = (event: string): number => Number(((counts.get(event) ?? 0) / seconds).toFixed(3));
  return { added_per_s: rate('added'), completed_per_s: rate('completed'), failed_per_s: rate('failed') };
}

interface Counted {
  readonly counts: ReadonlyMap<string, number>;
  /** From when on events were there to be counted: a busy stream forgets its oldest ones. */
  readonly from_ms: number;
}

async function eventsSince({ key, stream }: QueueReader, { last_event, now_ms }: Snapshot): Promise<Counted> {
  const counts = new Map<string, number>();
  let from_ms = now_ms;
  let last = last_event === '' ? '-' : last_event;
  for (let more = true, isFirst = true; more; isFirst = false) {
    const page = await stream('XRANGE', key('events'), last, '+', 'COUNT', String(PAGE));
    const forgotten = isFirst && last_event !== '' && page[0] !== undefined && page[0][0] !== last_event;
    if (forgotten) from_ms = Number.parseInt(page[0]?.[0] ?? '', 10);
    // A page begins with the event that the one before it ended with.
    for (const [id, fields] of page) if (id !== last) count(counts, fields);
    last = page.at(-1)?.[0] ?? last;
    more = page.length === PAGE;
  }
  return { counts, from_ms };
}

function count(counts: Map<string, number>, fields: readonly string[]): void {
  const name = fields[fields.indexOf('event') + 1] ?? '';
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
