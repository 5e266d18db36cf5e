// What the readers of alert bodies share: foreign JSON taken as text, times and names, never trusted to be what it should.

import type { Alert } from '../../model/alert.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** What a body comes to. */
export type AlertRead =
  | { readonly kind: 'alert'; readonly alert: Alert }
  /** A known sender says something that starts no run: why, without a full stop. */
  | { readonly kind: 'nothing'; readonly why: string };

/** Reads a body of one sender; null: it is none of its. */
export type Reader = (body: JsonObject) => AlertRead | null;

/** A body that starts nothing. */
export const nothing = (why: string): AlertRead => ({ kind: 'nothing', why });

/** An alert whose status the sender's own vocabulary gives; `others` says what any other word of it means. */
export function alertIf(
  status: Alert['status'] | undefined,
  alert: Omit<Alert, 'status'>,
  others: () => string,
): AlertRead {
  return status === undefined ? nothing(others()) : { kind: 'alert', alert: { ...alert, status } };
}

/** Text, or a number or truth value as text. */
export const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** Text that says something. */
export const words = (value: Json | undefined): string | undefined => {
  const found = text(value)?.trim();
  return found === undefined || found === '' ? undefined : found;
};

/** The texts of an object; what is none is left out. */
export function texts(value: Json | undefined): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (text(one) === undefined ? [] : [[key, text(one) ?? '']])),
  );
}

/** Labels from tags, `host:redis-1` or `host=redis-1`; a tag without a value is no label. */
export function tags(written: readonly Json[]): Readonly<Record<string, string>> {
  const pairs = written.map((tag) => /^([^:=]+)[:=](.*)$/s.exec(text(tag) ?? ''));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1]?.trim(), pair[2]?.trim()]])));
}

/** Labels, written as an object or as a list of tags. */
export const labelsOf = (value: Json | undefined): Readonly<Record<string, string>> =>
  Array.isArray(value) ? tags(value) : texts(value);

/** A label where there is something to say. */
export const label = (name: string, value: Json | undefined): Readonly<Record<string, string>> => {
  const found = text(value);
  return found === undefined ? {} : { [name]: found };
};

/** A label with the name of a thing: its `summary` or its `name`. */
export const named = (name: string, value: Json | undefined): Readonly<Record<string, string>> =>
  isObject(value) ? label(name, text(value['summary']) ?? text(value['name'])) : {};

/** What an object holds under a key; an empty object where there is none. */
export function objectAt(value: Json | undefined, key: string): JsonObject {
  const found = isObject(value) ? value[key] : undefined;
  return found !== undefined && isObject(found) ? found : {};
}

/** RFC 3339 in UTC, from RFC 3339, `+0000` without a colon, or milliseconds; "" where it cannot be read. */
export function time(value: Json | undefined): string {
  const written = text(value) ?? '';
  const ms = /^\d{10,14}$/.test(written)
    ? Number(written)
    : Date.parse(written.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** A foreign word as it may stand in a sentence. */
export function quoted(word: string | undefined): string {
  if (word === undefined) return 'nothing';
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word);
}
