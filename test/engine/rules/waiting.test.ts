// What a run waits for, in any state: when an attempt is made again, when people are told, and what a stop lets go on.

import { describe, expect, test } from 'vitest';
import { stepOf } from '../../../src/engine/plan.ts';
import { pauseBefore } from '../../../src/engine/retry.ts';
import { and, awaited, decided, ending, type Given, given, performed, when } from '../../support/engine/given.ts';
import { bad, told } from '../../support/engine/simulated-run.ts';
import { GUIDED, planWith } from '../../support/engine/story.ts';

const DOWN = { ping: bad('refused'), api: bad('http', { status: 503 }) };
const timers = (run: Given) =>
  awaited(run).flatMap((command) => (command.type === 'timer' ? [[command.timer, command.due_ms]] : []));

// Rule: step.retry
describe('the pause before another attempt', () => {
  const pauses = (retry: string) => {
    const step = stepOf(planWith(`[{ id: act, shell: [act], risk: change, retry: ${retry} }]`), 'down/act');
    return [1, 2, 3, 4, 5].map((attempt) => pauseBefore(step, attempt));
  };

  test('is the same each time, until none is left', () => {
    expect(pauses('{ attempts: 3, every: 2s }')).toEqual([2000, 2000, null, null, null]);
    expect(pauses('{ attempts: 1, every: 2s }')).toEqual([null, null, null, null, null]);
  });

  test('doubles where it is to, up to its limit', () => {
    expect(pauses('{ attempts: 5, every: 1s, backoff: exponential, max: 5s }')).toEqual([1000, 2000, 4000, 5000, null]);
  });

  test('is counted from the end of the attempt that failed, and what was approved runs again after it', () => {
    const plan = planWith('[{ id: act, shell: [act], risk: change, retry: { attempts: 2, every: 3s } }]');
    const failed = ending(ending(decided(given(plan)), DOWN), { 'down/act': bad('exit') });
    const due_ms = failed.state.now_ms + 3000;
    expect(timers(failed)).toEqual([['retry:down/act#1', due_ms]]);
    const early = when(failed, { type: 'timer.fired', data: { timer: 'retry:down/act#0', due_ms } });
    expect(performed(early)).toEqual([]);
    const again = ending(
      when(failed, { type: 'timer.fired', data: { timer: 'retry:down/act#1', due_ms } }, 3000),
      DOWN,
    );
    expect(performed(again).map(({ exec }) => exec)).toEqual(['down/act#2']);
  });
});

// Rule: escalation.once
describe('the timer of an escalation', () => {
  const plan = planWith('[{ id: act, shell: [act], risk: change }]', 'escalate: [{ after: 5m, to: lead }]');
  const fired = { type: 'timer.fired', data: { timer: 'escalate:escalate/1', due_ms: 300_000 } } as const;

  test('runs over the whole run, and raises it once', () => {
    const run = ending(decided(given(plan)), DOWN);
    expect(timers(run)).toEqual([['escalate:escalate/1', 300_000]]);
    const raised = when(run, fired, 300_000);
    expect(told(raised.events).at(-1)).toBe('escalate lead');
    expect(performed(raised).map(({ step }) => step)).toEqual(['down/act']);
    expect(timers(raised)).toEqual([]);
    const twice = when(raised, fired);
    expect(told(twice.events).filter((line) => line === 'escalate lead')).toHaveLength(1);
  });
});

describe('an answer', () => {
  // Rule: approval.open-question
  test('to a question that is not open changes nothing', () => {
    const plan = planWith('[{ id: act, shell: [act], risk: change }]');
    const asked = ending(decided(given(plan, GUIDED)), DOWN);
    const { question } = asked.state;
    expect(question?.kind).toBe('cause');
    const data = { question: 'q99', choice: 'cause', cause: 'down' } as const;
    const answered = when(asked, { type: 'answer.given', data });
    expect(answered.state.question).toEqual(question);
    expect(answered.state.wish).toBeNull();
    expect(told(answered.events)).toEqual(told(asked.events));
  });
});

describe('a stop', () => {
  const plan = planWith('[{ id: act, shell: [act], risk: change }, { id: more, shell: [more], risk: change }]');
  const acting = ending(decided(given(plan)), DOWN);
  const stop = (how: 'after_step' | 'abort') => when(acting, { type: 'stop.requested', data: { how, by: 'ana' } });
  const types = (run: Given) => awaited(run).map(({ type }) => type);

  // Rule: stop.lets-end
  test('lets the change that runs come to its end, and begins nothing after it', () => {
    const stopping = stop('after_step');
    expect(types(stopping)).toEqual(['perform']);
    expect(told(stopping.events)).not.toContain('parked stopped');
    const over = ending(stopping, { 'down/act': bad('exit') });
    expect(told(over.events).at(-1)).toBe('parked stopped');
    expect(awaited(over)).toEqual([]);
  });

  test('that aborts ends the change that runs, and waits for its end', () => {
    const stopping = stop('abort');
    expect(types(stopping)).toEqual(['perform', 'cancel']);
    expect(told(stopping.events)).not.toContain('parked stopped');
  });

  test('of a run that is left already changes nothing', () => {
    const over = ending(stop('after_step'), { 'down/act': bad('exit') });
    const again = and(over, { type: 'stop.requested', data: { how: 'abort', by: 'ana' } });
    expect(again.state.standing).toEqual(over.state.standing);
  });
});
