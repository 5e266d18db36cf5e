// A record that somebody else wrote, its chain made to fit: what it says is not believed, and none of it steers a terminal.

import { describe, expect, test } from 'vitest';
import { readRecord, soundly, stateOf } from '../../src/cli/record-file.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { decodeLine } from '../../src/transcript/format.ts';
import { reportOf } from '../../src/views/report/report.ts';
import { good, planOfText, simulate } from '../support/engine/simulated-run.ts';
import { writtenRecord } from '../support/records/written-record.ts';

const TEXT = `
firebreak: 1
id: test
title: Test
severity: high
diagnose: [{ id: port, tcp: "localhost:1" }]
causes: [{ id: open, title: It is open, when: port.ok, resolve: [{ id: close, shell: [close], risk: change }] }]
verify: [{ title: It works, goal: port.ok }]
`;
const RUNBOOK = { id: 'test', path: 'test.yaml', text: TEXT, sha256: '' };
const { events: EVENTS } = simulate(planOfText(TEXT), { perform: () => good(), opened: { runbook: RUNBOOK } });

/** Writes these events as a record whose chain is whole. */
const forged = (change: (event: RunEvent) => object) =>
  writtenRecord(EVENTS.map((event) => ({ ...event, ...change(event) })));

const replaced =
  (type: RunEvent['type'], data: object) =>
  (event: RunEvent): object =>
    event.type === type ? { data: { ...event.data, ...data } } : {};

describe('a forged record', () => {
  test.each([
    ['an execution of a step that there is not', replaced('step.started', { step: 'nope', purpose: 'action' })],
    ['an outcome that there is not', replaced('run.finished', { outcome: 'splendid' })],
    ['a ranking of nothing', replaced('causes.ranked', { causes: null })],
    ['decisions without data', (event: RunEvent) => (event.type === 'run.opened' ? {} : { data: {} })],
  ])('with %s is said to be damaged', (_, change) => {
    const record = readRecord(forged(change));
    const work = () => [stateOf(record), reportOf(record.plan, record.events, record.transcript)];
    expect(() => soundly(record, work)).toThrow(expect.objectContaining({ exit: 20 }));
  });

  test('that does not say what it was opened with is said to be damaged', () => {
    const folder = forged((event) => (event.type === 'run.opened' ? { data: { v: 1 } } : {}));
    expect(() => readRecord(folder)).toThrow(expect.objectContaining({ exit: 20 }));
  });

  test('may name an execution like a part of every object: nothing has such a name', () => {
    const record = readRecord(forged(replaced('step.finished', { exec: '__proto__' })));
    expect(stateOf(record).executions).not.toHaveProperty('undefined');
  });
});

test('what may be a mistake of ours in a sound record is not blamed on it alone', () => {
  const record = readRecord(forged(() => ({})));
  expect(() =>
    soundly(record, () => {
      throw new TypeError('ours');
    }),
  ).toThrow(expect.objectContaining({ exit: 20, next: expect.stringContaining('a mistake in firebreak') }));
});

test('a line whose time is none is no event: times are shown as they stand', () => {
  const [first] = EVENTS;
  const line = (at: string) => JSON.stringify({ ...first, at });
  expect(typeof decodeLine(line('2026-03-02T21:17:44.512Z'))).toBe('object');
  expect(decodeLine(line('\u001b]0;x\u0007'))).toBe('is not an event');
});
