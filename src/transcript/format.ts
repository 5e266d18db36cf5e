// One event, one line: JSON in UTF-8, ended by LF. What is written reads back as the same event, lone surrogates too.
// Control characters that JSON lets pass are escaped, so that showing a transcript in a terminal is harmless.

import type { Actor, EventBody, RunEvent } from '../model/event.ts';
import { FORMAT } from '../model/event.ts';
import { isObject, type JsonObject, jsonText } from '../model/json.ts';
import type { Head } from './chain.ts';
import { fromFormat1 } from './format-1.ts';
import { fitting } from './line-limit.ts';
import { messageOf, TranscriptError } from './transcript-error.ts';

/** What the session knows about an event before it has a place in the record. */
export interface Entry {
  readonly body: EventBody;
  readonly actor: Actor;
  /** Wall clock, milliseconds since the epoch. */
  readonly at_ms: number;
  /** Monotonic milliseconds since this process opened the run. */
  readonly mono_ms: number;
}

/**
 * The line of an event, LF not included; what is too long for a line is cut, with a mark. Throws `unwritable` when the data is
 * nested too deeply or is no JSON.
 */
export function encodeLine(entry: Entry, run: string, before: Head): string {
  try {
    const body = fitting(entry.body);
    return jsonText({
      v: FORMAT,
      run,
      seq: before.seq + 1,
      type: body.type,
      at: new Date(entry.at_ms).toISOString(),
      mono_ms: Math.round(entry.mono_ms),
      actor: entry.actor,
      data: body.data,
      prev: before.hash,
    });
  } catch (error) {
    if (error instanceof TranscriptError) throw error;
    throw new TranscriptError('unwritable', `${entry.body.type} cannot be written as JSON: ${messageOf(error)}`);
  }
}

/** The event of a line, of whatever version, in the form of today; or why it is none. Types of later versions are kept as they are. */
export function decodeLine(text: string): RunEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (!isEvent(value)) return 'is not an event';
  return value.v === 1 ? { ...value, ...fromFormat1(value.type, value.data as unknown as JsonObject) } : value;
}

function isEvent(value: unknown): value is RunEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const line = value as Readonly<Record<string, unknown>>;
  return (
    typeof line['v'] === 'number' &&
    typeof line['run'] === 'string' &&
    Number.isSafeInteger(line['seq']) &&
    typeof line['type'] === 'string' &&
    typeof line['at'] === 'string' &&
    typeof line['mono_ms'] === 'number' &&
    isObject(line['actor']) &&
    isObject(line['data']) &&
    typeof line['prev'] === 'string' &&
    // How a later version writes these is its own business.
    (line['v'] > FORMAT || (AT.test(line['at']) && isActor(line['actor'])))
  );
}

const isActor = ({ kind, name }: JsonObject): boolean => typeof kind === 'string' && typeof name === 'string';

/** RFC 3339, UTC, three decimals: times are shown as they stand here. */
const AT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
