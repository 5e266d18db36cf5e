// Once an incident, and only for what is known: given looks at the triggers of a runbook, then when a run starts.

import { expect, test } from 'vitest';
import { anyOf, type Incident, incidentAfter } from '../../../src/cli/watching/incident.ts';
import type { Truth } from '../../../src/model/expression.ts';

const T: Truth = 'true';
const F: Truth = 'false';
const U: Truth = 'unknown';

/** The looks, ten seconds apart, at which a run starts. */
function starts(looks: readonly Truth[], for_ms: number): readonly number[] {
  let incident: Incident = { is: 'quiet' };
  return looks.flatMap((truth, n) => {
    const before: Incident = incident;
    incident = incidentAfter(before, truth, { now_ms: n * 10_000, for_ms });
    return incident.is === 'taken_up' && before.is !== 'taken_up' ? [n] : [];
  });
}

test.each([
  ['at the first look, where nothing is to be waited for', [F, T, T], 0, [1]],
  ['after it has held for its time', [F, T, T, T, T], 30_000, [4]],
  ['not for what came and went', [T, F, T, F], 10_000, []],
  ['once an incident, however long it lasts', [T, T, T, T, T], 0, [0]],
  ['again for the next incident', [T, F, T], 0, [0, 2]],
  ['not again where nobody could look in between', [T, U, T, U, U, T], 0, [0]],
  ['not where nobody can look', [U, U, U], 0, []],
  ['anew after a look that saw nothing: that it held meanwhile is not known', [T, U, T, T], 10_000, [3]],
] as const)('a run starts %s', (_, looks, for_ms, expected) => {
  expect(starts(looks, for_ms)).toEqual(expected);
});

test('any trigger that holds is enough; clear is only what all of them show', () => {
  expect(anyOf([F, U, T])).toBe('true');
  expect(anyOf([F, U])).toBe('unknown');
  expect(anyOf([F, F])).toBe('false');
  expect(anyOf([])).toBe('unknown');
});
