// What the series that a query gave say together: the value of a single one, or why there is none.

import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { NOT_WHOLE } from '../../model/reading.ts';
import type { FieldType } from '../../model/reading-type.ts';

/** Of each series, at the moment that was asked for; `text` is the value in the words of the server: `0.25`, `NaN`, `+Inf`. */
export const AT_ONCE: Readonly<Record<string, FieldType>> = { value: 'number', text: 'string' };

/** Of each series over a time. */
export const OVER_TIME: Readonly<Record<string, FieldType>> = {
  ...AT_ONCE,
  first: 'number',
  last: 'number',
  min: 'number',
  max: 'number',
  avg: 'number',
  per_second: 'number',
};

/** One series as a reading has it, and why a field of it is absent. */
export interface OneSeries {
  readonly fields: JsonObject;
  readonly absent: Readonly<Record<string, string>>;
}

/** `series`, `empty`, and the fields of a single series, which has those of `type`. */
export function fieldsOfSeries(all: readonly OneSeries[], type: Readonly<Record<string, FieldType>>): JsonObject {
  const [first, ...others] = all;
  const series = all.map(({ fields }) => fields);
  const common = { series, empty: series.length === 0 };
  if (first !== undefined && others.length === 0) {
    const { labels: _, ...own } = first.fields;
    return { ...own, ...common, ...marked(first.absent) };
  }
  const why =
    series.length === 0
      ? 'the query gave no series'
      : `the query gave ${series.length} series, and this is said of a single one: sum them up, or look at \`series\``;
  return { ...common, ...marked(Object.fromEntries(Object.keys(type).map((name) => [name, why]))) };
}

const marked = (absent: Readonly<Record<string, string>>): JsonObject =>
  Object.keys(absent).length === 0 ? {} : { [NOT_WHOLE]: absent };

/** Of a reading that a scenario gives: the value follows from the only series, that there is one from its value. */
export function ofQuery(fields: JsonObject): JsonObject {
  const { error } = fields;
  const following = isObject(error) && error['kind'] !== undefined && error['kind'] !== '' ? null : ofResult(fields);
  return following === null ? {} : { warnings: [], ...following };
}

function ofResult({ series, value, text, empty }: JsonObject): JsonObject | null {
  if (Array.isArray(series)) {
    const all = series.filter((one: Json) => isObject(one)).map((one) => ({ fields: withText(one), absent: {} }));
    // What a scenario laid beneath has of a single series is gone with it.
    return { ...nothing(all.length === 1 ? all[0]?.fields : undefined), ...fieldsOfSeries(all, AT_ONCE) };
  }
  if (empty === true) return { ...nothing(undefined), ...fieldsOfSeries([], AT_ONCE) };
  if (typeof value === 'number')
    return { ...withText({ value }), empty: false, series: [withText({ labels: {}, value })] };
  return typeof text === 'string' ? { value: null, empty: false, series: [{ labels: {}, text }] } : null;
}

const nothing = (but: JsonObject | undefined): JsonObject =>
  Object.fromEntries(Object.keys(OVER_TIME).flatMap((name) => (Object.hasOwn(but ?? {}, name) ? [] : [[name, null]])));

const withText = (one: JsonObject): JsonObject =>
  typeof one['value'] === 'number' ? { text: String(one['value']), ...one } : one;
