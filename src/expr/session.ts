// One call from outside: evaluates within a scope, remembers facts, and turns whatever goes wrong into unknown.

import { MAX_STEPS, OutOfSteps } from './budget.ts';
import type { Scope } from './environment.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { File } from './file.ts';
import { lookUp } from './look-up.ts';
import type { Chain, Node } from './node.ts';
import { type Answer, unknown } from './value.ts';

/** Evaluates within one scope. Never throws. */
export interface Session {
  readonly answer: (node: Node) => Answer;
  /** The value of a chain; `before` means it inside a fact that is read as it was before. */
  readonly look: (chain: Chain, before: boolean) => Answer;
}

/** Opens a session. Facts are evaluated at most once in it. */
export function openSession({ names, facts }: File, scope: Scope): Session {
  const known = new Map<string, Answer>();
  const budget = { steps: MAX_STEPS };
  const at = (before: boolean): Evaluation => ({ names, scope, before, fact, budget });

  function fact(id: string, before: boolean): Answer {
    const key = `${before ? 'before ' : ''}${id}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const node = facts.node(id);
    if (node === undefined) return unknown('its expression cannot be read', id);
    known.set(key, unknown('it depends on itself', id));
    try {
      const answer = evaluate(node, at(before));
      known.set(key, answer);
      return answer;
    } catch (error) {
      known.set(key, whyThrown(error));
      throw error;
    }
  }

  const total = (work: () => Answer): Answer => {
    budget.steps = MAX_STEPS;
    try {
      return work();
    } catch (error) {
      return whyThrown(error);
    }
  };
  return {
    answer: (node) => total(() => evaluate(node, at(false))),
    look: (chain, before) => total(() => lookUp(chain, at(before))),
  };
}

function whyThrown(error: unknown): Answer {
  if (error instanceof OutOfSteps) return unknown('it takes too many steps');
  return unknown(error instanceof RangeError ? 'it is nested too deeply' : `internal: ${String(error)}`);
}
