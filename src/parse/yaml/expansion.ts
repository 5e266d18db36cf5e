// How large a file becomes when its aliases are followed: a few lines can stand for millions of values.

import { LIMITS } from './limits.ts';
import { childrenOf, type Node } from './node.ts';
import type { Problems } from './problems.ts';

/** Values that a file may hold in all, those behind aliases counted each time. */
const MAX_VALUES = 50_000;

interface Size {
  readonly values: number;
  readonly depth: number;
}

/** Whether a document stays within bounds with every alias followed; reports it when not. */
export function isExpandable(root: Node, problems: Problems): boolean {
  const { values, depth } = measure(root, new Map());
  const at = { start: root.start, end: root.start };
  if (values > MAX_VALUES) {
    problems.add('error', at, { code: 'too-many', message: `more than ${MAX_VALUES} values, aliases counted` });
    return false;
  }
  if (depth <= LIMITS.depth) return true;
  problems.add('error', at, { code: 'too-deep', message: `nesting through aliases is deeper than ${LIMITS.depth}` });
  return false;
}

function measure(node: Node, known: Map<Node, Size>): Size {
  const before = known.get(node);
  if (before !== undefined) return before;
  const children = childrenOf(node).map((child) => measure(child, known));
  const size = {
    values: children.reduce((sum, { values }) => sum + values, 1),
    depth: children.reduce((deepest, { depth }) => Math.max(deepest, depth), 0) + (children.length > 0 ? 1 : 0),
  };
  known.set(node, size);
  return size;
}
