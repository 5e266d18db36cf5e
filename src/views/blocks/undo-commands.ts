// What would take back the changes of a run, as commands: shown at its end, never run from there.

import { type Plan, stepOf } from '../../engine/plan.ts';
import { renderStep } from '../../engine/render-step.ts';
import { scopeOf } from '../../engine/scope.ts';
import type { State } from '../../engine/state.ts';

/** Undo commands of everything that was changed and not taken back, the newest change first; secrets stay holes. */
export function undoCommands(plan: Plan, state: State): readonly string[] {
  return state.applied
    .filter(({ undone }) => !undone)
    .toReversed()
    .flatMap(({ key, before }) =>
      stepOf(plan, key).undo.map((undo) => {
        const rendered = renderStep(plan, undo, scopeOf(state, before));
        return rendered.ok ? rendered.value.command : `${undo.id}: its command cannot be told any more`;
      }),
    );
}
