// One step in a test: carried out by the real performer.

import type { Outcome } from '../../../src/model/outcome.ts';
import type { PerformedKind } from '../../../src/model/step.ts';
import type { Performer, Surroundings, Task } from '../../../src/steps/performer.ts';
import { watchedSurroundings } from './surroundings.ts';

/** The outcome of a task; by default a read with ten seconds. */
export function perform<K extends PerformedKind>(
  performer: Performer<K>,
  task: Pick<Task<K>, 'kind' | 'spec'> & Partial<Task<K>>,
  surroundings: Surroundings = watchedSurroundings(),
): Promise<Outcome> {
  return performer.start({ risk: 'read', timeout_ms: 10_000, ...task }, surroundings).done;
}
