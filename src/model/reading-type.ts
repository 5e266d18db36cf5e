// The types of readings, as conditions see them.

/** The type of a field of a reading. All numbers are one type. */
export type FieldType =
  | 'number'
  | 'string'
  | 'bool'
  /** Any JSON value; its fields are not checked. */
  | 'dyn'
  /** A string that is one of these, or "". */
  | { readonly words: readonly string[] }
  | { readonly list: FieldType }
  | { readonly map: FieldType }
  | { readonly record: Readonly<Record<string, FieldType>> };

/** The fields of a reading besides `ok`, `ms` and `error`. */
export type ReadingType = Readonly<Record<string, FieldType>>;

const ERROR: FieldType = { record: { kind: 'string', code: 'string', message: 'string' } };

/** The reading of a step that was carried out for each of a list: the readings of the items, each with its item. */
export const itemsType = (each: ReadingType): ReadingType => ({
  items: { list: { record: { ok: 'bool', ms: 'number', error: ERROR, ...each, item: 'dyn' } } },
});
