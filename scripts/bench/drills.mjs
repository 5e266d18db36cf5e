// What drills take: the smoke set, as the tests carry it out and as it may be carried out before every release.

import { FIREBREAK } from './work-place.mjs';

/** Twelve faults of the shipped runbook, of every kind that needs no more than processes of this machine. */
export const SMOKE = [
  'none/auto',
  'killed/auto',
  'killed/',
  'frozen/',
  'maxmemory/',
  'max_clients/',
  'misconf/',
  'busy/',
  'syn_dropped/',
  'wrong_password/',
  'readonly/',
  'api_down/',
];

/** Figures of drills. */
export const drillFigures = [
  {
    name: 'smoke-drills',
    what: 'twelve drills of the shipped runbook on real systems, four at a time',
    limit: 60,
    unit: ' s',
    measure: (bench) => {
      const faults = SMOKE.flatMap((one) => ['--fault', one]);
      return bench.timeOf([FIREBREAK, 'drill', 'redis-connectivity-loss', '--jobs', '4', ...faults]) / 1000;
    },
  },
];
