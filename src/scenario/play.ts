// Plays a scenario: the engine's own decisions over a world that is given as readings, under a clock that jumps from one
// thing to the next. Touches no system; what the engine decides here is what it decides in a run.

import { decide } from '../engine/decide/decide.ts';
import { evolve } from '../engine/evolve/evolve.ts';
import { comesMore } from '../engine/items/more.ts';
import { pending } from '../engine/pending.ts';
import { type Plan, stepOf } from '../engine/plan.ts';
import { answerInAdvance, EMPTY, executionIn, questionOf, type State } from '../engine/state.ts';
import type { Command, PerformCommand } from '../model/command.ts';
import type { Actor, EventBody, Observations, RunEvent } from '../model/event.ts';
import { FORMAT, RULES } from '../model/event.ts';
import type { Text } from '../model/expression.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import { NO_ERROR, type Reading, type ReadingError } from '../model/reading.ts';
import { within } from '../model/risk.ts';
import type { Step } from '../model/runbook.ts';
import { givenOfItem, outcomeOfEach } from './items.ts';
import { changed, followsFrom, type Given, okOf, own, type Scenario, stepsById } from './scenario.ts';

/** The values that a scenario's run starts with. */
export interface StartValues {
  readonly inputs: Readonly<Record<string, Json>>;
  readonly secrets: Readonly<Record<string, Text>>;
}

/** What came of a scenario: the events of its run, as a record would hold them. */
export interface Played {
  readonly events: readonly RunEvent[];
  readonly state: State;
  /** Set when the run did not end in all those events: the runbook goes round in a circle. */
  readonly endless: boolean;
}

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };
const RESPONDER: Actor = { kind: 'human', name: 'responder' };
/** How long a step takes that does not say how long, in milliseconds. */
const STEP_MS = 10;
/** A run of a scenario that has more events than this goes round in a circle. */
const MOST_EVENTS = 20_000;
/** When the run of a scenario begins: every one at the same moment, so that its events are the same each time. */
const OPENED_AT = Date.UTC(2026, 0, 1);

/** Plays a scenario to its end, or to where it waits. */
export function play(plan: Plan, scenario: Scenario, values: StartValues): Played {
  const events: RunEvent[] = [];
  let state: State = EMPTY;
  const steps = stepsById(plan);
  let world = scenario.given;
  let now = 0;
  let told = toldAt(now);
  const due = new Map<string, number>();

  const hasRun = (id: string): void => {
    const changes = Object.hasOwn(scenario.after, id) ? scenario.after[id] : undefined;
    if (changes !== undefined) world = changed(world, changes, steps);
  };
  const append = (body: EventBody, actor: Actor): void => {
    const seq = events.length + 1;
    if (now !== told.ms) told = toldAt(now);
    const { at } = told;
    const event = { v: FORMAT, run: 'scenario', seq, at, mono_ms: now, actor, prev: '', ...body } as RunEvent;
    events.push(event);
    state = evolve(plan, state, event);
    // A pause with a goal ends at it: what is different afterwards becomes so while it waits.
    if (event.type === 'step.started' && event.data.kind === 'wait') hasRun(stepOf(plan, event.data.step).id);
  };
  const observe = (body: EventBody, actor: Actor = ENGINE): void => {
    append(body, actor);
    for (let next = decide(plan, state); next !== null; next = decide(plan, state)) {
      append(next, ENGINE);
      if (events.length > MOST_EVENTS) return;
    }
  };
  const answer = (data: Observations['answer.given']): void => {
    const question = questionOf(state);
    if (question?.kind === 'ask') hasRun(question.step);
    observe({ type: 'answer.given', data }, RESPONDER);
  };
  // Of the same world every look sees the same.
  const seen = new Map<Step, { readonly given: Given | undefined; readonly outcome: Outcome }>();
  const lookAt = (command: PerformCommand, given: Given | undefined, step: Step): Outcome => {
    const before = seen.get(step);
    if (before !== undefined && before.given === given) return before.outcome;
    const outcome = outcomeOf(command, given, step);
    seen.set(step, { given, outcome });
    return outcome;
  };
  const finish = (command: PerformCommand): void => {
    const step = stepOf(plan, command.step);
    const given = own(world, step.id);
    const isLook = command.purpose === 'probe' || command.purpose === 'preview';
    const outcome =
      command.items === undefined
        ? (isLook ? lookAt : outcomeOf)(command, givenFor(state, command, given), step)
        : outcomeOfEach(command.items, given, (one) => outcomeOf(command, one, step));
    const isMore = state.opened !== null && comesMore(plan, state, command.step);
    if (!isLook && !isMore) hasRun(step.id);
    observe({ type: 'step.finished', data: { exec: command.exec, outcome, outputs: [] } });
  };
  const happening = (command: Command): Happening | null => {
    switch (command.type) {
      case 'perform': {
        const at = due.get(command.exec) ?? now + takes(own(world, stepOf(plan, command.step).id));
        due.set(command.exec, at);
        return { at, happen: () => finish(command) };
      }
      case 'timer': {
        const { timer, due_ms } = command;
        return { at: due_ms, happen: () => observe({ type: 'timer.fired', data: { timer, due_ms } }) };
      }
      case 'ask': {
        const data = answerTo(command.question, state);
        return data === null ? null : { at: now, happen: () => answer(data) };
      }
      case 'cancel':
        return null;
    }
  };

  observe({ type: 'run.opened', data: opened(plan, scenario, values) }, RESPONDER);
  while (events.length <= MOST_EVENTS) {
    let next: Happening | null = null;
    for (const command of pending(plan, state)) {
      const one = happening(command);
      if (one !== null && (next === null || one.at < next.at)) next = one;
    }
    if (next === null) return { events, state, endless: false };
    now = Math.max(now, next.at);
    next.happen();
  }
  return { events, state, endless: true };
}

// An action is carried out for one item at a time.
function givenFor(state: State, { exec, purpose }: PerformCommand, given: Given | undefined): Given | undefined {
  const [item] = executionIn(state, exec)?.started.items ?? [];
  return item === undefined || purpose === 'preview' ? given : givenOfItem(given, item, 'well');
}

// Much happens at the same moment.
const toldAt = (ms: number) => ({ ms, at: new Date(OPENED_AT + ms).toISOString() });

interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

function answerTo(id: string, state: State): Observations['answer.given'] | null {
  if (state.opened === null) return null;
  const { question } = state;
  if (question?.id !== id || question.kind !== 'ask') return null;
  const value = answerInAdvance(state, question.step);
  if (value === undefined) return null;
  return { question: id, choice: question.choices.includes('done') ? 'done' : 'answer', value };
}

const takes = (given: Given | undefined): number => {
  const ms = given !== undefined && 'fields' in given ? given.fields['ms'] : undefined;
  return typeof ms === 'number' && ms >= 0 ? ms : STEP_MS;
};

// A probe that a scenario does not name is blind; a step that it does not name goes well.
function outcomeOf(command: PerformCommand, given: Given | undefined, step: Step): Outcome {
  const looks = command.purpose === 'probe' || command.purpose === 'preview';
  if (given === undefined)
    return looks
      ? blind('the scenario does not say what it sees')
      : { status: 'succeeded', reading: readingOf({}, step) };
  if ('blind' in given) return blind(given.blind);
  const reading = readingOf(given.fields, step);
  if (reading.ok) return { status: 'succeeded', reading };
  // A change whose time was over is in doubt, as it is in a run.
  if (reading.error.kind === 'timeout' && !looks && !within(command.risk, 'read'))
    return { status: 'failed', reason: { kind: 'timed_out', after_ms: command.timeout_ms } };
  return { status: 'failed', reason: { kind: 'not_ok', error: reading.error }, reading };
}

const blind = (message: string): Outcome => ({ status: 'blind', reason: { kind: 'not_allowed', message } });

function readingOf(given: JsonObject, step: Step): Reading {
  const fields = { ...followsFrom(given, step), ...given };
  const ok = okOf(given, step) ?? true;
  const said = fields['error'];
  const error: ReadingError = ok
    ? NO_ERROR
    : { kind: 'other', code: '', message: 'bad news', ...(said as Partial<ReadingError> | undefined) };
  const learned: Record<string, Json> = {};
  // `null` takes a field away that the file's own readings have.
  for (const [name, value] of Object.entries(fields)) if (value !== null) learned[name] = value;
  return { ms: STEP_MS, ...learned, ok, error };
}

function opened(plan: Plan, scenario: Scenario, { inputs, secrets }: StartValues): Observations['run.opened'] {
  const { id } = plan.runbook;
  return {
    pid: 0,
    process_start: '',
    boot_id: '',
    mode: 'unattended',
    approve: scenario.approve,
    format: FORMAT,
    rules: RULES,
    engine: '',
    runbook: { id, path: '', text: '', sha256: '' },
    inputs,
    secrets,
    answers: scenario.answers,
    cause: scenario.cause,
    alert: scenario.alert,
    dry_run: false,
    write_probe: true,
    host: '',
    user: '',
  };
}
