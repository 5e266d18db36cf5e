// A run without a session: decisions, commands and a world that is given as a function, under a clock that jumps from
// one thing to the next. For tests of the engine alone.

import { decide } from '../../../src/engine/decide/decide.ts';
import { evolve } from '../../../src/engine/evolve/evolve.ts';
import { pending } from '../../../src/engine/pending.ts';
import { type Plan, plan } from '../../../src/engine/plan.ts';
import { countOf, EMPTY, endOf, type Run, running, type State } from '../../../src/engine/state.ts';
import { environment } from '../../../src/expr/create.ts';
import type { Command } from '../../../src/model/command.ts';
import {
  type Actor,
  type Decision,
  type EventBody,
  FORMAT,
  type Observations,
  RULES,
  type RunEvent,
} from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Question } from '../../../src/model/question.ts';
import { NO_ERROR, type Reading } from '../../../src/model/reading.ts';
import { declarationsOf } from '../../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../../src/parse/runbook.ts';

type Perform = Extract<Command, { type: 'perform' }>;
type Answer = Omit<Observations['answer.given'], 'question'>;

/** What stands around a simulated run. */
export interface World {
  /** How a step ends; `nth` counts its executions from 1, `now_ms` is run time. */
  readonly perform: (
    step: string,
    at: { readonly nth: number; readonly now_ms: number; readonly command: Perform },
  ) => Outcome;
  /** What is found out about a change that an earlier process had begun; default: nothing. */
  readonly adopt?: (exec: string) => Outcome;
  /** How long a step takes; default 10 ms. */
  readonly takes?: (step: string) => number;
  /** What the responder says; undefined: nothing, ever. */
  readonly answer?: (question: Question, state: Run) => Answer | undefined;
  /** How long the responder thinks, in milliseconds; default 5. */
  readonly thinks_ms?: number;
  /** How long a recorded run lay before it is taken up, in milliseconds. */
  readonly away_ms?: number;
  readonly opened?: Partial<Observations['run.opened']>;
  /** A bug that a test plants in order to see it found. */
  readonly plant?: Plant;
}

/** Bugs that can be planted: an engine that does what it must not. */
export type Plant =
  /** A change that an earlier process had begun is begun again. */
  | 'blind_rerun'
  /** What timed out or was lost counts as failed. */
  | 'doubt_is_failure'
  /** Nobody is asked before a change. */
  | 'unasked'
  /** Goals are reached when they are missed. */
  | 'wishful_goal'
  /** Something is written after the end. */
  | 'after_the_end';

/** A simulated run as far as it went. */
export interface SimulatedRun {
  readonly events: readonly RunEvent[];
  readonly state: Run;
}

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };
const ANA: Actor = { kind: 'human', name: 'ana' };
const LOST: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'its end is not known' } };
/** How a run of these tests is opened, where nothing else is said. */
export const OPENED: Observations['run.opened'] = {
  pid: 1,
  process_start: '1',
  boot_id: 'b',
  mode: 'unattended',
  approve: 'destroy',
  format: FORMAT,
  rules: RULES,
  engine: '0',
  runbook: { id: 'test', path: 'test.yaml', text: '', sha256: '' },
  inputs: {},
  secrets: {},
  answers: {},
  cause: null,
  alert: null,
  dry_run: false,
  write_probe: true,
  host: 'h',
  user: 'ana',
};

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
  let state = recorded.reduce<State>((before, event) => evolve(plan, before, event), EMPTY);
  let now = recorded.length === 0 ? 0 : state.now_ms + (world.away_ms ?? 0);
  const base = recorded.length === 0 ? 0 : now;
  const due = new Map<string, number>();
  // What another process had begun: a change is not begun again, its end is whatever can still be found out.
  const inherited = new Set(
    running(state)
      .filter(({ started }) => started.risk !== 'read' && started.kind !== 'notify')
      .map(({ exec }) => exec),
  );

  const append = (body: EventBody, actor: Actor): void => {
    const seq = events.length + 1;
    const at = new Date(OPENED_AT + now).toISOString();
    const event = { v: FORMAT, run: 'r1', seq, at, mono_ms: now - base, actor, prev: '', ...body } as RunEvent;
    events.push(event);
    state = evolve(plan, state, event);
  };
  const next = (): Decision | null => {
    const decision = decide(plan, state);
    return decision === null || world.plant === undefined ? decision : spoiled(world.plant, decision, state);
  };
  const observe = (body: EventBody, actor: Actor = ENGINE): void => {
    append(body, actor);
    for (let decision = next(); decision !== null; decision = next()) append(decision, ENGINE);
    if (world.plant === 'after_the_end' && endOf(state) !== null)
      append({ type: 'phase.entered', data: { phase: 'verifying', why: { code: 'steps_over' } } }, ENGINE);
  };

  const mode = { mode: world.opened?.mode ?? 'unattended', approve: world.opened?.approve ?? 'destroy' } as const;
  const process = { pid: 1, process_start: '1', boot_id: 'b' };
  if (recorded.length === 0) {
    const text = { ...OPENED.runbook, id: plan.runbook.id };
    observe(
      {
        type: 'run.opened',
        data: {
          ...OPENED,
          runbook: text,
          ...world.opened,
        },
      },
      ANA,
    );
  } else if (endOf(state) === null) {
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
            const isTakenUp = inherited.has(command.exec) && world.plant !== 'blind_rerun';
            const outcome = isTakenUp
              ? (world.adopt?.(command.exec) ?? LOST)
              : world.perform(command.step, { nth, now_ms: now, command });
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
          if (state.opened === null || state.question === null) return [];
          const answer = world.answer?.(state.question, state);
          if (answer === undefined) return [];
          return [
            {
              at: now + (world.thinks_ms ?? 5),
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
    done: () => {
      if (state.opened === null) throw new Error('the run was not opened');
      return { events, state };
    },
  };
}

function spoiled(plant: Plant, decision: Decision, state: State): Decision {
  if (plant === 'doubt_is_failure' && decision.type === 'step.in_doubt') {
    return { type: 'step.retrying', data: { step: decision.data.step, attempt: 2, after_ms: 0 } };
  }
  if (plant === 'unasked' && decision.type === 'question.asked' && decision.data.kind === 'approve') {
    const { proposal } = decision.data;
    const { step, kind, rendered, risk } = proposal;
    const exec = `${step}#${state.opened === null ? 1 : countOf(state, step) + 1}`;
    return {
      type: 'step.started',
      data: {
        exec,
        step,
        purpose: 'action',
        kind,
        attempt: 1,
        rendered,
        risk,
        shown: { title: proposal.shown.title, command: proposal.shown.command },
        timeout_ms: 1000,
        sensitive: false,
        approved: 'policy',
      },
    };
  }
  if (plant === 'wishful_goal' && decision.type === 'goal.missed') return { ...decision, type: 'goal.reached' };
  return decision;
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
        return event.data.purpose === 'probe' ? [] : [`skip ${event.data.step}: ${event.data.reason.code}`];
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
