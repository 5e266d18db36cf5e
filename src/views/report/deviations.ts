// Where a run left the runbook: what a person decided other than it says. Whoever edits the runbook reads these first.

import type { Plan } from '../../engine/plan.ts';
import { questionOf, type State } from '../../engine/state.ts';
import type { Observations, RunEvent } from '../../model/event.ts';
import type { Question } from '../../model/question.ts';
import { causeTitle, whoOf } from '../blocks/names.ts';

/** One of them: a sentence without a full stop, who, and when. */
export interface Deviation {
  readonly text: string;
  readonly by: string;
  readonly at: string;
}

/** What an event deviates by, in the state before it; null: nothing. */
export function deviationIn(plan: Plan, before: State, event: RunEvent): Deviation | null {
  const text = textOf(plan, before, event);
  return text === null ? null : { text, by: whoOf(event.actor), at: event.at };
}

function textOf(plan: Plan, before: State, event: RunEvent): string | null {
  switch (event.type) {
    case 'answer.given': {
      const question = questionOf(before);
      if (question === null || question.id !== event.data.question) return null;
      const text = answeredText(plan, question, event.data);
      return text === null ? null : withReason(text, event.data.reason);
    }
    case 'stop.requested':
      return event.data.how === 'abort' ? 'ended what was running' : null;
    case 'close.requested':
      return withReason('closed the run', event.data.reason);
    default:
      return null;
  }
}

function answeredText(plan: Plan, question: Question, answer: Observations['answer.given']): string | null {
  const step = 'proposal' in question ? `"${question.proposal.shown.title}"` : '';
  switch (answer.choice) {
    case 'cause':
      return causeText(plan, question, answer.cause ?? '');
    case 'edit':
      return `changed the command of ${step}`;
    case 'skip':
      return question.kind === 'unknown_if' ? null : `left out ${step}`;
    case 'done':
      return question.kind === 'approve' ? `did ${step} by hand` : null;
    case 'run':
      return question.kind === 'in_doubt' ? `ran ${step} again although it may have taken effect` : null;
    case 'go_on':
      return question.kind === 'waiting' ? 'did not wait' : null;
    case 'escalate':
      return question.kind === 'cause' && question.best === null ? null : 'handed over';
    case 'resolved':
      return 'called it resolved although not every goal was met';
    case 'close':
      return 'closed the run';
    default:
      return null;
  }
}

function causeText(plan: Plan, question: Question, cause: string): string | null {
  if (question.kind !== 'cause' || question.best === cause) return null;
  const best =
    question.best === null ? 'no cause was confirmed' : `the evidence spoke for "${causeTitle(plan, question.best)}"`;
  return `chose "${causeTitle(plan, cause)}", ${best}`;
}

const withReason = (text: string, reason: string | undefined): string =>
  reason === undefined || reason === '' ? text : `${text}: ${reason}`;
