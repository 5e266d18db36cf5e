// One cause with the steps that a story is about, and a person who answers. For the stories of the engine.

import type { Plan } from '../../../src/engine/plan.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Question } from '../../../src/model/question.ts';
import { HEAD } from './down-runbook.ts';
import { bad, planOfText, type World } from './simulated-run.ts';

/** A runbook whose one cause, `down`, has these steps (a YAML flow list); `rest` stands at its end. */
export const planWith = (steps: string, rest = ''): Plan =>
  planOfText(`${HEAD}
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    resolve: ${steps}
verify:
  - { title: Redis works, goal: ping.ok, within: 20s }
${rest}`);

/** What the probes see while Redis is down; null for a step that is none of them. */
export function down(step: string): Outcome | null {
  if (step === 'ping') return bad('refused');
  return step === 'api' ? bad('http', { status: 503 }) : null;
}

type Answer = ReturnType<NonNullable<World['answer']>>;

/**
 * A responder who takes up `down` once, and hands over when that did not help; else answers as told. `nth` counts the other
 * questions from 1; who is waiting waits, and what is not verified is looked at again.
 */
export function responder(answer: (question: Question, nth: number) => Answer): NonNullable<World['answer']> {
  const asked: string[] = [];
  let isTaken = false;
  return (question) => {
    if (question.kind === 'cause') {
      if (isTaken) return { choice: 'escalate' };
      isTaken = true;
      return { choice: 'cause', cause: 'down' };
    }
    if (question.kind === 'waiting') return undefined;
    if (question.kind === 'not_verified') return { choice: 'diagnose' };
    if (!asked.includes(question.id)) asked.push(question.id);
    return answer(question, asked.indexOf(question.id) + 1);
  };
}

/** How a run is opened that a person leads. */
export const GUIDED = { mode: 'guided', approve: 'read' } as const;
