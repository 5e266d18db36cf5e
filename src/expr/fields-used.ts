// Which fields of readings the expressions of a file look at: what is kept of a reading can be short and decide the same,
// and what decides can be shown over time.

import type { Expression } from '../model/expression.ts';
import { mentionsOf } from './syntax/mentions.ts';

/** The paths below each probe and step that some expression names. An empty path is the whole reading. */
export type FieldsUsed = ReadonlyMap<string, readonly (readonly string[])[]>;

/** What every expression in a runbook, or in a part of it, looks at. */
export function fieldsUsed(part: unknown): FieldsUsed {
  const found = new Map<string, (readonly string[])[]>();
  for (const source of sourcesIn(part)) {
    for (const [id, ...path] of mentionsOf(source)?.paths ?? []) {
      if (id !== undefined) found.set(id, [...(found.get(id) ?? []), path]);
    }
  }
  return found;
}

function sourcesIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  return isExpression(part) ? [part.source] : Object.values(part).flatMap(sourcesIn);
}

const isExpression = (part: object): part is Expression => 'source' in part && 'probes' in part && 'before' in part;
