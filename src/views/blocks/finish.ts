// The end of a run: what came out, what was changed, and what can still be taken back.

import type { Applied } from '../../engine/action.ts';
import { followUps, verifyGoals } from '../../engine/concerns.ts';
import { fewOf } from '../../engine/items/items.ts';
import { itemNumber, stepKey } from '../../engine/items/keys.ts';
import type { Plan } from '../../engine/plan.ts';
import { actionsOf, executionIn, type Run } from '../../engine/state.ts';
import type { Decisions, RunOutcome } from '../../model/event.ts';
import { unreachable } from '../../model/result.ts';
import type { Sign } from '../text/glyphs.ts';
import { duration } from '../text/text.ts';
import type { Finish } from './block.ts';
import type { RunContext } from './look-blocks.ts';
import { causeTitle, titleOf } from './names.ts';
import { undoCommands } from './undo-commands.ts';
import { finishedWords } from './why.ts';

/** The end as a block; `at` in milliseconds since the epoch. */
export function finishOf(context: RunContext, state: Run, finished: Decisions['run.finished'], at: number): Finish {
  const { plan, transcript, folder, elsewhere = '' } = context;
  const { runbook } = plan;
  const { sign, word } = outcomeWord(finished.outcome);
  // What a person calls resolved was not seen to be.
  const isSeen = finished.by !== 'person' && (finished.outcome === 'resolved' || finished.outcome === 'healthy');
  const goals = isSeen ? verifyGoals(runbook, state, finished.cause) : [];
  return {
    type: 'finish',
    sign,
    title: `${word} in ${duration(at - state.opened_at)}`,
    why: finishedWords(plan, finished.why),
    cause: finished.cause === null ? null : causeTitle(plan, finished.cause),
    changed: changedTexts(plan, state),
    verified: goals.map(({ title }) => title),
    undo: undoCommands(plan, state),
    prevent: followUps(runbook, state).map(({ text }) => text),
    run: `${state.run}${elsewhere}`,
    runbook: finished.runbook ?? null,
    transcript,
    folder,
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
    case 'closed':
      return { sign: 'waiting', word: 'Closed' };
    default:
      return unreachable(outcome);
  }
}

/** How sure it is that a change took effect. */
export type Effect = 'sure' | 'said' | 'unknown';

/** Whether a change took effect, as far as it is known: by its end, by its goal, or by the word of a person. */
export function effectOf(state: Run, { key, execs }: Applied): Effect {
  const settled = actionsOf(state).find((action) => action.key === key)?.state;
  const via = settled?.status === 'settled' && settled.result === 'done' ? settled.via : null;
  if (via === 'goal' || executionIn(state, execs.at(-1) ?? '')?.finished?.outcome.status === 'succeeded') return 'sure';
  return via === 'person' ? 'said' : 'unknown';
}

const EFFECTS: Readonly<Record<Effect, string>> = {
  sure: '',
  said: ' (said to be done)',
  // What failed may have had an effect all the same, and is not left out.
  unknown: ' (failed; what it changed is not known)',
};

// Items of one step that came to the same are told together.
function changedTexts(plan: Plan, state: Run): readonly string[] {
  const groups: { readonly of: string; readonly titles: string[]; readonly end: string }[] = [];
  for (const applied of state.applied) {
    const { key, undone } = applied;
    const end = `${EFFECTS[effectOf(state, applied)]}${undone ? ' (undone)' : ''}`;
    const last = groups.at(-1);
    const title = titleOf(plan, state, key);
    if (itemNumber(key) !== null && last?.of === stepKey(key) && last.end === end) last.titles.push(title);
    else groups.push({ of: stepKey(key), titles: [title], end });
  }
  return groups.map(({ titles, end }) => `${fewOf(titles)}${end}`);
}
