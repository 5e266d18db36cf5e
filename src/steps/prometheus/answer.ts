// What the API of Prometheus answers, as fields of a reading. A number that JSON has no form for (NaN, infinite) is no value:
// its words are kept, and nothing is worked out from it.

import { AT_ONCE, fieldsOfSeries, type OneSeries, OVER_TIME } from '../../kinds/prometheus/series.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Fields } from '../failure.ts';
import { type Point, statistics } from './statistics.ts';

/** The time that was asked for; absent: this moment. */
interface Asked {
  readonly end_ms: number;
  readonly step_ms: number;
}

/** The fields that an answer gives; null where it is none of this API. */
export function read(json: Json, asked: Asked | undefined): Fields | null {
  if (!isObject(json) || json['status'] !== 'success' || !isObject(json['data'])) return null;
  const { resultType: type, result } = json['data'];
  const series = seriesIn(type, result, asked);
  if (series === null) return null;
  return { ...fieldsOfSeries(series, asked === undefined ? AT_ONCE : OVER_TIME), warnings: warningsIn(json) };
}

function seriesIn(
  type: Json | undefined,
  result: Json | undefined,
  asked: Asked | undefined,
): readonly OneSeries[] | null {
  if (!Array.isArray(result)) return null;
  const items: readonly Json[] = result;
  switch (type) {
    case 'scalar':
    case 'string':
      return [one({}, [items], false, asked)];
    case 'vector':
    case 'matrix':
      return items.flatMap((item) => (isObject(item) ? [ofItem(item, asked)] : []));
    default:
      return null;
  }
}

function ofItem(item: JsonObject, asked: Asked | undefined): OneSeries {
  const { metric, value, values, histogram, histograms } = item;
  const labels = isObject(metric) ? metric : {};
  const samples = value === undefined ? values : [value];
  const isHistogram = samples === undefined && (histogram !== undefined || histograms !== undefined);
  return one(labels, Array.isArray(samples) ? samples : [], isHistogram, asked);
}

function one(labels: JsonObject, samples: readonly Json[], isHistogram: boolean, asked: Asked | undefined): OneSeries {
  const points = samples.flatMap((sample) => pointOf(sample) ?? []);
  const last = points.at(-1);
  if (last === undefined) {
    const why = isHistogram ? HISTOGRAM : 'it has no sample';
    return { fields: { labels }, absent: { value: why, ...lacking({}, asked, why) } };
  }
  const why = whyNone(last, asked);
  const value = why === null ? { value: Number(last.text) } : {};
  const over = asked === undefined ? {} : statistics(points);
  return {
    fields: { labels, ...value, text: last.text, ...over },
    absent: { ...lacking(over, asked, 'too few of its points are numbers'), ...(why === null ? {} : { value: why }) },
  };
}

const HISTOGRAM =
  'it is a histogram, which is no number: histogram_quantile, histogram_avg or histogram_count makes one of it';

/** Of what is not known of a series, `value` apart, why. */
function lacking(own: JsonObject, asked: Asked | undefined, why: string): Readonly<Record<string, string>> {
  const { value: _, text: __, ...over } = OVER_TIME;
  const names = asked === undefined ? [] : Object.keys(over);
  return Object.fromEntries(names.filter((name) => !Object.hasOwn(own, name)).map((name) => [name, why]));
}

// A range goes on to show a series that has ended: its last point is not its value now.
function whyNone({ at_ms, text, value }: Point, asked: Asked | undefined): string | null {
  if (asked !== undefined && at_ms <= asked.end_ms - asked.step_ms)
    return `it has had no value since ${new Date(at_ms).toISOString().replace(/\.\d+Z$/, 'Z')}`;
  return value === null
    ? `it is ${/^[-+]?(?:NaN|Inf)$/.test(text) ? text : 'a text'}, which is no number to compare with`
    : null;
}

function pointOf(sample: Json): Point | null {
  if (!Array.isArray(sample)) return null;
  const [at, text] = sample as readonly Json[];
  if (typeof at !== 'number' || typeof text !== 'string') return null;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return { at_ms: Math.round(at * 1000), text, value: Number.isFinite(value) ? value : null };
}

/** What the server says beside; VictoriaMetrics marks an answer from a part of its stores. */
function warningsIn({ warnings, isPartial }: JsonObject): readonly string[] {
  const said = Array.isArray(warnings) ? warnings.filter((one: Json) => typeof one === 'string') : [];
  return isPartial === true ? [...said, 'the answer is partial: some of the stores did not answer'] : said;
}
