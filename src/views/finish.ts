// The end of a run: what came out, what was changed, and what can still be taken back.

import { executionIn, type State } from '../engine/state.ts';
import type { Decisions, RunOutcome } from '../model/event.ts';
import { unreachable } from '../model/result.ts';
import type { Finish, Sign } from './block.ts';
import type { RunContext } from './look-blocks.ts';
import { causeTitle, stepByKey, titleOf, written } from './names.ts';
import { duration } from './text.ts';

/** The end as a block; `at` in milliseconds since the epoch. */
export function finishOf(context: RunContext, state: State, finished: Decisions['run.finished'], at: number): Finish {
  const { runbook, transcript } = context;
  const { sign, word } = outcomeWord(finished.outcome);
  const cause = runbook.causes.find(({ id }) => id === finished.cause);
  const isSeen = finished.outcome === 'resolved' || finished.outcome === 'healthy';
  const goals = isSeen ? [...(cause?.verify ?? []), ...runbook.verify] : [];
  return {
    type: 'finish',
    sign,
    title: `${word} in ${duration(at - state.opened_at)}`,
    why: finished.why,
    cause: finished.cause === null ? null : causeTitle(runbook, finished.cause),
    changed: state.applied.map((applied) => changedText(context, state, applied)),
    verified: goals.map(({ title }) => title),
    undo: undoOf(context, state),
    prevent: runbook.prevent,
    runbook: finished.runbook ?? null,
    transcript,
  };
}

/** What a run came to, in a word. */
export function outcomeWord(outcome: RunOutcome): { readonly sign: Sign; readonly word: string } {
  switch (outcome) {
    case 'resolved':
      return { sign: 'ok', word: 'Resolved' };
    case 'healthy':
      return { sign: 'ok', word: 'Healthy' };
    case 'escalated':
      return { sign: 'warn', word: 'Escalated' };
    case 'handed_over':
      return { sign: 'to', word: 'Handed over' };
    case 'not_resolved':
      return { sign: 'bad', word: 'Not resolved' };
    case 'planned':
      return { sign: 'ok', word: 'Planned' };
    default:
      return unreachable(outcome);
  }
}

// What failed may have had an effect all the same, and is not left out.
function changedText({ runbook }: RunContext, state: State, { key, execs, undone }: State['applied'][number]): string {
  const outcome = executionIn(state, execs.at(-1) ?? '')?.finished?.outcome;
  const isSure = outcome?.status === 'succeeded';
  return `${titleOf(runbook, state, key)}${isSure ? '' : ' (failed; what it changed is not known)'}${undone ? ' (taken back)' : ''}`;
}

// The newest first: changes are taken back in reverse order.
function undoOf({ runbook, undo }: RunContext, state: State): readonly string[] {
  if (undo !== undefined) return undo(state);
  return state.applied
    .filter(({ undone }) => !undone)
    .toReversed()
    .flatMap(({ key }) =>
      (stepByKey(runbook, key)?.undo ?? []).map((undo) => (undo.title === undefined ? undo.id : written(undo.title))),
    );
}
