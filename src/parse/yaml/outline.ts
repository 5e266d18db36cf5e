// The parts of a file that bear an id, found without judging any of them: what there is, where, and in which role.

import { KINDS } from '../../kinds/index.ts';
import type { Kind } from '../../model/step.ts';
import { at, itemsAt, type MapNode, type Node, oneOrMoreAt, type Pair } from './node.ts';

/** What a step is for; it decides what is allowed in it and which names its expressions see. */
export type Role = 'probe' | 'preview' | 'action' | 'undo' | 'escalation';

/** Whether a step of this role may look and no more. */
export const onlyLooks = (role: Role): boolean => role === 'probe' || role === 'preview';

/** A step of the file. */
export interface StepSite {
  readonly node: MapNode;
  readonly role: Role;
}

/** What a file consists of. */
export interface Outline {
  readonly root: Node;
  /** Every step once for each role it has, probes first. */
  readonly steps: readonly StepSite[];
  readonly facts: ReadonlyMap<string, Pair>;
  readonly inputs: ReadonlyMap<string, Pair>;
  readonly causes: readonly MapNode[];
  /** `defaults` by kind. */
  readonly defaults: ReadonlyMap<string, Pair>;
  /** Whether a part was lost to an error, with the names it declares. */
  readonly incomplete: boolean;
}

const NONE: ReadonlyMap<string, Pair> = new Map();

/** Outlines a file. */
export function outlineOf(root: Node): Outline {
  const steps: StepSite[] = [];
  const seen = new Map<Node, Set<Role>>();
  let incomplete = false;
  const mappings = (nodes: readonly Node[]): readonly MapNode[] => {
    incomplete ||= nodes.some(({ kind }) => kind === 'broken');
    return nodes.filter((node) => node.kind === 'map');
  };
  const add = (nodes: readonly Node[], role: Role): void => {
    for (const node of mappings(nodes)) {
      const roles = seen.get(node) ?? new Set();
      if (roles.has(role)) continue;
      seen.set(node, roles.add(role));
      steps.push({ node, role });
      incomplete ||= at(node, 'id')?.kind === 'broken';
      const preview = at(node, 'preview');
      if (preview !== undefined) add([preview], 'preview');
      add(itemsAt(node, 'undo'), 'undo');
    }
  };
  const causes = mappings(itemsAt(root, 'causes'));
  add(itemsAt(root, 'diagnose'), 'probe');
  for (const cause of causes) add(itemsAt(cause, 'resolve'), 'action');
  for (const place of [root, ...causes])
    for (const one of oneOrMoreAt(place, 'escalate')) add(itemsAt(one, 'steps'), 'escalation');
  for (const [key, kind] of DECLARING) incomplete ||= (at(root, key)?.kind ?? kind) !== kind;
  for (const cause of causes) incomplete ||= at(cause, 'resolve')?.kind === 'broken';
  return {
    root,
    steps,
    causes,
    facts: entriesAt(root, 'facts'),
    inputs: entriesAt(root, 'inputs'),
    defaults: entriesAt(root, 'defaults'),
    incomplete,
  };
}

/** The parts that declare names, and what they are. */
const DECLARING = [
  ['diagnose', 'list'],
  ['causes', 'list'],
  ['facts', 'map'],
  ['inputs', 'map'],
] as const;

/** The kind of a step: the first kind key that it has. */
export function kindOf(node: MapNode): Kind | undefined {
  return KINDS.find((kind) => node.entries.has(kind));
}

function entriesAt(root: Node, key: string): ReadonlyMap<string, Pair> {
  const found = at(root, key);
  return found?.kind === 'map' ? found.entries : NONE;
}
