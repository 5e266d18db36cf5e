// Lets a long look be taken in slices, so that whoever leads a run can hear signals in between. What has been evaluated is
// kept with its scope; a slice decides nothing but when to go on.

/** Units of work that are left of a slice. */
export interface Pace {
  left: number;
}

/** Thrown where the next expression would begin and the slice is over. Never leaves `inSlice`. */
export class Pause extends Error {}

/** What was made in a slice, and what is left of it. */
export interface Made<T> {
  readonly made: T;
  readonly left: number;
}

/** About a twentieth of a second of work (evaluate/budget.ts). */
export const SLICE = 600_000;

/** Does something that evaluates, for so many units of work; null when it has to be begun again, with the same scopes. */
export function inSlice<T>(pace: Pace, units: number, act: () => T): Made<T> | null {
  pace.left = units;
  try {
    const made = act();
    return { made, left: pace.left };
  } catch (error) {
    if (error instanceof Pause) return null;
    throw error;
  } finally {
    pace.left = Number.POSITIVE_INFINITY;
  }
}
