// Which events must be on disk before anybody sees or does anything, and which are worth saving the head for.

import { executionIn, type State } from '../engine/state.ts';
import type { RunEvent } from '../model/event.ts';
import { within } from '../model/risk.ts';

/** Whether an event changes something, or lets something begin. */
export function mustLast(state: State, event: RunEvent): boolean {
  switch (event.type) {
    case 'step.finished': {
      const risk = executionIn(state, event.data.exec)?.started.risk ?? 'change';
      return !within(risk, 'read');
    }
    case 'run.opened':
    case 'run.resumed':
    case 'step.started':
    case 'answer.given':
    case 'stop.requested':
    case 'run.parked':
    case 'run.finished':
      return true;
    default:
      return false;
  }
}

/** Whether the head is saved after an event: what cuts the record there is seen later. */
export function isLandmark(event: RunEvent): boolean {
  switch (event.type) {
    case 'answer.given':
      return event.data.choice === 'run';
    case 'run.parked':
      return true;
    default:
      return false;
  }
}
