// The steps of a run for its report: what was run, who allowed it, what came of it, and how that was seen.

import type { Plan } from '../../engine/plan.ts';
import type { State } from '../../engine/state.ts';
import type { Decisions, RunEvent } from '../../model/event.ts';
import type { Risk } from '../../model/risk.ts';
import { evidenceLine } from '../blocks/evidence.ts';
import { titleOf } from '../blocks/names.ts';
import { doubtWords, settledWords, skipWords } from '../blocks/why.ts';

/** One step of `resolve`, or one that took something back. */
export interface ReportedStep {
  /** Its key: `<cause>/<id>`. */
  readonly step: string;
  readonly title: string;
  readonly command: string;
  readonly risk: Risk;
  readonly result: 'done' | 'failed' | 'skipped' | 'planned' | 'in doubt' | 'running';
  /** Why, or how that is known. */
  readonly why: string;
  /** Who or what allowed it. */
  readonly approved: string;
  readonly started_at: string;
  /** Run time at which its result was clear; null while it is not. */
  readonly settled_ms: number | null;
  /** What was seen of its goal. */
  readonly seen: readonly string[];
}

/** The steps in the order they were taken up. */
export function reportedSteps(
  plan: Plan,
  events: readonly RunEvent[],
  states: readonly State[],
): readonly ReportedStep[] {
  const steps = new Map<string, ReportedStep>();
  let approver = '';
  let current = '';
  const change = (key: string, to: Partial<ReportedStep>): void => {
    const step = steps.get(key);
    if (step !== undefined) steps.set(key, { ...step, ...to });
  };
  events.forEach((event, n) => {
    const state = states[n];
    if (state === undefined) return;
    switch (event.type) {
      case 'answer.given':
        approver = event.actor.name;
        return;
      case 'step.started': {
        const { step: key, purpose, risk, shown } = event.data;
        if (purpose !== 'action' && purpose !== 'undo') return;
        current = key;
        steps.delete(key);
        steps.set(key, {
          step: key,
          title: shown.title,
          command: shown.command,
          risk,
          result: 'running',
          why: '',
          approved: approvedBy(event.data, approver, state),
          started_at: event.at,
          settled_ms: null,
          seen: [],
        });
        return;
      }
      case 'step.in_doubt':
        return change(event.data.step, { result: 'in doubt', why: doubtWords(event.data.why) });
      case 'goal.reached':
      case 'goal.missed':
        return change(current, { seen: event.data.goals.map(({ goal }) => evidenceLine(goal)) });
      case 'step.settled':
        change(event.data.step, {
          result: event.data.result,
          why: settledWords(event.data.why),
          settled_ms: state.now_ms,
        });
        current = '';
        return;
      case 'step.skipped': {
        const { step: key, purpose, reason } = event.data;
        if (purpose !== 'action' && purpose !== 'undo') return;
        const begun = steps.get(key);
        // What was begun may have had an effect: it was not left out, only not tried again.
        if (begun !== undefined && begun.result !== 'skipped')
          return change(key, { why: `${begun.why}; then ${skipWords(reason)}`, settled_ms: state.now_ms });
        steps.set(key, {
          step: key,
          title: titleOf(plan, state, key),
          command: '',
          risk: 'read',
          result: 'skipped',
          why: skipWords(reason),
          approved: '',
          started_at: event.at,
          settled_ms: state.now_ms,
          seen: [],
        });
        return;
      }
      case 'phase.entered':
        // The goals of `verify` are not those of a step.
        current = '';
        return;
      default:
        return;
    }
  });
  return [...steps.values()];
}

function approvedBy({ approved }: Decisions['step.started'], approver: string, state: State): string {
  switch (approved) {
    case 'person':
      return approver;
    case 'policy':
      return state.opened?.dry_run === true ? 'not needed in a dry run' : `--approve ${state.mode.approve}`;
    case 'repeatable':
      return 'may be repeated unasked';
    case 'escalation':
      return 'starting the run';
    case 'read':
      return 'not needed';
  }
}
