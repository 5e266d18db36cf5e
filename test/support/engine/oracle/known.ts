// What an oracle knows of a run after some of its events, worked out from the record alone and from what the documents say:
// a second, smaller account of the state, which shares nothing with the engine's.

import type { Observations, RunEvent } from '../../../../src/model/event.ts';
import type { Question } from '../../../../src/model/question.ts';
import type { RunMode } from '../../../../src/model/risk.ts';
import type { WrittenBook, WrittenStep } from '../chanced/book.ts';
import { foundByItem } from '../chanced/each.ts';
import type { Seen, Sight } from '../chanced/truth.ts';

type Started = Extract<RunEvent, { type: 'step.started' }>['data'];

/** A step that was begun, and what became of it. */
export interface Begun {
  readonly started: Started;
  readonly at_ms: number;
  outcome?: Observations['step.finished']['outcome'];
  /** The process that began it ended before it did. */
  orphaned?: true;
}

/** What was changed, or may have been: the executions that may have had an effect. */
export interface Change {
  readonly key: string;
  execs: readonly string[];
}

/** What is known so far; it is changed in place as the record is read. */
export interface Known {
  readonly book: WrittenBook;
  readonly steps: ReadonlyMap<string, WrittenStep>;
  readonly opened: Observations['run.opened'];
  readonly opened_at: number;
  now_ms: number;
  mode: RunMode['mode'];
  approve: Started['risk'];
  seen: Record<string, Seen>;
  phase: string;
  round: number;
  cause: string | null;
  tried: string[];
  lost: Record<string, number>;
  /** Newest execution of every probe: an older one says nothing any more. */
  newest: Record<string, string>;
  begun: Map<string, Begun>;
  /** The execution that a step had last. */
  last: Map<string, string>;
  /** What the record said of a step last, that allows or forbids another start. */
  said: Map<string, RunEvent>;
  changes: Change[];
  /** Every execution that may have had an effect, taken back or not. */
  effects: Set<string>;
  question: Question | null;
  answer: { readonly question: Question; readonly given: Observations['answer.given'] } | null;
  /** Approvals given and not used up, by step. */
  granted: Map<string, { readonly rendered: unknown; readonly risk: Started['risk'] }>;
  edited: Set<string>;
  raised: string[];
  timed: Set<string>;
  failed: boolean;
  /** The execution of the action that is worked on. */
  acting: string;
  /** How each step of the cause came to its end: done, failed, or why it was left out. */
  over: Map<string, string>;
}

/** What is known when a run is opened. */
export function opening(book: WrittenBook, event: Extract<RunEvent, { type: 'run.opened' }>): Known {
  const { mode, approve } = event.data;
  return {
    book,
    steps: stepsOf(book),
    opened: event.data,
    opened_at: Date.parse(event.at),
    now_ms: 0,
    mode,
    approve,
    seen: {},
    phase: 'diagnosing',
    round: 1,
    cause: null,
    tried: [],
    lost: {},
    newest: {},
    begun: new Map(),
    last: new Map(),
    said: new Map(),
    changes: [],
    effects: new Set(),
    question: null,
    answer: null,
    granted: new Map(),
    edited: new Set(),
    raised: [],
    timed: new Set(),
    failed: false,
    acting: '',
    over: new Map(),
  };
}

/** What a condition is judged by now. */
export const sightOf = ({ seen, book, cause }: Known, shown = cause): Sight => ({
  probes: seen,
  flag: book.flag,
  cause: shown,
});

function stepsOf(book: WrittenBook): ReadonlyMap<string, WrittenStep> {
  const steps = new Map<string, WrittenStep>();
  const add = (key: string, step: WrittenStep): void => {
    steps.set(key, step);
    if (step.preview !== undefined) steps.set(`${key}/preview`, step.preview);
    for (const undo of step.undo) add(`${key}/undo/${undo.id}`, undo);
  };
  for (const probe of book.probes) add(probe.id, probe);
  for (const { id, resolve, escalate } of book.causes) {
    for (const step of resolve) add(`${id}/${step.id}`, step);
    escalate.forEach(({ steps: paging }, n) =>
      paging.forEach((step) => add(`${id}/escalate/${n + 1}/${step.id}`, step)),
    );
  }
  book.escalate.forEach(({ steps: paging }, n) => paging.forEach((step) => add(`escalate/${n + 1}/${step.id}`, step)));
  return foundByItem(steps);
}

/** Takes an event in. What it means is judged before. */
export function learn(known: Known, event: RunEvent): void {
  known.now_ms = Date.parse(event.at) - known.opened_at;
  switch (event.type) {
    case 'run.resumed': {
      const { mode, approve } = event.data;
      Object.assign(known, { mode, approve, question: null });
      for (const begun of known.begun.values()) {
        if (begun.outcome !== undefined) continue;
        begun.orphaned = true;
        if (begun.started.purpose === 'probe') delete known.newest[begun.started.step];
      }
      return;
    }
    case 'step.started':
      return begin(known, event.data);
    case 'step.finished':
      return finish(known, event.data);
    case 'step.skipped':
      if (event.data.purpose === 'probe') {
        delete known.seen[event.data.step];
        delete known.newest[event.data.step];
        return;
      }
      known.over.set(event.data.step, event.data.reason.code);
      return takeBack(known, event.data.step);
    case 'step.retrying':
    case 'step.in_doubt':
      known.said.set(event.data.step, event);
      return;
    case 'step.settled': {
      const { step, result } = event.data;
      known.said.set(step, event);
      known.over.set(step, result);
      return takeBack(known, step);
    }
    case 'phase.entered':
      return enter(known, event.data);
    case 'cause.chosen':
      known.cause = event.data.cause;
      return;
    case 'cause.dropped':
      known.lost[event.data.cause] = (known.lost[event.data.cause] ?? 0) + 1;
      return;
    case 'question.asked':
      known.question = event.data;
      return;
    case 'answer.given':
      return answer(known, event.data);
    case 'timer.fired':
      if (event.data.timer.startsWith('escalate:')) known.timed.add(event.data.timer.slice('escalate:'.length));
      return;
    case 'escalation.raised':
      known.raised.push(event.data.key);
      return;
    default:
      return;
  }
}

function begin(known: Known, started: Started): void {
  known.begun.set(started.exec, { started, at_ms: known.now_ms });
  known.last.set(started.step, started.exec);
  if (started.purpose === 'probe') known.newest[started.step] = started.exec;
  if (started.purpose !== 'action' && started.purpose !== 'undo') return;
  known.acting = started.exec;
  known.said.delete(started.step);
  // An approval is for one start, unless its author lets a failed attempt be repeated.
  if ((known.steps.get(started.step)?.retry?.attempts ?? 1) < 2) known.granted.delete(started.step);
  if (started.purpose !== 'action' || started.risk === 'read') return;
  known.effects.add(started.exec);
  const earlier = known.changes.find(({ key }) => key === started.step)?.execs ?? [];
  const others = known.changes.filter(({ key }) => key !== started.step);
  known.changes = [...others, { key: started.step, execs: [...earlier, started.exec] }];
}

function finish(known: Known, { exec, outcome }: Observations['step.finished']): void {
  const begun = known.begun.get(exec);
  if (begun === undefined) return;
  begun.outcome = outcome;
  const { step, purpose, attempt } = begun.started;
  if (
    purpose === 'action' &&
    (outcome.status === 'blind' || (outcome.status === 'failed' && outcome.reason.kind === 'not_started'))
  )
    withoutEffect(known, exec);
  if (purpose !== 'probe' || known.newest[step] !== exec) return;
  if (outcome.status === 'failed' && attempt < (known.steps.get(step)?.retry?.attempts ?? 1)) return;
  const reading = outcome.status === 'blind' ? undefined : outcome.reading;
  if (reading === undefined) delete known.seen[step];
  else
    known.seen[step] = {
      ok: reading.ok === true,
      ...(typeof reading['number'] === 'number' ? { number: reading['number'] } : {}),
    };
}

function withoutEffect(known: Known, exec: string): void {
  known.effects.delete(exec);
  known.changes = known.changes
    .map((change) => ({ ...change, execs: change.execs.filter((other) => other !== exec) }))
    .filter(({ execs }) => execs.length > 0);
}

// A change is taken back when all of its undos that were called for were done, and one of them at least.
function takeBack(known: Known, key: string): void {
  const at = key.indexOf('/undo/');
  if (at === -1) return;
  const of = key.slice(0, at);
  const ends = (known.steps.get(of)?.undo ?? []).map(({ id }) => known.over.get(`${of}/undo/${id}`) ?? 'open');
  const isDone = ends.every((end) => ['done', 'planned', 'if_false', 'goal_holds'].includes(end));
  if (isDone && ends.some((end) => end === 'done' || end === 'planned'))
    known.changes = known.changes.filter(({ key: one }) => one !== of);
}

function enter(known: Known, data: Extract<RunEvent, { type: 'phase.entered' }>['data']): void {
  const was = known.phase;
  for (const key of known.over.keys()) if (key.includes('/undo/')) known.over.delete(key);
  known.phase = data.phase;
  if (data.phase === 'giving_up' && was !== 'giving_up') known.failed = data.why.code === 'step_failed';
  switch (data.phase) {
    case 'diagnosing': {
      const hasChanged =
        was === 'resolving' &&
        data.why.code !== 'taken_back' &&
        [...known.effects].some((exec) => exec.startsWith(`${known.cause}/`));
      if (known.cause !== null && (data.why.code === 'step_failed' || hasChanged)) known.tried.push(known.cause);
      known.cause = null;
      known.round += 1;
      return;
    }
    case 'resolving':
      known.granted.clear();
      known.edited.clear();
      known.said.clear();
      known.over.clear();
      return;
    case 'verifying':
      if (known.cause !== null) known.tried.push(known.cause);
      return;
    default:
      return;
  }
}

function answer(known: Known, given: Observations['answer.given']): void {
  const { question } = known;
  if (question === null || question.id !== given.question) return;
  known.answer = { question, given };
  known.question = null;
  // Work by hand that was left out has changed nothing.
  if (question.kind === 'ask' && given.choice === 'skip') withoutEffect(known, question.exec);
  // What did not happen is nothing to take back.
  if (given.choice === 'not_done') withoutEffect(known, known.acting);
  if (!('proposal' in question)) return;
  const { step, rendered, risk } = question.proposal;
  const { items = [] } = question.proposal;
  if (question.kind === 'approve' && given.choice === 'run' && items.length === 0)
    known.granted.set(step, { rendered, risk });
  // Several are approved together, or the first of them alone.
  if (question.kind === 'approve')
    for (const item of given.choice === 'run' ? items : given.choice === 'first' ? items.slice(0, 1) : [])
      if ('rendered' in item) known.granted.set(item.step, item);
  if (given.choice === 'edit') {
    known.edited.add(step);
    known.granted.delete(step);
  }
  if (given.choice === 'original') known.edited.delete(step);
  if ((question.kind === 'failed' || question.kind === 'in_doubt') && given.choice === 'run') {
    known.granted.delete(step);
    known.said.delete(step);
  }
}
