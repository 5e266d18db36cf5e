// Goals, and what else is decided by what probes say.

import type { Expression } from '../../model/expression.ts';
import { at, type Node } from '../yaml/node.ts';
import type { Build } from './context.ts';

/** The goal of a step or of `verify`. One that names no probe could never change, and is an error. */
export function goalAt(build: Build, node: Node): Expression | undefined {
  const written = at(node, 'goal');
  const goal = build.expressions.condition(written, 'run');
  if (goal === undefined || written === undefined) return goal;
  if (goal.probes.length > 0) return goal;
  const help = 'name a probe or a fact; what does not depend on one can neither be waited for nor be verified';
  build.report.add('error', written, { code: 'no-probe', message: 'this goal names no probe', help });
  return undefined;
}

/** A `when` of a trigger or a cause: one expression, or a list of them that must all hold. */
export function whenAt(build: Build, node: Node): readonly Expression[] {
  const written = at(node, 'when');
  if (written === undefined) return [];
  const lines = written.kind === 'list' ? written.items : [written];
  const when = lines.flatMap((line) => build.expressions.condition(line, 'run') ?? []);
  const whole = when.length === lines.length && lines.length > 0;
  if (whole && when.every(({ probes }) => probes.length === 0)) {
    const help = 'name a probe or a fact: without one there is nothing to see it by';
    build.report.add('error', written, { code: 'no-probe', message: 'this `when` names no probe', help });
  }
  return when;
}
