// Keys of items: a step that is carried out for each of a list has a key of its own for each, `<step>[<n>]`, from 1.

/** The key of a step for one of its items, from 1. */
export const itemKey = (key: string, number: number): string => `${key}[${number}]`;

/** The key of a step for all of its items; of another the key itself. */
export const stepKey = (key: string): string => key.replace(/\[\d+\]/, '');

/** The number of the item that a key is of; null for a step without items. */
export function itemNumber(key: string): number | null {
  const found = /\[(\d+)\]/.exec(key)?.[1];
  return found === undefined ? null : Number(found);
}
