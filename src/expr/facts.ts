// The facts of a file: their trees, their types, and the circles among them.

import type { Result } from '../model/result.ts';
import type { ExpressionProblem } from './environment.ts';
import { findRoot, type Names } from './names.ts';
import type { Node } from './syntax/node.ts';
import { chainsOf, type Dependencies, dependenciesOf } from './syntax/references.ts';

/** The facts of a file, parsed. */
export interface Facts {
  /** Undefined for a fact whose syntax is wrong. */
  readonly node: (id: string) => Node | undefined;
  /** Everything an expression depends on. */
  readonly dependencies: (node: Node) => Dependencies;
  /** The circle that a fact is part of, from itself to itself; undefined when it is in none. */
  readonly circle: (id: string) => readonly string[] | undefined;
}

/** Parses all facts. */
export function factsOf(names: Names, parse: (source: string) => Result<Node, ExpressionProblem>): Facts {
  const nodes = new Map<string, Node>();
  for (const [id, source] of names.facts) {
    const parsed = parse(source);
    if (parsed.ok) nodes.set(id, parsed.value);
  }
  const node = (id: string): Node | undefined => nodes.get(id);
  const uses = new Map([...nodes].map(([id, tree]) => [id, factsIn(tree, names)]));
  const circles = new Map<string, readonly string[]>();
  for (const id of nodes.keys()) {
    const way = wayBack(id, uses);
    if (way !== undefined) circles.set(id, way);
  }
  return { node, dependencies: (tree) => dependenciesOf(tree, names, node), circle: (id) => circles.get(id) };
}

function factsIn(node: Node, names: Names): readonly string[] {
  return chainsOf(node).flatMap((chain) => {
    const root = findRoot(chain, names)?.root;
    return root?.kind === 'fact' ? [root.id] : [];
  });
}

/** The shortest way from a fact over the facts it uses back to itself. */
function wayBack(id: string, uses: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const reached = new Set<string>();
  let ways: (readonly string[])[] = [[id]];
  while (ways.length > 0) {
    const next: (readonly string[])[] = [];
    for (const way of ways) {
      for (const used of uses.get(way.at(-1) ?? '') ?? []) {
        if (used === id) return [...way, id];
        if (!reached.has(used)) next.push([...way, used]);
        reached.add(used);
      }
    }
    ways = next;
  }
  return undefined;
}

/** The problem of a fact that depends on itself. */
export function circleProblem(way: readonly string[], source: string): ExpressionProblem {
  return {
    code: 'circle',
    message: way.length === 2 ? 'this fact depends on itself' : `these facts depend on each other: ${way.join(' → ')}`,
    help: 'a fact may use others only if none of them uses it',
    start: 0,
    end: source.length,
  };
}
