// How long a line of a transcript may be, and what becomes of an event that would be longer: what is too long in it is left
// out, marked, before it is written. A reading says of such a field that it is not whole; anything else is cut.

import type { EventBody } from '../model/event.ts';
import { isObject, type Json } from '../model/json.ts';
import { NOT_WHOLE } from '../model/reading.ts';
import { jsonSize } from './json-size.ts';
import { TranscriptError } from './transcript-error.ts';

/** The longest line, in bytes, its LF not counted. */
export const MAX_LINE = 64 * 1024 * 1024;

/** The longest line with what may stand around the data and what characters beyond ASCII may add, in characters. */
const MAX_DATA = MAX_LINE / 3 - 64 * 1024;

/** The body as it can be written. Throws `unwritable` where too much is left even then. */
export function fitting(body: EventBody): EventBody {
  const data = body.data as unknown as Json;
  if (jsonSize(data, MAX_DATA) <= MAX_DATA) return body;
  const shorter = body.type === 'step.finished' ? withoutLongFields(data) : cut(data);
  if (jsonSize(shorter, MAX_DATA) > MAX_DATA)
    throw new TranscriptError('unwritable', `${body.type} is longer than a line of a record may be`);
  return { type: body.type, data: shorter } as unknown as EventBody;
}

const WHY = 'with it the event is longer than a line of a record may be, and a part proves nothing';

/** The longest fields of the reading go, one after the other, until the rest fits. */
function withoutLongFields(data: Json): Json {
  const outcome = isObject(data) ? data['outcome'] : undefined;
  const reading = isObject(outcome) ? outcome['reading'] : undefined;
  if (!isObject(data) || !isObject(outcome) || !isObject(reading)) return cut(data);
  const sizes = Object.entries(reading)
    .map(([name, value]) => ({ name, size: jsonSize(value, MAX_DATA) }))
    .toSorted((a, b) => b.size - a.size);
  const kept: Record<string, Json> = { ...reading };
  const marks: Record<string, Json> = isObject(reading[NOT_WHOLE]) ? { ...reading[NOT_WHOLE] } : {};
  let size = sizes.reduce((sum, one) => sum + one.size, 0);
  for (const one of sizes) {
    if (size <= MAX_DATA - 64 * 1024) break;
    delete kept[one.name];
    marks[one.name] = WHY;
    size -= one.size;
  }
  const shorter = { ...data, outcome: { ...outcome, reading: { ...kept, [NOT_WHOLE]: marks } } };
  return jsonSize(shorter, MAX_DATA) <= MAX_DATA ? shorter : cut(shorter);
}

const MOST_TEXT = 1000;
const MOST_ITEMS = 1000;
/** Values of one event that are cut: then only marks. */
const MOST_VALUES = 10_000;

function cut(value: Json, left = { values: MOST_VALUES }): Json {
  left.values -= 1;
  if (typeof value === 'string') {
    if (value.length <= MOST_TEXT) return value;
    const kept = value.slice(0, MOST_TEXT).replace(/[\uD800-\uDBFF]$/, '');
    return `${kept}… (${value.length - kept.length} more characters are not on record)`;
  }
  if (Array.isArray(value)) {
    const items: readonly Json[] = value.slice(0, MOST_ITEMS);
    const kept = items.flatMap((item) => (left.values > 0 ? [cut(item, left)] : []));
    return value.length > kept.length ? [...kept, `… (${value.length - kept.length} more are not on record)`] : kept;
  }
  if (!isObject(value)) return value;
  // What an event is made of has names that its readers need; only what stands below is left out.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, left.values > 0 ? cut(item, left) : '… (not on record)']),
  );
}
