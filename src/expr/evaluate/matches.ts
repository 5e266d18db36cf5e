// `matches`: searches a text for a pattern that was compiled by the linear-time engine.

import { linearPattern } from '../../model/linear-pattern.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { kindName } from '../value-type.ts';
import { type Budget, spend } from './budget.ts';
import { type Answer, kindOfValue, unknown, type Value } from './value.ts';

/** The longest text that is looked at, in UTF-16 units. */
export const MAX_HAYSTACK = 64 * 1024;

/** Pattern characters times text characters that cost one step: the engine looks at each pair once. */
const PAIRS_PER_STEP = 500;

/** Whether a text holds what a pattern describes. A text that is too long is unknown: part of it proves nothing. */
export function search(text: Value, pattern: Value, budget: Budget): Answer {
  if (typeof text !== 'string') return unknown(`expected a string, got ${kindName(kindOfValue(text))}`);
  if (typeof pattern !== 'string') return unknown('its pattern is no string');
  if (text.length > MAX_HAYSTACK) return unknown('the text is longer than 64 kB');
  const compiled = compile(pattern);
  if (!compiled.ok) return unknown(compiled.error);
  spend(budget, (text.length * pattern.length) / PAIRS_PER_STEP);
  return compiled.value.test(text);
}

const kept = new Map<string, RegExp>();

/** Patterns are written out, so there are as many as runbooks have; each is compiled once. */
function compile(pattern: string): Result<RegExp, string> {
  const known = kept.get(pattern);
  if (known !== undefined) return ok(known);
  const compiled = linearPattern(pattern);
  if (!compiled.ok) return err(compiled.error);
  kept.set(pattern, compiled.value);
  return compiled;
}
