// What a reading says of text that was too long to be kept: nothing, with the reason. A part of a text proves nothing, and
// a command that is filled with one acts on a part.

import { NOT_WHOLE } from '../../model/reading.ts';
import { CAPTURE_BYTES } from './captured.ts';

const MIB = 1024 * 1024;

/** Fields for these names, all absent; `cure` completes a sentence. */
export function notWhole(
  names: readonly string[],
  cure: string,
): { readonly [NOT_WHOLE]: Readonly<Record<string, string>> } {
  const why = `what came is longer than the ${CAPTURE_BYTES / MIB} MiB that a reading holds, and a part proves nothing: ${cure}`;
  return { [NOT_WHOLE]: Object.fromEntries(names.map((name) => [name, why])) };
}
