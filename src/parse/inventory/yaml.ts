// Ansible's inventories in YAML, and in JSON as `ansible-inventory --list` prints them. Variables are not looked at, but for
// those that say how a host is reached.

import type { Result } from '../../model/result.ts';
import { at, childrenOf, isText, type MapNode, type Node, type Pair, startOf } from '../yaml/node.ts';
import { type Collector, collector, type Groups, type Wrong } from './groups.ts';
import { reachedBy } from './ini.ts';

/** Whether a text may be one: somewhere below the first level stands what only a group has. */
export function maybeGroups(text: string): boolean {
  return (
    /^[ \t]+["']?(?:hosts|children)["']?[ \t]*:/m.test(text) ||
    /[{,]\s*["']?(?:hosts|children|hostvars)["']?\s*:/.test(text)
  );
}

/** Whether a mapping is one: each of its values is a group, and one of them is seen to be. */
export function isInventory(root: MapNode): boolean {
  // The names of inputs, one level too deep.
  if (root.entries.size === 1 && root.entries.has('inputs')) return false;
  const values = childrenOf(root);
  const isGroup = (node: Node): boolean => GROUP_KEYS.some((key) => at(node, key) !== undefined);
  return values.some((value) => isGroup(value) || at(value, 'hostvars') !== undefined);
}

const GROUP_KEYS = ['hosts', 'children', 'vars'] as const;

/** Reads one. Never throws for what stands in it. */
export function readInventory(root: MapNode): Result<Groups, readonly Wrong[]> {
  const found = collector();
  const waiting: [string, Pair][] = [...root.entries].filter(([name]) => name !== '_meta').reverse();
  // What an alias names stands in several places and is read in each, but once for one group.
  const read = new Map<string, Set<Node>>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [name, { key, value }] = next;
    const done = read.get(name) ?? new Set<Node>();
    read.set(name, done);
    if (done.has(value)) continue;
    done.add(value);
    if (/[\s[\]:,]/.test(name) || name === '') found.wrong(key.start, 'this is no name of a group');
    else waiting.push(...readGroup(found, name, value));
  }
  const hostvars = at(at(root, '_meta'), 'hostvars');
  if (hostvars?.kind === 'map') for (const [host, { value }] of hostvars.entries) readReached(found, [host], value);
  return found.groups();
}

// Parts that are written out inside the group come back: they are groups to be read.
function readGroup(found: Collector, name: string, node: Node): readonly [string, Pair][] {
  found.group(name);
  if (isEmpty(node)) return [];
  if (node.kind === 'list') {
    readHosts(found, name, node);
    return [];
  }
  if (node.kind !== 'map') {
    found.wrong(node.start, `the group "${name}" holds no groups and no hosts; write hosts: or children: below it`);
    return [];
  }
  for (const [key, pair] of node.entries)
    if (!GROUP_KEYS.some((one) => one === key) && key !== '<<')
      found.wrong(pair.key.start, `a group holds hosts, children and vars; other groups stand below children`);
  const hosts = at(node, 'hosts');
  if (hosts !== undefined) readHosts(found, name, hosts);
  return readParts(found, name, at(node, 'children'));
}

function readHosts(found: Collector, group: string, node: Node): void {
  if (isEmpty(node)) return;
  if (node.kind === 'list') {
    for (const item of node.items)
      if (isText(item)) found.add(group, item.value, item.start);
      else found.wrong(startOf(item).start, 'a list of hosts holds names');
    return;
  }
  if (node.kind !== 'map') return found.wrong(node.start, 'write each host in a line of its own, as name:');
  for (const [pattern, { key, value }] of node.entries) {
    const hosts = found.add(group, pattern, key.start);
    if (value.kind === 'map') readReached(found, hosts, value);
    else if (!isEmpty(value)) found.wrong(value.start, 'behind a host stand its variables as a mapping, or nothing');
  }
}

function readReached(found: Collector, hosts: readonly string[], variables: Node): void {
  const [address, port] = ['ansible_host', 'ansible_port'].map((name) => {
    const value = at(variables, name);
    return value?.kind === 'scalar' && value.value !== null ? String(value.value) : undefined;
  });
  for (const host of hosts) {
    const how = reachedBy(host, { address, port });
    if (how !== undefined) found.reach(host, how);
  }
}

function readParts(found: Collector, group: string, node: Node | undefined): readonly [string, Pair][] {
  if (node === undefined || isEmpty(node)) return [];
  if (node.kind === 'list') {
    for (const item of node.items)
      if (isText(item)) found.part(group, item.value, item.start);
      else found.wrong(startOf(item).start, 'a list of children holds names of groups');
    return [];
  }
  if (node.kind !== 'map') {
    found.wrong(node.start, 'write each group in a line of its own, as name:');
    return [];
  }
  for (const [child, { key }] of node.entries) found.part(group, child, key.start);
  return [...node.entries].reverse();
}

const isEmpty = (node: Node): boolean =>
  node.kind === 'broken' || (node.kind === 'scalar' && (node.value === null || node.value === ''));
