// Keys that are misspelt, or called as other tools call them: told once each, and read as what is meant, so that nothing
// that follows from them is told as a mistake of its own.

import { nearest } from '../../model/nearest.ts';
import { isText, keySpan, type MapNode, type Node, type Pair } from '../yaml/node.ts';
import type { Edit, Problem, Problems } from '../yaml/problems.ts';
import { choicesOf, type Located, type SchemaPart, unknownKey } from './errors.ts';
import { MEANT } from './other-words.ts';

/** A key of a mapping, and the one that is meant. */
interface Renaming {
  readonly node: MapNode;
  readonly key: string;
  readonly meant: string;
}

/** A file after its keys were read as what they mean. */
export interface Renamed {
  readonly root: Node;
  /** Values of the keys that were read otherwise: how their form is wrong follows from that, too. */
  readonly values: readonly Node[];
}

/** Reads unknown keys as what they mean and reports each; null where there is none of which that can be said. */
export function readAsMeant(root: Node, errors: readonly Located[], problems: Problems): Renamed | null {
  const renamings = errors.flatMap(renamingOf);
  if (renamings.length === 0) return null;
  const taken = new Map<MapNode, Map<string, string>>();
  const kept: Renaming[] = [];
  for (const renaming of renamings) {
    const { node, key, meant } = renaming;
    const own = taken.get(node) ?? new Map<string, string>();
    taken.set(node, own);
    if ([...own.values()].includes(meant) || own.has(key)) continue;
    own.set(key, meant);
    kept.push(renaming);
  }
  for (const renaming of kept) problems.add('error', keySpan(renaming.node, renaming.key), problemOf(renaming));
  const values: Node[] = [];
  return { root: renamed(root, { taken, values, done: new Map() }), values };
}

function renamingOf(error: Located): readonly Renaming[] {
  const { node, parentSchema } = error;
  const key = unknownKey(error);
  if (key === undefined || node.kind !== 'map') return [];
  const meant = meantBy(key, node, parentSchema);
  return meant === undefined ? [] : [{ node, key, meant }];
}

const CONDITIONS: ReadonlySet<string> = new Set(['goal', 'if', 'when']);

function meantBy(key: string, node: MapNode, schema: SchemaPart | undefined): string | undefined {
  const known = Object.keys(schema?.properties ?? {});
  const kinds = choicesOf(schema);
  const hasKind = kinds.some((kind) => node.entries.has(kind));
  const free = known.filter((one) => !node.entries.has(one) && !(hasKind && kinds.includes(one)));
  // What is waited for is an expression here.
  const isOther = node.entries.get(key)?.value.kind === 'map';
  const candidates = (MEANT.get(key.toLowerCase()) ?? []).filter(
    (one) => free.includes(one) && !(isOther && CONDITIONS.has(one)),
  );
  const missing = candidates.find((one) => schema?.required?.includes(one));
  if (missing !== undefined || candidates.length > 0) return missing ?? candidates[0];
  // `ansible.builtin.systemd`.
  const last = key.split('.').at(-1) ?? key;
  if (last !== key && free.includes(last)) return last;
  const near = nearest(key, known);
  return near !== undefined && free.includes(near) ? near : undefined;
}

function problemOf({ node, key, meant }: Renaming): Problem {
  const isMisspelt = !MEANT.has(key.toLowerCase());
  const message = isMisspelt
    ? `unknown key "${key}"; did you mean "${meant}"?`
    : `unknown key "${key}": write "${meant}"`;
  return { code: 'unknown-key', message, fix: edit(node, key, meant) };
}

// A request is a method and a URL; what was called by its URL alone has none yet.
function edit(node: MapNode, key: string, meant: string): Edit {
  const at = keySpan(node, key);
  const value = node.entries.get(key)?.value;
  const isUrl = meant === 'http' && isText(value) && /^(?:https?:|\$\{\{)/.test(value.value);
  if (!isUrl) return { start: at.start, end: at.end, text: meant };
  const quote = { single: "'", double: '"', plain: '', block: '' }[value.style];
  return { start: at.start, end: value.start + quote.length, text: `${meant}: ${quote}GET ` };
}

interface Renamer {
  readonly taken: ReadonlyMap<MapNode, ReadonlyMap<string, string>>;
  /** Filled with the values of the keys that were renamed. */
  readonly values: Node[];
  /** A node that an alias names is one node afterwards, too. */
  readonly done: Map<Node, Node>;
}

function renamed(node: Node, renamer: Renamer): Node {
  const known = renamer.done.get(node);
  if (known !== undefined) return known;
  const made = remade(node, renamer);
  renamer.done.set(node, made);
  return made;
}

function remade(node: Node, renamer: Renamer): Node {
  if (node.kind === 'list') {
    const items = node.items.map((item) => renamed(item, renamer));
    return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
  }
  if (node.kind !== 'map') return node;
  const names = renamer.taken.get(node);
  const entries = new Map<string, Pair>();
  let same = names === undefined || names.size === 0;
  for (const [key, entry] of node.entries) {
    const value = renamed(entry.value, renamer);
    const name = names?.get(key) ?? key;
    if (name !== key) renamer.values.push(value);
    same &&= value === entry.value;
    entries.set(name, { key: entry.key, value });
  }
  return same ? node : { ...node, entries };
}
