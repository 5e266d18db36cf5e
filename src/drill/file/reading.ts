// What the parts of a file of drills are read with.

import type { Plan } from '../../engine/plan.ts';
import type { Build } from '../../parse/build/context.ts';
import type { Report } from '../../parse/yaml/report.ts';

/** What the parts of a file are read with. */
export interface Reading {
  readonly build: Build;
  readonly report: Report;
  readonly plan: Plan;
}
