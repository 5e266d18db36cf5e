// Anchors of a document by name. YAML lets a name be given again: the nearest one before an alias is the one it means.

import { isMap, isScalar, isSeq, type Node } from 'yaml';

/** The node that an alias of this name means at this offset. */
export type Anchors = (name: string, offset: number) => Node | undefined;

/** Finds the anchors of a document. */
export function anchorsOf(contents: Node): Anchors {
  const found = new Map<string, Node[]>();
  collect(contents, found);
  return (name, offset) => found.get(name)?.findLast(({ range }) => (range?.[0] ?? 0) <= offset);
}

function collect(node: unknown, found: Map<string, Node[]>): void {
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
  if (node.anchor !== undefined) found.set(node.anchor, [...(found.get(node.anchor) ?? []), node]);
  if (isSeq(node)) for (const item of node.items) collect(item, found);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    collect(key, found);
    collect(value, found);
  }
}
