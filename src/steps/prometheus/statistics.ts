// What the points of a series say over a time.

/** One point; `value` is null where its words are no finite number. */
export interface Point {
  readonly at_ms: number;
  readonly text: string;
  readonly value: number | null;
}

type Known = Point & { readonly value: number };

/** The fields of a series; what its points do not give is left out. */
export function statistics(points: readonly Point[]): Readonly<Record<string, number>> {
  const known = points.filter((point): point is Known => point.value !== null);
  const values = known.map(({ value }) => value);
  const [first, last] = [points[0]?.value ?? null, points.at(-1)?.value ?? null];
  const slope = perSecond(known);
  return {
    ...(first === null ? {} : { first }),
    ...(last === null ? {} : { last }),
    ...(values.length === 0
      ? {}
      : { min: least(values), max: -least(values.map((value) => -value)), avg: mean(values) }),
    ...(slope === null ? {} : { per_second: slope }),
  };
}

// A series may have eleven thousand points: too many for the arguments of a call on some stacks.
const least = (values: readonly number[]): number =>
  values.reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY);

// Each is divided first: a sum of large values may be infinite.
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value / values.length, 0);

/** The slope of the line that fits the points best (least squares), as `deriv` of PromQL has it: one odd point moves it little. */
function perSecond(points: readonly Known[]): number | null {
  const [first] = points;
  if (first === undefined || points.length < 2) return null;
  const times = points.map(({ at_ms }) => (at_ms - first.at_ms) / 1000);
  const [time, value] = [mean(times), mean(points.map((point) => point.value))];
  let [both, spread] = [0, 0];
  for (const [n, point] of points.entries()) {
    const off = (times[n] ?? 0) - time;
    both += off * (point.value - value);
    spread += off * off;
  }
  const slope = both / spread;
  return Number.isFinite(slope) ? slope : null;
}
