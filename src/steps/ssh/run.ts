// Runs a program on another host by its risk: what only looks goes with its call, what may change something outlives it.

import type { Risk } from '../../model/risk.ts';
import type { Surroundings } from '../performer.ts';
import type { Ended } from '../process/end.ts';
import { changeThere } from './durable.ts';
import { lookThere } from './look.ts';
import type { There } from './there.ts';

/** Runs it. Throws `Unable` where the host cannot be used, and nothing has begun. */
export function runThere(
  there: There,
  { risk, timeout_ms }: { readonly risk: Risk; readonly timeout_ms: number },
  surroundings: Surroundings,
): Promise<Ended> {
  return risk === 'read' ? lookThere(there, timeout_ms, surroundings) : changeThere(there, timeout_ms, surroundings);
}
