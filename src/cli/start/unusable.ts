// What a run could not use, found before it begins: an address that is none, a certificate file that is not there. Only
// what follows from inputs alone is looked at; a step that a condition keeps away, its own or one of its cause, is left in
// peace.

import type { Plan } from '../../engine/plan.ts';
import { scopeBeforeALook } from '../../expr/before-a-look.ts';
import { definition } from '../../kinds/index.ts';
import type { TlsSpec } from '../../kinds/tls.ts';
import { type Expression, isTemplate, type Template, type TemplateTree, type Truth } from '../../model/expression.ts';
import type { Step } from '../../model/runbook.ts';
import type { ResolvedInputs } from '../../session/inputs.ts';
import { Unable } from '../../steps/failure.ts';
import { fill } from '../../steps/fill.ts';
import { tlsFiles } from '../../steps/network/tls.ts';
import { CliError, EXIT } from '../exit-codes.ts';

/** Refuses inputs that a step could not use, all at once, each with its name and the right spelling. */
export async function refuseUnusable(plan: Plan, inputs: ResolvedInputs): Promise<void> {
  const problems = new Set<string>();
  const ruledOut = plan.runbook.causes.filter(({ when }) => when.some((line) => truth(plan, line, inputs) === 'false'));
  for (const { key, step } of plan.steps.values()) {
    if (ruledOut.some(({ id }) => key.startsWith(`${id}/`))) continue;
    const problem = await problemOf(plan, step, inputs);
    if (problem !== null) problems.add(problem);
  }
  if (problems.size > 0) throw new CliError(EXIT.usage, [...problems].join('\n       '));
}

async function problemOf(plan: Plan, step: Step, resolved: ResolvedInputs): Promise<string | null> {
  const { address, spec: specOf } = definition(step.kind);
  if (address === undefined || step.todo !== undefined) return null;
  if (step.if !== undefined && truth(plan, step.if, resolved) !== 'true') return null;
  const rendered = plan.environment.render(step.shape, scopeBeforeALook(resolved));
  if (!rendered.ok) return null;
  const filled = fill(rendered.value, resolved.fillings);
  const spec = specOf(filled);
  const named = (fields: readonly string[], what: string): string => {
    const names = inputsNamed(fields.map((field) => partOf(step.shape, field)));
    return names.length === 0
      ? `step "${step.id}": ${what}`
      : `input ${names.map((name) => `"${name}"`).join(', ')}: ${what}`;
  };
  // What is wrong is mostly the address, and else says itself which field it is about.
  if (!spec.ok) return named([/^`([\w.]+)`/.exec(spec.error)?.[1] ?? address.field], spec.error);
  const tls: TlsSpec<string> | undefined = 'tls' in spec.value ? (spec.value.tls as TlsSpec<string>) : undefined;
  if (tls === undefined) return null;
  try {
    await tlsFiles(tls);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Unable)) throw thrown;
    const field = /^`(\w+)` of `tls`/.exec(thrown.reason.message)?.[1];
    return named(field === undefined ? [] : [`tls.${field}`], thrown.reason.message);
  }
}

const truth = ({ environment }: Plan, condition: Expression, inputs: ResolvedInputs): Truth =>
  environment.truth(condition, scopeBeforeALook(inputs)).truth;

/** The part of a shape at a path with dots. */
function partOf(shape: TemplateTree, path: string): TemplateTree {
  let part: TemplateTree = shape;
  for (const name of path.split('.')) {
    if (typeof part !== 'object' || part === null || Array.isArray(part) || isTemplate(part)) return null;
    part = (part as Readonly<Record<string, TemplateTree>>)[name] ?? null;
  }
  return part;
}

/** Names of the inputs that stand in templates. */
function inputsNamed(parts: readonly TemplateTree[]): readonly string[] {
  const templates = parts.filter((part): part is Template => isTemplate(part));
  const sources = templates.flatMap(({ $template }) =>
    $template.flatMap((part) => (typeof part === 'string' ? [] : [part.expression.source])),
  );
  return [
    ...new Set(sources.flatMap((source) => [...source.matchAll(/\binputs\.(\w+)/g)].map(([, name = '']) => name))),
  ];
}
