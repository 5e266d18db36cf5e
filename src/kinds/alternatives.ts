// The forms of a kind that has several: tables of keys of which one is written, told apart by the key that only it has. A key
// of another form would be dropped without a word, so it is refused.

import type { Kind } from '../model/step.ts';
import type { Fields } from './fields.ts';
import { type Keys, mappingSchema, readKeys, type Schema, type Shown, type Values } from './keys.ts';

/** Tables of keys by the name of the key that makes them; one with no key of its name is meant where no other is written. */
export interface Alternatives<C extends Keys, F extends Readonly<Record<string, Keys>>> {
  readonly kind: Kind;
  readonly common: C;
  readonly forms: F;
}

/** The form that was written, and what stands in it. */
export type Written<C extends Keys, F extends Readonly<Record<string, Keys>>> = {
  readonly [N in keyof F]: { readonly form: N } & Values<C> & Values<F[N]>;
}[keyof F];

/** Reads whichever is written; null where that cannot be told, which is reported. */
export function readAlternative<C extends Keys, F extends Readonly<Record<string, Keys>>>(
  { kind, common, forms }: Alternatives<C, F>,
  fields: Fields,
): Written<C, F> | null {
  const names = Object.keys(forms);
  const plain = names.find((name) => !Object.hasOwn(forms[name] ?? {}, name));
  const told = names.filter((name) => name !== plain);
  const [form = plain, another] = told.filter((name) => fields.has(name));
  const isOne = form !== undefined && another === undefined;
  if (!isOne) fields.refuse(`a ${kind} step has one of ${told.map((name) => `\`${name}\``).join(', ')}`);
  const values = readKeys(common, fields);
  if (!isOne) return null;
  for (const name of names.filter((one) => one !== form)) {
    for (const key of Object.keys(forms[name] ?? {})) {
      if (!fields.has(key) || Object.hasOwn(forms[form] ?? {}, key)) continue;
      fields.refuse(
        form === plain ? `\`${key}\` goes with \`${name}\` only` : `\`${key}\` does not go with \`${form}\``,
        [key],
      );
    }
  }
  return { form, ...values, ...readKeys(forms[form] ?? {}, fields) } as Written<C, F>;
}

/** The schema of a mapping in any of the forms. Which one is written is seen when it is read. */
export function alternativesSchema<C extends Keys, F extends Readonly<Record<string, Keys>>>(
  { common, forms }: Alternatives<C, F>,
  shown: Shown,
  elsewhere: readonly string[] = [],
): Schema {
  const own: Keys = Object.assign({}, ...Object.values(forms));
  return mappingSchema({ ...own, ...common }, shown, [...Object.keys(own), ...elsewhere]);
}
