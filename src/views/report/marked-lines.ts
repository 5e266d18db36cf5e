// What was said of a run after the fact, in lines.

import type { Plan } from '../../engine/plan.ts';
import { causeTitle } from '../blocks/names.ts';
import type { Marked } from './marked.ts';

/** The lines; a name that the runbook does not have stands for itself. */
export function markedLines(plan: Plan, { cause, other, helped, notes, by, at }: Marked): readonly string[] {
  const steps = (did: boolean): string =>
    Object.entries(helped)
      .filter(([, one]) => one === did)
      .map(([id]) => id)
      .join(', ');
  const [useful, useless] = [steps(true), steps(false)];
  return [
    ...(cause === null ? [] : [`the cause was: ${causeTitle(plan, cause)} (${cause})`]),
    ...(other === null ? [] : [`the cause was none of the runbook: ${other}`]),
    ...(useful === '' ? [] : [`helped: ${useful}`]),
    ...(useless === '' ? [] : [`did not help: ${useless}`]),
    ...notes.map((note) => `${note.by}, ${note.at.slice(0, 10)}: ${note.text}`),
    `said by ${by}, ${at.slice(0, 10)}`,
  ];
}
