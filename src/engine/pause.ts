// Pauses: a `wait` step lasts its time; with a goal it ends when that is reached.

import { definition } from '../kinds/index.ts';
import type { Rendered } from '../model/expression.ts';
import type { Step } from '../model/runbook.ts';
import type { Execution } from './state.ts';

/** How long a `wait` step lasts at most, in milliseconds; 0 when that cannot be read. */
export function pauseOf(rendered: Rendered): number {
  const spec = definition('wait').spec(rendered);
  return spec.ok ? spec.value.duration_ms : 0;
}

/** For how long the goal of a step is watched, in milliseconds. */
export function watchedFor(step: Step, execution: Execution | undefined): number {
  return step.kind === 'wait' && execution !== undefined ? pauseOf(execution.started.rendered) : step.within_ms;
}

/** Whether a step is nothing but the watching of its goal. */
export const onlyWatches = (step: Step): boolean => step.kind === 'wait' && step.goal !== undefined;
