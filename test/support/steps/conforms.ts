// Whether a value has the type that a kind declares for it. Conditions are checked against these types when a file is read.

import type { Json } from '../../../src/model/json.ts';
import { isObject } from '../../../src/model/json.ts';
import type { Reading } from '../../../src/model/reading.ts';
import type { FieldType, ReadingType } from '../../../src/model/reading-type.ts';

const BASE: ReadingType = {
  ok: 'bool',
  ms: 'number',
  error: { record: { kind: 'string', code: 'string', message: 'string' } },
};

/** What does not fit: a path and what stands there. Fields that are absent fit; undeclared ones do not. */
export function misfits(reading: Reading, type: ReadingType): readonly string[] {
  return ofRecord(reading as unknown as Json, { ...BASE, ...type }, 'reading');
}

function ofRecord(value: Json, fields: ReadingType, path: string): readonly string[] {
  if (!isObject(value)) return [`${path} is no record`];
  return Object.entries(value).flatMap(([name, item]) => {
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return type === undefined ? [`${path}.${name} is not declared`] : of(item, type, `${path}.${name}`);
  });
}

function of(value: Json, type: FieldType, path: string): readonly string[] {
  if (type === 'dyn') return [];
  if (typeof type === 'string') {
    const name = type === 'bool' ? 'boolean' : type;
    return typeof value === name ? [] : [`${path} is ${JSON.stringify(value)}, no ${type}`];
  }
  if ('words' in type) {
    const isOne = value === '' || (typeof value === 'string' && type.words.includes(value));
    return isOne ? [] : [`${path} is ${JSON.stringify(value)}, none of ${type.words.join(', ')}`];
  }
  if ('record' in type) return ofRecord(value, type.record, path);
  if ('list' in type) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item: Json, index) => of(item, type.list, `${path}[${index}]`));
  }
  if (!isObject(value)) return [`${path} is no map`];
  return Object.entries(value).flatMap(([key, item]) => of(item, type.map, `${path}.${key}`));
}
