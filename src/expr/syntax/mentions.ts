// What a file's expressions mention, for those who look for what nobody uses and for what acts on not knowing.

import { childrenOf, type Node } from './node.ts';
import { chainsOf } from './references.ts';
import { parseExpression } from './syntax.ts';

/** The names in an expression, declared or not, and where it asks `known`. */
export interface Mentions {
  /** Probes, facts and steps, through `before` too. */
  readonly ids: readonly string[];
  readonly inputs: readonly string[];
  /** UTF-16 offsets of each `known(…)`, the only way to act on not knowing. */
  readonly known: readonly { readonly start: number; readonly end: number }[];
}

/** What an expression mentions; null when it cannot be read. */
export function mentionsOf(source: string): Mentions | null {
  const parsed = parseExpression(source);
  if (!parsed.ok) return null;
  const [ids, inputs] = [new Set<string>(), new Set<string>()];
  for (const { root, links } of chainsOf(parsed.value)) {
    const first = links[0]?.key;
    if (root === 'inputs' && typeof first === 'string') inputs.add(first);
    else if (root === 'before' && typeof first === 'string') ids.add(first);
    else ids.add(root);
  }
  return { ids: [...ids], inputs: [...inputs], known: knownIn(parsed.value) };
}

function knownIn(node: Node): Mentions['known'] {
  const below = childrenOf(node).flatMap(knownIn);
  return node.op === 'known' ? [{ start: node.start, end: node.end }, ...below] : below;
}
