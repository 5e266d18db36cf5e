// What a program has printed, for conditions: its lines, and the number or the JSON that the whole of it is.

import { exactJson, isExact } from '../../model/exact-json.ts';
import type { Json } from '../../model/json.ts';
import type { Captured } from './captured.ts';

/** `lines`, `number` where the whole output is one, and `json` where it is JSON; nothing of what is not whole. */
export function printed(stdout: Captured): Readonly<Record<string, Json>> {
  if (stdout.cut) return {};
  const lines = stdout.text.replace(/\r?\n$/, '').split(/\r?\n/);
  return { lines: stdout.text === '' ? [] : lines, ...numberIn(stdout.text), ...jsonIn(stdout.text) };
}

function jsonIn(text: string): { readonly json?: Json } {
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
