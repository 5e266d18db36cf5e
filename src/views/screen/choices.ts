// What a person may answer to a question, as a list: the same for the guided screen and for plain mode. The first entry
// never changes anything, and is the one that Enter takes; approving is never first.

import type { Plan } from '../../engine/plan.ts';
import type { State } from '../../engine/state.ts';
import type { Json } from '../../model/json.ts';
import type { Choice, Question } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import type { CauseLine } from '../blocks/block.ts';
import { causeTitle, stepId } from '../blocks/names.ts';
import { valueLine } from '../blocks/value-line.ts';

/** What must be typed before an option counts. */
export type Needs =
  | { readonly type: 'nothing' }
  /** A reason; `required` when it may not be empty. */
  | { readonly type: 'reason'; readonly prompt: string; readonly required: boolean }
  /** Exactly this word. */
  | { readonly type: 'word'; readonly word: string }
  /** The edited command. */
  | { readonly type: 'edit'; readonly text: string }
  /** The value that answers the question. */
  | { readonly type: 'value'; readonly text: string };

/** One entry of the list. */
export interface Option {
  /** The key that takes it. */
  readonly key: string;
  /** `why` shows the evidence, and is no answer. */
  readonly choice: Choice | 'why';
  readonly name: string;
  /** The name where there is little room. */
  readonly short?: string;
  readonly text: string;
  readonly needs: Needs;
  readonly cause?: string;
  readonly value?: Json;
  /** It can be taken, but nothing speaks for it: it stands at the end, out of sight where there is little room. */
  readonly aside?: true;
  /** Taking it runs a command that changes something. */
  readonly acts?: true;
}

const NOTHING: Needs = { type: 'nothing' };

const WHY: Option = {
  key: 'w',
  choice: 'why',
  name: 'Why',
  text: 'the evidence again; changes nothing',
  needs: NOTHING,
};

/** The list of a question. `causes` are those of the newest ranking, with their titles. */
export function optionsOf(plan: Plan, question: Question, causes: readonly CauseLine[]): readonly Option[] {
  const rest = question.choices.flatMap((choice) => entries(plan, question, choice, causes));
  const hasWhy = question.kind !== 'cause' && question.kind !== 'ask';
  const ordered = [...rest].sort((a, b) => orderOf(a) - orderOf(b));
  // Taking up a cause changes nothing yet: the best confirmed one may come first. Without one, the evidence does.
  if (question.kind === 'cause' && question.best === null) return [WHY, ...ordered];
  return hasWhy ? [WHY, ...ordered] : ordered;
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
  return (state.ranking?.causes ?? []).map((cause) => ({ ...cause, title: causeTitle(plan, cause.id) }));
}

const ORDER: readonly (Choice | 'why')[] = [
  'why',
  'cause',
  'answer',
  'run',
  'edit',
  'done',
  'not_done',
  'skip',
  'diagnose',
  'escalate',
  'stop',
];

const orderOf = ({ choice, aside }: Option): number => (aside === true ? ORDER.length : ORDER.indexOf(choice));

function entries(plan: Plan, question: Question, choice: Choice, causes: readonly CauseLine[]): readonly Option[] {
  switch (choice) {
    case 'run':
      return [runOption(plan, question)];
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
              text: 'change the command; what results is asked again',
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
      return [{ key: 'f', choice, name: 'Not done', text: 'known not to have taken effect', needs: NOTHING }];
    case 'cause':
      return causeOptions(causes);
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
          text: 'give up here and hand over to other people',
          needs: { type: 'reason', prompt: 'Why is it handed over?', required: false },
        },
      ];
    case 'stop':
      return [{ key: 'q', choice, name: 'Stop', text: 'keep the state; go on with firebreak resume', needs: NOTHING }];
    case 'answer':
      return question.kind === 'ask' ? answerOptions(question) : [];
    default:
      return unreachable(choice);
  }
}

// A person may know better than the evidence, so that what is ruled out can be taken up too; but it is not offered.
function causeOptions(causes: readonly CauseLine[]): readonly Option[] {
  const open = causes.filter(({ verdict }) => verdict !== 'ruled_out').length;
  return causes.map((cause, n) => ({
    key: n < 9 && n < open ? String(n + 1) : '',
    choice: 'cause',
    name: cause.title,
    text: '',
    needs: NOTHING,
    cause: cause.id,
    ...(n < open ? {} : { aside: true }),
  }));
}

function runOption(plan: Plan, question: Question): Option {
  const base = { key: 'a', choice: 'run', needs: NOTHING } as const;
  switch (question.kind) {
    case 'approve': {
      const { risk, step } = question.proposal;
      if (risk !== 'destroy') return { ...base, name: 'Approve', text: 'run it now', acts: true };
      const word = stepId(plan, step);
      return {
        ...base,
        name: 'Approve',
        text: `run it; asks you to type ${word}`,
        needs: { type: 'word', word },
        acts: true,
      };
    }
    case 'unknown_if':
      return { ...base, name: 'Take it up', short: 'take up', text: 'as if its condition held; a change still asks' };
    case 'cause_changed':
      return { ...base, name: 'Go on', text: 'with this cause all the same; a change still asks' };
    default:
      return { ...base, name: 'Try again', short: 'again', text: 'looks again first; a change still asks' };
  }
}

function answerOptions(question: Extract<Question, { kind: 'ask' }>): readonly Option[] {
  const option = (value: Json, n: number): Option => ({
    key: n < 9 ? String(n + 1) : '',
    choice: 'answer',
    name: valueLine(value),
    text: value === question.default ? 'the default' : '',
    needs: NOTHING,
    value,
  });
  if (question.options !== undefined) return question.options.map(option);
  if (question.type === 'boolean') {
    return [
      { ...option(true, 0), key: 'y', name: 'Yes' },
      { ...option(false, 1), key: 'n', name: 'No' },
    ];
  }
  const written =
    question.default === undefined
      ? ''
      : typeof question.default === 'string'
        ? question.default
        : JSON.stringify(question.default);
  return [{ key: 'a', choice: 'answer', name: 'Answer', text: 'type it', needs: { type: 'value', text: written } }];
}
