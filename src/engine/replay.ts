// Replay: every decision of a record computed anew and compared. Touches nothing but the events.

import type { Decision, RunEvent } from '../model/event.ts';
import { decide } from './decide/decide.ts';
import { evolve } from './evolve/evolve.ts';
import type { Plan } from './plan.ts';
import { sameDecision, sameJson } from './same-json.ts';
import { EMPTY, type State } from './state.ts';

/** What came of a replay. */
export type Replay =
  | {
      readonly same: true;
      readonly decisions: number;
      readonly state: State;
      /** `seq` of decisions that are the same and are worded differently now; records of format 1 are not looked at for it. */
      readonly worded: readonly number[];
    }
  | {
      readonly same: false;
      /** `seq` of the first event that differs; one past the last where the record ends too early. */
      readonly seq: number;
      readonly recorded: RunEvent | null;
      /** Null: nothing was to be decided there. */
      readonly expected: Decision | null;
      readonly decisions: number;
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
  let state = EMPTY;
  let decisions = 0;
  const worded: number[] = [];
  let different: Replay | null = null;
  return {
    take: (event) => {
      if (different !== null) return;
      const expected = decide(plan, state);
      const isDecision = expected !== null && isSame(event, expected);
      const differs = !isDecision && (expected === null ? DECISION_TYPES.has(event.type) : !mayInterrupt(event));
      if (differs) {
        different = { same: false, seq: event.seq, recorded: event, expected, decisions };
        return;
      }
      if (isDecision) {
        decisions += 1;
        if (event.v > 1 && !sameJson(event.data, expected.data)) worded.push(event.seq);
      }
      state = evolve(plan, state, event);
    },
    result: () => different ?? { same: true, decisions, state, worded },
  };
}

/** Replays a record that is in memory. */
export function replay(plan: Plan, events: readonly RunEvent[]): Replay {
  const { take, result } = replaying(plan);
  events.forEach(take);
  return result();
}

// Types of newer versions are observations as far as we know.
const DECISION_TYPES: ReadonlySet<string> = new Set<Decision['type']>([
  'phase.entered',
  'look.started',
  'step.started',
  'step.skipped',
  'step.settled',
  'step.in_doubt',
  'step.retrying',
  'watch.started',
  'goal.held',
  'goal.reached',
  'goal.missed',
  'causes.ranked',
  'cause.chosen',
  'cause.dropped',
  'question.asked',
  'escalation.raised',
  'run.parked',
  'run.finished',
]);

// A process that was cut off before it had written what it decided is followed by one that takes the run up.
function mayInterrupt(event: RunEvent): boolean {
  return event.type === 'run.resumed' || event.type === 'run.recovered';
}

const isSame = (event: RunEvent, expected: Decision): boolean =>
  event.type === expected.type && sameDecision(event.data, expected.data, event.v === 1);
