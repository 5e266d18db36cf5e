// Keys of a step's value. What editors are told of a key, what the check of a file asks of it and how its value is read are
// said together, once: the schema of a kind, the list of its keys and its decoding follow from its table of keys.

import { DURATION_PATTERN, NOT_A_DURATION } from '../model/duration.ts';
import type { Text } from '../model/expression.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Kind } from '../model/step.ts';
import { type Fields, type Given, given } from './fields.ts';

/** A JSON Schema. */
export type Schema = JsonObject;

/** Words beside a schema that editors show. */
export interface Shown {
  readonly description: string;
  readonly markdownDescription?: string;
  readonly examples?: readonly Json[];
  readonly default?: Json;
  readonly defaultSnippets?: readonly Snippet[];
}

/** What an editor offers to write; `${1:name}` is a place to fill. */
export type Snippet = JsonObject & { readonly label: string; readonly body: Json };

/** One key. Its reader gives a value of the right type in any case; what is wrong with it is told to the fields. */
export interface Key<T = unknown> {
  readonly schema: Schema;
  /** Whether it must be there, be it by `defaults`. */
  readonly isRequired: boolean;
  read(fields: Fields, name: string): T;
}

/** A table of keys, in the order in which they are explained. */
export type Keys = Readonly<Record<string, Key>>;

/** What is read by a table of keys; a key that is not there is absent. */
export type Values<K extends Keys> = Given<{ readonly [N in keyof K]: ReturnType<K[N]['read']> }>;

/** Reads every key of a table. */
export function readKeys<K extends Keys>(keys: K, fields: Fields): Values<K> {
  const read = Object.entries(keys).map(([name, key]) => [name, key.read(fields, name)] as const);
  return given(Object.fromEntries(read)) as Values<K>;
}

const WORD = { type: ['string', 'number', 'boolean'] };
const TEMPLATE = '\\$\\{\\{';

const COUNT = {
  type: ['integer', 'string'],
  minimum: 0,
  pattern: TEMPLATE,
  patternErrorMessage: 'this must be a whole number',
};

/** A duration, or a template that yields one. */
export const DURATION = {
  type: 'string',
  pattern: `${DURATION_PATTERN}|${TEMPLATE}`,
  patternErrorMessage: NOT_A_DURATION,
};

/** Text, in which `${{ … }}` may stand; not empty. */
export const text = (shown: Shown): Key<Text> =>
  required({ type: 'string', ...shown }, (fields, name) => fields.text(name));

/** Text that may be left out, or be empty. */
export const optionalText = (shown: Shown): Key<Text | undefined> =>
  optional({ type: 'string', ...shown }, (fields, name) => fields.optionalText(name));

/** A whole number from 0, or a template that yields one; `default` where it is left out. */
export const count = (shown: Shown & { readonly default: number }): Key<number> =>
  optional({ ...COUNT, ...shown }, (fields, name) => fields.count(name, shown.default));

/** The same, without a default. */
export const optionalCount = (shown: Shown): Key<number | undefined> =>
  optional({ ...COUNT, ...shown }, (fields, name) => fields.optionalCount(name));

/** A duration, or a template that yields one; milliseconds. */
export const duration = (shown: Shown): Key<number> =>
  required({ ...DURATION, ...shown }, (fields, name) => fields.duration(name));

/** The same, where it may be left out. */
export const optionalDuration = (shown: Shown): Key<number | undefined> =>
  optional({ ...DURATION, ...shown }, (fields, name) => fields.optionalDuration(name));

/** Yes or no; no where it is left out. */
export const flag = (shown: Shown): Key<boolean> =>
  optional({ type: 'boolean', ...shown, default: false }, (fields, name) => fields.flag(name));

/** JSON of any shape, templates in it. */
export const optionalJson = (shown: Shown): Key<Json | undefined> =>
  optional({ ...shown }, (fields, name) => fields.optionalJson(name));

/** One of a few words, which must be written out. */
export const choice = <const W extends string>(words: readonly W[], shown: Shown): Key<W> =>
  required({ enum: [...words], ...shown }, (fields, name) => fields.choice(name, words));

/** One of a few words, which must be written out, and may be left out. */
export const optionalChoice = <const W extends string>(words: readonly W[], shown: Shown): Key<W | undefined> =>
  optional({ enum: [...words], ...shown }, (fields, name) =>
    fields.has(name) ? fields.choice(name, words) : undefined,
  );

/** A list of texts, which may be left out. */
export const optionalTexts = (shown: Shown): Key<readonly Text[] | undefined> =>
  optional({ type: 'array', items: WORD, ...shown }, (fields, name) =>
    fields.has(name) ? fields.texts(name) : undefined,
  );

/** A mapping of names to texts; empty where it is left out. */
export const textMap = (shown: Shown): Key<Readonly<Record<string, Text>>> =>
  optional({ type: 'object', additionalProperties: WORD, ...shown }, (fields, name) => fields.textMap(name));

/** A mapping inside, with keys of its own. */
export const inside = <K extends Keys>(keys: K, shown: Shown): Key<Values<K>> =>
  optional(mappingSchema(keys, shown), (fields, name) => readKeys(keys, fields.inside(name, Object.keys(keys))));

/** A key of another kind, which must be there. */
export function required<T>(schema: object, read: Key<T>['read']): Key<T> {
  return { schema: schema as Schema, isRequired: true, read };
}

/** A key of another kind, which may be left out. */
export function optional<T>(schema: object, read: Key<T>['read']): Key<T> {
  return { schema: schema as Schema, isRequired: false, read };
}

/** The schema of a mapping that has these keys and no others. `optional` lists keys that may come from somewhere else. */
export function mappingSchema(keys: Keys, shown: Shown, elsewhere: readonly string[] = []): Schema {
  const needed = Object.keys(keys).filter((name) => keys[name]?.isRequired === true && !elsewhere.includes(name));
  return {
    type: 'object',
    ...(needed.length === 0 ? {} : { required: needed }),
    properties: Object.fromEntries(Object.entries(keys).map(([name, { schema }]) => [name, schema])),
    additionalProperties: false,
    ...(shown as object),
  };
}

/** A list of words, one argument an item, or a template that is a list. */
export const ARGUMENTS = {
  type: ['array', 'string'],
  items: WORD,
  pattern: '^\\s*\\$\\{\\{[\\s\\S]*\\}\\}\\s*$',
  patternErrorMessage: 'this must be a list, one argument an item: [redis-cli, ping]',
};

/** A mapping, or text instead of it. */
export const textOr = (schema: Schema): Schema => ({ ...schema, type: ['string', 'object'] });

/** A mapping, or instead of it text, or a list of words. */
export const textOrWordsOr = (schema: Schema): Schema => ({
  ...schema,
  type: ['string', 'array', 'object'],
  items: WORD,
});

/** What is said of the `defaults` of a kind. */
export const ofEvery = (kind: Kind): Shown => ({ description: `For every ${kind} step that does not say otherwise.` });
