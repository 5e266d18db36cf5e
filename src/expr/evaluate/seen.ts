// Why an expression is what it is, as short JSON: the chains that decided it with their values, or why there is none; below
// a fact what decided that. What is left out is marked where it was.

import type { Seen } from '../../model/expression.ts';
import type { Showing } from '../evaluator.ts';
import { findRoot, type Names } from '../names.ts';
import { type Chain, type Node, nameOf } from '../syntax/node.ts';
import { hold, OutOfBudget, spend } from './budget.ts';
import { decidingParts } from './deciding.ts';
import { short, shortReason } from './short.ts';
import { isUnknown, type MaybeValue, type Unknown } from './value.ts';

/** How many names are listed. */
const MAX_SEEN = 200;

/** What the listing needs: values, and the trees of facts. */
export interface Looking {
  readonly names: Names;
  readonly showing: Showing;
  readonly factNode: (id: string) => Node | undefined;
}

/** Lists what decided an expression: each name once, a fact before what is below it. */
export function seenBy(node: Node, looking: Looking): readonly Seen[] {
  const seen = new Map<string, Seen>();
  try {
    list(node, false, looking, seen);
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    seen.set('…', { name: '…', unknown: { code: 'no_value', shown: 'more was looked at than is listed here' } });
  }
  return [...seen.values()];
}

function list(node: Node, before: boolean, looking: Looking, seen: Map<string, Seen>): void {
  const { showing } = looking;
  spend(showing.budget, 2);
  if (node.op === 'chain') {
    listChain(node, before, looking, seen);
    return;
  }
  for (const part of decidingParts(node, (one) => showing.part(one, before))) list(part, before, looking, seen);
}

function listChain(chain: Chain, before: boolean, looking: Looking, seen: Map<string, Seen>): void {
  const { part, budget } = looking.showing;
  const found = findRoot(chain, looking.names);
  const root = found?.root;
  const isReading = root?.kind === 'probe' || root?.kind === 'fact' || root?.kind === 'step';
  const then = before || (root !== undefined && 'before' in root && root.before);
  const prefix = isReading && then && chain.root !== 'before' ? 'before.' : '';
  const whole = `${prefix}${nameOf(chain, found?.taken)}`;
  if (root?.kind === 'probe' || root?.kind === 'step') {
    // Of a probe that has no reading no field is known, for one reason.
    const reading = part({ ...chain, links: chain.links.slice(0, found?.taken) }, before);
    if (isUnknown(reading)) {
      add(seen, { name: whole, unknown: shortReason(reading.why) });
      return;
    }
  }
  const name = `${prefix}${nameOf(chain)}`;
  if (seen.has(name)) return;
  const answer = part(chain, before);
  const one = toSeen(name, answer);
  hold(budget, name.length + (one.cost ?? 0));
  add(seen, one.seen);
  const tree = root?.kind === 'fact' ? looking.factNode(root.id) : undefined;
  if (tree === undefined) return;
  list(tree, then, looking, seen);
  const missing = isUnknown(answer) ? missingFor(name, answer, seen) : undefined;
  if (missing !== undefined) seen.set(name, { name, unknown: { code: 'needs', name: missing } });
}

/** What a fact lacks, where that is listed with its own reason. */
function missingFor(fact: string, { at }: Unknown, seen: ReadonlyMap<string, Seen>): string | undefined {
  const isPartOf = (name: string): boolean =>
    [at, `before.${at}`].some(
      (whole) => whole === name || whole.startsWith(`${name}.`) || whole.startsWith(`${name}[`),
    );
  return [...seen.values()].find((one) => 'unknown' in one && one.name !== fact && isPartOf(one.name))?.name;
}

function add(seen: Map<string, Seen>, one: Seen): void {
  if (seen.size >= MAX_SEEN && !seen.has(one.name)) throw new OutOfBudget('too many names');
  seen.set(one.name, one);
}

function toSeen(name: string, answer: MaybeValue): { readonly seen: Seen; readonly cost?: number } {
  if (!isUnknown(answer)) {
    const { json, length } = short(answer);
    return { seen: { name, value: json }, cost: length };
  }
  const { at, why } = answer;
  const itself = at === '' || name.startsWith(at) || name === `before.${at}`;
  return { seen: { name, unknown: shortReason(itself ? why : { code: 'unknown_value', at, why }) } };
}
