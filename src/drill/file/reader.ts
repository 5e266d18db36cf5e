// What the parts of a file of drills are read with.

import type { Plan } from '../../engine/plan.ts';
import type { Build } from '../../parse/build/context.ts';
import type { Problems } from '../../parse/yaml/problems.ts';
import type { Names } from '../../scenario/names.ts';

/** What the parts of a file are read with. */
export interface Reader {
  readonly build: Build;
  readonly problems: Problems;
  readonly plan: Plan;
  readonly names: Names;
  /** Whether a file is there that this one names, relative to it; absent where nobody can say. */
  readonly isThere?: (file: string) => boolean;
}
