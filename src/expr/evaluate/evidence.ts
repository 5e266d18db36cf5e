// Why an expression is what it is, as short JSON: the chains that decided it with their values, or why there is none; below
// a fact what decided that.

import type { Seen } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { findRoot, type Names } from '../names.ts';
import { type Chain, type Node, nameOf } from '../syntax/node.ts';
import { decidingParts } from './deciding.ts';
import { type Answer, isList, isMap, isUnknown, sentence, toJson, type Unknown, type Value } from './value.ts';

/** Longest string in evidence, in UTF-16 units. */
const MAX_TEXT = 200;
const MAX_ITEMS = 8;
const MAX_DEPTH = 3;

/** What the listing needs: values, and the trees of facts. */
export interface Looking {
  readonly names: Names;
  /** The value of a part; `before` inside a fact that is meant as it was before. */
  readonly part: (node: Node, before: boolean) => Answer;
  readonly factNode: (id: string) => Node | undefined;
}

/** Lists what decided an expression: each name once, a fact before what is below it. */
export function seenBy(node: Node, looking: Looking): readonly Seen[] {
  const seen = new Map<string, Seen>();
  list(node, false, looking, seen);
  return [...seen.values()];
}

function list(node: Node, before: boolean, looking: Looking, seen: Map<string, Seen>): void {
  if (node.op === 'chain') {
    listChain(node, before, looking, seen);
    return;
  }
  for (const part of decidingParts(node, (one) => looking.part(one, before))) list(part, before, looking, seen);
}

function listChain(chain: Chain, before: boolean, looking: Looking, seen: Map<string, Seen>): void {
  const found = findRoot(chain, looking.names);
  const root = found?.root;
  const isReading = root?.kind === 'probe' || root?.kind === 'fact' || root?.kind === 'step';
  const then = before || (root !== undefined && 'before' in root && root.before);
  const prefix = isReading && then && chain.root !== 'before' ? 'before.' : '';
  const whole = `${prefix}${nameOf(chain, found?.taken)}`;
  if (root?.kind === 'probe' || root?.kind === 'step') {
    // Of a probe that has no reading no field is known, for one reason.
    const reading = looking.part({ ...chain, links: chain.links.slice(0, found?.taken) }, before);
    if (isUnknown(reading)) {
      seen.set(whole, { name: whole, unknown: reading.why });
      return;
    }
  }
  const name = `${prefix}${nameOf(chain)}`;
  if (seen.has(name)) return;
  const answer = looking.part(chain, before);
  seen.set(name, toSeen(name, answer));
  const tree = root?.kind === 'fact' ? looking.factNode(root.id) : undefined;
  if (tree === undefined) return;
  list(tree, then, looking, seen);
  const missing = isUnknown(answer) ? missingFor(name, answer, seen) : undefined;
  if (missing !== undefined) seen.set(name, { name, unknown: `needs ${missing}` });
}

/** What a fact lacks, where that is listed with its own reason. */
function missingFor(fact: string, { at }: Unknown, seen: ReadonlyMap<string, Seen>): string | undefined {
  const isPartOf = (name: string): boolean =>
    [at, `before.${at}`].some(
      (whole) => whole === name || whole.startsWith(`${name}.`) || whole.startsWith(`${name}[`),
    );
  return [...seen.values()].find((one) => 'unknown' in one && one.name !== fact && isPartOf(one.name))?.name;
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
