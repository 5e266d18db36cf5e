// The end of a run: what came out, what was changed, and what can still be taken back.

import type { State } from '../engine/state.ts';
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
    changed: state.applied.map(({ key, undone }) => `${titleOf(runbook, state, key)}${undone ? ' (taken back)' : ''}`),
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

// The newest first: changes are taken back in reverse order.
function undoOf({ runbook }: RunContext, state: State): readonly string[] {
  return state.applied
    .filter(({ undone }) => !undone)
    .toReversed()
    .flatMap(({ key }) =>
      (stepByKey(runbook, key)?.undo ?? []).map(
        (undo) => `${undo.title === undefined ? undo.id : written(undo.title)}`,
      ),
    );
}
