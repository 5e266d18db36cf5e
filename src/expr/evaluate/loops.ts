// `all`, `exists`, `exists_one`, `filter` and `map`.

import type { Node } from '../syntax/node.ts';
import { decide, type MaybeTruth } from './kleene.ts';
import { type Answer, isUnknown, type Unknown, type Value } from './value.ts';

/** Evaluates parts of a loop for one item of its list. */
export interface Body {
  readonly value: (node: Node, item: Value) => Answer;
  readonly truth: (node: Node, item: Value) => MaybeTruth;
}

/** Goes over the items of a list. */
export function goOver(node: Node & { readonly op: 'loop' }, items: readonly Value[], body: Body): Answer {
  switch (node.how) {
    case 'exists':
    case 'all':
      return decide(items, node.how === 'exists', (item) => body.truth(node.body, item));
    case 'exists_one': {
      const kept = keep(items, (item) => body.truth(node.body, item));
      return isUnknown(kept) ? kept : kept.length === 1;
    }
    case 'filter':
      return keep(items, (item) => body.truth(node.body, item));
    case 'map': {
      const { where } = node;
      const kept = where === undefined ? items : keep(items, (item) => body.truth(where, item));
      return isUnknown(kept) ? kept : change(kept, (item) => body.value(node.body, item));
    }
  }
}

/** One item of which it is unknown makes the whole list unknown. */
function keep(items: readonly Value[], truthOf: (item: Value) => MaybeTruth): readonly Value[] | Unknown {
  const kept: Value[] = [];
  for (const item of items) {
    const truth = truthOf(item);
    if (isUnknown(truth)) return truth;
    if (truth) kept.push(item);
  }
  return kept;
}

function change(items: readonly Value[], valueOf: (item: Value) => Answer): Answer {
  const changed: Value[] = [];
  for (const item of items) {
    const answer = valueOf(item);
    if (isUnknown(answer)) return answer;
    changed.push(answer);
  }
  return changed;
}
