// What an oracle says of a start: who allowed it, that it is what was shown, that it may be begun again, and when.

import type { RunEvent } from '../../../../src/model/event.ts';
import type { WrittenStep } from '../chanced/book.ts';
import { ITEMS, itemOf } from '../chanced/each.ts';
import { holds, says } from './agree.ts';
import type { Met } from './floors.ts';
import type { Known } from './known.ts';

type Started = Extract<RunEvent, { type: 'step.started' }>['data'];
type Retrying = Extract<RunEvent, { type: 'step.retrying' }>['data'];

const RISKS = ['read', 'change', 'disrupt', 'destroy'] as const;
const upTo = (risk: Started['risk'], most: Started['risk']): boolean => RISKS.indexOf(risk) <= RISKS.indexOf(most);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The end of a change that nobody knows. */
const isDoubtful = (kind: string): boolean => ['timed_out', 'cancelled', 'lost'].includes(kind);

/** Judges a start. */
export function judgeStart(known: Known, started: Started, met: Met): void {
  says(known.begun.has(started.exec), `${started.exec} begins once`).is(false);
  const step = known.steps.get(started.step);
  if (step === undefined) throw new Error(`no step ${started.step}`);
  judgeRisk(known, started, step);
  if (started.risk === 'read') {
    if (started.purpose === 'action' || started.purpose === 'undo')
      holds(['read', 'person'].includes(started.approved), `${started.step} only looks`);
    return;
  }
  met(`a change is approved by ${started.approved}`);
  judgeAllowed(known, started, step);
  if (started.purpose !== 'escalation' && step.kind === 'shell') judgeOnce(known, started, met);
}

function judgeRisk(known: Known, { step: key, purpose, risk }: Started, step: WrittenStep): void {
  if (purpose === 'probe' || purpose === 'preview') return says(risk).is('read');
  if (step.kind !== 'shell') return;
  const written = step.risk ?? 'change';
  // An edit may make a step worse, never better.
  if (known.edited.has(key)) says(upTo(written, risk), `${key} has risk ${risk}`).is(true);
  else says(risk, key).is(written);
}

function judgeAllowed(
  known: Known,
  { step: key, purpose, risk, rendered, approved }: Started,
  step: WrittenStep,
): void {
  switch (approved) {
    case 'policy':
      says(purpose, 'an undo is always asked about').is(known.opened.dry_run ? purpose : 'action');
      if (known.opened.dry_run) return;
      says(known.edited.has(key), `${key} was edited`).is(false);
      says(upTo(risk, known.approve), `${key}: ${risk} where ${known.approve} is allowed`).is(true);
      return;
    case 'person': {
      if (step.kind === 'manual' || step.kind === 'ask') return;
      const granted = known.granted.get(key) ?? grantedBefore(known, key);
      says(granted, `${key} was approved by nobody`).isNot(undefined);
      says(same(granted?.rendered, rendered), `${key} runs as it was shown`).is(true);
      says(upTo(risk, granted?.risk ?? 'read'), `${key} has the risk that was shown`).is(true);
      return;
    }
    case 'repeatable':
      says(known.said.get(key)?.type ?? '', `${key} was in doubt`).is('step.retrying');
      says(step.repeatable, `${key} is repeatable`).is(true);
      return;
    case 'escalation':
      says(purpose).is('escalation');
      says(step.kind === 'notify' || upTo(risk, known.approve), `${key} may run unasked`).is(true);
      return;
    case 'read':
      throw new Error(`${key} changes something and begins as if it only looked`);
  }
}

// What was approved and provably never began stays approved.
function grantedBefore(known: Known, key: string): { rendered: unknown; risk: Started['risk'] } | undefined {
  const before = known.begun.get(known.last.get(key) ?? '');
  const isUnbegun = before?.outcome?.status === 'failed' && before.outcome.reason.kind === 'not_started';
  return before?.orphaned && isUnbegun && before.started.approved === 'person' ? before.started : undefined;
}

// A change begins a second time only for a reason that is on record too.
function judgeOnce(known: Known, { step: key, attempt }: Started, met: Met): void {
  const before = known.begun.get(known.last.get(key) ?? '');
  const said = known.said.get(key);
  if (before === undefined) return says(attempt).is(1);
  says(before.outcome, `${key} begins while it runs`).isNot(undefined);
  if (said?.type !== 'step.retrying') return;
  met('a change begins again');
  says(attempt).is(said.data.attempt);
  const due_ms = Date.parse(said.at) - known.opened_at + said.data.after_ms;
  holds(known.now_ms >= due_ms, `${key} waits before it is tried again`);
}

/** Judges that a step is to be tried again, and after how long. */
export function judgeRetry(known: Known, { step: key, attempt, after_ms }: Retrying, met: Met): void {
  const step = known.steps.get(key);
  const before = known.begun.get(known.last.get(key) ?? '');
  const outcome = before?.outcome;
  if (step === undefined || before === undefined || outcome?.status !== 'failed')
    throw new Error(`${key} did not fail`);
  says(attempt).is(before.started.attempt + 1);
  if (known.said.get(key)?.type === 'step.in_doubt') {
    met('what is repeatable is repeated');
    says(step.repeatable).is(true);
    says(known.mode, 'where somebody leads a person decides').is('unattended');
    says(known.edited.has(key)).is(false);
    says(outcome.reason.kind, 'what somebody ended is not begun again').isNot('cancelled');
    holds(attempt <= 3, `${key} is repeated three times in all`);
    return says(after_ms).is(0);
  }
  if (before.orphaned && outcome.reason.kind === 'not_started') return says(after_ms).is(0);
  met('a failed attempt is repeated');
  if (before.started.risk !== 'read') says(isDoubtful(outcome.reason.kind), `${key} is in doubt`).is(false);
  const { attempts, every_s, doubles, max_s } = step.retry ?? { attempts: 1, every_s: 0, doubles: false, max_s: 0 };
  holds(attempt <= attempts, `${key} has ${attempts} attempts`);
  const pause_s = doubles ? Math.min(max_s, every_s * 2 ** (attempt - 2)) : every_s;
  says(after_ms).is(1000 * pause_s);
}

/** Judges that a step is said to be over, or in doubt, as it ended. */
export function judgeSettled(
  known: Known,
  event: Extract<RunEvent, { type: 'step.settled' | 'step.in_doubt' }>,
  met: Met,
): void {
  const key = event.data.step;
  const before = known.begun.get(known.last.get(key) ?? '');
  const outcome = before?.outcome;
  const doubtful = outcome?.status === 'failed' && before?.started.risk !== 'read' && isDoubtful(outcome.reason.kind);
  if (event.type === 'step.in_doubt') {
    met('a change is in doubt');
    return says(doubtful, `${key} is in doubt`).is(true);
  }
  if (event.data.via === 'person') return says(known.answer, `somebody says so of ${key}`).isNot(null);
  if (doubtful && known.said.get(key)?.type !== 'step.in_doubt')
    throw new Error(`${key} is said to be over and its end is not known`);
  // What the engine carries out itself ends by an answer, or when its time is over.
  if (event.data.via !== 'exit' || outcome === undefined) return;
  const isDone = outcome?.status === 'succeeded';
  says(event.data.result, `${key} by its end`).is(isDone ? 'done' : 'failed');
  // The goal is that of all items.
  if (isDone && (itemOf(key) === 0 || itemOf(key) === ITEMS.length))
    says(known.steps.get(key)?.goal, 'a goal is looked at').is(undefined);
}
