// The values of a file with their places: what the rest of parse/ works on instead of the nodes of the YAML library.
// An alias is the very node that it stands for, so identity tells what is shared.

import type { Json } from '../../model/json.ts';
import type { Span } from './lines.ts';

/** How a scalar was written. */
export type Style = 'plain' | 'single' | 'double' | 'block';

/** Text, a number, a truth value or nothing. */
export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: Style;
  /** Whether it stands inside `[ ]` or `{ }`. */
  readonly flow: boolean;
}

/** A key and its value. */
export interface Pair {
  readonly key: Span;
  readonly value: Node;
}

/** A mapping. Its keys are never properties of an object: `__proto__` is a key like any other. */
export interface MapNode extends Span {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Pair>;
  readonly flow: boolean;
}

/** A list. */
export interface ListNode extends Span {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly flow: boolean;
}

/** A value that is not what was meant; the reason is reported already and nothing more is said about it. */
export interface BrokenNode extends Span {
  readonly kind: 'broken';
}

/** Any value of a file. */
export type Node = ScalarNode | MapNode | ListNode | BrokenNode;

/** A scalar that holds text. */
export interface TextNode extends ScalarNode {
  readonly value: string;
}

/** Whether a node is a scalar that holds text. */
export function isText(node: Node | undefined): node is TextNode {
  return node?.kind === 'scalar' && typeof node.value === 'string';
}

/** The value under a key; undefined when it is not there, or the node is no mapping. */
export function at(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** The text under a key, if there is one. */
export function textAt(node: Node | undefined, key: string): string | undefined {
  const found = at(node, key);
  return isText(found) ? found.value : undefined;
}

/** The items of the list under a key; none when there is no list. */
export function itemsAt(node: Node | undefined, key: string): readonly Node[] {
  const found = at(node, key);
  return found?.kind === 'list' ? found.items : [];
}

/** What a key holds that stands for one item, or a list of them. */
export function oneOrMoreAt(node: Node | undefined, key: string): readonly Node[] {
  const found = at(node, key);
  if (found === undefined) return [];
  return found.kind === 'list' ? found.items : [found];
}

/** The key itself, to point at; the whole node when the key is not there. */
export function keySpan(node: Node, key: string): Span {
  return (node.kind === 'map' ? node.entries.get(key)?.key : undefined) ?? startOf(node);
}

/** Where a mapping or list begins, without its whole extent: its first key or item, or the scalar itself. */
export function startOf(node: Node): Span {
  if (node.kind !== 'map') return node;
  const first = node.entries.values().next().value;
  return node.flow || first === undefined ? { start: node.start, end: node.start } : first.key;
}

/** The node at the end of a path of keys and indexes, as far as the path leads. */
export function follow(node: Node, path: readonly (string | number)[]): Node {
  let here = node;
  for (const step of path) {
    const next = here.kind === 'list' ? here.items[Number(step)] : at(here, String(step));
    if (next === undefined) return here;
    here = next;
  }
  return here;
}

/** Plain JSON of a node; objects have no prototype, broken values are left out. */
export function plain(node: Node): Json | undefined {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map((item) => plain(item) ?? null);
    case 'map': {
      const object = Object.create(null) as Record<string, Json>;
      for (const [key, { value }] of node.entries) {
        const made = plain(value);
        if (made !== undefined) object[key] = made;
      }
      return object;
    }
    case 'broken':
      return undefined;
  }
}

/** The values of a mapping, or the items of a list. */
export function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'list') return node.items;
  return node.kind === 'map' ? [...node.entries.values()].map(({ value }) => value) : [];
}

/** Every node once, parents first. */
export function* everyNode(root: Node, seen = new Set<Node>()): Generator<Node> {
  if (seen.has(root)) return;
  seen.add(root);
  yield root;
  for (const child of childrenOf(root)) yield* everyNode(child, seen);
}
