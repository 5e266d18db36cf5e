// A scenario out of a record: what the run saw before it decided, and how the world looked after each step. What a record
// has no reading for stays blind; nothing is invented.

import { type Plan, stepOf } from '../engine/plan.ts';
import { sameJson } from '../engine/same-json.ts';
import { type FieldsUsed, fieldsUsed } from '../expr/fields-used.ts';
import type { Decisions, Observations, RunEvent } from '../model/event.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Question } from '../model/question.ts';
import type { Step } from '../model/runbook.ts';
import { withItem } from './items.ts';
import { reduced } from './reduced.ts';
import {
  followsFrom,
  type Given,
  type GivenById,
  okOf,
  own,
  type Scenario,
  type StepsById,
  stepsById,
} from './scenario.ts';

/** What a record says of the world. */
export interface Seen {
  readonly opened: Observations['run.opened'];
  readonly scenario: Omit<Scenario, 'expect'>;
}

/** Reads a record as a scenario. Null: it does not say how it was opened. */
export function seenIn(plan: Plan, events: readonly RunEvent[], title: string): Seen | null {
  const first = events[0];
  if (first?.type !== 'run.opened') return null;
  const opened = first.data;
  const walk = walked(plan, events);
  const chosen = events.find((event) => event.type === 'cause.chosen');
  const byPerson = chosen?.type === 'cause.chosen' && chosen.data.by !== 'rule' ? chosen.data.cause : null;
  return {
    opened,
    scenario: {
      title,
      line: 1,
      given: walk.given,
      inputs: opened.inputs,
      alert: opened.alert,
      after: walk.after,
      answers: { ...opened.answers, ...walk.answers },
      approve: opened.mode !== 'unattended' ? 'destroy' : opened.approve,
      cause: opened.cause ?? byPerson,
    },
  };
}

/**
 * The same with the fields alone that the runbook looks at, and without what its defaults say; written over the `base` of
 * the file that it is to stand in.
 */
export function shortened(
  plan: Plan,
  scenario: Omit<Scenario, 'expect'>,
  base: GivenById = {},
): Omit<Scenario, 'expect'> {
  const used = fieldsUsed(plan.runbook);
  const steps = stepsById(plan);
  const defaults = new Map(plan.runbook.inputs.map(({ name, default: value }) => [name, value]));
  const given = withoutBlind(plan, shorter(scenario.given, used, steps));
  return {
    ...scenario,
    given: over(base, given, plan),
    after: Object.fromEntries(
      Object.entries(scenario.after).map(([step, world]) => [
        step,
        mapped(shorter(world, used, steps), (id, one) => outright(one, steps.get(id))),
      ]),
    ),
    inputs: Object.fromEntries(
      Object.entries(scenario.inputs).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(name)),
      ),
    ),
  };
}

interface Walk {
  readonly given: GivenById;
  readonly after: Readonly<Record<string, GivenById>>;
  readonly answers: Readonly<Record<string, Json>>;
}

function walked(plan: Plan, events: readonly RunEvent[]): Walk {
  // Of the state of the run no more is asked than what runs, and what is asked.
  const running = new Map<string, Decisions['step.started']>();
  let asked: Question | null = null;
  let given: GivenById = {};
  let world: GivenById = {};
  let step: string | null = null;
  let decided = false;
  const after: Record<string, GivenById> = {};
  const answers: Record<string, Json> = {};

  const looked = (id: string, now: Given): void => {
    if (!decided) {
      given = { ...given, [id]: now };
      world = given;
    } else if (step !== null && !same(world[id], now)) {
      after[step] = { ...after[step], [id]: now };
      world = { ...world, [id]: now };
    }
  };
  const ended = (id: string, outcome: Outcome, item?: Json): void => {
    step = id;
    const now = givenOf(outcome);
    // That a step went well is what a scenario assumes.
    if (outcome.status === 'succeeded' || now === null) return;
    given = { ...given, [id]: item === undefined ? now : withItem(own(given, id), item, now) };
  };

  for (const event of events) {
    if (event.type === 'step.started') {
      running.set(event.data.exec, event.data);
      // What becomes different while it is waited is so because of the wait, as a scenario has it.
      if (event.data.kind === 'wait') step = stepOf(plan, event.data.step).id;
    }
    if (event.type === 'step.finished') {
      const started = running.get(event.data.exec);
      running.delete(event.data.exec);
      const now = givenOf(event.data.outcome);
      if (started !== undefined) {
        const { id } = stepOf(plan, started.step);
        if (started.purpose === 'probe' || started.purpose === 'preview') {
          if (now !== null) looked(id, now);
        } else ended(id, event.data.outcome, started.purpose === 'action' ? started.items?.[0] : undefined);
      }
    }
    if (event.type === 'question.asked') asked = event.data;
    if (event.type === 'answer.given' && asked?.kind === 'ask' && asked.id === event.data.question) {
      const { step: id } = asked;
      answers[id] = event.data.value ?? event.data.choice;
      step = id;
      asked = null;
    }
    if (event.type === 'cause.chosen' || event.type === 'run.finished') decided = true;
  }
  return { given, after, answers };
}

// What was lost or ended from outside says nothing about the system: a look that it cut short is made again.
function givenOf(outcome: Outcome): Given | null {
  switch (outcome.status) {
    case 'succeeded':
      return { fields: outcome.reading as unknown as JsonObject };
    case 'blind':
      return { blind: outcome.reason.message };
    case 'failed':
      if (outcome.reading !== undefined) return { fields: outcome.reading as unknown as JsonObject };
      if (outcome.reason.kind === 'timed_out') return { fields: { ok: false, error: { kind: 'timeout' } } };
      return null;
  }
}

// How long a look took says nothing about what it saw.
function same(one: Given | undefined, other: Given): boolean {
  if (one === undefined) return false;
  if ('blind' in one || 'blind' in other) return sameJson(one, other);
  return sameJson({ ...one.fields, ms: 0 }, { ...other.fields, ms: 0 });
}

function shorter(world: GivenById, used: FieldsUsed, steps: StepsById): GivenById {
  return Object.fromEntries(
    Object.entries(world).map(([id, given]): [string, Given] => {
      if ('blind' in given) return [id, given];
      const { fields } = given;
      const kept = reduced(fields, used.get(id) ?? []);
      return [id, { fields: withOk(kept, fields, steps.get(id)) }];
    }),
  );
}

// `ok` is said only where the rest does not say it.
function withOk(kept: JsonObject, whole: JsonObject, step: Step | undefined): JsonObject {
  const { ok: _ok, ms: _ms, error: _error, ...rest } = kept;
  const { error } = whole;
  const ok = okOf(whole, step) ?? true;
  const kind = typeof error === 'object' && error !== null && 'kind' in error ? error['kind'] : '';
  const asked = kept['error'];
  const said = ok
    ? {}
    : { error: typeof asked === 'object' && asked !== null ? { kind: kind ?? '', ...asked } : { kind: kind ?? '' } };
  const short: JsonObject = { ...rest, ...said };
  const isSaid = Object.keys(short).length > 0 && (okOf(short, step) ?? true) === ok;
  return isSaid ? short : { ok, ...short };
}

// A probe that is not named is blind.
function withoutBlind(plan: Plan, given: GivenById): GivenById {
  return Object.fromEntries(Object.entries(given).filter(([id, one]) => !('blind' in one && plan.probes.has(id))));
}

const mapped = (world: GivenById, change: (id: string, given: Given) => Given): GivenById =>
  Object.fromEntries(Object.entries(world).map(([id, given]) => [id, change(id, given)]));

// A reading over another one says how it went: without a word it would go as that one did.
const outright = (given: Given, step: Step | undefined): Given =>
  'blind' in given || okOf(given.fields, step) !== undefined ? given : { fields: { ok: true, ...given.fields } };

// What a file's own readings have and the run did not see must not be filled in by them.
function over(base: GivenById, given: GivenById, plan: Plan): GivenById {
  const { probes } = plan;
  const steps = stepsById(plan);
  const unseen = Object.keys(base).filter((id) => !Object.hasOwn(given, id) && probes.has(id));
  const said = Object.entries(given).flatMap(([id, one]): readonly [string, Given][] => {
    const before = Object.hasOwn(base, id) ? base[id] : undefined;
    if (before === undefined || 'blind' in before || 'blind' in one) return [[id, one]];
    const step = steps.get(id);
    if ((okOf(before.fields, step) ?? true) !== (okOf(one.fields, step) ?? true)) return [[id, outright(one, step)]];
    const fields = difference(before.fields, one.fields);
    return Object.keys(fields).length === 0 ? [] : [[id, { fields: withFollowing(fields, one.fields, step) }]];
  });
  return Object.fromEntries([...said, ...unseen.map((id): [string, Given] => [id, { blind: 'not seen in the run' }])]);
}

// What would follow from the difference alone, and was otherwise.
function withFollowing(fields: JsonObject, seen: JsonObject, step: Step | undefined): JsonObject {
  const otherwise = Object.entries(followsFrom(fields, step)).filter(
    ([key, value]) =>
      Object.hasOwn(seen, key) && !Object.hasOwn(fields, key) && JSON.stringify(seen[key]) !== JSON.stringify(value),
  );
  return { ...Object.fromEntries(otherwise.map(([key]) => [key, seen[key] ?? null])), ...fields };
}

/** What turns one mapping into another, where `null` takes a field away. */
function difference(before: JsonObject, now: JsonObject): JsonObject {
  const made: Record<string, Json> = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(now, key)) made[key] = null;
  for (const [key, value] of Object.entries(now)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (isObject(old) && isObject(value)) {
      const inner = difference(old, value);
      if (Object.keys(inner).length > 0) made[key] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(value)) made[key] = value;
  }
  return made;
}
