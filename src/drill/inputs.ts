// The inputs of the runbook in a drill: what the sandbox gives, what the file says of it, and what the drill says.

import type { Plan } from '../engine/plan.ts';
import { scopeBeforeALook } from '../expr/before-a-look.ts';
import type { Environment } from '../expr/environment.ts';
import { isObject, type Json } from '../model/json.ts';
import { type ResolvedInputs, resolveInputs } from '../session/inputs.ts';
import type { Drill } from './file/drill.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** The inputs as they are now; `given` is what a run is given. Throws where one has no value or a wrong one. */
export function fillable(
  { runbook }: Plan,
  environment: Environment,
  drill: Drill,
  sandbox: Sandbox,
): ResolvedInputs & { readonly given: Readonly<Record<string, Json>> } {
  const declared = new Set(runbook.inputs.map(({ name }) => name));
  const rendered = environment.render(
    { ...drill.sandbox.inputs, ...drill.inputs },
    scopeBeforeALook({ inputs: sandbox.more, secrets: {} }),
  );
  if (!rendered.ok) throw new Error(`an input cannot be made: ${rendered.error.at || 'a part of it'} has no value`);
  const own = isObject(rendered.value) ? rendered.value : {};
  const all: Readonly<Record<string, Json>> = { ...sandbox.inputs(), ...own };
  const given = Object.fromEntries(Object.entries(all).filter(([name]) => declared.has(name)));
  const resolved = resolveInputs(runbook, environment, { given, env: {}, alert: null });
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join('; '));
  return { ...resolved.value, given };
}
