// What a reading says, in a few pieces for one line: words of ours, and values as they came. Views clean the values, cut them
// short and put commas between the pieces.

import type { Json } from '../model/json.ts';
import type { Reading } from '../model/reading.ts';

/** One piece: words alone, or a value with words around it. */
export type Said =
  | string
  | { readonly before?: string; readonly value: Json; readonly after?: string }
  | { readonly before: string; readonly bytes: number };

/** A field with words before it; nothing where it was not learned. */
export function field(reading: Reading, name: string, before?: string): readonly Said[] {
  if (!Object.hasOwn(reading, name)) return [];
  return [{ ...(before === undefined ? {} : { before }), value: reading[name] as Json }];
}

/** A field that is text; nothing where there is none. */
export function text(reading: Reading, name: string, before?: string): readonly Said[] {
  const value = reading[name];
  return typeof value === 'string' && value !== '' ? field(reading, name, before) : [];
}

/** A field that is a number; nothing where there is none. */
export function number(reading: Reading, name: string, before?: string): readonly Said[] {
  return typeof reading[name] === 'number' ? field(reading, name, before) : [];
}

/** Fields by their names, blanks for underscores. */
export function named(reading: Reading, names: readonly string[]): readonly Said[] {
  return names.flatMap((name) => field(reading, name, name.replaceAll('_', ' ')));
}

/** A field that is a number of bytes; nothing where it was not learned. */
export function size(reading: Reading, name: string, before: string): readonly Said[] {
  return typeof reading[name] === 'number' ? [{ before, bytes: reading[name] }] : [];
}

/** Words that hold only sometimes. */
export const where = (holds: boolean, words: string): readonly Said[] => (holds ? [words] : []);

/** How many there are of something. */
export function counted(items: readonly Json[], one: string, after = ''): Said {
  return { value: items.length, after: `${one}${items.length === 1 ? '' : 's'}${after}` };
}

/** Lines of a log: how many, and the last. */
export function lines(all: readonly Json[]): readonly Said[] {
  return [counted(all, 'line'), { value: all.at(-1) ?? '' }];
}

/** The end of a program: its exit code where it is not 0, and the first of what it said. */
export function ended(reading: Reading): readonly Said[] {
  const failed = typeof reading.exit_code === 'number' && reading.exit_code !== 0;
  const output = text(reading, 'stdout');
  return [
    ...(failed ? field(reading, 'exit_code', 'exit') : []),
    ...(output.length > 0 ? output : text(reading, 'stderr')),
  ];
}
