// Forgeries of events: anything in the place of anything.

import type { Json } from '../../../src/model/json.ts';

/** Text that steers a terminal, breaks out of Markdown, and is half a character. */
export const HOSTILE = 'a\x1b]52;c;eA==\x07\x1b[2J\x9b3J\r\u202e\n# `b`|<i>\ud800';

/** None of these may reach a terminal. */
export const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|\p{Cs}/u;

/** A place in a value: keys and numbers of items, from the outside in. */
export type Path = readonly (string | number)[];

/** Every place in a value, the whole of it left out. */
export function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, part]) =>
    pathsIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inside : [path, ...inside];
}

/** The value with something else in one place; undefined: with nothing there. */
export function replaced(value: unknown, [key, ...rest]: Path, by: Json | undefined): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((part, at) => (at === key ? replaced(part, rest, by) : part));
  const entries = Object.entries(value as object).map(
    ([name, part]) => [name, name === key ? replaced(part, rest, by) : part] as const,
  );
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}
