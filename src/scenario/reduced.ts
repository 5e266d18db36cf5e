// The part of a reading that a runbook looks at, so that what is kept of one is short and decides the same.

import { isObject, type JsonObject } from '../model/json.ts';
import { merged } from './scenario.ts';

/** The part of a reading that is looked at. How it went is always kept, for the engine itself goes by it. */
export function reduced(fields: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  if (paths.some((path) => path.length === 0)) return fields;
  let kept: JsonObject = {};
  for (const path of paths) {
    const value = picked(fields, path);
    if (value !== undefined) kept = merged(kept, value);
  }
  return kept;
}

function picked(fields: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined) return undefined;
  // A name behind something that has no fields is a method: `logs.text.contains("x")`.
  if (rest.length === 0 || !isObject(value)) return { [name]: value };
  const below = picked(value, rest);
  return below === undefined ? undefined : { [name]: below };
}
