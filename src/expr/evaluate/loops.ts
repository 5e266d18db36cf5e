// `all`, `exists`, `exists_one`, `filter` and `map`.

import type { Node } from '../syntax/node.ts';
import { type Budget, hold } from './budget.ts';
import { decide, type MaybeTruth } from './kleene.ts';
import { isUnknown, type MaybeValue, type Unknown, type Value } from './value.ts';

/** Evaluates parts of a loop for one item of its list. */
export interface Body {
  readonly budget: Budget;
  readonly value: (node: Node, item: Value) => MaybeValue;
  readonly truth: (node: Node, item: Value) => MaybeTruth;
}

/** Bytes that one item of a list takes: a number may take twice a reference. */
const SLOT = 16;

/** Goes over the items of a list. */
export function goOver(node: Node & { readonly op: 'loop' }, items: readonly Value[], body: Body): MaybeValue {
  switch (node.how) {
    case 'exists':
    case 'all':
      return decide(items, node.how === 'exists', (item) => body.truth(node.body, item));
    case 'exists_one': {
      const kept = keep(items, body, node.body);
      return isUnknown(kept) ? kept : kept.length === 1;
    }
    case 'filter':
      return keep(items, body, node.body);
    case 'map': {
      const { where } = node;
      const kept = where === undefined ? items : keep(items, body, where);
      return isUnknown(kept) ? kept : change(kept, body, node.body);
    }
  }
}

/** One item of which it is unknown makes the whole list unknown. */
function keep(items: readonly Value[], { truth: truthOf, budget }: Body, node: Node): readonly Value[] | Unknown {
  const kept: Value[] = [];
  for (const item of items) {
    const truth = truthOf(node, item);
    if (isUnknown(truth)) return truth;
    if (!truth) continue;
    hold(budget, SLOT);
    kept.push(item);
  }
  return kept;
}

function change(items: readonly Value[], { value, budget }: Body, node: Node): MaybeValue {
  const changed: Value[] = [];
  for (const item of items) {
    const answer = value(node, item);
    if (isUnknown(answer)) return answer;
    hold(budget, SLOT);
    changed.push(answer);
  }
  return changed;
}
