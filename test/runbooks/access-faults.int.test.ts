// The shipped runbook on every fault of the way to Redis, of who may enter, and of its role.

import { ACCESS_FAULTS } from './fault-cases.ts';
import { testFaults } from './fault-runs.ts';

testFaults(ACCESS_FAULTS);
