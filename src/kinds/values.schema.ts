// Parts that the schemas of the kinds share. Schemas are read by the build alone; nothing imports them at run time.
// A value with several forms is one schema with several types, never a union: a mistake then gives one error.

import { type Static, type TProperties, type TSchema, Type } from 'typebox';

/** A duration, or a template that yields one. */
const DURATION = '^(?:0|(?:\\d{1,12}(?:\\.\\d{1,9})?(?:ms|us|ns|d|h|m|s))+)$';
const TEMPLATE = '\\$\\{\\{';

/** What is said of a text that is no duration. */
export const NOT_A_DURATION = 'this is no duration; write it like 500ms, 30s or 1h30m';

/** Words beside a schema that editors show. */
export interface Shown {
  readonly description: string;
  readonly markdownDescription?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly defaultSnippets?: readonly {
    readonly label: string;
    readonly description?: string;
    readonly body: unknown;
  }[];
}

/** Text, in which `${{ … }}` may stand. */
export const text = (shown: Shown) => Type.Unsafe<string>({ type: 'string', ...shown });

/** Text, a number or a boolean: a word of a command. */
export const word = (shown: Shown) =>
  Type.Unsafe<string | number | boolean>({ type: ['string', 'number', 'boolean'], ...shown });

/** A list of words: one argument an item. */
export const words = (shown: Shown) =>
  Type.Unsafe<readonly (string | number | boolean)[]>({
    type: 'array',
    items: { type: ['string', 'number', 'boolean'] },
    ...shown,
  });

/** A list of words, or a template that is a list. */
export const wordsOrHole = (shown: Shown) =>
  Type.Unsafe<string | readonly (string | number | boolean)[]>({
    type: ['array', 'string'],
    items: { type: ['string', 'number', 'boolean'] },
    pattern: '^\\s*\\$\\{\\{[\\s\\S]*\\}\\}\\s*$',
    patternErrorMessage: 'this must be a list, one argument an item: [redis-cli, ping]',
    ...shown,
  });

/** A mapping of names to words. */
export const wordMap = (shown: Shown) =>
  Type.Unsafe<Readonly<Record<string, string | number | boolean>>>({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean'] },
    ...shown,
  });

/** A duration in a step's value; it may be a template. */
export const duration = (shown: Shown) =>
  Type.Unsafe<string>({
    type: 'string',
    pattern: `${DURATION}|${TEMPLATE}`,
    patternErrorMessage: NOT_A_DURATION,
    ...shown,
  });

/** A duration that is written out. */
export const plainDuration = (shown: Shown) =>
  Type.Unsafe<string>({ type: 'string', pattern: DURATION, patternErrorMessage: NOT_A_DURATION, ...shown });

/** A whole number from 0, or a template that yields one. */
export const count = (shown: Shown) =>
  Type.Unsafe<number | string>({
    type: ['integer', 'string'],
    minimum: 0,
    pattern: TEMPLATE,
    patternErrorMessage: 'this must be a whole number',
    ...shown,
  });

/** JSON of any shape, templates in it. */
export const json = (shown: Shown) => Type.Unsafe<unknown>({ ...shown });

/** A mapping that takes these keys and no others. */
export const mapping = <P extends TProperties>(properties: P, shown: Shown) =>
  Type.Object(properties, { additionalProperties: false, ...shown });

/** A mapping, or text instead of it. */
export const textOr = <S extends TSchema>(schema: S): TSchema =>
  Type.Unsafe<string | Static<S>>({ ...schema, type: ['string', 'object'] });

/** A mapping, or instead of it text, or a list of words. */
export const textOrWordsOr = <S extends TSchema>(schema: S): TSchema =>
  Type.Unsafe<string | readonly unknown[] | Static<S>>({
    ...schema,
    type: ['string', 'array', 'object'],
    items: { type: ['string', 'number', 'boolean'] },
  });

/** A mapping, or instead of it a whole number within bounds. */
export const numberOr = <S extends TSchema>(
  bounds: { readonly minimum: number; readonly maximum: number },
  schema: S,
) => Type.Unsafe<number | Static<S>>({ ...schema, ...bounds, type: ['integer', 'object'] });
