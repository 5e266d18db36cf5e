// Whether more of a step is to come behind one of its items: the goal is waited for when none is, as far as that is known.

import type { Action } from '../action.ts';
import { type Plan, stepOf } from '../plan.ts';
import { scopeOfAction } from '../scope.ts';
import { itemsAfter, type Run } from '../state.ts';

/** Whether an item that is called for comes behind this one: none that a person, or its condition, leaves out. */
export function comesMore(plan: Plan, run: Run, key: string): boolean {
  const condition = stepOf(plan, key).if;
  const isCalledFor = (other: Action): boolean =>
    other.unwanted === undefined &&
    (condition === undefined || plan.environment.truth(condition, scopeOfAction(run, other)).truth !== 'false');
  return itemsAfter(run, key).some(isCalledFor);
}
