// What was said of a run after the fact, in lines.

import type { Plan } from '../../engine/plan.ts';
import { causeTitle } from '../blocks/names.ts';
import type { Marked } from './marked.ts';

/** What was said of a run after the fact, with the title of the cause; null where none was named. */
export interface SaidAfter extends Marked {
  readonly cause_title: string | null;
}

/** With the title that a cause has in the runbook of the run; one that came later stands for itself. */
export const saidAfter = (plan: Plan, marked: Marked): SaidAfter => ({
  ...marked,
  cause_title: marked.cause === null ? null : causeTitle(plan, marked.cause),
});

/** The cause in words: its title and id, or how somebody has put it; null where nothing was said of it. */
export function reallyWords({ cause, cause_title, other }: SaidAfter): string | null {
  if (cause === null) return other === null ? null : `${other} (no cause of the runbook)`;
  return cause_title === null || cause_title === cause ? cause : `${cause_title} (${cause})`;
}

/** The heading above the lines in a report. */
export const AFTERWARDS = 'Said after the fact, beside the record';

/** The lines. */
export function markedLines(said: SaidAfter): readonly string[] {
  const { cause, other, helped, notes, by, at } = said;
  const steps = (did: boolean): string =>
    Object.entries(helped)
      .filter(([, one]) => one === did)
      .map(([id]) => id)
      .join(', ');
  const [useful, useless] = [steps(true), steps(false)];
  return [
    ...(cause === null && other === null ? [] : [`the cause was: ${reallyWords(said) ?? ''}`]),
    ...(useful === '' ? [] : [`helped: ${useful}`]),
    ...(useless === '' ? [] : [`did not help: ${useless}`]),
    ...notes.map((note) => `${note.by}, ${note.at.slice(0, 10)}: ${note.text}`),
    `said by ${by}, ${at.slice(0, 10)}`,
  ];
}
