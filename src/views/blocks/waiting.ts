// What a run that waits is waiting for, in words.

import type { Plan } from '../../engine/plan.ts';
import type { Run } from '../../engine/state.ts';
import { unreachable } from '../../model/result.ts';
import { causeTitle } from './names.ts';

/** What a person is to do; "" when nothing is asked. */
export function waitingFor(plan: Plan, { question, mode, chosen }: Run): string {
  if (question === null) return '';
  switch (question.kind) {
    case 'cause':
      return 'to choose the cause to work on';
    case 'cause_changed':
      return `to say whether "${causeTitle(plan, question.cause)}" is still the cause`;
    case 'approve': {
      const {
        risk,
        shown: { title },
      } = question.proposal;
      if (chosen === 'agent') return `to approve "${title}": an agent chose the cause, so nothing else allows it`;
      return `to approve "${title}"${mode.mode === 'unattended' ? `: its risk is ${risk}, and --approve is ${mode.approve}` : ''}`;
    }
    case 'unknown_if':
      return `to decide about "${question.proposal.shown.title}", whose condition is unknown`;
    case 'failed':
      return `to decide about "${question.proposal.shown.title}", which failed`;
    case 'in_doubt':
      return `to say what became of "${question.proposal.shown.title}"`;
    case 'waiting':
      return 'for what is watched, or for a pause to be over';
    case 'not_verified':
      return 'to decide what now: it is not verified';
    case 'by_hand':
      return `to repair "${causeTitle(plan, question.cause)}" by hand, or to hand over`;
    case 'ask':
      return `to answer "${question.shown.title ?? question.shown.text}"`;
    default:
      return unreachable(question);
  }
}
