// `matches`: searches a text for a pattern that was compiled by the linear-time engine.

import { linearPattern } from '../../model/linear-pattern.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { kindName } from '../value-type.ts';
import { type Budget, spend } from './budget.ts';
import { patternWeight } from './pattern-weight.ts';
import { kindOfValue, type MaybeValue, unknown, type Value } from './value.ts';

/** What one state of a pattern costs for each character, in units. */
const STATE = 0.6;

/** What beginning a search costs. */
const BEGINNING = 15;

/** Whether a text holds what a pattern describes. Where the two together are too long it is unknown: part of a text proves nothing. */
export function search(text: Value, pattern: Value, budget: Budget): MaybeValue {
  if (typeof text !== 'string') return unknown(`expected a string, got ${kindName(kindOfValue(text))}`);
  if (typeof pattern !== 'string') return unknown('its pattern is no string');
  const compiled = compile(pattern);
  if (!compiled.ok) return unknown(compiled.error);
  const { expression, weight } = compiled.value;
  spend(budget, BEGINNING + text.length * weight * STATE);
  return expression.test(text);
}

interface Compiled {
  readonly expression: RegExp;
  readonly weight: number;
}

const kept = new Map<string, Compiled>();

/** Patterns are written out, so there are as many as runbooks have; each is compiled once. */
function compile(pattern: string): Result<Compiled, string> {
  const known = kept.get(pattern);
  if (known !== undefined) return ok(known);
  const compiled = linearPattern(pattern);
  if (!compiled.ok) return err(compiled.error);
  const made = { expression: compiled.value, weight: patternWeight(pattern) };
  kept.set(pattern, made);
  return ok(made);
}
