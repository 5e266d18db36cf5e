// The shipped runbook on faults of the lab, each looked at from the near side of Redis too: settings, commands, processes and
// keys that no record of ours would tell of. A sample by the seed; `npm run soak` tries them all, as drills do each time.

import { expect, test } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import { isSoak, seed } from '../support/soak.ts';
import { ACCESS_FAULTS, APPLICATION_FAULTS, SERVER_FAULTS } from './fault-cases.ts';
import { testFaults } from './fault-runs.ts';

const ALL = [...SERVER_FAULTS, ...ACCESS_FAULTS, ...APPLICATION_FAULTS];

test('every fault of the lab is expected somewhere, once', () => {
  expect(ALL.map(({ fault }) => fault).toSorted()).toEqual(FAULTS.map(({ id }) => id).toSorted());
});

const SAMPLE = 2;
const first = seed % ALL.length;

testFaults(isSoak ? ALL : [...ALL, ...ALL].slice(first, first + SAMPLE));
