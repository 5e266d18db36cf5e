// Replay: every decision of a record computed anew and compared. Touches nothing but the events.

import type { Decision, RunEvent } from '../model/event.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { Plan } from './plan.ts';
import { sameJson } from './same-json.ts';
import { EMPTY, type State } from './state.ts';

/** What came of a replay. */
export type Replay =
  | { readonly same: true; readonly decisions: number; readonly state: State }
  | {
      readonly same: false;
      /** `seq` of the first event that differs; one past the last where the record ends too early. */
      readonly seq: number;
      readonly recorded: RunEvent | null;
      /** Null: nothing was to be decided there. */
      readonly expected: Decision | null;
      readonly decisions: number;
    };

/** Replays a record. A record that ends before its run did is fine up to its last event. */
export function replay(plan: Plan, events: readonly RunEvent[]): Replay {
  let state = EMPTY;
  let decisions = 0;
  for (const event of events) {
    const expected = decide(plan, state);
    const isDecision = expected !== null && isSame(event, expected);
    const differs = !isDecision && (expected === null ? DECISION_TYPES.has(event.type) : !mayInterrupt(event));
    if (differs) return { same: false, seq: event.seq, recorded: event, expected, decisions };
    if (isDecision) decisions += 1;
    state = evolve(plan, state, event);
  }
  return { same: true, decisions, state };
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
  event.type === expected.type && sameJson(event.data, expected.data);
