// What tools take: named fields, each with a type and its limits, as JSON Schema for clients and as a check that answers in sentences.
// What is not named is refused.

import { isObject, type JsonObject } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { err, ok, type Result } from '../model/result.ts';

/** One field. */
export type Field =
  | {
      readonly type: 'string';
      readonly description: string;
      /** Most characters. */
      readonly most: number;
      readonly words?: readonly string[];
      readonly optional?: true;
    }
  | {
      readonly type: 'integer';
      readonly description: string;
      readonly least: number;
      readonly most: number;
      readonly optional?: true;
    }
  | { readonly type: 'boolean'; readonly description: string; readonly optional?: true }
  | { readonly type: 'object'; readonly description: string; readonly most: number; readonly optional?: true };

/** The fields of a tool. */
export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = F extends { type: 'string' }
  ? string
  : F extends { type: 'integer' }
    ? number
    : F extends { type: 'boolean' }
      ? boolean
      : JsonObject;

/** What a tool is given, by its fields. */
export type Given<F extends Fields> = {
  readonly [K in keyof F as F[K] extends { optional: true } ? never : K]: ValueOf<F[K]>;
} & { readonly [K in keyof F as F[K] extends { optional: true } ? K : never]?: ValueOf<F[K]> };

/** The fields as clients read them. */
export function schemaOf(fields: Fields): {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: string[];
  readonly additionalProperties: false;
} {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, propertyOf(field)]));
  const required = Object.entries(fields).flatMap(([name, { optional }]) => (optional === true ? [] : [name]));
  return { type: 'object', properties, required, additionalProperties: false };
}

function propertyOf(field: Field): object {
  const { type, description } = field;
  switch (field.type) {
    case 'string':
      return { type, description, maxLength: field.most, ...(field.words === undefined ? {} : { enum: field.words }) };
    case 'integer':
      return { type, description, minimum: field.least, maximum: field.most };
    default:
      return { type, description };
  }
}

/** Names that are given and that the tool does not have. */
export const unknownIn = (fields: Fields, given: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(given).filter((name) => !Object.hasOwn(fields, name));

/** What was given, where all of it fits; else what is wrong, a sentence without a full stop. */
export function readGiven<F extends Fields>(
  fields: F,
  given: Readonly<Record<string, unknown>>,
): Result<Given<F>, string> {
  const [unknown] = unknownIn(fields, given);
  if (unknown !== undefined) return err(unknownWords(Object.keys(fields), unknown));
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined && field.optional === true) continue;
    const wrong = value === undefined ? `${name} is missing: ${field.description}` : wrongWith(name, field, value);
    if (wrong !== null) return err(wrong);
  }
  return ok(given as unknown as Given<F>);
}

function unknownWords(names: readonly string[], unknown: string): string {
  const near = nearest(unknown.slice(0, 64), names);
  const has = names.length === 0 ? 'it takes nothing' : `it takes ${names.join(', ')}`;
  return `"${unknown.slice(0, 64)}" is not taken here; ${near === undefined ? has : `did you mean ${near}?`}`;
}

function wrongWith(name: string, field: Field, value: unknown): string | null {
  switch (field.type) {
    case 'string':
      if (typeof value !== 'string') return `${name} is a text`;
      if (value.trim() === '') return `${name} is empty`;
      if (value.length > field.most) return `${name} has ${value.length} characters; at most ${field.most} are taken`;
      return field.words === undefined || field.words.includes(value)
        ? null
        : `${name} is one of ${field.words.join(', ')}`;
    case 'integer':
      if (!Number.isSafeInteger(value)) return `${name} is a whole number`;
      return (value as number) >= field.least && (value as number) <= field.most
        ? null
        : `${name} is from ${field.least} to ${field.most}`;
    case 'boolean':
      return typeof value === 'boolean' ? null : `${name} is true or false`;
    case 'object':
      if (!isObject(value)) return `${name} is an object`;
      return JSON.stringify(value).length > field.most
        ? `${name} is longer than ${Math.round(field.most / 1024)} KiB`
        : null;
  }
}
