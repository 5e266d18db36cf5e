// The decisions to begin a step and to leave one out.

import type { Decision, Decisions, Purpose, SkipReason } from '../model/event.ts';
import type { Step } from '../model/runbook.ts';
import type { RenderedStep } from './render-step.ts';
import type { Action, State } from './state.ts';

/** What a `step.started` needs besides the step. */
export interface Start {
  readonly rendered: RenderedStep;
  readonly purpose: Purpose;
  readonly attempt: number;
  readonly look?: number;
  readonly approved: Decisions['step.started']['approved'];
}

/** The decision to begin a step. Probes and previews only read, whatever their author may have called them. */
export function stepStarted(state: State, step: Step, key: string, start: Start): Decision {
  const { rendered, purpose } = start;
  const reads = purpose === 'probe' || purpose === 'preview';
  return {
    type: 'step.started',
    data: {
      exec: `${key}#${(state.counts[key] ?? 0) + 1}`,
      step: key,
      purpose,
      kind: step.kind,
      attempt: start.attempt,
      ...(start.look === undefined ? {} : { look: start.look }),
      title: rendered.title,
      command: rendered.command,
      rendered: rendered.rendered,
      risk: reads ? 'read' : rendered.risk,
      timeout_ms: step.timeout_ms,
      sensitive: step.sensitive,
      approved: start.approved,
    },
  };
}

/** Whether a person carries the step out, not a performer. */
export const isAsked = (step: Step): boolean => step.kind === 'ask' || step.kind === 'manual';

/** Leaves a step out. */
export function skipped(state: State, action: Action, reason: SkipReason): Decision {
  const purpose = state.agenda?.purpose ?? 'action';
  return { type: 'step.skipped', data: { step: action.key, purpose, reason } };
}
