// What a run has changed and not taken back, where a person decides how to go on: that it stays, and what would undo it.

import type { Plan } from '../../engine/plan.ts';
import type { Run, State } from '../../engine/state.ts';
import type { Question } from '../../model/question.ts';
import { type Effect, effectOf } from '../blocks/finish.ts';
import type { RunContext } from '../blocks/look-blocks.ts';
import { noUndo, titleOf } from '../blocks/names.ts';
import { undoCommands, undoCommandsOf } from '../blocks/undo-commands.ts';
import { commandRows, field, type Page, paragraph } from '../text/layout.ts';
import { bold, dim, gap, type Row, ranked, row } from '../text/row.ts';
import type { Panel } from './panel.ts';

const STAYS: Readonly<Record<Effect, string>> = {
  sure: 'stays applied until you undo it',
  said: 'is said to be done, and stays until you undo it',
  unknown: 'failed, and may have changed something all the same',
};

/** A title may be a sentence of its own. */
const staysWords = (plan: Plan, run: Run, applied: Run['applied'][number]): string =>
  `"${titleOf(plan, run, applied.key)}" ${STAYS[effectOf(run, applied)]}`;

const standing = (run: Run): Run['applied'] => run.applied.filter(({ undone }) => !undone);

/** What stays applied, beside a question that comes after something did not help; nothing beside others. */
export function appliedRows(page: Page, plan: Plan, run: Run, question: Question): readonly Row[] {
  if (question.kind !== 'failed' && question.kind !== 'not_verified') return [];
  const applied = standing(run);
  const undo = question.kind === 'failed' ? [] : applied.toReversed().flatMap((one) => undoCommandsOf(plan, run, one));
  const list = (name: string, lines: readonly string[], rank: number): readonly Row[] =>
    lines.flatMap((line, n) =>
      field(page, n === 0 ? name : '', line, { indent: 1, label: 9 }).map((one) =>
        ranked(rank, one, name.toLowerCase()),
      ),
    );
  const lines = applied.map((one) => staysWords(plan, run, one));
  return [...list('Applied', lines, 1), ...list('Undo', undo, 2)];
}

/** The commands that would undo what was changed, to be copied: nothing is run from here. */
export function undoPanel(page: Page, plan: Plan, run: Run): Panel {
  const applied = standing(run).toReversed();
  const none = 'Nothing has been changed that could be undone.';
  return {
    top: [row([' ', bold('Undo'), dim('   to be copied; nothing is run from here')]), gap(2)],
    body:
      applied.length === 0
        ? paragraph(page, none)
        : applied.flatMap((one) => {
            const commands = undoCommandsOf(plan, run, one);
            return [
              ...paragraph(page, staysWords(plan, run, one)),
              ...(commands.length === 0
                ? paragraph(page, noUndo, { indent: 4 })
                : commands.flatMap((command) => commandRows(page, command))),
            ];
          }),
    tail: [],
  };
}

/** Those commands as they can be pasted. */
export const undoneBy = ({ plan }: RunContext, state: State): readonly string[] =>
  state.opened === null ? [] : undoCommands(plan, state);
