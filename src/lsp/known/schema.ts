// The JSON Schema of a file, walked along the keys of a place: what may stand there and what it means. The schema is the one
// that editors are given; what one file adds to it (its own names) is laid over it.

import type { Json } from '../../model/json.ts';

/** A part of a schema. Values with several forms are one part with several types, never a union. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly Json[];
  readonly examples?: readonly Json[];
  readonly default?: Json;
  readonly defaultSnippets?: readonly Snippet[];
  readonly if?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** What an editor offers to write; `${1:name}` is a place to fill. */
export interface Snippet {
  readonly label: string;
  readonly description?: string;
  readonly body: Json;
}

/** A part of a schema with those that its references name in place. */
export function resolve(root: Schema, part: Schema): Schema {
  const name = part.$ref?.replace(/^#\/\$defs\//, '');
  const found = name === undefined ? undefined : root.$defs?.[name];
  if (found === undefined) return part;
  const { $ref: _, ...over } = part;
  return resolve(root, { ...found, ...over });
}

/** The part of a schema at the end of a path of keys, `[]` for an item; undefined where nothing is known. */
export function schemaAt(root: Schema, path: readonly string[]): Schema | undefined {
  let here: Schema | undefined = resolve(root, root);
  for (const key of path) {
    here = here === undefined ? undefined : below(here, key);
    if (here === undefined) return undefined;
    here = resolve(root, here);
  }
  return here;
}

function below({ properties, additionalProperties, items }: Schema, key: string): Schema | undefined {
  if (key === '[]') return items;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** The keys that may still be written beside others: of keys that exclude each other, none beside the one that is there. */
export function openKeys({ properties = {}, if: choice }: Schema, siblings: readonly string[]): readonly string[] {
  const exclusive = new Set((choice?.anyOf ?? []).flatMap(({ required = [] }) => required));
  const isTaken = siblings.some((key) => exclusive.has(key));
  return Object.keys(properties).filter((key) => !siblings.includes(key) && !(isTaken && exclusive.has(key)));
}

/** The types that a part allows. */
export function typesOf({ type, enum: words }: Schema): readonly string[] {
  if (type === undefined) return words === undefined ? [] : ['string'];
  return typeof type === 'string' ? [type] : type;
}

/** What a part means, in Markdown; "" where that is not said. */
export const meaningOf = ({ markdownDescription, description }: Schema): string =>
  markdownDescription ?? description ?? '';
