// Which fields of readings a runbook looks at, so that what is kept of a reading is short and decides the same.

import { mentionsOf } from '../expr/syntax/mentions.ts';
import type { Expression } from '../model/expression.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { Runbook } from '../model/runbook.ts';
import { merged } from './scenario.ts';

/** The paths below each probe and step that some expression names. An empty path is the whole reading. */
export type FieldsUsed = ReadonlyMap<string, readonly (readonly string[])[]>;

/** What every expression of a runbook looks at. */
export function fieldsUsed(runbook: Runbook): FieldsUsed {
  const found = new Map<string, (readonly string[])[]>();
  for (const source of sourcesIn(runbook)) {
    for (const [id, ...path] of mentionsOf(source)?.paths ?? []) {
      if (id !== undefined) found.set(id, [...(found.get(id) ?? []), path]);
    }
  }
  return found;
}

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

/** Every expression of a runbook, wherever it stands. */
function sourcesIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  return isExpression(part) ? [part.source] : Object.values(part).flatMap(sourcesIn);
}

const isExpression = (part: object): part is Expression => 'source' in part && 'probes' in part && 'before' in part;
