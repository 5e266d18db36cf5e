// The names that the expressions of a file mention, collected to tell what nobody uses.

import { mentionsOf } from '../expr/mentions.ts';

/** Names mentioned by expressions. */
export interface NamesUsed {
  /** Probes, facts and steps. */
  readonly ids: Set<string>;
  readonly inputs: Set<string>;
}

/** No names. */
export const noNames = (): NamesUsed => ({ ids: new Set(), inputs: new Set() });

/** Adds the names that an expression mentions; of one that cannot be read, every word in it. */
export function noteNames(source: string, used: NamesUsed): void {
  const words = source.match(/[a-z_]\w*/gi) ?? [];
  const mentions = mentionsOf(source) ?? { ids: words, inputs: words };
  for (const id of mentions.ids) used.ids.add(id);
  for (const name of mentions.inputs) used.inputs.add(name);
}
