// Puts the values of secrets where their holes are. Nothing before this has seen them.

import type { Rendered } from '../model/expression.ts';
import { isSecretText } from '../model/expression.ts';
import { isObject, type Json } from '../model/json.ts';
import { Unable } from './failure.ts';

/** A rendered specification with every secret hole filled; throws `Unable` for a secret that has no value. */
export function fill(rendered: Rendered, secrets: Readonly<Record<string, string>>): Json {
  if (isSecretText(rendered)) {
    return rendered.$text
      .map((part) => (typeof part === 'string' ? part : secretValue(part.$secret, secrets)))
      .join('');
  }
  if (Array.isArray(rendered)) return rendered.map((item: Json) => fill(item, secrets));
  if (!isObject(rendered)) return rendered;
  return Object.fromEntries(Object.entries(rendered).map(([key, value]) => [key, fill(value, secrets)]));
}

function secretValue(name: string, secrets: Readonly<Record<string, string>>): string {
  const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (value === undefined) throw new Unable('unknown_template', `the secret input "${name}" has no value`);
  return value;
}
