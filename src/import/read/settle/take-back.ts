// What takes a change back. It stands with the one step that it belongs to; where it is not certain which one that is, it is a
// note: it must never be done in its own right.

import type { DraftStep } from '../../draft/draft.ts';
import { isOrder } from '../../words/sentences.ts';
import type { Entry } from '../group.ts';
import { keepRest, leave, own, type Reading } from '../reading.ts';
import { apart, commandStep, keepLabel, manualStep, saidBy } from '../steps.ts';

interface Taking {
  /** The step of a command, where it is made already. */
  readonly step?: DraftStep;
  /** The steps before it that change something. */
  readonly acted: readonly DraftStep[];
  readonly heading: string;
}

const UNSURE = 'it takes something back: a note, since no one step is known that it belongs to';

/** Settles an entry that takes back the step before it, or the only one of its section. */
export function takeBack(
  reading: Reading,
  entry: Extract<Entry, { kind: 'command' | 'text' }>,
  { step, acted, heading }: Taking,
): null {
  const target = entry.role === 'undo' || acted.length === 1 ? acted.at(-1) : undefined;
  if (target === undefined || (entry.kind === 'text' && !isOrder(entry.text)))
    leave(reading, entry.kind === 'command' ? entry.whole : entry.leaf, heading, UNSURE);
  else addUndo(reading, entry, { target, step });
  return null;
}

function addUndo(
  reading: Reading,
  entry: Extract<Entry, { kind: 'command' | 'text' }>,
  { target, step }: { readonly target: DraftStep; readonly step: DraftStep | undefined },
): void {
  const place = `undo of "${target.title}"`;
  const made = step ?? (entry.kind === 'command' ? commandStep(entry) : manualStep(entry.leaf, entry.text));
  if (made.effect === 'read' && made.kind === 'shell') made.risk = 'read';
  target.undo = [...(target.undo ?? []), made];
  own(reading, entry.kind === 'command' ? entry.whole : entry.leaf, place);
  if (entry.kind === 'text') keepRest(made.notes, entry.leaf, saidBy(made));
  else if (entry.label.leaf !== undefined) keepLabel(reading, entry.label.leaf, made, place);
}

/** Settles a section that takes back what the page does: with the one step that it does, else as notes. */
export function settleRollback(reading: Reading, entries: readonly Entry[], heading: string): void {
  const acting = reading.draft.causes.flatMap(({ resolve }) => resolve).filter(({ effect }) => effect !== 'read');
  const [only, ...others] = acting;
  const target = others.length === 0 ? only : undefined;
  for (const entry of entries)
    if (target !== undefined && (entry.kind === 'command' || (entry.kind === 'text' && isOrder(entry.text))))
      addUndo(reading, entry, { target, step: undefined });
    else leave(reading, entry.kind === 'command' ? entry.whole : entry.leaf, heading, UNSURE);
  apart(target?.undo ?? []);
}
