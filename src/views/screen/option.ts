// Entries of the list of answers that are made from what a question holds: causes, the one that runs the step, and the
// answers of an `ask` step; and what an entry is.

import { itemText } from '../../engine/items/items.ts';
import type { Plan } from '../../engine/plan.ts';
import type { Json } from '../../model/json.ts';
import type { Choice, Question } from '../../model/question.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { CauseLine } from '../blocks/block.ts';
import { stepId } from '../blocks/names.ts';
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

/** Nothing has to be typed. */
export const NOTHING: Needs = { type: 'nothing' };

// A person may know better than the evidence, so that what is ruled out can be taken up too; but it is not offered.
/** The causes; what each leads to is said before it is taken up. */
export function causeOptions(plan: Plan, causes: readonly CauseLine[]): readonly Option[] {
  const open = causes.filter(({ verdict }) => verdict !== 'ruled_out').length;
  return causes.map((cause, n) => ({
    key: n < 9 && n < open ? String(n + 1) : '',
    choice: 'cause',
    name: cause.title,
    text: leadsTo(plan, cause.id),
    needs: NOTHING,
    cause: cause.id,
    ...(n < open ? {} : { aside: true }),
  }));
}

// What Enter leads to is said before it is pressed.
function leadsTo(plan: Plan, id: string): string {
  const cause = plan.runbook.causes.find((one) => one.id === id);
  if (cause?.runbook !== undefined) return `leads to the runbook ${cause.runbook}`;
  return cause?.resolve.length === 0 ? 'no steps: by hand, or hand over' : '';
}

/** What is typed to run the step that is asked about: null where a key is enough. */
function wordToType(plan: Plan, { proposal }: Extract<Question, { kind: 'approve' }>): string | null {
  return proposal.risk === 'destroy' ? (proposal.shown.host ?? stepId(plan, proposal.step)) : null;
}

/** The answer that lets the step run, or lets it be tried again. */
export function runOption(plan: Plan, question: Question): Option {
  const base = { key: 'a', choice: 'run', needs: NOTHING } as const;
  switch (question.kind) {
    case 'approve': {
      const word = wordToType(plan, question);
      const items = question.proposal.items?.length;
      if (word === null)
        return {
          ...base,
          name: items === undefined ? 'Approve' : 'Approve all',
          text: items === undefined ? 'run it now' : `run it for all ${items}, one after another`,
          acts: true,
        };
      return {
        ...base,
        name: items === undefined ? 'Approve' : 'Approve all',
        text: `run it${items === undefined ? '' : ` for all ${items}`}; asks you to type ${word}`,
        needs: { type: 'word', word },
        acts: true,
      };
    }
    case 'unknown_if':
      return { ...base, name: 'Go ahead', short: 'go ahead', text: 'as if it applied; a change still asks' };
    case 'cause_changed':
      return { ...base, name: 'Go on', text: 'with this cause all the same; a change still asks' };
    default:
      return { ...base, name: 'Try again', short: 'again', text: 'looks again first; a change still asks' };
  }
}

/** The answer that lets a step run for the first of its items alone. */
export function firstOption(plan: Plan, question: Question): readonly Option[] {
  if (question.kind !== 'approve') return [];
  const { items = [] } = question.proposal;
  const [first] = items;
  const word = wordToType(plan, question);
  return [
    {
      key: '1',
      choice: 'first',
      name: 'First only',
      short: 'first',
      text: `for ${first === undefined ? 'the first' : sanitizeLine(itemText(first.item))} alone; the rest is asked again${word === null ? '' : `; asks you to type ${word}`}`,
      needs: word === null ? NOTHING : { type: 'word', word },
      acts: true,
    },
  ];
}

/** The answers to an `ask` step. */
export function answerOptions(question: Extract<Question, { kind: 'ask' }>): readonly Option[] {
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
