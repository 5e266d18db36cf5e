// Conditions that cannot hold: a cause that no reading confirms, an `if` that no choice of inputs makes true, a step that is
// done before it could begin, and a cause that stands behind a more general one.

import type { Cause, Runbook } from '../../model/runbook.ts';
import { at, itemsAt, keySpan, type Node } from '../yaml/node.ts';
import type { Build } from './context.ts';

const CODE = 'never-true';

/** Warns of conditions of a built runbook that can never be true. */
export function checkNeverTrue(build: Build, { causes }: Runbook): void {
  if (build.problems.failed()) return;
  const { root } = build.outline;
  for (const [n, node] of build.outline.causes.entries()) {
    const cause = causes[n];
    if (cause !== undefined) checkCause(build, node, { cause, earlier: causes.slice(0, n) });
  }
  for (const { node } of build.outline.steps) alone(build, node, 'if');
  for (const node of itemsAt(root, 'triggers')) alone(build, node, 'when');
  for (const node of itemsAt(root, 'verify')) for (const key of ['if', 'goal']) alone(build, node, key);
  for (const node of itemsAt(root, 'escalate')) alone(build, node, 'when');
}

function alone({ problems, expressions }: Build, node: Node, key: string): void {
  const written = at(node, key);
  if (written?.kind !== 'scalar' || typeof written.value !== 'string') return;
  if (!expressions.neverTrue([written.value])) return;
  const help = `what it compares excludes itself: look at its values, or delete the \`${key}\` with what depends on it`;
  problems.add('warning', written, { code: CODE, message: 'this is never true', help });
}

function checkCause(
  build: Build,
  node: Node,
  { cause, earlier }: { readonly cause: Cause; readonly earlier: readonly Cause[] },
): void {
  const { problems, expressions } = build;
  const when = cause.when.map(({ source }) => source);
  if (when.length === 0) return;
  if (expressions.neverTrue(when)) {
    const pair = clash(when, build);
    const help =
      pair === undefined ? 'compare its lines with each other' : `these exclude each other: ${pair.join('; ')}`;
    problems.add('warning', keySpan(node, 'when'), { code: CODE, message: 'no reading can confirm this cause', help });
    return;
  }
  checkSteps(build, node, { cause, when });
  const general = earlier.find(
    (other) => other.when.length > 0 && other.when.every(({ source }) => when.includes(source)),
  );
  if (general === undefined) return;
  problems.add('warning', at(node, 'id') ?? keySpan(node, 'when'), {
    code: 'behind-general',
    message: `whenever this cause is confirmed, "${general.id}" is too, and is taken up first`,
    help: `move it before "${general.id}": the first confirmed cause is taken up`,
  });
}

function checkSteps(
  build: Build,
  node: Node,
  { cause, when }: { readonly cause: Cause; readonly when: readonly string[] },
): void {
  const { problems, expressions } = build;
  for (const [n, item] of itemsAt(node, 'resolve').entries()) {
    const step = cause.resolve[n];
    const condition = step?.if?.source;
    // Inputs stay what they are for a whole run; what probes see does not.
    if (condition !== undefined && !expressions.neverTrue([condition]) && expressions.neverTrue([condition], when)) {
      const help = 'the inputs that its cause asks for exclude it: delete the step, or move it to another cause';
      const message = 'this is never true when the cause is confirmed';
      problems.add('warning', at(item, 'if') ?? item, { code: CODE, message, help });
    }
    const goal = n === 0 && condition === undefined ? step?.goal?.source : undefined;
    if (goal === undefined || !expressions.neverTrue([...when, `!(${goal})`])) continue;
    problems.add('warning', at(item, 'goal') ?? item, {
      code: 'goal-already-true',
      message: 'this goal is true whenever the cause is confirmed: the step is never carried out',
      help: 'name what the step is to reach, as a rule the opposite of a line of `when`',
    });
  }
}

/** Two lines that exclude each other, or one that excludes itself. */
function clash(when: readonly string[], { expressions }: Build): readonly string[] | undefined {
  for (const [n, line] of when.entries()) {
    if (expressions.neverTrue([line])) return [line];
    const other = when.slice(0, n).find((one) => expressions.neverTrue([one, line]));
    if (other !== undefined) return [other, line];
  }
  return undefined;
}
