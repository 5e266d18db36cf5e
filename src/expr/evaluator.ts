// Evaluates within one scope: remembers facts, shares one budget among all that is looked at together, and turns whatever
// goes wrong into unknown. In the same order the same questions always have the same answers.

import type { Seen } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Scope } from './environment.ts';
import {
  ALL_SHOWN,
  type Budget,
  give,
  hold,
  ONE,
  ONE_SHOWN,
  OutOfBudget,
  part,
  payWhole,
  TOGETHER,
} from './evaluate/budget.ts';
import { type Evaluation, evaluate } from './evaluate/evaluate.ts';
import { isUnknown, type MaybeValue, toJson, type Unknown, unknown } from './evaluate/value.ts';
import type { File } from './file.ts';
import { type Pace, Pause } from './pace.ts';
import type { Node } from './syntax/node.ts';

/** Evaluates within one scope. Throws nothing but `Pause`, before it begins with something. */
export interface Evaluator {
  readonly answer: (node: Node) => MaybeValue;
  /** What is answered, as JSON; every part of it that is there many times is paid for as often. */
  readonly json: (node: Node) => { readonly known: Json } | Unknown;
  /** Shows an answer, once: all of it together may spend once more a part of what an answer may. Nothing pauses in it. */
  readonly show: (node: Node, list: (showing: Showing) => readonly Seen[]) => readonly Seen[];
  /** Takes room for characters that are shown; throws `OutOfBudget` where there is none. */
  readonly holdShown: (characters: number) => void;
}

/** Shows one answer. */
export interface Showing {
  readonly budget: Budget;
  /** The value of a part of what was answered; `before` means it inside a fact that is read as it was before. */
  readonly part: (node: Node, before: boolean) => MaybeValue;
}

/** Opens an evaluator. Facts are evaluated at most once in it, each on a budget of its own: whoever asks first. */
export function openEvaluator({ names, facts }: File, scope: Scope, pace: Pace): Evaluator {
  const known = new Map<string, MaybeValue>();
  const [now, then] = [new Map<Node, MaybeValue>(), new Map<Node, MaybeValue>()];
  const together = part(TOGETHER);
  const shown = part(ALL_SHOWN);
  // What is begun again after a pause is shown as it was: what it cost the first time would be for nothing the second.
  const told = new Map<Node, readonly Seen[]>();
  let isShowing = false;
  const at = (before: boolean, budget: Budget): Evaluation => ({
    names,
    scope,
    before,
    fact,
    budget,
    kept: before ? then : now,
  });

  function fact(id: string, before: boolean): MaybeValue {
    const key = `${before ? 'before ' : ''}${id}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const node = facts.node(id);
    if (node === undefined) return unknown('its expression cannot be read', id);
    known.set(key, unknown('it depends on itself', id));
    try {
      const answer = total(node, before, begin());
      known.set(key, answer);
      return answer;
    } catch (pause) {
      known.delete(key);
      throw pause;
    }
  }

  function begin(): Budget {
    if (pace.left <= 0 && !isShowing) throw new Pause();
    return part(ONE, together);
  }

  const total = (node: Node, before: boolean, budget: Budget): MaybeValue => {
    const run = at(before, budget);
    const { work, room } = budget;
    try {
      return evaluate(node, run);
    } catch (error) {
      // It will be begun again: what it has spent so far does not count.
      if (error instanceof Pause) {
        give(budget, work - budget.work, room - budget.room);
        throw error;
      }
      const answer = whyThrown(error);
      run.kept.set(node, answer);
      return answer;
    } finally {
      pace.left -= work - budget.work;
    }
  };
  return {
    answer: (node) => total(node, false, begin()),
    json: (node) => {
      const budget = begin();
      const answer = total(node, false, budget);
      if (isUnknown(answer)) return answer;
      try {
        payWhole(budget, answer);
        return { known: toJson(answer) };
      } catch (error) {
        return whyThrown(error);
      }
    },
    holdShown: (characters) => hold(part(ONE_SHOWN, shown), characters),
    show: (whole, list) => {
      const before = told.get(whole);
      if (before !== undefined) return before;
      const budget = part(ONE_SHOWN, shown);
      isShowing = true;
      try {
        const seen = list({ budget, part: (node, then) => total(node, then, budget) });
        told.set(whole, seen);
        return seen;
      } finally {
        isShowing = false;
      }
    },
  };
}

function whyThrown(error: unknown): Unknown {
  if (error instanceof OutOfBudget) return unknown(error.message);
  return unknown(error instanceof RangeError ? 'it is nested too deeply' : `internal: ${String(error)}`);
}
