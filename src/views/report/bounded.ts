// A list that a report shows beside its timeline. It keeps what came first and counts the rest, which the timeline has, so that
// memory does not grow with the record.

/** What came first, and how much more there was. */
export interface Bounded<T> {
  readonly all: readonly T[];
  add(one: T): void;
  more(): number;
}

/** More than anybody reads. */
const MOST = 1000;

/** Begins such a list. */
export function bounded<T>(): Bounded<T> {
  const all: T[] = [];
  let more = 0;
  return {
    all,
    add(one) {
      if (all.length < MOST) all.push(one);
      else more += 1;
    },
    more: () => more,
  };
}

/** The lines of such a list, and that there are more. */
export const withMore = <T>(lines: readonly T[], more: number): readonly (T | string)[] =>
  more === 0 ? lines : [...lines, `And ${more} more, which the timeline has.`];
