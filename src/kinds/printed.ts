// What the text that a program has printed says to conditions: its lines, and the number or the JSON that the whole of it is.

import { exactJson, isExact } from '../model/exact-json.ts';
import type { Json } from '../model/json.ts';

/** `lines`, `number` where the whole text is one, and `json` where it is JSON. */
export function readPrinted(text: string): Readonly<Record<string, Json>> {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return { lines: text === '' ? [] : lines, ...numberIn(text), ...readJson(text) };
}

/** `json`, where a text is JSON. */
export function readJson(text: string): { readonly json?: Json } {
  try {
    return { json: exactJson(text) };
  } catch {
    return {};
  }
}

// A number as programs print one; anything beside it, a unit or a second word, and there is none. A whole number that a
// double cannot hold would become another one.
function numberIn(text: string): { readonly number?: number } {
  const said = text.length <= LONGEST_NUMBER ? text.trim() : '';
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(said) && isExact(said) ? { number: Number(said) } : {};
}

const LONGEST_NUMBER = 400;
