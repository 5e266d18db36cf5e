// A run without a session: decisions, commands and a world that is given as a function, under a clock that jumps from
// one thing to the next. For tests of the engine alone.

import { decide } from '../../src/engine/decide.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { pending } from '../../src/engine/pending.ts';
import { type Plan, plan } from '../../src/engine/plan.ts';
import { EMPTY, type State } from '../../src/engine/state.ts';
import { environment } from '../../src/expr/create.ts';
import type { Command } from '../../src/model/command.ts';
import type { Actor, EventBody, Observations, RunEvent } from '../../src/model/event.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Question } from '../../src/model/question.ts';
import { NO_ERROR, type Reading } from '../../src/model/reading.ts';
import { declarationsOf } from '../../src/parse/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';

type Perform = Extract<Command, { type: 'perform' }>;
type Answer = Omit<Observations['answer.given'], 'question'>;

/** What stands around a simulated run. */
export interface World {
  /** How a step ends; `nth` counts its executions from 1, `now_ms` is run time. */
  readonly perform: (
    step: string,
    at: { readonly nth: number; readonly now_ms: number; readonly command: Perform },
  ) => Outcome;
  /** How long a step takes; default 10 ms. */
  readonly takes?: (step: string) => number;
  /** What the responder says; undefined: nothing, ever. */
  readonly answer?: (question: Question, state: State) => Answer | undefined;
  readonly opened?: Partial<Observations['run.opened']>;
}

/** A simulated run as far as it went. */
export interface SimulatedRun {
  readonly events: readonly RunEvent[];
  readonly state: State;
}

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };
const ANA: Actor = { kind: 'human', name: 'ana' };
const OPENED_AT = Date.UTC(2026, 2, 2, 21, 14, 8);

/** The plan of a runbook that must be valid. */
export function planOfText(text: string): Plan {
  const { runbook, diagnostics } = parseRunbook({ file: 'test.yaml', text });
  if (runbook === undefined)
    throw new Error(diagnostics.map(({ message, start }) => `${start.line}: ${message}`).join('\n'));
  return plan(runbook, environment(declarationsOf(runbook)));
}

/** A reading that went well. */
export const good = (fields: Partial<Reading> = {}): Outcome => ({
  status: 'succeeded',
  reading: { ok: true, ms: 1, error: NO_ERROR, ...fields },
});

/** A reading of bad news. */
export function bad(kind: string, fields: Partial<Reading> = {}): Outcome {
  const error = { kind, code: kind.toUpperCase(), message: `it says ${kind}` };
  return { status: 'failed', reason: { kind: 'not_ok', error }, reading: { ok: false, ms: 1, error, ...fields } };
}

/** Runs until the run is over, parked, or nothing more can happen. */
export function simulate(plan: Plan, world: World): SimulatedRun {
  const run = begin(plan, world);
  while (run.step());
  return run.done();
}

/** A simulated run, one happening at a time. */
export function begin(
  plan: Plan,
  world: World,
  recorded: readonly RunEvent[] = [],
): { step(): boolean; done(): SimulatedRun } {
  const events: RunEvent[] = [...recorded];
  let state = recorded.reduce((before, event) => evolve(plan, before, event), EMPTY);
  let now = state.now_ms;
  const base = recorded.length === 0 ? 0 : state.now_ms;
  const due = new Map<string, number>();

  const append = (body: EventBody, actor: Actor): void => {
    const seq = events.length + 1;
    const at = new Date(OPENED_AT + now).toISOString();
    const event = { v: 1, run: 'r1', seq, at, mono_ms: now - base, actor, prev: '', ...body } as RunEvent;
    events.push(event);
    state = evolve(plan, state, event);
  };
  const observe = (body: EventBody, actor: Actor = ENGINE): void => {
    append(body, actor);
    for (let decision = decide(plan, state); decision !== null; decision = decide(plan, state))
      append(decision, ENGINE);
  };

  const mode = { mode: world.opened?.mode ?? 'unattended', approve: world.opened?.approve ?? 'destroy' } as const;
  const process = { pid: 1, process_start: '1', boot_id: 'b' };
  if (recorded.length === 0) {
    const text = { id: plan.runbook.id, path: 'test.yaml', text: '', sha256: '' };
    observe(
      {
        type: 'run.opened',
        data: {
          ...process,
          ...mode,
          format: 1,
          engine: '0',
          runbook: text,
          inputs: {},
          secrets: {},
          answers: {},
          cause: null,
          alert: null,
          dry_run: false,
          write_probe: true,
          host: 'h',
          user: 'ana',
          ...world.opened,
        },
      },
      ANA,
    );
  } else if (!state.sealed && state.finished === null) {
    observe({ type: 'run.resumed', data: { ...process, ...mode, engine: '0' } }, ANA);
  }

  const happenings = (): readonly { readonly at: number; readonly happen: () => void }[] =>
    pending(plan, state).flatMap((command) => {
      switch (command.type) {
        case 'perform': {
          const at = due.get(command.exec) ?? now + (world.takes?.(command.step) ?? 10);
          due.set(command.exec, at);
          const happen = (): void => {
            const nth = Number(command.exec.slice(command.exec.lastIndexOf('#') + 1));
            const outcome = world.perform(command.step, { nth, now_ms: now, command });
            observe({ type: 'step.finished', data: { exec: command.exec, outcome, outputs: [] } });
          };
          return [{ at, happen }];
        }
        case 'timer':
          return [
            {
              at: command.due_ms,
              happen: () => observe({ type: 'timer.fired', data: { timer: command.timer, due_ms: command.due_ms } }),
            },
          ];
        case 'ask': {
          const answer = state.question === null ? undefined : world.answer?.(state.question, state);
          if (answer === undefined) return [];
          return [
            {
              at: now + 5,
              happen: () => observe({ type: 'answer.given', data: { question: command.question, ...answer } }, ANA),
            },
          ];
        }
        case 'cancel':
          return [];
      }
    });

  return {
    step: () => {
      if (events.length > 5000) throw new Error('the run does not end');
      const next = happenings().toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) return false;
      now = Math.max(now, next.at);
      next.happen();
      return true;
    },
    done: () => ({ events, state }),
  };
}

/** The decisions of a run in short, one line each, for reading in a test. */
export function told(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event): string[] => {
    switch (event.type) {
      case 'phase.entered':
        return [`phase ${event.data.phase}`];
      case 'step.started':
        return event.data.purpose === 'probe' ? [] : [`run ${event.data.step} (${event.data.approved})`];
      case 'step.skipped':
        return event.data.purpose === 'probe' ? [] : [`skip ${event.data.step}: ${event.data.reason.kind}`];
      case 'step.settled':
        return [`${event.data.step} ${event.data.result} via ${event.data.via}`];
      case 'step.in_doubt':
        return [`in doubt ${event.data.step}`];
      case 'cause.chosen':
        return [`cause ${event.data.cause} by ${event.data.by}`];
      case 'cause.dropped':
        return [`dropped ${event.data.cause}`];
      case 'question.asked':
        return [`ask ${event.data.kind}`];
      case 'goal.reached':
      case 'goal.missed':
        return [event.type];
      case 'escalation.raised':
        return [`escalate ${event.data.to}`];
      case 'run.parked':
        return [`parked ${event.data.why}`];
      case 'run.finished':
        return [`finished ${event.data.outcome}`];
      default:
        return [];
    }
  });
}
