// What an unattended run decided of itself where one that is repeated asks: these decisions are answers, too.

import type { RunEvent } from '../model/event.ts';
import type { Question } from '../model/question.ts';
import type { Answer } from './ports.ts';

/** A question that such a decision answers, with where it stands and who made it. */
export interface Turn {
  readonly on: Question['kind'];
  /** The step, where the question is about one. */
  readonly step?: string;
  readonly answer: Answer;
  readonly seq: number;
  readonly by: string;
}

const RULE = 'the rule';

/** The turns of a record in their order; those of a guided run were taken by people. */
export function turnsIn(events: readonly RunEvent[]): readonly Turn[] {
  let mode = 'guided';
  let phase = '';
  let cause: string | null = null;
  return events.flatMap((event): readonly Turn[] => {
    const { seq } = event;
    switch (event.type) {
      case 'run.opened':
      case 'run.resumed':
        mode = event.data.mode;
        return [];
      case 'cause.chosen':
        cause = event.data.cause;
        return [];
      case 'phase.entered': {
        const before = phase;
        const taken = cause;
        phase = event.data.phase;
        if (phase === 'diagnosing') cause = null;
        if (mode !== 'unattended') return [];
        if (phase === 'diagnosing' && before === 'verifying')
          return [{ on: 'not_verified', answer: { choice: 'diagnose' }, seq, by: RULE }];
        if (phase !== 'giving_up') return [];
        const on = before === 'resolving' ? 'not_verified' : taken === null ? 'cause' : 'by_hand';
        return [{ on, answer: { choice: 'escalate' }, seq, by: RULE }];
      }
      case 'step.skipped': {
        const { step, purpose, reason } = event.data;
        if (mode !== 'unattended' || purpose !== 'action' || reason.code !== 'if_unknown') return [];
        return [{ on: 'unknown_if', step, answer: { choice: 'skip', reason: 'left out then, too' }, seq, by: RULE }];
      }
      case 'run.finished':
        if (mode !== 'unattended' || event.data.why.code !== 'other_runbook') return [];
        return [{ on: 'by_hand', answer: { choice: 'go_on' }, seq, by: RULE }];
      default:
        return [];
    }
  });
}

/** Whether the run was given up with nobody there who could have taken anything back. */
export const gaveUpAlone = (turns: readonly Turn[]): boolean =>
  turns.some(({ answer }) => answer.choice === 'escalate');
