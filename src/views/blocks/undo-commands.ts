// What would take back the changes of a run, as commands to be pasted: shown at its end, never run from there.

import type { Applied } from '../../engine/action.ts';
import { scopeOfItem } from '../../engine/items/items.ts';
import { type Plan, stepOf, undoKey } from '../../engine/plan.ts';
import { renderStep } from '../../engine/render-step.ts';
import { scopeOf } from '../../engine/scope.ts';
import type { Run } from '../../engine/state.ts';
import { pasteable } from '../text/pasteable.ts';
import { writtenTitle } from './names.ts';

/** Undo commands of everything that was changed and not taken back, the newest change first; a secret is the variable that holds it. */
export function undoCommands(plan: Plan, state: Run): readonly string[] {
  const applied = state.applied.filter(({ undone }) => !undone);
  return applied.toReversed().flatMap((one) => undoCommandsOf(plan, state, one));
}

/** The same of one change; empty: its runbook has none. */
export function undoCommandsOf(plan: Plan, state: Run, { key, before, item }: Applied): readonly string[] {
  const shown = { inputs: plan.runbook.inputs, secrets: state.opened.secrets };
  return stepOf(plan, key).undo.map((undo) => {
    const scope = scopeOf(state, before);
    const rendered = renderStep(plan, undo, item === undefined ? scope : scopeOfItem(scope, item.value));
    return rendered.ok
      ? pasteable(rendered.value.command, shown)
      : `${writtenTitle(plan, undoKey(key, undo))}: its command cannot be told any more`;
  });
}
