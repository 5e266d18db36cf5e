// What a run that waits is waiting for, in words.

import type { State } from '../../engine/state.ts';
import { unreachable } from '../../model/result.ts';
import type { Runbook } from '../../model/runbook.ts';
import { causeTitle } from './names.ts';

/** What a person is to do; "" when nothing is asked. */
export function waitingFor(runbook: Runbook, { question, mode }: State): string {
  if (question === null) return '';
  switch (question.kind) {
    case 'cause':
      return 'to take up a cause';
    case 'cause_changed':
      return `to say whether "${causeTitle(runbook, question.cause)}" is still the cause`;
    case 'approve': {
      const { title, risk } = question.proposal;
      return `to approve "${title}"${mode.mode === 'unattended' ? `: its risk is ${risk}, and --approve is ${mode.approve}` : ''}`;
    }
    case 'unknown_if':
      return `to decide about "${question.proposal.title}", whose condition is unknown`;
    case 'failed':
      return `to decide about "${question.proposal.title}", which failed`;
    case 'in_doubt':
      return `to say what became of "${question.proposal.title}"`;
    case 'ask':
      return `to answer "${question.title}"`;
    default:
      return unreachable(question);
  }
}
