// The shipped runbook on every fault of the server itself.

import { expect, test } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import { ACCESS_FAULTS, APPLICATION_FAULTS, SERVER_FAULTS } from './fault-cases.ts';
import { testFaults } from './fault-runs.ts';

test('every fault of the lab is expected somewhere, once', () => {
  const expected = [...SERVER_FAULTS, ...ACCESS_FAULTS, ...APPLICATION_FAULTS].map(({ fault }) => fault);
  expect(expected.toSorted()).toEqual(FAULTS.map(({ id }) => id).toSorted());
});

testFaults(SERVER_FAULTS);
