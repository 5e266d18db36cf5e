// The backtest: what an edited runbook would have decided in an incident of the past. The world is what the record says of
// it; both runbooks are played in it, so that a difference is the edit's and not that of the people of that night. What the
// record has no reading for is unknown, never invented.

import { type Plan, stepOf } from '../engine/plan.ts';
import type { RunEvent } from '../model/event.ts';
import { type Seen, seenIn } from './from-run.ts';
import { type Difference, differences, type Found, foundIn } from './judge.ts';
import { otherCommands } from './other-commands.ts';
import { type Played, play, type StartValues } from './play.ts';
import { restsOn } from './rests-on.ts';
import type { GivenById, Scenario } from './scenario.ts';

/** One thing that the edited runbook decides otherwise: `expected` is what was, `found` is now. */
export interface Otherwise extends Pick<Difference, 'expected' | 'found'> {
  /** `command`: a step that is carried out as then is another act. */
  readonly what: Difference['what'] | 'command';
  /** Of a command: the step, as it is called now. */
  readonly step?: string;
  /** Probes and steps that it rests on and that are not on record: then the record cannot say whether it would be so. */
  readonly rests_on: readonly string[];
}

/** One incident of the past under an edited runbook. */
export interface Backtest {
  /** What the runbook of that time decides in that world. */
  readonly was: Found;
  /** What the edited one decides in it. */
  readonly now: Found;
  readonly differences: readonly Otherwise[];
  /** Verdicts that are others than then, by cause as it is called now. */
  readonly verdicts: readonly { readonly cause: string; readonly was: string; readonly now: string }[];
  /** Probes that the edited runbook looks at and the record has no reading of. */
  readonly unread: readonly string[];
  /** Steps that are carried out now and were not then, or with another command: what they would have done is not on record. */
  readonly untried: readonly string[];
  /** What the cause really was, as it is called now, where people have said it after the fact; and who finds it. */
  readonly really: { readonly cause: string; readonly was: boolean; readonly now: boolean } | null;
  /** Time that the run spent in steps which are not carried out any more, in milliseconds. */
  readonly saved_ms: number;
}

/** What the two runbooks start with; a sentence where an input of the edited one has no value. */
export type ValuesFor = (plan: Plan, scenario: Scenario) => StartValues | string;

/** An incident of the past. */
export interface Incident {
  readonly events: readonly RunEvent[];
  readonly values: ValuesFor;
  /** The id of what the cause really was, where people have said it. */
  readonly real?: string | null;
}

/** Backtests one record. Null: it does not say how it was opened; a sentence: it cannot be played. */
export function backtest(
  pinned: Plan,
  edited: Plan,
  { events, values, real = null }: Incident,
): Backtest | string | null {
  const seen = seenIn(pinned, events, 'backtest');
  if (seen === null) return null;
  const before = played(pinned, worldOf(seen), values);
  const after = played(edited, renamed(edited, seen), values);
  if (typeof before === 'string') return before;
  if (typeof after === 'string') return after;
  const names = formerNames(edited);
  const was = called(foundIn(pinned, before.run), names);
  const now = foundIn(edited, after.run);
  const unread = lookedAt(edited, after.run).filter((id) => !everSeen(after.scenario).has(id));
  const others = otherCommands(
    { plan: pinned, events: before.run.events },
    { plan: edited, events: after.run.events },
    { names, unread },
  );
  const untried = [
    ...now.steps.filter((id) => !was.steps.includes(id)),
    ...others.filter(({ rests_on }) => rests_on.length === 0).map(({ step }) => step),
  ];
  const unanswered = { plan: edited, was, now, state: after.run.state, unread, untried };
  const { cause, steps, asked, outcome } = was;
  return {
    was,
    now,
    differences: [
      ...differences({ cause, steps, asked, outcome }, now).map((one) => ({
        what: one.what,
        expected: one.expected,
        found: one.found,
        rests_on: restsOn(one, unanswered),
      })),
      ...others.map(({ step, was: expected, now: found, rests_on }) => ({
        what: 'command' as const,
        step,
        expected,
        found,
        rests_on,
      })),
    ],
    verdicts: otherVerdicts(was, now),
    unread,
    untried,
    really: real === null ? null : foundReally(names.get(real) ?? real, was, now),
    saved_ms: savedBy(pinned, events, new Set(now.steps), names),
  };
}

interface Ran {
  readonly scenario: Scenario;
  readonly run: Played;
}

const worldOf = ({ scenario }: Seen): Scenario => ({ ...scenario, expect: {} });

function played(plan: Plan, scenario: Scenario, values: ValuesFor): Ran | string {
  const declared = new Set(plan.runbook.inputs.map(({ name }) => name));
  const fitting = {
    ...scenario,
    inputs: Object.fromEntries(Object.entries(scenario.inputs).filter(([name]) => declared.has(name))),
  };
  const start = values(plan, fitting);
  return typeof start === 'string' ? start : { scenario: fitting, run: play(plan, fitting, start) };
}

/** What things were called before, with the names that they have now. */
function formerNames({ runbook, steps }: Plan): ReadonlyMap<string, string> {
  const all = [...runbook.causes, ...[...steps.values()].map(({ step }) => step)];
  return new Map(all.flatMap(({ id, was }) => (was === undefined ? [] : [[was, id] as const])));
}

function renamed(edited: Plan, { scenario }: Seen): Scenario {
  const names = formerNames(edited);
  const now = (id: string): string => names.get(id) ?? id;
  const world = (given: GivenById): GivenById =>
    Object.fromEntries(Object.entries(given).map(([id, one]) => [now(id), one]));
  return {
    ...scenario,
    given: world(scenario.given),
    after: Object.fromEntries(Object.entries(scenario.after).map(([step, given]) => [now(step), world(given)])),
    answers: Object.fromEntries(Object.entries(scenario.answers).map(([step, answer]) => [now(step), answer])),
    cause: scenario.cause === null ? null : now(scenario.cause),
    expect: {},
  };
}

function called(found: Found, names: ReadonlyMap<string, string>): Found {
  const now = (id: string): string => names.get(id) ?? id;
  return {
    ...found,
    cause: found.cause.map(now),
    steps: found.steps.map(now),
    skipped: found.skipped.map(now),
    asked: found.asked.map(now),
    ranking: found.ranking.map((cause) => ({ ...cause, id: now(cause.id) })),
  };
}

// The one that was taken up last is the one that a run settles on.
function foundReally(cause: string, was: Found, now: Found): Backtest['really'] {
  return { cause, was: was.cause.at(-1) === cause, now: now.cause.at(-1) === cause };
}

function otherVerdicts(was: Found, now: Found): Backtest['verdicts'] {
  const before = new Map(was.ranking.map(({ id, verdict }) => [id, verdict]));
  return now.ranking.flatMap(({ id, verdict }) => {
    const was = before.get(id) ?? 'not there';
    return was === verdict || (was === 'not there' && verdict === 'ruled_out')
      ? []
      : [{ cause: id, was, now: verdict }];
  });
}

function lookedAt(plan: Plan, { events }: Played): readonly string[] {
  const ids = events.flatMap((event) =>
    event.type === 'step.started' && event.data.purpose === 'probe' ? [stepOf(plan, event.data.step).id] : [],
  );
  return [...new Set(ids)];
}

function everSeen({ given, after }: Scenario): ReadonlySet<string> {
  return new Set([given, ...Object.values(after)].flatMap((world) => Object.keys(world)));
}

function savedBy(
  pinned: Plan,
  events: readonly RunEvent[],
  kept: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): number {
  const begun = new Map<string, number>();
  let saved = 0;
  for (const event of events) {
    if (event.type === 'step.started' && event.data.purpose === 'action' && !begun.has(event.data.step))
      begun.set(event.data.step, event.mono_ms);
    if (event.type !== 'step.settled') continue;
    const { id } = stepOf(pinned, event.data.step);
    const since = begun.get(event.data.step);
    if (since !== undefined && !kept.has(names.get(id) ?? id)) saved += Math.max(0, event.mono_ms - since);
    begun.delete(event.data.step);
  }
  return saved;
}
