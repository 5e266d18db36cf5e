// Steps that a page says to take only where those before them did not help. Where a goal tells, the goal of those before is
// theirs too: once it is reached they are skipped. Else a person says whether they are needed; nobody there, they are left out.

import { inert } from '../../commands/holes.ts';
import { type DraftCause, type DraftStep, idOf } from '../../draft/draft.ts';
import type { Leaf } from '../../page/page.ts';
import { type Reading, titleOf } from '../reading.ts';
import { askStep } from '../steps.ts';

/** A step of a cause, and what stands around it. */
interface Falling {
  readonly cause: DraftCause;
  readonly step: DraftStep;
  /** Steps before it that act. */
  readonly acted: readonly DraftStep[];
  readonly leaf: Leaf;
}

const asked = new WeakMap<DraftCause, Map<string, DraftStep>>();

/** Makes a step that is about to stand in a cause one that is taken only where `words` of the page hold; why it is a guess. */
export function fallBack({ draft }: Reading, words: string, { cause, step, acted, leaf }: Falling): string {
  const why = `the page says "${words}": it is taken only where the steps before it did not help`;
  for (const before of acted) before.on_failure ??= 'continue';
  const goal = acted.findLast((before) => before.goal !== undefined);
  if (goal?.goal !== undefined) {
    step.goal = goal.goal;
    if (goal.within !== undefined) step.within = goal.within;
    return why;
  }
  const known = asked.get(cause) ?? new Map<string, DraftStep>();
  asked.set(cause, known);
  const ask = known.get(words) ?? question(leaf, words);
  if (!known.has(words)) cause.resolve.push(ask);
  known.set(words, ask);
  const condition = `${idOf(draft, ask)}.answer == "yes"`;
  step.if = step.if === undefined ? condition : `${step.if} && ${condition}`;
  return why;
}

const question = (leaf: Leaf, words: string): DraftStep => ({
  ...askStep(leaf, words),
  title: titleOf(`Did the steps before this not help? ${words}`),
  value: {
    question: inert(`The page goes on: "${words}". Is what follows needed, after the steps before it?`),
    choices: ['yes', 'no'],
  },
});
