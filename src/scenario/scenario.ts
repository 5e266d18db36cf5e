// A scenario: what the probes see, how the world changes when a step has run, and what must come of it.

import type { Plan } from '../engine/plan.ts';
import { definition } from '../kinds/index.ts';
import type { Alert } from '../model/alert.ts';
import type { RunOutcome } from '../model/event.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import type { Risk } from '../model/risk.ts';
import type { Step } from '../model/runbook.ts';

/** What one probe or step gives: its fields, or why it has none. */
export type Given = { readonly fields: JsonObject } | { readonly blind: string };

/** What is given of probes and steps, by id. */
export type GivenById = Readonly<Record<string, Given>>;

/** How a scenario ends. */
export type ScenarioOutcome = RunOutcome | 'waiting' | 'stopped';

/** What a scenario can be expected to end with: nobody closes it. */
export const OUTCOMES = Object.keys({
  resolved: true,
  healthy: true,
  escalated: true,
  handed_over: true,
  not_resolved: true,
  planned: true,
  waiting: true,
  stopped: true,
} satisfies Record<Exclude<ScenarioOutcome, 'closed'>, true>) as readonly ScenarioOutcome[];

/** What must come of a scenario; a field that is absent may be anything. */
export interface Expectation {
  /** The causes that are taken up, in their order; empty: none. */
  readonly cause?: readonly string[];
  /** Verdicts of the first diagnosis. */
  readonly verdicts?: Readonly<Record<string, RankedCause['verdict']>>;
  /** Exactly the steps that are carried out. */
  readonly steps?: readonly string[];
  /** Steps that are left out, among others. */
  readonly skipped?: readonly string[];
  /** Exactly what a person is asked for. */
  readonly asked?: readonly string[];
  readonly outcome?: ScenarioOutcome;
  /** Steps that must not be carried out. */
  readonly never?: readonly string[];
}

/** One scenario, with the base of its file put in. */
export interface Scenario {
  readonly title: string;
  /** Line of the file that it begins in, from 1. */
  readonly line: number;
  readonly given: GivenById;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly alert: Alert | null;
  /** By step: what is different once it has run. */
  readonly after: Readonly<Record<string, GivenById>>;
  readonly answers: Readonly<Record<string, Json>>;
  readonly approve: Risk;
  /** The cause that the responder names, or null. */
  readonly cause: string | null;
  readonly expect: Expectation;
}

/** The steps of a runbook by the ids that scenarios name, probes first. */
export type StepsById = ReadonlyMap<string, Step>;

/** The steps that scenarios of a runbook may name. */
export function stepsById({ probes, steps }: Plan): StepsById {
  const others = [...steps.values()].filter(({ key }) => !probes.has(key));
  return new Map([...others.map(({ step }) => [step.id, step] as const), ...probes]);
}

/** The world with changes put over it, field by field. */
export function changed(world: GivenById, changes: GivenById, steps: StepsById): GivenById {
  const made: Record<string, Given> = { ...world };
  for (const [id, change] of Object.entries(changes)) made[id] = over(own(world, id), change, steps.get(id));
  return made;
}

/** What is given under an id. */
export const own = (world: GivenById, id: string): Given | undefined =>
  Object.hasOwn(world, id) ? world[id] : undefined;

// A reading that goes well where it went badly, or the other way round, is a new one: what the old one had learned says
// nothing about it.
function over(before: Given | undefined, change: Given, step: Step | undefined): Given {
  if ('blind' in change || before === undefined || 'blind' in before) return change;
  const said = okOf(change.fields, step);
  if (said !== undefined && said !== (okOf(before.fields, step) ?? true)) return change;
  // What follows from the change is not what it was before it.
  const following = followsFrom(change.fields, step);
  const kept = Object.fromEntries(Object.entries(before.fields).filter(([key]) => !Object.hasOwn(following, key)));
  return { fields: merged(kept, change.fields) };
}

/** One mapping with another put over it, mappings inside too. */
export function merged(before: JsonObject, change: JsonObject): JsonObject {
  const made: Record<string, Json> = { ...before };
  for (const [key, value] of Object.entries(change)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    made[key] = isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return made;
}

/** Whether a reading went well, as far as its fields say; undefined where they do not. */
export function okOf(fields: JsonObject, step: Step | undefined): boolean | undefined {
  const { ok, error, items } = fields;
  if (typeof ok === 'boolean') return ok;
  if (step?.for_each !== undefined && Array.isArray(items)) return itemsOk(items as readonly Json[]);
  if (isObject(error) && typeof error['kind'] === 'string' && error['kind'] !== '') return false;
  const { ok: following } = followsFrom(fields, step);
  return typeof following === 'boolean' ? following : undefined;
}

// What could not be seen of one item says nothing of the others.
function itemsOk(items: readonly Json[]): boolean | undefined {
  const each = items.flatMap((one) => (isObject(one) && !('blind' in one) ? [okOf(one, undefined)] : []));
  return each.includes(false) ? false : undefined;
}

/** What goes without saying where a reading of a step has these fields. */
export const followsFrom = (fields: JsonObject, step: Step | undefined): JsonObject =>
  step === undefined ? {} : (definition(step.kind).follows?.(fields, step.shape) ?? {});
