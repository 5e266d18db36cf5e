// Whether conditions can hold together at all. Looks at comparisons of one value with constants, and at nothing else: what it
// calls impossible is impossible; what it does not understand may be true.

import { findRoot, type Names } from '../names.ts';
import { type Node, nameOf } from '../syntax/node.ts';

/** What is known of one value in one way for all conditions to hold. */
interface Known {
  /** What it must be; absent: that is open. */
  readonly is?: string | number | boolean;
  readonly isNot: ReadonlySet<string | number | boolean>;
  readonly above: number;
  readonly below: number;
  /** Whether the bounds themselves are left out. */
  readonly isAboveOpen: boolean;
  readonly isBelowOpen: boolean;
}

/** One comparison of a value, by the way that it is written, with a constant. */
interface Atom {
  readonly of: string;
  readonly sign: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: string | number | boolean;
}

/** All that must hold in one way; null stands for something that is not understood. */
type Way = readonly (Atom | null)[];

/** What the trees are read with. */
interface Reading {
  readonly names: Names;
  /** The tree of a fact. */
  readonly fact: (id: string) => Node | undefined;
}

/** Ways of one condition that are looked at; one with more may be true. */
const MOST_WAYS = 256;

/** Tries for all conditions together, and conditions; what needs more may be true. */
const MOST_LOOKS = 1000;
const MOST_CONDITIONS = 500;

const DEEPEST = 20;

/** Whether the conditions can never all be true; of `fixed` ones only what they ask of inputs counts. */
export function neverTogether(
  conditions: readonly Node[],
  { fixed, ...reading }: Reading & { readonly fixed: readonly Node[] },
): boolean {
  const all = [...fixed, ...conditions];
  if (all.length > MOST_CONDITIONS) return false;
  const found: (readonly Way[])[] = [];
  const waysAt = (n: number): readonly Way[] => {
    const condition = all[n];
    const own = condition === undefined ? [] : waysOf(condition, true, reading, 0);
    return n < fixed.length ? own.map((way) => way.map(ofInputs)) : own;
  };
  let looks = 0;
  // Most conditions can hold, and mostly in the first way that is tried: one is enough.
  const canHold = (world: World, n: number): boolean => {
    if (n === all.length) return true;
    found[n] ??= waysAt(n);
    for (const way of found[n] ?? []) {
      looks += 1;
      if (looks > MOST_LOOKS) return true;
      const next = worldWith(world, way, reading.names);
      if (next !== null && canHold(next, n + 1)) return true;
    }
    return false;
  };
  return !canHold(new Map(), 0);
}

const ofInputs = (atom: Atom | null): Atom | null => (atom?.of.startsWith('inputs.') === true ? atom : null);

const both = (left: readonly Way[], right: readonly Way[]): readonly Way[] =>
  left.flatMap((one) => right.map((other) => [...one, ...other]));

function waysOf(node: Node, is: boolean, reading: Reading, depth: number): readonly Way[] {
  const inner = (part: Node, isTrue: boolean): readonly Way[] => waysOf(part, isTrue, reading, depth + 1);
  if (depth > DEEPEST) return [[null]];
  switch (node.op) {
    case 'literal':
      return typeof node.value !== 'boolean' ? [[null]] : node.value === is ? [[]] : [];
    case 'not':
      return inner(node.of, !is);
    case 'and':
    case 'or': {
      const parts = node.parts.map((part) => inner(part, is));
      if ((node.op === 'or') === is) return limited(parts.flat());
      return parts.reduce((all, part) => limited(both(all, part)), [[]] as readonly Way[]);
    }
    case 'chain': {
      const root = findRoot(node, reading.names)?.root;
      const tree = root?.kind === 'fact' && !root.before && node.links.length === 0 ? reading.fact(root.id) : undefined;
      if (tree !== undefined) return inner(tree, is);
      return root === undefined ? [[null]] : [[{ of: nameOf(node), sign: '==', value: is }]];
    }
    case 'binary':
      return comparison(node, is);
    default:
      return [[null]];
  }
}

const limited = (ways: readonly Way[]): readonly Way[] => (ways.length > MOST_WAYS ? [[null]] : ways);

const TURNED = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const OPPOSITE = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

function comparison({ sign, left, right }: Node & { readonly op: 'binary' }, is: boolean): readonly Way[] {
  if (sign === 'in' && right.op === 'list' && left.op === 'chain') {
    const all = right.items.map((item) => constant(item));
    if (all.some((value) => value === undefined)) return [[null]];
    const atoms = all.flatMap((value) =>
      value === undefined ? [] : [{ of: nameOf(left), sign: is ? ('==' as const) : ('!=' as const), value }],
    );
    return is ? atoms.map((atom) => [atom]) : [atoms];
  }
  if (!Object.hasOwn(TURNED, sign)) return [[null]];
  const known = sign as keyof typeof TURNED;
  const [chain, value, turned] =
    left.op === 'chain' ? [left, constant(right), known] : [right, constant(left), TURNED[known]];
  if (chain.op !== 'chain' || value === undefined) return [[null]];
  // Texts are ordered too, and that is not looked at.
  if (turned !== '==' && turned !== '!=' && typeof value !== 'number') return [[null]];
  return [[{ of: nameOf(chain), sign: is ? turned : OPPOSITE[turned], value }]];
}

function constant(node: Node): string | number | boolean | undefined {
  if (node.op === 'literal') return node.value ?? undefined;
  return undefined;
}

/** What is known of every value in one way, by how the value is written. */
type World = ReadonlyMap<string, Known>;

/** A world in which more holds; null where it cannot. What is known already is not looked at again. */
function worldWith(world: World, way: Way, names: Names): World | null {
  const atoms = [...way, ...consequences(way)].filter((atom) => atom !== null);
  if (atoms.length === 0) return world;
  const known = new Map(world);
  for (const atom of atoms) {
    const next = added(known.get(atom.of), atom);
    if (next === null || !isOneOfAll(atom.of, next, names)) return null;
    known.set(atom.of, next);
  }
  return known;
}

// An input with choices is one of them.
function isOneOfAll(of: string, { is, isNot }: Known, names: Names): boolean {
  const type = of.startsWith('inputs.') ? names.inputs.get(of.slice('inputs.'.length))?.type : undefined;
  const all = typeof type === 'object' && 'words' in type ? type.words : undefined;
  if (all === undefined) return true;
  return is !== undefined ? all.includes(String(is)) : all.some((one) => !isNot.has(one));
}

// A step that is ok has no error, and one with an error is not ok.
function consequences(way: Way): readonly Atom[] {
  return way.flatMap((atom): readonly Atom[] => {
    if (atom === null) return [];
    if (
      atom.of.endsWith('.ok') &&
      ((atom.sign === '==' && atom.value === true) || (atom.sign === '!=' && atom.value === false))
    )
      return ['kind', 'code'].map((field) => ({ of: `${atom.of.slice(0, -3)}.error.${field}`, sign: '==', value: '' }));
    return [];
  });
}

const OPEN: Known = {
  isNot: new Set(),
  above: Number.NEGATIVE_INFINITY,
  below: Number.POSITIVE_INFINITY,
  isAboveOpen: false,
  isBelowOpen: false,
};

/** What is known with one comparison more; null where that cannot be. */
function added(before: Known = OPEN, { sign, value }: Atom): Known | null {
  const next = narrowed(before, sign, value);
  const { is, isNot, above, below, isAboveOpen, isBelowOpen } = next;
  if (sign === '==' && before.is !== undefined && before.is !== value) return null;
  if (is !== undefined && isNot.has(is)) return null;
  if (above > below || (above === below && (isAboveOpen || isBelowOpen))) return null;
  if (typeof is !== 'number') return next;
  const isInside = (isAboveOpen ? is > above : is >= above) && (isBelowOpen ? is < below : is <= below);
  return isInside ? next : null;
}

function narrowed(before: Known, sign: Atom['sign'], value: Atom['value']): Known {
  const number = Number(value);
  switch (sign) {
    case '==':
      return { ...before, is: value };
    case '!=':
      return { ...before, isNot: new Set([...before.isNot, value]) };
    case '<':
    case '<=':
      if (number > before.below || (number === before.below && before.isBelowOpen)) return before;
      return { ...before, below: number, isBelowOpen: sign === '<' };
    case '>':
    case '>=':
      if (number < before.above || (number === before.above && before.isAboveOpen)) return before;
      return { ...before, above: number, isAboveOpen: sign === '>' };
  }
}
