// The types of expressions, and how they are said to people. One number type; a record is a map whose fields are known.

import type { FieldType, ReadingType } from '../model/reading-type.ts';
import { unreachable } from '../model/result.ts';
import type { Declarations } from './environment.ts';

/** The fields of a record. */
export type Fields = Readonly<Record<string, Type>>;

/** The type of an expression. */
export type Type =
  | 'number'
  | 'string'
  | 'bool'
  | 'null'
  | 'duration'
  | 'timestamp'
  /** Known only when it is evaluated. */
  | 'dyn'
  /** Of the elements of an empty list: fits everything. */
  | 'never'
  /** A string that is one of these, or "". */
  | { readonly words: readonly string[] }
  | { readonly list: Type }
  | { readonly map: Type }
  | { readonly record: Fields }
  /** May be null: `alert` and `cause`. */
  | { readonly nullable: Type };

/** What a value is at run time; a record is a map. */
export type ValueKind = 'number' | 'string' | 'bool' | 'null' | 'duration' | 'timestamp' | 'list' | 'map';

const ERROR: Type = { record: { kind: 'string', code: 'string', message: 'string' } };

/** The type of a whole reading: what every reading has, and the fields of its kind. */
export function readingRecord(fields: ReadingType): Type {
  return { record: { ok: 'bool', ms: 'number', error: ERROR, ...mapFields(fields) } };
}

function fieldType(type: FieldType): Type {
  if (typeof type === 'string' || 'words' in type) return type;
  if ('list' in type) return { list: fieldType(type.list) };
  if ('map' in type) return { map: fieldType(type.map) };
  return { record: mapFields(type.record) };
}

function mapFields(fields: Readonly<Record<string, FieldType>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, fieldType(type)]));
}

/** The type of an input's value in expressions; a size is its number of bytes. */
export function inputType({ type, choices }: Declarations['inputs'][number]): Type {
  switch (type) {
    case 'string':
      return choices === undefined ? 'string' : { words: choices };
    case 'number':
    case 'duration':
      return type;
    case 'boolean':
      return 'bool';
    case 'size':
      return 'number';
    case 'list':
      return { list: 'dyn' };
    default:
      return unreachable(type);
  }
}

/** The type of the alert that started a run; null without one. */
export const ALERT_TYPE: Type = {
  nullable: {
    record: {
      source: 'string',
      status: 'string',
      title: 'string',
      labels: { map: 'string' },
      annotations: { map: 'string' },
      starts_at: 'string',
      fingerprint: 'string',
      url: 'string',
    },
  },
};

/** A type without the null that it allows; of words it is a string. */
export function notNull(type: Type): Type {
  if (typeof type === 'string') return type;
  return 'nullable' in type ? notNull(type.nullable) : 'words' in type ? 'string' : type;
}

/** What a value of a type can be at run time; null when that cannot be said. */
export function kindOf(type: Type): ValueKind | null {
  if (type === 'dyn' || type === 'never') return null;
  if (typeof type === 'string') return type;
  if ('words' in type) return 'string';
  if ('nullable' in type) return kindOf(type.nullable);
  return 'list' in type ? 'list' : 'map';
}

/** Whether a type is a record that has a field: `ok` is that of a reading, `kind` that of its error. */
export const isRecord = (type: Type, field: string): boolean =>
  typeof type === 'object' && 'record' in type && Object.hasOwn(type.record, field);

/** A type that both have; values of different types make one that is known only when evaluated. */
export function common(a: Type, b: Type): Type {
  if (a === b || b === 'never') return a;
  if (a === 'never') return b;
  if (a === 'null') return { nullable: notNull(b) };
  if (b === 'null') return { nullable: notNull(a) };
  if (isString(a) && isString(b)) return 'string';
  if (typeof a === 'string' || typeof b === 'string') return 'dyn';
  if ('list' in a && 'list' in b) return { list: common(a.list, b.list) };
  if ('map' in a && 'map' in b) return { map: common(a.map, b.map) };
  return 'dyn';
}

const isString = (type: Type): boolean => type === 'string' || (typeof type === 'object' && 'words' in type);

/** Whether values of two types can be equal. */
export function comparable(a: Type, b: Type): boolean {
  if (a === 'null' || b === 'null') {
    const other = a === 'null' ? b : a;
    return other === 'null' || other === 'dyn' || (typeof other === 'object' && 'nullable' in other);
  }
  const [left, right] = [notNull(a), notNull(b)];
  if (typeof left === 'object' && typeof right === 'object' && 'list' in left && 'list' in right) {
    return comparable(left.list, right.list);
  }
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)];
  return leftKind === null || rightKind === null || leftKind === rightKind;
}

const KIND_NAMES: Readonly<Record<ValueKind, string>> = {
  number: 'a number',
  string: 'a string',
  bool: 'a boolean',
  null: 'null',
  duration: 'a duration',
  timestamp: 'a timestamp',
  list: 'a list',
  map: 'a record',
};

/** A kind of value, as people call it. */
export const kindName = (kind: ValueKind): string => KIND_NAMES[kind];

/** A type, as people call it. */
export function typeName(type: Type): string {
  const kind = kindOf(type);
  return kind === null ? 'any value' : KIND_NAMES[kind];
}
