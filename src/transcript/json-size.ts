// How long a value is as JSON text, found out before the text is made.

import { isObject, type Json } from '../model/json.ts';

/** At least so many characters, and no longer looked for once there are more than `limit`: a value may be without end. */
export function jsonSize(value: Json | undefined, limit: number): number {
  const left = { characters: limit };
  measure(value, left);
  return limit - left.characters;
}

function measure(value: Json | undefined, left: { characters: number }): void {
  if (left.characters < 0) return;
  if (typeof value === 'string') left.characters -= 2 + sizeOfText(value, left.characters);
  else if (Array.isArray(value)) {
    left.characters -= 1;
    for (const item of value as readonly Json[]) {
      if (left.characters < 0) return;
      left.characters -= 1;
      measure(item, left);
    }
  } else if (isObject(value)) {
    left.characters -= 1;
    for (const key in value) {
      if (left.characters < 0) return;
      if (!Object.hasOwn(value, key)) continue;
      left.characters -= 4 + sizeOfText(key, left.characters);
      measure(value[key], left);
    }
  } else left.characters -= typeof value === 'number' ? 8 : 4;
}

/** Characters that are escaped as `\u…` count as what they become; the rest as one. */
function sizeOfText(text: string, most: number): number {
  if (text.length > most) return text.length;
  return text.length + 5 * (text.match(ESCAPED)?.length ?? 0);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them
const ESCAPED =
  /[\u0000-\u0007\u000b\u000e-\u001f\u007f-\u009f\ud800-\udfff\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
