// Counts of what was met, and the floor that each has: a property whose case did not occur has proved nothing.

/** Hears of everything that an oracle had something to say about. */
export type Met = (what: string) => void;

/** Counts. */
export interface Counts {
  readonly met: Met;
  /** What was met less often than it has to be, told for reading. */
  readonly below: (floors: Readonly<Record<string, number>>) => readonly string[];
  readonly all: () => ReadonlyMap<string, number>;
}

/** Begins to count. */
export function counting(): Counts {
  const counts = new Map<string, number>();
  return {
    met: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    below: (floors) =>
      Object.entries(floors)
        .filter(([what, least]) => (counts.get(what) ?? 0) < least)
        .map(([what, least]) => `${what}: ${counts.get(what) ?? 0} of at least ${least}`),
    all: () => counts,
  };
}
