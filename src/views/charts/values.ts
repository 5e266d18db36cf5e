// Values over time: what the readings of a run said of each field that its runbook decides by, wherever that changed. A
// series that grows long keeps every second point, so that memory does not grow with the record.

import type { Plan } from '../../engine/plan.ts';
import { executionIn, type Run } from '../../engine/state.ts';
import { fieldsUsed } from '../../expr/fields-used.ts';
import type { RunEvent } from '../../model/event.ts';
import { isObject, type Json } from '../../model/json.ts';

/** The values of one field of a probe. */
export interface ReportedValues {
  /** As expressions name it: `ping.ok`. */
  readonly name: string;
  /** Whether they are yes and no, written as 1 and 0. */
  readonly kind: 'number' | 'bool';
  /** Whether triggers, the cause that was found, or a goal of `verify` look at it. */
  readonly decides: boolean;
  /** Run time in milliseconds, and the value. */
  readonly points: readonly (readonly [ms: number, value: number])[];
}

/** Values over time, while the events of a run are gone through. */
export interface Charting {
  /** Takes one event in; `state` is that after it. */
  take(event: RunEvent, state: Run): void;
  /** What changed, that which decided first. */
  values(cause: string | null): readonly ReportedValues[];
  /** The numbers that a part of the runbook looks at, through facts too, changed or not. */
  of(part: unknown): readonly ReportedValues[];
}

const MOST_POINTS = 240;
const MOST_SERIES = 300;
const MOST_SHOWN = 12;

interface Series {
  readonly kind: ReportedValues['kind'];
  points: (readonly [number, number])[];
  /** Every so manyth value is kept, and how many have come since the last one that was. */
  every: number;
  since: number;
  /** The newest value, kept or not. */
  last: readonly [number, number];
}

/** Begins to gather. */
export function charting(plan: Plan): Charting {
  const used = [...fieldsUsed(plan.runbook)].filter(([id]) => plan.probes.has(id));
  const paths = new Map(used.map(([id, all]) => [id, unique([['ok'], ...all.filter(({ length }) => length > 0)])]));
  const series = new Map<string, Series>();
  return {
    take(event, state) {
      if (event.type !== 'step.finished' || !('reading' in event.data.outcome)) return;
      const { reading } = event.data.outcome;
      const probe = executionIn(state, event.data.exec)?.started.step;
      if (probe === undefined || reading === undefined) return;
      for (const path of paths.get(probe) ?? []) {
        const value = valueAt(reading as Json, path);
        if (typeof value !== 'number' && typeof value !== 'boolean') continue;
        add(series, { name: [probe, ...path].join('.'), ms: state.now_ms, value });
      }
    },
    values(cause) {
      const decides = decidedBy(plan, cause);
      return [...series]
        .map(([name, one]) => reported(name, one, decides.has(name)))
        .filter((one) => one.points.some(([, value]) => value !== one.points[0]?.[1]) && !isClock(one))
        .sort((one, other) => rankOf(one) - rankOf(other))
        .slice(0, MOST_SHOWN);
    },
    of(part) {
      const names = [...namesIn(plan, [part])];
      return names.flatMap((name) => {
        const one = series.get(name);
        return one?.kind === 'number' ? [reported(name, one, true)] : [];
      });
    },
  };
}

function reported(name: string, { kind, points, last }: Series, decides: boolean): ReportedValues {
  return { name, kind, decides, points: points.at(-1) === last ? points : [...points, last] };
}

const rankOf = ({ decides, kind }: ReportedValues): number => (decides ? 0 : 2) + (kind === 'bool' ? 0 : 1);

function add(
  series: Map<string, Series>,
  { name, ms, value }: { readonly name: string; readonly ms: number; readonly value: number | boolean },
): void {
  const point = [ms, Number(value)] as const;
  const known = series.get(name);
  if (known === undefined) {
    if (series.size >= MOST_SERIES || !Number.isFinite(point[1])) return;
    const kind = typeof value === 'boolean' ? 'bool' : 'number';
    series.set(name, { kind, points: [point], every: 1, since: 0, last: point });
    return;
  }
  if ((typeof value === 'boolean') !== (known.kind === 'bool')) return;
  const hasTurned = known.kind === 'bool' && known.points.at(-1)?.[1] !== point[1];
  known.last = point;
  known.since += 1;
  // Where yes and no turn is worth more than another point of the same.
  if (known.since < known.every && !hasTurned) return;
  known.since = 0;
  known.points.push(point);
  if (known.points.length < MOST_POINTS) return;
  known.points = known.points.filter((_, n) => n % 2 === 0);
  known.every *= 2;
}

// What the cause, the triggers and the goals of `verify` look at, through facts too; how each of those probes went.
function decidedBy(plan: Plan, cause: string | null): ReadonlySet<string> {
  const { causes, triggers, verify } = plan.runbook;
  return namesIn(plan, [causes.find(({ id }) => id === cause)?.when ?? [], triggers, verify.map(({ goal }) => goal)]);
}

function namesIn({ runbook }: Plan, of: readonly unknown[]): ReadonlySet<string> {
  const parts = [...of];
  const names = new Set<string>();
  const facts = new Set<string>();
  for (const part of parts) {
    for (const [id, paths] of fieldsUsed(part)) {
      const fact = runbook.facts.find((one) => one.id === id);
      if (fact === undefined) for (const path of [['ok'], ...paths]) names.add([id, ...path].join('.'));
      else if (!facts.has(id)) {
        facts.add(id);
        parts.push(fact);
      }
    }
  }
  return names;
}

// What rises with the time alone, such as a time or an age, says nothing: the square of its correlation with the time.
function isClock({ kind, points }: Pick<ReportedValues, 'kind' | 'points'>): boolean {
  if (kind === 'bool' || points.length < 4) return false;
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [ms, value] = [mean(0), mean(1)];
  let [both, times, values] = [0, 0, 0];
  for (const point of points) {
    both += (point[0] - ms) * (point[1] - value);
    times += (point[0] - ms) ** 2;
    values += (point[1] - value) ** 2;
  }
  return (both * both) / (times * values) > 0.999;
}

function valueAt(value: Json, [name, ...rest]: readonly string[]): Json | undefined {
  if (name === undefined) return value;
  const below = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return below === undefined ? undefined : valueAt(below, rest);
}

const unique = (paths: readonly (readonly string[])[]): readonly (readonly string[])[] => [
  ...new Map(paths.map((path) => [path.join('.'), path])).values(),
];
