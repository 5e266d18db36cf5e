// What a person may answer to a question, as a list: the same for the guided screen and for plain mode. The first entry
// never changes anything, and is the one that Enter takes; approving is never first.

import type { Plan } from '../../engine/plan.ts';
import { rankingOf, type State } from '../../engine/state.ts';
import type { Choice, Question } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import type { CauseLine } from '../blocks/block.ts';
import { causeTitle } from '../blocks/names.ts';
import { answerOptions, causeOptions, firstOption, NOTHING, type Option, runOption } from './option.ts';

const WHY: Option = {
  key: 'w',
  choice: 'why',
  name: 'Why',
  text: 'the evidence again; changes nothing',
  needs: NOTHING,
};

/** What the list is made from besides the question. */
export interface OptionsFrom {
  /** Those of the newest ranking, with their titles. */
  readonly causes: readonly CauseLine[];
  /** The run ends with its process: what is stopped cannot be gone on with. */
  readonly sandbox?: true;
}

/** The list of a question. */
export function optionsOf(plan: Plan, question: Question, from: OptionsFrom): readonly Option[] {
  const rest = question.choices.flatMap((choice) => entries(plan, question, choice, from));
  const hasWhy = question.kind !== 'cause' && question.kind !== 'ask';
  const ordered = [...rest].sort((a, b) => orderOf(a) - orderOf(b));
  // Taking up a cause changes nothing yet: the best confirmed one may come first. Without one, the evidence does.
  if (question.kind === 'cause' && question.best === null) return [WHY, ...ordered];
  return hasWhy ? [WHY, ...ordered] : ordered;
}

/** What the list of a run is made from. */
export function optionsFrom(plan: Plan, state: State): OptionsFrom {
  const causes = rankedCauses(plan, state);
  return state.opened?.sandbox === true ? { causes, sandbox: true } : { causes };
}

/** Which entry the cursor stands on when the question appears; -1: on none, Enter does nothing. */
export function firstCursor(question: Question, options: readonly Option[]): number {
  if (question.kind === 'cause' && question.best !== null)
    return options.findIndex(({ cause }) => cause === question.best);
  if (question.kind === 'ask') {
    // Opening the line to type in changes nothing; a default is the author's answer, and only Enter takes it.
    return options.findIndex(
      ({ value, needs }) =>
        needs.type === 'value' || (value !== undefined && question.default !== undefined && value === question.default),
    );
  }
  return 0;
}

/** Causes with their titles, as the newest ranking has them. */
export function rankedCauses(plan: Plan, state: State): readonly CauseLine[] {
  if (state.opened === null) return [];
  return rankingOf(state).causes.map((cause) => ({ ...cause, title: causeTitle(plan, cause.id) }));
}

// One that is left out does not compile: it would stand before all others.
const ORDER = Object.keys({
  why: true,
  cause: true,
  answer: true,
  go_on: true,
  verify: true,
  run: true,
  first: true,
  original: true,
  edit: true,
  done: true,
  not_done: true,
  skip: true,
  diagnose: true,
  undo: true,
  escalate: true,
  resolved: true,
  stop: true,
  close: true,
} satisfies Record<Choice | 'why', true>) as readonly (Choice | 'why')[];

const STOP_TEXT = {
  run: 'keep the state; go on with firebreak resume',
  sandbox: 'the run is closed, and its sandbox is taken down',
} as const;

const orderOf = ({ choice, aside }: Option): number => (aside === true ? ORDER.length : ORDER.indexOf(choice));

function entries(plan: Plan, question: Question, choice: Choice, from: OptionsFrom): readonly Option[] {
  switch (choice) {
    case 'run':
      return [runOption(plan, question)];
    case 'first':
      return firstOption(plan, question);
    case 'skip':
      return [
        {
          key: 's',
          choice,
          name: 'Skip',
          text: 'leave it out, with a reason',
          needs: { type: 'reason', prompt: 'Why is it left out?', required: true },
        },
      ];
    case 'edit':
      return 'proposal' in question && question.proposal.shown.template !== undefined
        ? [
            {
              key: 'e',
              choice,
              name: 'Edit',
              text: 'change the command; you are asked again before it runs',
              needs: { type: 'edit', text: question.proposal.shown.template },
            },
          ]
        : [];
    case 'done':
      return [
        question.kind === 'ask'
          ? {
              key: 'd',
              choice,
              name: 'Done',
              text: 'you have done it, or seen it done',
              needs: { type: 'reason', prompt: 'What was done?', required: false },
            }
          : {
              key: 'd',
              choice,
              name: 'Mark as done',
              short: 'done',
              text: 'done by hand, or known to be done',
              needs: { type: 'reason', prompt: 'How is it known to be done?', required: true },
            },
      ];
    case 'not_done':
      return [{ key: 'f', choice, name: 'Not done', text: 'it is known to have had no effect', needs: NOTHING }];
    case 'cause':
      return causeOptions(plan, from.causes);
    case 'diagnose':
      return [
        { key: 'r', choice, name: 'Diagnose again', short: 'diagnose', text: 'all probes, read-only', needs: NOTHING },
      ];
    case 'escalate':
      return [
        {
          key: 'x',
          choice,
          name: 'Escalate',
          text: 'stop here and hand over to others',
          needs: { type: 'reason', prompt: 'Why is it handed over?', required: false },
        },
      ];
    case 'stop':
      return [
        { key: 'q', choice, name: 'Stop', text: STOP_TEXT[from.sandbox === true ? 'sandbox' : 'run'], needs: NOTHING },
      ];
    case 'answer':
      return question.kind === 'ask' ? answerOptions(question) : [];
    case 'go_on':
      return [
        question.kind === 'by_hand'
          ? {
              key: 'g',
              choice,
              name: 'Other runbook',
              text: `end this run; go on with ${question.runbook ?? ''}`,
              needs: NOTHING,
            }
          : { key: 'g', choice, name: 'Stop waiting', short: 'go on', text: 'judge it as it is now', needs: NOTHING },
      ];
    case 'verify':
      return [
        question.kind === 'by_hand'
          ? {
              key: 'v',
              choice,
              name: 'I repaired it',
              short: 'repaired',
              text: 'verify: watch the goals',
              needs: NOTHING,
            }
          : {
              key: 'v',
              choice,
              name: 'Verify again',
              short: 'verify',
              text: 'repaired by hand, or only slow',
              needs: NOTHING,
            },
      ];
    case 'original':
      return [
        {
          key: 'o',
          choice,
          name: 'Try the original',
          short: 'original',
          text: 'without the edit; asked again',
          needs: NOTHING,
        },
      ];
    case 'undo':
      return [
        {
          key: 'u',
          choice,
          name: 'Undo it',
          short: 'undo',
          text: 'each undo asks first, with its command',
          needs: NOTHING,
        },
      ];
    case 'resolved':
      return [
        {
          key: 'k',
          choice,
          name: 'Call it resolved',
          short: 'resolved',
          text: 'with a reason; what is not met stays on record',
          needs: { type: 'reason', prompt: 'Why is it resolved all the same?', required: true },
        },
      ];
    case 'close':
      return [
        {
          key: 'z',
          choice,
          name: 'Close the run',
          short: 'close',
          text: 'end it unresolved, handed to nobody; with a reason',
          needs: { type: 'reason', prompt: 'Why is it closed?', required: true },
        },
      ];
    default:
      return unreachable(choice);
  }
}
