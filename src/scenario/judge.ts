// Compares what came of a scenario with what must: differences as data, in the order in which a person would look for them.

import { itemNumber, stepKey } from '../engine/items/keys.ts';
import { type Plan, stepOf } from '../engine/plan.ts';
import { endOf, parkedOf } from '../engine/state.ts';
import type { RunEvent } from '../model/event.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import type { Played } from './play.ts';
import type { Expectation, ScenarioOutcome } from './scenario.ts';

/** What came of a scenario, in the words of an expectation. */
export interface Found {
  readonly cause: readonly string[];
  /** The first diagnosis, in its order. */
  readonly ranking: readonly RankedCause[];
  readonly steps: readonly string[];
  readonly skipped: readonly string[];
  readonly asked: readonly string[];
  readonly outcome: ScenarioOutcome;
}

/** One thing that is not as it must be. `about` are causes whose evidence tells why. */
export interface Difference {
  readonly what: keyof Expectation;
  readonly expected: string;
  readonly found: string;
  readonly about: readonly string[];
}

/** What came of a scenario. */
export function foundIn(plan: Plan, { events, state }: Played): Found {
  const idOf = (key: string): string => stepOf(plan, key).id;
  const begun = events.flatMap((event) =>
    event.type === 'step.started' && isDone(event.data.purpose) ? [event.data.step] : [],
  );
  // A step that is carried out for several items is one step.
  const started = begun
    .filter((key, n) => itemNumber(key) === null || stepKey(begun[n - 1] ?? '') !== stepKey(key))
    .map(idOf);
  const skipped = events.flatMap((event) =>
    event.type === 'step.skipped' && isDone(event.data.purpose) ? [idOf(event.data.step)] : [],
  );
  const outcome = endOf(state)?.outcome ?? parkedOf(state)?.why ?? 'waiting';
  return {
    cause: events.flatMap((event) => (event.type === 'cause.chosen' ? [event.data.cause] : [])),
    ranking: firstRanking(events),
    steps: started,
    skipped: [...new Set(skipped)],
    asked: [...new Set(events.flatMap((event) => askedFor(plan, event)))],
    outcome,
  };
}

const isDone = (purpose: string): boolean => purpose !== 'probe' && purpose !== 'preview';

// The ranking that the first decision rests on: a later one has seen what the steps did.
function firstRanking(events: readonly RunEvent[]): readonly RankedCause[] {
  const end = events.findIndex(
    ({ type }) => type === 'cause.chosen' || type === 'run.finished' || type === 'run.parked',
  );
  const ranked = events.slice(0, end < 0 ? events.length : end).findLast((event) => event.type === 'causes.ranked');
  return ranked?.type === 'causes.ranked' ? ranked.data.causes : [];
}

function askedFor(plan: Plan, event: RunEvent): readonly string[] {
  if (event.type !== 'question.asked') return [];
  if ('proposal' in event.data) return [stepOf(plan, event.data.proposal.step).id];
  return event.data.kind === 'ask' ? [event.data.step] : [];
}

/** What is not as it must be; nothing: the scenario passes. */
export function differences(expect: Expectation, found: Found): readonly Difference[] {
  const made: Difference[] = [];
  const differ = (what: keyof Expectation, expected: string, seen: string, about: readonly string[] = []): void => {
    if (expected !== seen) made.push({ what, expected, found: seen, about });
  };
  if (expect.cause !== undefined) {
    const seen = expect.cause.length === 1 ? found.cause.slice(0, 1) : found.cause;
    differ('cause', listed(expect.cause), listed(seen), [...expect.cause, ...seen]);
  }
  for (const [cause, verdict] of Object.entries(expect.verdicts ?? {})) {
    const seen = found.ranking.find(({ id }) => id === cause)?.verdict ?? 'not ranked';
    differ('verdicts', `${cause} ${words(verdict)}`, `${cause} ${words(seen)}`, [cause]);
  }
  if (expect.steps !== undefined) differ('steps', listed(expect.steps), listed(found.steps));
  const missing = (expect.skipped ?? []).filter((step) => !found.skipped.includes(step));
  if (missing.length > 0) differ('skipped', listed(missing), listed(found.skipped));
  if (expect.asked !== undefined) differ('asked', listed(expect.asked), listed(found.asked));
  const done = (expect.never ?? []).filter((step) => found.steps.includes(step));
  if (done.length > 0) differ('never', 'not carried out', listed(done));
  if (expect.outcome !== undefined) differ('outcome', words(expect.outcome), words(found.outcome));
  return made;
}

const listed = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
const words = (word: string): string => word.replaceAll('_', ' ');
