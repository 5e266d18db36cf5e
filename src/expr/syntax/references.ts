// What an expression depends on: its chains, and through facts the probes below them. Names bound by `exists` and its kin
// are no references.

import { unreachable } from '../../model/result.ts';
import { findRoot, type Names, type Root } from '../names.ts';
import { type Chain, childrenOf, type Node, nameOf } from './node.ts';

/** The chains of an expression by name, each once, in the order in which they are written. */
export function chainsOf(node: Node): readonly Chain[] {
  const known = CHAINS.get(node) ?? chainsIn(node);
  CHAINS.set(node, known);
  return known;
}

// A fact is followed by every expression that names it, and its tree never changes.
const CHAINS = new WeakMap<Node, readonly Chain[]>();

function chainsIn(node: Node): readonly Chain[] {
  const found = new Map<string, Chain>();
  for (const chain of everyChain(node)) {
    const name = nameOf(chain);
    if (!found.has(name)) found.set(name, chain);
  }
  return [...found.values()];
}

/** Every chain of an expression wherever it stands, in the order in which they are written. */
export function everyChain(node: Node): readonly Chain[] {
  const found: Chain[] = [];
  collect(node, NONE, found);
  return found;
}

const NONE: ReadonlySet<string> = new Set();

function collect(node: Node, bound: ReadonlySet<string>, found: Chain[]): void {
  if (node.op === 'chain') {
    if (!bound.has(node.root)) found.push(node);
    return;
  }
  if (node.op !== 'loop') {
    for (const child of childrenOf(node)) collect(child, bound, found);
    return;
  }
  collect(node.over, bound, found);
  const inside = new Set([...bound, node.variable]);
  if (node.where !== undefined) collect(node.where, inside, found);
  collect(node.body, inside, found);
}

/** All that an expression depends on, through facts too. */
export interface Dependencies {
  /** Probes in the order of the file. */
  readonly probes: readonly string[];
  readonly before: readonly string[];
  readonly facts: ReadonlySet<string>;
  /** What else it names, which not every place has: `before`, `cause`, `step`. */
  readonly needs: ReadonlySet<'before' | 'cause' | 'step'>;
}

/** Follows an expression through the facts that it names. `factNode` gives the tree of a fact, where it has one. */
export function dependenciesOf(node: Node, names: Names, factNode: (id: string) => Node | undefined): Dependencies {
  const [now, then, facts] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const needs = new Set<'before' | 'cause' | 'step'>();
  const seen = new Set<string>();

  const follow = (tree: Node, before: boolean): void => {
    for (const chain of chainsOf(tree)) {
      const root = findRoot(chain, names)?.root;
      if (root !== undefined) add(root, before);
    }
  };
  const add = (root: Root, before: boolean): void => {
    switch (root.kind) {
      case 'probe':
        (before || root.before ? then : now).add(root.id);
        if (root.before) needs.add('before');
        return;
      case 'fact': {
        if (root.before) needs.add('before');
        facts.add(root.id);
        const key = `${before || root.before} ${root.id}`;
        const tree = seen.has(key) ? undefined : factNode(root.id);
        seen.add(key);
        if (tree !== undefined) follow(tree, before || root.before);
        return;
      }
      case 'cause':
      case 'step':
        needs.add(root.kind);
        return;
      case 'input':
      case 'alert':
      case 'run':
      case 'item':
        return;
      default:
        unreachable(root);
    }
  };
  follow(node, false);
  const inOrder = (set: ReadonlySet<string>): readonly string[] => [...names.probes.keys()].filter((id) => set.has(id));
  return { probes: inOrder(now), before: inOrder(then), facts, needs };
}
