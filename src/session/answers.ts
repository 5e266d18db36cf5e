// Which observations a run takes: an answer has to fit the question that is open now. What comes too late is left out.

import type { Plan } from '../engine/plan.ts';
import { endOf, executionIn, questionOf, type State } from '../engine/state.ts';
import type { Observation } from '../model/event.ts';

/** Whether this observation says something in this state. */
export function acceptable(plan: Plan, state: State, observation: Observation): boolean {
  switch (observation.type) {
    case 'answer.given': {
      const question = questionOf(state);
      const { choice, cause } = observation.data;
      if (question === null || question.id !== observation.data.question || !question.choices.includes(choice))
        return false;
      return choice !== 'cause' || plan.runbook.causes.some(({ id }) => id === cause);
    }
    case 'step.finished':
    case 'step.spawned': {
      const execution = executionIn(state, observation.data.exec);
      return execution !== undefined && execution.finished === undefined && endOf(state) === null;
    }
    case 'stop.requested':
      return (
        state.opened === null ||
        state.standing.is !== 'stopping' ||
        (state.standing.how === 'after_step' && observation.data.how === 'abort')
      );
    default:
      return true;
  }
}
