// An answer that was given elsewhere than in front of the run, held against what the screen would have insisted on there:
// the word that is typed, the reason, a value of its type. Nothing less is taken because it came another way.

import { editProblemOf } from '../../engine/edit.ts';
import type { Plan } from '../../engine/plan.ts';
import type { Run } from '../../engine/state.ts';
import type { Json } from '../../model/json.ts';
import type { Choice, Question } from '../../model/question.ts';
import { err, ok, type Result, unreachable } from '../../model/result.ts';
import { optionsFrom, optionsOf } from './choices.ts';
import type { Needs } from './option.ts';
import { answerOf } from './typed-answer.ts';

/** What was given. */
export interface GivenAnswer {
  readonly choice: string;
  readonly reason?: string;
  readonly cause?: string;
  readonly edited?: string;
  readonly value?: Json;
  /** The word that was typed, where one has to be. It is no part of the answer. */
  readonly typed?: string;
}

/** An answer as it goes on record. */
export interface TakenAnswer extends Omit<GivenAnswer, 'choice' | 'typed'> {
  readonly choice: Choice;
}

/** Said of an answer that its question does not have. */
export const NO_SUCH_ANSWER = 'the question does not take that answer';

/** The answer that is taken; else why none is, a sentence without a full stop. */
export function takenAnswer(plan: Plan, run: Run, question: Question, given: GivenAnswer): Result<TakenAnswer, string> {
  const { choice: named, cause, reason, edited, value, typed } = given;
  const options = optionsOf(plan, question, optionsFrom(plan, run));
  // A value that is chosen is held against the question, like one that is typed.
  const option = options.find((one) => one.choice === named && (named === 'answer' || one.cause === cause));
  if (option === undefined || option.choice === 'why') return err(NO_SUCH_ANSWER);
  const { choice, needs } = option;
  const field = choice === 'cause' ? 'cause' : choice === 'answer' ? 'value' : FIELD[needs.type];
  const others = Object.entries({ cause, reason, edited, value, typed });
  if (others.some(([name, one]) => one !== undefined && name !== field)) return err(NO_SUCH_ANSWER);
  if (choice === 'answer') {
    const answer = answerOf(question.kind === 'ask' ? question : {}, value);
    return answer.ok ? ok({ choice, value: answer.value }) : err(partOf(answer.error));
  }
  switch (needs.type) {
    case 'nothing':
      return ok({ choice, ...(cause === undefined ? {} : { cause }) });
    case 'word':
      return typed?.trim() === needs.word ? ok({ choice }) : err(`to run it, ${needs.word} has to be typed`);
    case 'reason': {
      const text = (reason ?? '').trim();
      if (text !== '') return ok({ choice, reason: text });
      return needs.required ? err('a reason is needed; it goes on record') : ok({ choice });
    }
    case 'edit': {
      if (edited === undefined || edited.trim() === '' || edited === needs.text) return err('it changes nothing');
      const problem = editProblemOf(plan, run, edited);
      return problem === null ? ok({ choice, edited }) : err(`the edit cannot be used: ${problem}`);
    }
    case 'value':
      return err(NO_SUCH_ANSWER);
    default:
      return unreachable(needs);
  }
}

/** The field that holds what an option needs. */
const FIELD: Readonly<Record<Needs['type'], keyof GivenAnswer | null>> = {
  nothing: null,
  word: 'typed',
  reason: 'reason',
  edit: 'edited',
  value: 'value',
};

const partOf = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
