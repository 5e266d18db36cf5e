// Which observations a run takes: an answer has to fit the question that is open now. What comes too late is left out, and what an
// agent may not do goes on record as refused.

import { refusal } from '../engine/evolve/agent.ts';
import type { Plan } from '../engine/plan.ts';
import { endOf, executionIn, questionOf, type State } from '../engine/state.ts';
import type { Actor, Observation } from '../model/event.ts';

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

/** What goes on record of an observation: itself, or that an agent was refused it. */
export function recordedFor(state: State, actor: Actor, observation: Observation): Observation {
  const why = refusal(state, actor, observation);
  if (why === null) return observation;
  const isAnswer = observation.type === 'answer.given';
  const wanted = isAnswer ? observation.data.choice : observation.type;
  const about = isAnswer ? { question: observation.data.question } : {};
  return { type: 'agent.refused', data: { wanted, ...about, why } };
}
