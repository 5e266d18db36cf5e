// The groups of an inventory: what each holds itself, which groups are parts of it, and the hosts that follow.

import { err, ok, type Result } from '../../model/result.ts';
import { hostsOf, MOST_HOSTS, TOO_MANY } from './hosts.ts';

/** Lists of hosts by the name of their group. */
export interface Groups {
  /** In the order of the file; `all` comes first. */
  readonly names: readonly string[];
  /** The hosts of a group and of its parts, each once, in the order of the file. Undefined: there is no such group. */
  hosts(name: string): readonly string[] | undefined;
  /** How Ansible reaches a host where that is not its name: `10.0.0.7`, `port 2222`. */
  reached(host: string): string | undefined;
}

/** What is wrong at an offset of the text; a sentence without a full stop. */
export interface Wrong {
  readonly offset: number;
  readonly message: string;
}

/** Takes what a file says, in its order. */
export interface Collector {
  /** A group is there, with or without hosts. */
  group(name: string): void;
  /** Adds the hosts of a pattern to a group. */
  add(group: string, pattern: string, offset: number): readonly string[];
  /** A group is a part of another; it may come later in the file. */
  part(group: string, child: string, offset: number): void;
  /** Another address or port that a host is reached by. */
  reach(host: string, how: string): void;
  wrong(offset: number, message: string): void;
  /** All that was said, or everything that is wrong with it. */
  groups(): Result<Groups, readonly Wrong[]>;
}

interface Group {
  readonly hosts: Set<string>;
  readonly parts: Map<string, number>;
}

/** The groups that every inventory has. */
const ALL = 'all';
const UNGROUPED = 'ungrouped';

/** Begins with no group. */
export function collector(): Collector {
  const groups = new Map<string, Group>([
    [ALL, { hosts: new Set(), parts: new Map() }],
    [UNGROUPED, { hosts: new Set(), parts: new Map() }],
  ]);
  const reached = new Map<string, string>();
  const problems: Wrong[] = [];
  const every = new Set<string>();
  const wrong = (offset: number, message: string): void => void problems.push({ offset, message });
  const groupOf = (name: string): Group => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const made: Group = { hosts: new Set(), parts: new Map() };
    groups.set(name, made);
    return made;
  };
  return {
    group: (name) => void groupOf(name),
    add(group, pattern, offset) {
      const hosts = hostsOf(pattern);
      const own = groupOf(group).hosts;
      if (!hosts.ok) wrong(offset, hosts.error);
      else if (every.size + hosts.value.length > 2 * MOST_HOSTS) wrong(offset, TOO_MANY);
      else
        for (const host of hosts.value) {
          own.add(host);
          every.add(host);
        }
      return hosts.ok ? hosts.value : [];
    },
    part: (group, child, offset) => void groupOf(group).parts.set(child, offset),
    reach: (host, how) => void reached.set(host, how),
    wrong,
    groups() {
      if (every.size > MOST_HOSTS) wrong(0, TOO_MANY);
      problems.push(...unfounded(groups));
      return problems.length > 0 ? err(problems) : ok(madeOf(groups, every, reached));
    },
  };
}

type Collected = ReadonlyMap<string, Group>;

// A part that is no group, and groups that are parts of themselves. Without recursion: a file may hold a chain of thousands.
function unfounded(groups: Collected): readonly Wrong[] {
  const found: Wrong[] = [];
  const done = new Set<string>();
  for (const start of groups.keys()) {
    const open = new Set<string>();
    const path: { readonly name: string; readonly rest: Iterator<[string, number]> }[] = [];
    const enter = (name: string): void => {
      open.add(name);
      path.push({ name, rest: (groups.get(name)?.parts ?? new Map<string, number>())[Symbol.iterator]() });
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        open.delete(top.name);
        done.add(top.name);
        path.pop();
        continue;
      }
      const [child, offset] = next.value;
      if (!groups.has(child)) found.push({ offset, message: `there is no group "${child}" in this file` });
      else if (open.has(child)) found.push({ offset, message: `the group "${child}" is a part of itself` });
      else if (!done.has(child)) enter(child);
    }
  }
  return found;
}

function madeOf(groups: Collected, every: ReadonlySet<string>, reached: ReadonlyMap<string, string>): Groups {
  const named = [...groups.keys()].filter((name) => name !== ALL && name !== UNGROUPED);
  return {
    names: [ALL, ...named, ...(ungrouped(groups, every).length > 0 ? [UNGROUPED] : [])],
    hosts(name) {
      if (name === ALL) return [...every];
      if (name === UNGROUPED) return ungrouped(groups, every);
      return groups.has(name) ? hostsUnder(groups, name) : undefined;
    },
    reached: (host) => reached.get(host),
  };
}

function ungrouped(groups: Collected, every: ReadonlySet<string>): readonly string[] {
  const grouped = new Set(
    [...groups].flatMap(([name, { hosts }]) => (name === ALL || name === UNGROUPED ? [] : [...hosts])),
  );
  return [...every].filter((host) => !grouped.has(host));
}

function hostsUnder(groups: Collected, name: string): readonly string[] {
  const hosts = new Set<string>();
  const seen = new Set([name]);
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const group = groups.get(next);
    for (const host of group?.hosts ?? []) hosts.add(host);
    // The last one is taken up first.
    for (const child of [...(group?.parts.keys() ?? [])].reverse()) {
      if (seen.has(child)) continue;
      seen.add(child);
      waiting.push(child);
    }
  }
  return [...hosts];
}
