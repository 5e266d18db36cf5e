// Goals, and what else is decided by what probes say; and `if` of what is decided by inputs alone.

import type { Expression } from '../../model/expression.ts';
import type { TimeSpan } from '../../model/runbook.ts';
import { at, isText, type Node } from '../yaml/node.ts';
import { type Build, durationAt } from './context.ts';
import { inputTypeOf } from './declare.ts';

/** The goal of a step or of `verify`. One that names no probe could never change, and is an error. */
export function goalAt(build: Build, node: Node): Expression | undefined {
  const written = at(node, 'goal');
  const goal = build.expressions.condition(written, 'run');
  if (goal === undefined || written === undefined) return goal;
  if (goal.probes.length > 0 || build.accepted) return goal;
  const help = 'name a probe or a fact; what does not depend on one can neither be waited for nor be verified';
  build.problems.add('error', written, { code: 'no-probe', message: 'this goal names no probe', help });
  return undefined;
}

/** How long a goal must hold: a duration, or one hole with an input of that type. Absent: once is enough. */
export function forAt(build: Build, node: Node): TimeSpan {
  const written = at(node, 'for');
  if (!isText(written) || !written.value.includes('${{')) return durationAt(build, node, { key: 'for', fallback: 0 });
  const template = build.expressions.template(written, 'run');
  if (template === undefined) return 0;
  const hole = typeof template === 'string' || template.$template.length !== 1 ? undefined : template.$template[0];
  const expression = hole === undefined || typeof hole === 'string' ? undefined : hole.expression;
  const input = /^inputs\.(\w+)$/.exec(expression?.source ?? '')?.[1];
  const declared = build.outline.inputs.get(input ?? '');
  if (expression !== undefined && declared !== undefined && inputTypeOf(declared.value) === 'duration')
    return expression;
  const help = 'write a duration such as 15s, or "${{ inputs.x }}" with an input of type duration';
  build.problems.add('error', written, { code: 'duration', message: '`for` is no duration', help });
  return 0;
}

/** An `if` over inputs: whether something concerns this system at all. */
export function concernAt(build: Build, node: Node): Expression | undefined {
  const written = at(node, 'if');
  const condition = build.expressions.condition(written, 'run');
  if (condition === undefined || written === undefined) return condition;
  if ((condition.probes.length === 0 && condition.before.length === 0) || build.accepted) return condition;
  const help = 'name inputs alone: it says which systems this concerns, before anything was looked at';
  build.problems.add('error', written, { code: 'type', message: 'this `if` names a probe', help });
  return undefined;
}

/** A `when` of a trigger or a cause: one expression, or a list of them that must all hold. */
export function whenAt(build: Build, node: Node): readonly Expression[] {
  const written = at(node, 'when');
  if (written === undefined) return [];
  const lines = written.kind === 'list' ? written.items : [written];
  const when = lines.flatMap((line) => build.expressions.condition(line, 'run') ?? []);
  for (const [n, line] of when.entries()) {
    const [name] = line.before;
    if (name === undefined || when.length !== lines.length || build.accepted) continue;
    build.problems.add('error', lines[n] ?? written, {
      code: 'out-of-scope',
      message: `\`before.${name}\` has no value in a \`when\`: nothing was done yet`,
      help: 'leave `before.` out',
    });
  }
  const whole = when.length === lines.length && lines.length > 0;
  if (whole && when.every(({ probes }) => probes.length === 0)) {
    const help = 'name a probe or a fact: without one there is nothing to see it by';
    build.problems.add('error', written, { code: 'no-probe', message: 'this `when` names no probe', help });
  }
  return when;
}
