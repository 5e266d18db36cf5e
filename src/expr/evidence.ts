// What an expression has looked at, as short JSON: every chain with its value or why there is none, and below a fact the
// values it depends on.

import type { Seen } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { findRoot, type Names } from './names.ts';
import { type Chain, type Node, nameOf } from './node.ts';
import { chainsOf } from './references.ts';
import { type Answer, isList, isMap, isUnknown, sentence, toJson, type Value } from './value.ts';

/** Longest string in evidence, in UTF-16 units. */
const MAX_TEXT = 200;
const MAX_ITEMS = 8;
const MAX_DEPTH = 3;

/** What the listing needs: values, and the trees of facts. */
export interface Looking {
  readonly names: Names;
  /** The value of a chain; `before` inside a fact that is meant as it was before. */
  readonly look: (chain: Chain, before: boolean) => Answer;
  readonly factNode: (id: string) => Node | undefined;
}

/** Lists what an expression looks at: each name once, a fact before what is below it. */
export function seenBy(node: Node, looking: Looking): readonly Seen[] {
  const seen = new Map<string, Seen>();
  list(node, false, looking, seen);
  return [...seen.values()];
}

function list(node: Node, before: boolean, looking: Looking, seen: Map<string, Seen>): void {
  for (const chain of chainsOf(node)) {
    const root = findRoot(chain, looking.names)?.root;
    const isReading = root?.kind === 'probe' || root?.kind === 'fact' || root?.kind === 'step';
    const then = before || (root !== undefined && 'before' in root && root.before);
    const name = isReading && then && chain.root !== 'before' ? `before.${nameOf(chain)}` : nameOf(chain);
    if (seen.has(name)) continue;
    seen.set(name, toSeen(name, looking.look(chain, before)));
    const tree = root?.kind === 'fact' ? looking.factNode(root.id) : undefined;
    if (tree !== undefined) list(tree, then, looking, seen);
  }
}

function toSeen(name: string, answer: Answer): Seen {
  if (!isUnknown(answer)) return { name, value: short(answer, MAX_DEPTH) };
  const itself = answer.at === '' || name.startsWith(answer.at) || name === `before.${answer.at}`;
  return { name, unknown: itself ? answer.why : sentence(answer) };
}

/** A value as JSON, cut to what fits on a line or two. */
function short(value: Value, depth: number): Json {
  if (typeof value === 'string') return cutText(value);
  if (isList(value)) {
    if (depth === 0) return value.length === 0 ? [] : '[…]';
    const kept = value.slice(0, MAX_ITEMS).map((item) => short(item, depth - 1));
    return value.length > MAX_ITEMS ? [...kept, `… ${value.length - MAX_ITEMS} more`] : kept;
  }
  if (!isMap(value)) return toJson(value);
  const keys = Object.keys(value);
  if (depth === 0) return keys.length === 0 ? {} : '{…}';
  const kept = keys.slice(0, MAX_ITEMS).map((key) => [cutText(key), short(value[key] ?? null, depth - 1)] as const);
  return Object.fromEntries(keys.length > MAX_ITEMS ? [...kept, ['…', `${keys.length - MAX_ITEMS} more`]] : kept);
}

/** The head of a long text, never half a character. */
function cutText(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
