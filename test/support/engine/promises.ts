// What must hold of every record, whatever happened: each function throws where a promise was broken.

import { expect } from 'vitest';
import { sameJson } from '../../../src/engine/same-json.ts';
import { endOf, parkedOf, questionOf, type State } from '../../../src/engine/state.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { Rendered } from '../../../src/model/expression.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Choice, Proposal } from '../../../src/model/question.ts';
import { type Risk, within } from '../../../src/model/risk.ts';

/** What a world and its people do to one run. */
export interface Life {
  readonly outcomes: readonly Outcome[];
  readonly choices: readonly number[];
  readonly crashes: readonly number[];
  /** Of a change that a crash interrupts: it began and nobody knows its end, it ended, or it never began. */
  readonly fates: readonly ('began' | 'ended' | 'never')[];
  readonly mode: 'guided' | 'unattended';
  readonly approve: Risk;
  readonly dry_run: boolean;
}

const started = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'step.started' ? [event] : []));

// An execution has its effect at most once, and a step begins again only after something on record allows it.
export function noEffectTwice(events: readonly RunEvent[], effects: ReadonlyMap<string, number>): void {
  for (const [exec, count] of effects) expect(count, exec).toBeLessThanOrEqual(1);
  const execs = started(events).map(({ data }) => data.exec);
  expect(new Set(execs).size).toBe(execs.length);
  for (const exec of effects.keys()) expect(execs, 'an effect without a start on record').toContain(exec);
  const changes = started(events).filter(({ data }) => data.purpose === 'action' && data.risk !== 'read');
  changes.forEach(({ data, seq }, n) => {
    const before = changes.slice(0, n).findLast((one) => one.data.step === data.step);
    if (before === undefined) return;
    const between = events.filter((event) => event.seq > before.seq && event.seq < seq);
    const allowed = between.some(
      (event) =>
        event.type === 'step.retrying' ||
        (event.type === 'answer.given' && ['run', 'cause', 'diagnose'].includes(event.data.choice)) ||
        (event.type === 'phase.entered' && event.data.phase === 'diagnosing'),
    );
    expect(allowed, `${data.exec} began again, and nothing on record allows it`).toBe(true);
  });
}

export function everyChangeAllowed(events: readonly RunEvent[], { approve, dry_run }: Life): void {
  for (const { data, seq } of started(events)) {
    if (data.risk === 'read' || data.approved === 'escalation') continue;
    switch (data.approved) {
      case 'policy':
        expect(dry_run || within(data.risk, approve), data.exec).toBe(true);
        break;
      case 'person': {
        if (data.kind === 'manual' || data.kind === 'ask') break;
        const before = events.slice(0, seq - 1);
        const asked = before.findLast(
          (event) =>
            event.type === 'question.asked' &&
            event.data.kind === 'approve' &&
            approvedBy(event.data.proposal, data.rendered).length > 0,
        );
        expect(asked, `${data.exec} was never asked about as it ran`).toBeDefined();
        const id = asked?.type === 'question.asked' ? asked.data.id : '';
        expect(
          before.some(
            (event) =>
              event.type === 'answer.given' &&
              event.data.question === id &&
              asked?.type === 'question.asked' &&
              asked.data.kind === 'approve' &&
              approvedBy(asked.data.proposal, data.rendered).includes(event.data.choice),
          ),
          data.exec,
        ).toBe(true);
        break;
      }
      case 'repeatable':
        break;
      default:
        throw new Error(`${data.exec} is a change approved as ${data.approved}`);
    }
  }
}

/** The answers that let a command run: of several items each has its own, and the first may be approved alone. */
function approvedBy({ rendered, items = [] }: Proposal, command: Rendered): readonly Choice[] {
  const among = items.findIndex((item) => 'rendered' in item && sameJson(item.rendered, command));
  if (items.length === 0) return sameJson(rendered, command) ? ['run'] : [];
  return among < 0 ? [] : among === 0 ? ['run', 'first'] : ['run'];
}

export function nothingAfterTheEnd(events: readonly RunEvent[]): void {
  const end = events.findIndex(({ type }) => type === 'run.finished');
  if (end !== -1) expect(events.slice(end + 1)).toEqual([]);
}

export function undoneInReverse(events: readonly RunEvent[]): void {
  const undos = started(events)
    .filter(({ data }) => data.purpose === 'undo')
    .map(({ data }) => data.step);
  const done = events.flatMap((event) =>
    event.type === 'step.settled' && event.data.result === 'done' && event.data.step.includes('/undo/')
      ? [event.data.step]
      : [],
  );
  const rounds = events.filter((event) => event.type === 'phase.entered' && event.data.phase === 'giving_up').length;
  expect(
    done.filter((key, n) => done.indexOf(key) !== n && rounds < 2),
    'taken back twice',
  ).toEqual([]);
  if (rounds !== 1) return;
  const firsts = started(events)
    .filter(({ data }) => data.purpose === 'action')
    .map(({ data }) => data.step);
  const order = [...new Set(undos)].map((key) => firsts.lastIndexOf(key.slice(0, key.indexOf('/undo/'))));
  expect(order).toEqual(order.toSorted((a, b) => b - a));
}

export function endsOrWaits(state: State, one: Life): void {
  const waits =
    endOf(state) !== null || parkedOf(state) !== null || (one.mode === 'guided' && questionOf(state) !== null);
  expect(waits, 'the run neither ends nor waits for something that is named').toBe(true);
}

// A change whose end is not known is said to be in doubt before anything else is done about it.
export function doubtIsSaid(events: readonly RunEvent[]): void {
  const risks = new Map(started(events).map(({ data }) => [data.exec, data]));
  events.forEach((event, n) => {
    if (event.type !== 'step.finished' || event.data.outcome.status !== 'failed') return;
    const of = risks.get(event.data.exec);
    const doubtful = ['timed_out', 'cancelled', 'lost'].includes(event.data.outcome.reason.kind);
    if (!doubtful || of === undefined || of.risk === 'read' || (of.purpose !== 'action' && of.purpose !== 'undo'))
      return;
    const next = events
      .slice(n + 1)
      .find(
        (later) =>
          ['step.in_doubt', 'step.retrying', 'step.settled', 'step.started'].includes(later.type) &&
          'step' in later.data &&
          later.data.step === of.step,
      );
    if (next !== undefined) expect(next.type, `${of.exec} is in doubt`).toBe('step.in_doubt');
  });
}

export function goalsAreSeen(events: readonly RunEvent[]): void {
  for (const event of events) {
    if (event.type === 'goal.reached') expect(event.data.goals.every(({ goal }) => goal.truth === 'true')).toBe(true);
    if (event.type === 'goal.missed') expect(event.data.goals.some(({ goal }) => goal.truth !== 'true')).toBe(true);
  }
}
