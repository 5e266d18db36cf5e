// One call from outside: evaluates within a scope, remembers facts, and turns whatever goes wrong into unknown.

import type { Scope } from './environment.ts';
import { type Budget, MAX_STEPS, OutOfSteps } from './evaluate/budget.ts';
import { type Evaluation, evaluate } from './evaluate/evaluate.ts';
import { type Answer, unknown } from './evaluate/value.ts';
import type { File } from './file.ts';
import type { Node } from './syntax/node.ts';

/** Evaluates within one scope. Never throws. */
export interface Session {
  readonly answer: (node: Node) => Answer;
  /**
   * The value of a part of what was answered; `before` means it inside a fact that is read as it was before. All parts
   * together may spend once more what one answer may; a chain is free, for its fact is evaluated once.
   */
  readonly part: (node: Node, before: boolean) => Answer;
}

/** Opens a session. Facts are evaluated at most once in it. */
export function openSession({ names, facts }: File, scope: Scope): Session {
  const known = new Map<string, Answer>();
  const [now, then] = [new Map<Node, Answer>(), new Map<Node, Answer>()];
  const rest = { steps: MAX_STEPS };
  const at = (before: boolean, budget: Budget): Evaluation => ({
    names,
    scope,
    before,
    fact: (id, wasBefore) => fact(id, wasBefore, budget),
    budget,
    kept: before ? then : now,
  });

  function fact(id: string, before: boolean, budget: Budget): Answer {
    const key = `${before ? 'before ' : ''}${id}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const node = facts.node(id);
    if (node === undefined) return unknown('its expression cannot be read', id);
    known.set(key, unknown('it depends on itself', id));
    try {
      const answer = evaluate(node, at(before, budget));
      known.set(key, answer);
      return answer;
    } catch (error) {
      known.set(key, whyThrown(error));
      throw error;
    }
  }

  const total = (node: Node, before: boolean, budget: Budget): Answer => {
    try {
      return evaluate(node, at(before, budget));
    } catch (error) {
      return whyThrown(error);
    }
  };
  return {
    answer: (node) => total(node, false, { steps: MAX_STEPS }),
    part: (node, before) => total(node, before, node.op === 'chain' ? { steps: MAX_STEPS } : rest),
  };
}

function whyThrown(error: unknown): Answer {
  if (error instanceof OutOfSteps) return unknown('it takes too many steps');
  return unknown(error instanceof RangeError ? 'it is nested too deeply' : `internal: ${String(error)}`);
}
