// What a file's expressions mention, for those who look for what nobody uses and for what acts on not knowing.

import { childrenOf, type Link, type Node } from './node.ts';
import { chainsOf } from './references.ts';
import { parseExpression } from './syntax.ts';

/** The names in an expression, declared or not, and where it asks `known`. */
export interface Mentions {
  /** Probes, facts and steps, through `before` too. */
  readonly ids: readonly string[];
  readonly inputs: readonly string[];
  /** What it looks at of those ids: each with the names of fields that follow, up to the first that is not written out. */
  readonly paths: readonly (readonly string[])[];
  /** UTF-16 offsets of each `known(…)`, the only way to act on not knowing. */
  readonly known: readonly { readonly start: number; readonly end: number }[];
}

/** What an expression mentions; null when it cannot be read. */
export function mentionsOf(source: string): Mentions | null {
  const parsed = parseExpression(source);
  if (!parsed.ok) return null;
  const [ids, inputs] = [new Set<string>(), new Set<string>()];
  const paths: (readonly string[])[] = [];
  for (const { root, links } of chainsOf(parsed.value)) {
    if (root !== 'inputs') paths.push(pathOf(root, links));
    const first = links[0]?.key;
    if (root === 'inputs' && typeof first === 'string') inputs.add(first);
    else if (root === 'before' && typeof first === 'string') ids.add(first);
    else ids.add(root);
  }
  return { ids: [...ids], inputs: [...inputs], paths, known: knownIn(parsed.value) };
}

// An item of a list is not told from its neighbours: the whole list is looked at.
function pathOf(root: string, links: readonly Link[]): readonly string[] {
  const end = links.findIndex(({ key }) => typeof key !== 'string');
  const names = (end < 0 ? links : links.slice(0, end)).map(({ key }) => String(key));
  return root === 'before' ? names : [root, ...names];
}

function knownIn(node: Node): Mentions['known'] {
  const below = childrenOf(node).flatMap(knownIn);
  return node.op === 'known' ? [{ start: node.start, end: node.end }, ...below] : below;
}
