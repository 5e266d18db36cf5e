// Which parts of an expression made it what it is: what is false in a false `&&`, what is true in a true `||`, and what is
// unknown in something unknown. The rest could be anything else and would change nothing.

import { childrenOf, type Node } from '../syntax/node.ts';
import { chainsOf } from '../syntax/references.ts';
import { asTruth } from './kleene.ts';
import { isUnknown, type MaybeValue } from './value.ts';

/** The parts that decided, in the order in which they are written; none of a literal or a chain. */
export function decidingParts(node: Node, answerOf: (node: Node) => MaybeValue): readonly Node[] {
  switch (node.op) {
    case 'literal':
    case 'chain':
      return [];
    case 'and':
    case 'or': {
      const whole = truthOf(answerOf(node));
      return orAll(node.parts, (part) => truthOf(answerOf(part)) === whole);
    }
    case 'choose': {
      const condition = truthOf(answerOf(node.condition));
      return condition === null ? [node.condition] : [node.condition, condition ? node.yes : node.no];
    }
    default: {
      // Names that a loop binds have no value outside it.
      const parts = node.op === 'loop' ? chainsOf(node) : childrenOf(node);
      return isUnknown(answerOf(node)) ? orAll(parts, (part) => isUnknown(answerOf(part))) : parts;
    }
  }
}

/** Null for unknown. */
function truthOf(answer: MaybeValue): boolean | null {
  const truth = asTruth(answer);
  return isUnknown(truth) ? null : truth;
}

// `1 / 0` is unknown although nothing in it is.
function orAll(parts: readonly Node[], decides: (part: Node) => boolean): readonly Node[] {
  const deciding = parts.filter(decides);
  return deciding.length === 0 ? parts : deciding;
}
