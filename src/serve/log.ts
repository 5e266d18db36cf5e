// What serve itself has to say: what came in, what was refused, who signed in. Kept beside the records, a few megabytes of it,
// and counted for /metrics. What a run did stands in its record alone.

import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Names and numbers, no secrets. */
export type Told = Readonly<Record<string, string | number | null>>;

/** The log of serve. */
export interface Log {
  /** Adds a line, and counts it by its name and these labels. */
  add(name: string, told: Told, labels?: Readonly<Record<string, string>>): void;
  /** Counts without a line. */
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** Counters by name, and in it by labels as JSON. */
  counters(): ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const MOST_BYTES = 4 * 1024 * 1024;

/** Opens the log in a folder. */
export function openLog(folder: string, now: () => number): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'log.jsonl');
  const counters = new Map<string, Map<string, number>>();
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const count: Log['count'] = (name, labels = {}, by = 1) => {
    const of = counters.get(name) ?? new Map<string, number>();
    const key = JSON.stringify(labels);
    of.set(key, (of.get(key) ?? 0) + by);
    counters.set(name, of);
  };
  const lines: string[] = [];
  const write = (): void => {
    const text = lines.splice(0).join('');
    try {
      if (size > MOST_BYTES) {
        renameSync(file, `${file}.old`);
        size = 0;
      }
      appendFileSync(file, text, { mode: 0o600 });
      size += text.length;
    } catch {
      // A full disk takes no alerts either, and says so.
    }
  };
  return {
    count,
    add: (name, told, labels) => {
      count(name, labels);
      lines.push(`${JSON.stringify({ at: new Date(now()).toISOString(), what: name, ...told, ...labels })}\n`);
      // Those of one turn are written together.
      if (lines.length === 1) setImmediate(write);
    },
    counters: () => counters,
  };
}
