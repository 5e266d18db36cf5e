// JSON as people see it: text with secrets reads `«secret:name»`.

import { isSecretText, showText } from '../model/expression.ts';
import { isObject, type Json } from '../model/json.ts';

/** Compact JSON of a rendered value. */
export function showJson(value: Json): string {
  return JSON.stringify(shown(value));
}

function shown(value: Json): Json {
  if (isSecretText(value)) return showText(value);
  if (Array.isArray(value)) return value.map(shown);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
}
