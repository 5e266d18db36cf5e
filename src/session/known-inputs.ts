// What is known of the inputs before a run: what was given, and the defaults. A page for others does not depend on who made
// it, so the environment is left out; an input that would be asked for has no value yet.

import type { Environment } from '../expr/environment.ts';
import type { Json } from '../model/json.ts';
import type { Result } from '../model/result.ts';
import type { Runbook } from '../model/runbook.ts';
import { type InputProblem, type ResolvedInputs, resolveInputs } from './inputs.ts';

/** The values that inputs have without a run. */
export function knownInputs(
  runbook: Runbook,
  environment: Environment,
  given: Readonly<Record<string, Json>>,
): Result<ResolvedInputs, readonly InputProblem[]> {
  const known = runbook.inputs.filter(
    ({ name, default: fallback }) => fallback !== undefined || Object.hasOwn(given, name),
  );
  return resolveInputs({ ...runbook, inputs: known }, environment, { given, env: {}, alert: null });
}
