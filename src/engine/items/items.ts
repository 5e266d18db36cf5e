// Steps that are carried out for each of a list: what the list is, what is done for each, and the reading of them all. An
// action becomes one action for each item, under a key of its own; a probe stays one, and is carried out for all at once.

import type { Evidence, Rendered } from '../../model/expression.ts';
import { isSecretText, showText } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { Outcome } from '../../model/outcome.ts';
import { NO_ERROR, type Reading, type ReadingError } from '../../model/reading.ts';
import type { CannotRun } from '../../model/reasons/unknown.ts';
import type { SkipReason } from '../../model/reasons/why.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Step } from '../../model/runbook.ts';
import type { Plan } from '../plan.ts';
import { type RenderedStep, renderStep } from '../render-step.ts';
import { sameJson } from '../same-json.ts';
import type { RunScope } from '../scope.ts';

/** Most items that one step is carried out for. */
const MOST_ITEMS = 200;

/** What a step is to be carried out for, each item once; or why that is not known. */
export function itemsOf(plan: Plan, { for_each }: Step, scope: RunScope): Result<readonly Json[], CannotRun> {
  const filled = plan.environment.render(for_each ?? null, scope);
  if (!filled.ok) return err({ code: 'unknown_value', ...filled.error });
  if (!Array.isArray(filled.value)) return err({ code: 'no_list' });
  const all = filled.value as readonly Rendered[];
  if (all.length > MOST_ITEMS) return err({ code: 'too_many_items', count: all.length, most: MOST_ITEMS });
  if (all.some(isSecretText)) return err({ code: 'no_list' });
  const items: readonly Json[] = all;
  const each = items.filter((item, n) => items.findIndex((other) => sameJson(other, item)) === n);
  return each.length === 0 ? err({ code: 'no_items' }) : ok(each);
}

/** A step as it is carried out for one of its items. */
export const scopeOfItem = (scope: RunScope, item: Json): RunScope => ({ ...scope, item });

/** A probe that is carried out for all of its items at once: what is rendered is a list. */
export interface RenderedItems extends RenderedStep {
  readonly items: readonly Json[];
}

/** Fills the holes of a probe for each of its items. The error is the reason to skip it. */
export function renderItems(plan: Plan, step: Step, scope: RunScope): Result<RenderedItems, SkipReason> {
  const all = itemsOf(plan, step, scope);
  if (!all.ok) return all;
  const wanted = wantedOf(plan, step, scope, all.value);
  if (!wanted.ok) return wanted;
  const steps: RenderedStep[] = [];
  for (const item of wanted.value) {
    const rendered = renderStep(plan, step, scopeOfItem(scope, item));
    if (!rendered.ok) return rendered;
    steps.push(rendered.value);
  }
  const [first] = steps;
  if (first === undefined) return err({ code: 'no_items' });
  const more = steps.length - 1;
  const title = more === 0 || step.title === undefined ? first.title : titleOfItems(plan, step, scope, wanted.value);
  const command = more === 0 ? first.command : `${first.command}  (and ${more} more)`;
  const shownTitle = step.title === undefined ? command : title;
  return ok({ ...first, title: shownTitle, command, rendered: steps.map((one) => one.rendered), items: wanted.value });
}

// An item whose condition is false is left out; where one of them is not known nothing is.
function wantedOf(
  plan: Plan,
  step: Step,
  scope: RunScope,
  items: readonly Json[],
): Result<readonly Json[], SkipReason> {
  const condition = step.if;
  if (condition === undefined) return ok(items);
  const seen = items.map((item): [Json, Evidence] => [
    item,
    plan.environment.truth(condition, scopeOfItem(scope, item)),
  ]);
  const unknown = seen.find(([, { truth }]) => truth === 'unknown');
  if (unknown !== undefined) return err({ code: 'if_unknown', if: unknown[1] });
  const wanted = seen.flatMap(([item, { truth }]) => (truth === 'true' ? [item] : []));
  const [first] = seen;
  return wanted.length === 0 && first !== undefined ? err({ code: 'if_false', if: first[1] }) : ok(wanted);
}

/** The title of a step for several of its items: they are named where it names one. */
export function titleOfItems(plan: Plan, step: Step, scope: RunScope, items: readonly Json[]): string {
  const [first = null, ...others] = items;
  const isNamed = items.every((item) => typeof item === 'string');
  const text = plan.environment.text(
    step.title ?? '',
    scopeOfItem(scope, isNamed ? fewOf(items.map(itemText)) : first),
  );
  // What has fields is named by some of them: the first stands for all.
  if (!isNamed && others.length > 0) return `${showText(text)} (and ${others.length} more)`;
  return showText(text);
}

/** An item as people read it. */
export const itemText = (item: Json): string => (typeof item === 'string' ? item : JSON.stringify(item));

const MOST_NAMED = 5;

/** Names in a sentence: of many the first, and how many more there are. */
export function fewOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 1 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

/** What became of one item. */
export interface ItemEntry {
  readonly item: Json;
  readonly outcome: Outcome;
}

/** The reading of a step with what became of its items so far. `ok` is absent where some could not look and none has bad news. */
function readingOfItems(entries: readonly ItemEntry[]): Reading {
  const items = entries.map(itemReading);
  return wholeReading(items);
}

/** The reading of a step out of the readings of its items. */
export function wholeReading(items: readonly Readonly<Record<string, Json>>[]): Reading {
  const bad = items.filter(({ ok: isOk }) => isOk === false);
  const blind = items.filter(({ ok: isOk }) => isOk === undefined);
  const named = (some: readonly Readonly<Record<string, Json>>[]): string =>
    fewOf(some.map(({ item }) => itemText(item ?? null)));
  const say = (some: readonly Readonly<Record<string, Json>>[], what: string): readonly string[] =>
    some.length === 0 ? [] : [`${some.length} of ${items.length} ${what}: ${named(some)}`];
  const message = [...say(bad, 'not ok'), ...say(blind, 'not seen')].join('; ');
  const error: ReadingError = message === '' ? NO_ERROR : { kind: 'items', code: '', message };
  const ms = items.reduce((longest, one) => Math.max(longest, typeof one['ms'] === 'number' ? one['ms'] : 0), 0);
  const reading = { ms, error, items };
  const isOk = bad.length > 0 ? false : blind.length === 0 ? true : undefined;
  return isOk === undefined ? reading : { ok: isOk, ...reading };
}

/** What is known of one item: its reading; of one that could not look, why, and nothing else. */
export function itemReading({ item, outcome }: ItemEntry): Readonly<Record<string, Json>> {
  if (outcome.status === 'blind') {
    const { kind, message } = outcome.reason;
    return { item, error: { kind: 'blind', code: kind, message } };
  }
  if (outcome.reading !== undefined) return { item, ...(outcome.reading as Readonly<Record<string, Json>>) };
  if (outcome.status === 'succeeded') return { item, ok: true };
  const { kind } = outcome.reason;
  const message = outcome.reason.kind === 'timed_out' ? `it did not end within ${outcome.reason.after_ms} ms` : kind;
  return { item, ok: false, ms: 0, error: { kind, code: '', message } };
}

/** How a probe ended that was carried out for each of its items. */
export function outcomeOfItems(entries: readonly ItemEntry[]): Outcome {
  const reading = readingOfItems(entries);
  const [first] = entries;
  if (first !== undefined && entries.every(({ outcome }) => outcome.status === 'blind')) return first.outcome;
  if (reading.ok === true) return { status: 'succeeded', reading };
  return { status: 'failed', reason: { kind: 'not_ok', error: reading.error }, reading };
}
