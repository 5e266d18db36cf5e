// The loop of a run, and its only appender: what the world says is written, decisions follow and are written, then what
// they ask for begins. Nothing acts before it is on disk.

import { decide } from '../engine/decide/decide.ts';
import { evolve } from '../engine/evolve/evolve.ts';
import { pending } from '../engine/pending.ts';
import type { Plan } from '../engine/plan.ts';
import { answerInAdvance, endOf, executionIn, parkedOf, running, type State } from '../engine/state.ts';
import { SLICE } from '../expr/pace.ts';
import { definition } from '../kinds/index.ts';
import type { PerformCommand } from '../model/command.ts';
import type { Actor, EventBody, Observation, RunEvent } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { within } from '../model/risk.ts';
import type { Head } from '../transcript/chain.ts';
import { TranscriptError } from '../transcript/transcript-error.ts';
import { acceptable, recordedFor } from './answers.ts';
import { isLandmark, mustLast } from './must-last.ts';
import type { Clock, Executor, Observer, Operator, Recorder, RunAct } from './ports.ts';
import { Timers } from './timers.ts';

/** Everything a session works with. */
export interface SessionParts {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly executor: Executor;
  readonly operator: Operator;
  readonly observers: readonly Observer[];
  /** Masks what comes from outside before it is written. */
  readonly mask: <T extends Json>(value: T) => T;
}

/** How a session ended. */
export interface SessionEnd {
  readonly state: State;
  readonly head: Head;
  /** Why the record could not be kept; the run can be resumed from what was. */
  readonly broken?: string;
  /** What was thrown by a mistake of ours; the run can be resumed from what was written before. */
  readonly bug?: unknown;
}

type Trouble = Pick<SessionEnd, 'broken' | 'bug'>;

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };
const DRIFT_MS = 2000;
/** How long reads that nobody waits for any more are given to end. */
const LEAVE_MS = 2000;

/** A step that is being carried out. */
interface Performance {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  /** A look can be left: it is made again when the run is taken up. */
  readonly isLook: boolean;
}

/** One run being led by this process. */
export class Session {
  readonly #parts: SessionParts;
  readonly #started: number;
  readonly #performing = new Map<string, Performance>();
  readonly #timers: Timers;
  readonly #inbox: { readonly body: Observation; readonly actor: Actor }[] = [];
  readonly #inherited: ReadonlySet<string>;
  #state: State;
  #asked: string | null = null;
  #told = false;
  #drift: number | null = null;
  #draining = false;
  /** Written since the last observation was taken up. */
  #written: RunEvent[] | null = null;
  #slice = SLICE;
  #over = false;
  #end: (end: SessionEnd) => void = () => {};

  /** `state` is what the record holds so far. */
  constructor(parts: SessionParts, state: State) {
    this.#parts = parts;
    this.#state = state;
    this.#started = parts.clock.mono();
    this.#timers = new Timers(parts.clock, {
      runTime: () => this.#state.base_ms + this.#mono(),
      fired: (timer, due_ms) => this.#observe({ type: 'timer.fired', data: { timer, due_ms } }, ENGINE),
    });
    this.#inherited = new Set(running(state).map(({ exec }) => exec));
  }

  /** Writes the first event of this process and leads the run until it ends, waits or stops. */
  lead(first: Observation, actor: Actor): Promise<SessionEnd> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#observe(first, actor);
    });
  }

  /** What a person or an agent wants, or an alert says; what cannot be done now is left out. */
  act(act: RunAct, actor: Actor = this.#parts.operator.actor): void {
    switch (act.type) {
      case 'answer':
        return this.#observe(
          {
            type: 'answer.given',
            data: { question: act.question, ...act.answer, ...(act.via === undefined ? {} : { via: act.via }) },
          },
          actor,
        );
      case 'note': {
        const { type: _, ...data } = act;
        return this.#observe({ type: 'note.added', data }, actor);
      }
      case 'attempt':
        return this.#observe({ type: 'agent.refused', data: act.refused }, actor);
      case 'alert': {
        const { alert } = act;
        const type = alert.status === 'firing' ? 'alert.received' : 'alert.cleared';
        return this.#observe({ type, data: { alert } }, actor);
      }
      case 'stop':
        // Nothing more is written, but what runs can still be ended.
        if (this.#over && act.how === 'abort')
          for (const one of this.#performing.values()) one.controller.abort(actor.name);
        return this.#observe({ type: 'stop.requested', data: { how: act.how, by: actor.name } }, actor);
    }
  }

  #observe(body: Observation, actor: Actor): void {
    if (this.#over) return;
    this.#inbox.push({ body, actor });
    if (!this.#draining) this.#work();
  }

  // Expressions may take long: in between others have a turn, so that a signal is heard.
  #work(): void {
    this.#draining = true;
    let isDone = true;
    try {
      isDone = this.#drain();
    } catch (error) {
      this.#finish(error instanceof TranscriptError ? { broken: error.message } : { bug: error });
    }
    if (isDone || this.#over) this.#draining = false;
    else this.#parts.clock.after(0, () => this.#work());
  }

  /** Takes up what came, each with all decisions that follow; false where a decision needs more time than one turn. */
  #drain(): boolean {
    const { plan, executor } = this.#parts;
    let left = this.#slice;
    while (!this.#over) {
      if (left <= 0) return false;
      if (this.#written === null) {
        const next = this.#inbox.shift();
        if (next === undefined) return true;
        const body = recordedFor(this.#state, next.actor, next.body);
        if (!acceptable(plan, this.#state, body)) continue;
        this.#written = [...this.#clockJump(), this.#append(this.#masked(body), next.actor)];
      }
      const decided = plan.environment.slice(left, () => decide(plan, this.#state));
      // A little longer each time: what cannot be kept must not be begun for ever.
      this.#slice = decided === null ? 1.2 * this.#slice : SLICE;
      if (decided === null) return false;
      left = decided.left;
      if (decided.made !== null) {
        if (decided.made.type === 'step.started') executor.expect(decided.made.data);
        this.#written.push(this.#append(decided.made, ENGINE));
      } else {
        this.#settle(this.#written);
        this.#written = null;
        if (this.#inbox.length === 0) this.#reconcile();
      }
    }
    return true;
  }

  #append(body: EventBody, actor: Actor): RunEvent {
    const { clock, recorder, plan } = this.#parts;
    const entry = { body, actor, at_ms: clock.now(), mono_ms: this.#mono() };
    const [event] = recorder.append([entry]);
    if (event === undefined) throw new Error('the record did not take an event');
    this.#state = evolve(plan, this.#state, event);
    return event;
  }

  // What changes something, or lets something begin, is on disk before anybody sees or does anything.
  #settle(written: readonly RunEvent[]): void {
    const { recorder, observers, executor } = this.#parts;
    if (written.some((event) => mustLast(this.#state, event))) recorder.sync();
    if (written.some(isLandmark)) recorder.saveHead();
    for (const event of written) {
      if (event.type !== 'step.finished') continue;
      executor.release(event.data.exec, executionIn(this.#state, event.data.exec)?.spawned?.spool);
    }
    for (const observer of observers) observer.events(this.#state, written);
  }

  #reconcile(): void {
    const { last_words } = this.#parts.recorder;
    if (last_words !== null) this.#tell(last_words);
    const all = pending(this.#parts.plan, this.#state);
    // On a full disk what runs may end; nothing begins any more.
    const commands = last_words === null ? all : all.filter(({ type }) => type === 'cancel');
    this.#timers.set(commands);
    for (const command of commands) {
      if (command.type === 'perform' && !this.#performing.has(command.exec)) this.#start(command);
      if (command.type === 'cancel') this.#performing.get(command.exec)?.controller.abort(command.by);
      if (command.type === 'ask') this.#ask(command.question);
    }
    const isOver = endOf(this.#state) !== null;
    if (isOver) this.#seal();
    if (isOver || parkedOf(this.#state) !== null) this.#finish();
    else if (last_words !== null && [...this.#performing.values()].every(({ isLook }) => isLook))
      this.#finish({ broken: last_words });
  }

  #start(command: PerformCommand): void {
    const { executor, observers } = this.#parts;
    const controller = new AbortController();
    const { tells } = definition(command.kind);
    const adopts = this.#inherited.has(command.exec) && !within(command.risk, 'read') && tells !== true;
    const progress = {
      spawned: (spawned: NonNullable<PerformCommand['spawned']>) =>
        this.#observe({ type: 'step.spawned', data: { exec: command.exec, spawned } }, ENGINE),
      output: (text: string) => {
        for (const observer of observers) observer.output?.(command.exec, text);
      },
    };
    const ending = (adopts ? executor.adopt : executor.start)(command, controller.signal, progress);
    const ended = ending.then(({ outcome, outputs }) => {
      this.#performing.delete(command.exec);
      this.#observe({ type: 'step.finished', data: { exec: command.exec, outcome, outputs } }, ENGINE);
    });
    this.#performing.set(command.exec, { controller, ended, isLook: within(command.risk, 'read') });
  }

  #ask(id: string): void {
    const state = this.#state;
    if (state.opened === null || state.question?.id !== id || this.#asked === id) return;
    const { question } = state;
    this.#asked = id;
    const value = question.kind === 'ask' ? answerInAdvance(state, question.step) : undefined;
    if (value !== undefined) {
      const choice = question.choices.includes('done') ? 'done' : 'answer';
      return this.#observe({ type: 'answer.given', data: { question: id, choice, value } }, this.#parts.operator.actor);
    }
    if (state.mode.mode === 'guided') this.#parts.operator.ask(question);
  }

  #seal(): void {
    const { recorder, clock, plan } = this.#parts;
    const sealed = recorder.seal({ actor: ENGINE, at_ms: clock.now(), mono_ms: this.#mono() });
    this.#state = evolve(plan, this.#state, sealed);
    this.#settle([sealed]);
  }

  #finish(trouble: Trouble = {}): void {
    if (this.#over) return;
    this.#over = true;
    this.#timers.clear();
    const isWhole = trouble.broken === undefined && trouble.bug === undefined;
    if (trouble.broken !== undefined) this.#tell(trouble.broken);
    const all = [...this.#performing.values()];
    for (const { controller, isLook } of all) if (isWhole || isLook) controller.abort('the end of the run');
    // A change is let end, whatever became of the record; nothing else is worth waiting for.
    const changes = Promise.all(all.filter(({ isLook }) => !isLook).map(({ ended }) => ended));
    const rest = Promise.all(all.map(({ ended }) => ended));
    const patience = new Promise<void>((resolve) => this.#parts.clock.after(all.length === 0 ? 0 : LEAVE_MS, resolve));
    const gone = isWhole ? Promise.race([rest, patience]) : Promise.all([changes, Promise.race([rest, patience])]);
    void gone.then(() => this.#end({ state: this.#state, head: this.#parts.recorder.head(), ...trouble }));
  }

  #tell(broken: string): void {
    if (this.#told) return;
    this.#told = true;
    for (const observer of this.#parts.observers) observer.broken?.(broken);
  }

  // The wall clock is for people; that it was set is worth knowing when times are read later.
  #clockJump(): readonly RunEvent[] {
    const drift = this.#parts.clock.now() - this.#parts.clock.mono();
    const by_ms = Math.round(drift - (this.#drift ?? drift));
    if (this.#drift !== null && Math.abs(by_ms) <= DRIFT_MS) return [];
    const isFirst = this.#drift === null;
    this.#drift = drift;
    return isFirst ? [] : [this.#append({ type: 'clock.jumped', data: { by_ms } }, ENGINE)];
  }

  #masked(body: Observation): Observation {
    const masked = { type: body.type, data: this.#parts.mask(body.data as unknown as Json) } as unknown as Observation;
    // The runbook is pinned by its hash: its text stays what it was.
    if (body.type !== 'run.opened' || masked.type !== 'run.opened') return masked;
    return { type: 'run.opened', data: { ...masked.data, runbook: body.data.runbook } };
  }

  #mono(): number {
    return Math.round(this.#parts.clock.mono() - this.#started);
  }
}
