// JSON values: all that a runbook, a reading or an event may hold. No class instances, no BigInt, no undefined.

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a JSON value is an object (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** DEL, C1, line separators, bidi and invisible characters: legal in JSON strings, unwelcome on a terminal. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single code units are meant
const UNWELCOME = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A value as JSON text that is harmless on a terminal: what could steer one is escaped. Throws like `JSON.stringify`. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    UNWELCOME,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
