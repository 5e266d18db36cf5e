// A name with a dash in it: `queue.json.my-key` is a subtraction for CEL.

import type { ExpressionProblem } from '../environment.ts';
import type { Names } from '../names.ts';
import { findRoot } from '../names.ts';
import { problemAt } from '../problem.ts';
import { type Node, nameOf, textOf } from '../syntax/node.ts';

/** What to say about a difference that is a field whose name holds a dash; null for one that is a difference. */
export function dashedName(node: Node & { readonly op: 'binary' }, names: Names): ExpressionProblem | null {
  const { left, right, sign } = node;
  if (sign !== '-' || left.op !== 'chain' || right.op !== 'chain' || /\s/.test(textOf(node))) return null;
  if (left.links.length === 0 || findRoot(left, names) === null || findRoot(right, names) !== null) return null;
  const last = left.links.at(-1)?.key;
  const key = `${last}-${right.root}`;
  const instead = `${nameOf(left, left.links.length - 1)}[${JSON.stringify(key)}]${nameOf(right).slice(right.root.length)}`;
  return problemAt(node, {
    code: 'type',
    message: `"-" takes one value from another here`,
    help: `write ${instead}`,
    instead,
  });
}
