// The names that the expressions of a file mention, collected to tell what nobody uses.

import { mentionsOf } from '../../expr/syntax/mentions.ts';

/** Names mentioned by expressions. */
export interface NamesUsed {
  /** Probes, facts and steps. */
  readonly ids: Set<string>;
  readonly inputs: Set<string>;
}

/** No names. */
export const noNames = (): NamesUsed => ({ ids: new Set(), inputs: new Set() });

/** Adds the names that an expression mentions; of one that cannot be read, every word in it. */
export function noteNames(source: string, used: NamesUsed, mentions = mentionsOf(source)): void {
  const words = mentions === null ? (source.match(/[a-z_]\w*/gi) ?? []) : [];
  for (const id of mentions?.ids ?? words) used.ids.add(id);
  for (const name of mentions?.inputs ?? words) used.inputs.add(name);
}
