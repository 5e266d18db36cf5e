// The shipped runbook on every fault of the application around a Redis that works.

import { APPLICATION_FAULTS } from './fault-cases.ts';
import { testFaults } from './fault-runs.ts';

testFaults(APPLICATION_FAULTS);
