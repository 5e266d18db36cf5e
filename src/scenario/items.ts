// What a scenario gives of a step that is carried out for each of a list: of each item what stands under `items`, else what
// is said of all of them.

import { type ItemEntry, outcomeOfItems } from '../engine/items/items.ts';
import { sameJson } from '../engine/same-json.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Given } from './scenario.ts';

/** What is given of one item; undefined where nothing is. `left`: what counts of those that are not named. */
export function givenOfItem(given: Given | undefined, item: Json, left: 'not_seen' | 'well'): Given | undefined {
  if (given === undefined || 'blind' in given) return given;
  const { items, ok, error } = given.fields;
  if (!Array.isArray(items)) return given;
  const found = (items as readonly Json[]).find((one) => isObject(one) && sameJson(one['item'] ?? null, item));
  if (!isObject(found)) {
    if (left === 'well' || (ok === true && error === undefined)) return { fields: {} };
    return { blind: 'the scenario does not say what it sees' };
  }
  const { item: _, blind, ...fields } = found;
  return typeof blind === 'string' ? { blind } : { fields };
}

/** How a probe ends that is carried out for these items. */
export function outcomeOfEach(
  items: readonly Json[],
  given: Given | undefined,
  outcomeOf: (given: Given | undefined) => Outcome,
): Outcome {
  const entries = items.map((item): ItemEntry => ({ item, outcome: outcomeOf(givenOfItem(given, item, 'not_seen')) }));
  return outcomeOfItems(entries);
}

/** What is given of a step with one more item of it: what was said of that item before is replaced. */
export function withItem(before: Given | undefined, item: Json, now: Given): Given {
  const items = before !== undefined && 'fields' in before ? before.fields['items'] : undefined;
  const others = (Array.isArray(items) ? (items as readonly Json[]) : []).filter(
    (one) => !(isObject(one) && sameJson(one['item'] ?? null, item)),
  );
  const entry: JsonObject = 'blind' in now ? { item, blind: now.blind } : { item, ...now.fields };
  return { fields: { items: [...others, entry] } };
}
