// JSON text to a value, without changing a number on its way: one that a double does not hold stays the text it was.

import type { Json } from './json.ts';

/**
 * Parses JSON; throws as `JSON.parse` does. A whole number beyond 2^53 that would come out as another, and one that is too
 * large to be a number at all, is a string: compared as a number it is unknown, and in a command it stands as it came.
 */
export function exactJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (!SUSPECT.test(text)) return value;
  return JSON.parse(
    text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') || isExact(token) ? token : `"${token}"`)),
  ) as Json;
}

/** Sixteen digits, or an exponent of three. */
const SUSPECT = /\d{16}|[eE]\+?\d{3}/;

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Whether a number, as it is written, is the same as a double: a fraction is rounded and meant to be. */
export function isExact(token: string): boolean {
  const number = Number(token);
  if (!Number.isFinite(number)) return false;
  return !/^[+-]?\d+$/.test(token) || BigInt(number) === BigInt(token.replace('+', ''));
}
