// Replay: every decision of a record computed anew and compared. Touches nothing but the events.

import { isKind } from '../kinds/index.ts';
import type { Decision, RunEvent } from '../model/event.ts';
import { decide } from './decide/decide.ts';
import { isDecisionType, isKnownType } from './event-types.ts';
import { evolve } from './evolve/evolve.ts';
import type { Plan } from './plan.ts';
import { type Difference, differenceIn, sameDecision, sameJson } from './same-json.ts';
import { EMPTY, type State } from './state.ts';

/** What this program does not know: keys of steps, types of events. What was decided about it is not compared. */
type LeftOut = readonly string[];

/** What came of a replay. */
export type Replay =
  | {
      readonly same: true;
      readonly decisions: number;
      readonly state: State;
      /** `seq` of decisions that are the same and are worded differently now; records of format 1 are not looked at for it. */
      readonly worded: readonly number[];
      readonly left_out: LeftOut;
    }
  | {
      readonly same: false;
      /** `seq` of the first event that differs; one past the last where the record ends too early. */
      readonly seq: number;
      readonly recorded: RunEvent | null;
      /** Null: nothing was to be decided there. */
      readonly expected: Decision | null;
      /** Where two decisions of the same type differ first. */
      readonly difference?: Difference;
      readonly decisions: number;
      readonly left_out: LeftOut;
    };

/** A replay that is fed with events as they are read, so that a long record need not be kept. */
export interface Replaying {
  /** Takes the next event; after the first difference nothing more is taken in. */
  take(event: RunEvent): void;
  /** What came of it so far. A record that ends before its run did is fine up to its last event. */
  result(): Replay;
}

/** Begins to replay a record. */
export function replaying(plan: Plan): Replaying {
  let state: State = EMPTY;
  let decisions = 0;
  const worded: number[] = [];
  const leftOut = new Set<string>();
  const unknown = new Set([...plan.steps.values()].filter(({ step }) => !isKind(step.kind)).map(({ key }) => key));
  let different: Replay | null = null;
  return {
    take: (event) => {
      if (different !== null) return;
      if (!isKnownType(event.type)) {
        leftOut.add(event.type);
        state = evolve(plan, state, event);
        return;
      }
      const step = unknown.size === 0 ? null : stepOfDecision(event);
      if (step !== null && unknown.has(step)) {
        leftOut.add(step);
        state = evolve(plan, state, event);
        return;
      }
      const expected = decide(plan, state);
      const isWordForWord = expected !== null && event.type === expected.type && sameJson(event.data, expected.data);
      const isDecision = isWordForWord || (expected !== null && isSame(event, expected));
      const differs = !isDecision && (expected === null ? isDecisionType(event.type) : !mayInterrupt(event));
      if (differs) {
        different = {
          same: false,
          seq: event.seq,
          recorded: event,
          expected,
          ...differenceOf(event, expected),
          decisions,
          left_out: [...leftOut],
        };
        return;
      }
      if (isDecision) {
        decisions += 1;
        if (event.v > 1 && !isWordForWord) worded.push(event.seq);
      }
      state = evolve(plan, state, event);
    },
    result: () => different ?? { same: true, decisions, state, worded, left_out: [...leftOut] },
  };
}

/** Replays a record that is in memory. */
export function replay(plan: Plan, events: readonly RunEvent[]): Replay {
  const { take, result } = replaying(plan);
  events.forEach(take);
  return result();
}

/**
 * `seq` of the first start of what is still running that does not follow from the events before it; null: none. Who takes a
 * run up carries such a step out, or ends it, as its record says: a record that says what was never decided says nothing.
 */
export function unfoundedStart(plan: Plan, events: readonly RunEvent[]): number | null {
  let state: State = EMPTY;
  const ended = new Set(events.flatMap((event) => (event.type === 'step.finished' ? [event.data.exec] : [])));
  for (const event of events) {
    if (event.type === 'step.started' && !ended.has(event.data.exec)) {
      const expected = decide(plan, state);
      if (expected === null || !isSame(event, expected)) return event.seq;
    }
    state = evolve(plan, state, event);
  }
  return null;
}

function differenceOf(event: RunEvent, expected: Decision | null): { readonly difference?: Difference } {
  if (event.type !== expected?.type) return {};
  return { difference: differenceIn(event.data, expected.data, event.v === 1) };
}

// The step that a decision is about; null of what is about none.
function stepOfDecision(event: RunEvent): string | null {
  switch (event.type) {
    case 'step.started':
    case 'step.skipped':
    case 'step.settled':
    case 'step.in_doubt':
    case 'step.retrying':
      return event.data.step;
    case 'question.asked':
      return 'proposal' in event.data ? event.data.proposal.step : null;
    default:
      return null;
  }
}

// A process that was cut off before it had written what it decided is followed by one that takes the run up.
function mayInterrupt(event: RunEvent): boolean {
  return event.type === 'run.resumed' || event.type === 'run.recovered';
}

const isSame = (event: RunEvent, expected: Decision): boolean =>
  event.type === expected.type && sameDecision(event.data, expected.data, event.v === 1);
