// Small words that the schema of a transcript is made of. Read by the build and by tests alone.

import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { Json } from '../model/json.ts';

/** A description, as every schema may have one. */
export const about = (description: string) => ({ description });

/** An object that holds these keys and no others. */
export const closed = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });

/** A list that is not written to, as the model has it. */
export const list = <T extends TSchema>(item: T, description: string) =>
  Type.Unsafe<readonly Static<T>[]>(Type.Array(item, { description }));

/** A mapping from any key to values of one kind. */
export const record = <T extends TSchema>(value: T, description: string) =>
  Type.Unsafe<Readonly<Record<string, Static<T>>>>({ type: 'object', additionalProperties: value, description });

/** Exactly one of several shapes. */
export const oneOf = <T extends TSchema[]>(...shapes: [...T]) => Type.Unsafe<Static<T[number]>>({ oneOf: shapes });

/** A part that is written once, under `$defs`. */
export const ref = <T>(name: string) => Type.Unsafe<T>({ $ref: `#/$defs/${name}` });

/** Any JSON value. */
export const json = (description: string) => Type.Unsafe<Json>({ description });

/** A text. */
export const string = (description: string) => Type.String({ description });

/** A whole number, from 0. */
export const count = (description: string) => Type.Unsafe<number>({ type: 'integer', minimum: 0, description });

/** Milliseconds. */
export const ms = (description: string) => Type.Number({ description });

/** A sha256 in hex. */
export const digest = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
