// Given what is on record, when something is observed, then this is decided: rules are tested from any state of a run, not
// only from its opening. What is given need not be what this engine would have decided.

import { decide } from '../../../src/engine/decide/decide.ts';
import { evolve } from '../../../src/engine/evolve/evolve.ts';
import { pending } from '../../../src/engine/pending.ts';
import type { Plan } from '../../../src/engine/plan.ts';
import { EMPTY, type Run, type State } from '../../../src/engine/state.ts';
import type { Command } from '../../../src/model/command.ts';
import {
  type Actor,
  type Decision,
  type EventBody,
  FORMAT,
  type Observations,
  type RunEvent,
} from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { OPENED, told } from './simulated-run.ts';

/** A run as far as it has come. */
export interface Given {
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
  readonly state: Run;
}

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };
const ANA: Actor = { kind: 'human', name: 'ana' };
const OPENED_AT = Date.UTC(2026, 2, 2, 21, 14, 8);

/** A run that has only been opened; nothing is decided yet. */
export const given = (plan: Plan, opened: Partial<Observations['run.opened']> = {}): Given =>
  after({ plan, events: [], state: EMPTY }, { type: 'run.opened', data: { ...OPENED, ...opened } }, 0, ENGINE);

/** What is on record besides; `after_ms` is run time that goes by before it. */
export const and = (before: Given, body: EventBody, after_ms = 0): Given => after(before, body, after_ms, ENGINE);

function after(
  { plan, events, state: before }: { plan: Plan; events: readonly RunEvent[]; state: State },
  body: EventBody,
  after_ms: number,
  actor: Actor,
): Given {
  const mono_ms = (events.at(-1)?.mono_ms ?? 0) + after_ms;
  const at = new Date(OPENED_AT + mono_ms).toISOString();
  const event = { v: FORMAT, run: 'r1', seq: events.length + 1, at, mono_ms, actor, prev: '', ...body } as RunEvent;
  const state = evolve(plan, before, event);
  if (state.opened === null) throw new Error('the run was not opened');
  return { plan, events: [...events, event], state };
}

/** The next thing that is decided; null: the world has to speak first. */
const next = ({ plan, state }: Given): Decision | null => decide(plan, state);

/** All that is decided until the world has to speak. */
export function decided(before: Given): Given {
  let now = before;
  for (let decision = next(now); decision !== null; decision = next(now)) {
    now = and(now, decision);
    if (now.events.length > 2000) throw new Error('it decides without end');
  }
  return now;
}

/** What happens when this is observed, with all that is decided on it. */
export const when = (before: Given, body: EventBody, after_ms = 10): Given => decided(and(before, body, after_ms));

/** What happens when every step that runs ends as told; a step for which nothing is told goes on. */
export function ending(before: Given, outcomes: Readonly<Record<string, Outcome>>): Given {
  const found = performed(before).find(({ step }) => Object.hasOwn(outcomes, step));
  if (found === undefined) return before;
  const outcome = outcomes[found.step] as Outcome;
  return ending(when(before, { type: 'step.finished', data: { exec: found.exec, outcome, outputs: [] } }), outcomes);
}

/** What happens when the person who is asked says this. */
export function saying(before: Given, answer: Omit<Observations['answer.given'], 'question'>): Given {
  const { question } = before.state;
  if (question === null) throw new Error(`nobody is asked: ${told(before.events).slice(-5).join(', ')}`);
  return decided(after(before, { type: 'answer.given', data: { question: question.id, ...answer } }, 10, ANA));
}

/** What the run waits for. */
export const awaited = ({ plan, state }: Given): readonly Command[] => pending(plan, state);

/** The steps that run. */
export const performed = (now: Given): readonly Extract<Command, { type: 'perform' }>[] =>
  awaited(now).flatMap((command) => (command.type === 'perform' ? [command] : []));

/** What was decided since, in short. */
export const toldSince = (before: Given, now: Given): readonly string[] => told(now.events.slice(before.events.length));
