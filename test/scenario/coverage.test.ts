// What scenarios have tried is counted by what happened, not by what was meant.

import { expect, test } from 'vitest';
import { coverageOf, percent } from '../../src/scenario/coverage.ts';
import { PLAN, played } from './scenarios.ts';

const tried = (...lists: readonly string[]): readonly string[] => {
  const coverage = coverageOf(PLAN);
  for (const list of lists) coverage.take(played(list).events);
  return coverage.parts().flatMap((part) => (part.tried ? [`${part.kind} ${part.name}`] : []));
};

const WELL = '  - { title: Well, expect: {} }';
const STOPPED =
  '  - { title: S, given: { ping: { error: { kind: refused } }, container: { running: false } }, answers: { tell: yes }, after: { start: { ping: { ok: true }, container: { running: true } } }, expect: {} }';
const ELSEWHERE = '  - { title: E, inputs: { manager: systemd }, given: { ping: blind }, expect: {} }';

test('nothing is tried before anything is played', () => {
  const parts = coverageOf(PLAN).parts();
  expect(parts.length).toBeGreaterThan(15);
  expect(percent(parts)).toBe(0);
});

test('a line is tried when it was seen to hold and seen not to hold, and by nothing that was unknown', () => {
  expect(tried(WELL)).toContain('line stopped: !ping.ok does not hold');
  expect(tried(WELL)).not.toContain('line stopped: !ping.ok holds');
  expect(tried(STOPPED)).toContain('line stopped: !ping.ok holds');
  expect(tried(ELSEWHERE).filter((part) => part.startsWith('line stopped: !ping.ok'))).toEqual([]);
});

test('a cause is tried when it was confirmed, a step when it was carried out, an `if` both ways', () => {
  const parts = tried(STOPPED);
  expect(parts).toContain('cause stopped confirmed');
  expect(parts).not.toContain('cause api_down confirmed');
  expect(parts).toContain('step start');
  expect(parts).not.toContain('step restart');
  expect(parts).toContain('goal start: ping.ok reached');
  expect(parts.filter((part) => part.startsWith('if container'))).toHaveLength(1);
  expect(tried(STOPPED, ELSEWHERE).filter((part) => part.startsWith('if container'))).toHaveLength(2);
});

test('an escalation is tried when it was raised, a goal of verify when it was seen', () => {
  expect(tried(ELSEWHERE)).toContain('escalation cause == null');
  expect(tried(STOPPED)).toContain('goal Redis answers holds');
});

test('all is 100 percent, and nearly all is not', () => {
  const part = { kind: 'step', name: 's', tried: true } as const;
  expect(percent([])).toBe(100);
  expect(percent(Array.from({ length: 300 }, () => part))).toBe(100);
  expect(percent([...Array.from({ length: 299 }, () => part), { ...part, tried: false }])).toBe(99);
});
