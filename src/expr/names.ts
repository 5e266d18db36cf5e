// What a chain names: the declared names of a file, and the few that every expression has.

import type { Declarations } from './environment.ts';
import type { Chain, Link } from './syntax/node.ts';
import { inputType, readingRecord, type Type } from './value-type.ts';

/** The declared names of a file, by id. */
export interface Names {
  readonly inputs: ReadonlyMap<string, { readonly type: Type; readonly secret: boolean }>;
  /** In the order of the file. */
  readonly probes: ReadonlyMap<string, Type>;
  readonly steps: ReadonlyMap<string, Type>;
  /** Sources of facts. */
  readonly facts: ReadonlyMap<string, string>;
}

/** What a chain begins with. */
export type Root =
  | { readonly kind: 'input'; readonly name: string }
  /** `item`: the one of a list that a step is carried out for. */
  | { readonly kind: 'alert' | 'cause' | 'item' }
  | { readonly kind: 'run'; readonly name: 'id' | 'started_at' | 'elapsed' }
  /** `before`: its value when the current step started. */
  | { readonly kind: 'probe' | 'fact'; readonly id: string; readonly before: boolean }
  | { readonly kind: 'step'; readonly id: string };

/** A chain after its beginning was found: the rest are fields of that. */
export interface Found {
  readonly root: Root;
  /** How many links the beginning has taken. */
  readonly taken: number;
}

/** Names that only stand before a dot. */
export const GROUPS = ['inputs', 'before', 'run'] as const;

/** What a step with `for_each` calls the one that it is carried out for. */
export const ITEM = 'item';

/** Names that every file has. */
export const BUILT_IN: readonly string[] = [...GROUPS, 'alert', 'cause'];

/** What `run` holds. */
export const RUN_FIELDS: Readonly<Record<'id' | 'started_at' | 'elapsed', Type>> = {
  id: 'string',
  started_at: 'string',
  elapsed: 'duration',
};

/** Puts the declarations of a file in order. */
export function namesOf(declarations: Declarations): Names {
  return {
    inputs: new Map(declarations.inputs.map((input) => [input.name, { type: inputType(input), secret: input.secret }])),
    probes: new Map(declarations.probes.map(({ id, reading }) => [id, readingRecord(reading)])),
    steps: new Map(declarations.steps.map(({ id, reading }) => [id, readingRecord(reading)])),
    facts: new Map(declarations.facts.map(({ id, source }) => [id, source])),
  };
}

/** What a chain begins with; null when it names nothing that is declared. */
export function findRoot(chain: Chain, names: Names): Found | null {
  const first = chain.links[0];
  switch (chain.root) {
    case 'alert':
    case 'cause':
      return { root: { kind: chain.root }, taken: 0 };
    case 'inputs':
      return isKeyOf(first, names.inputs) ? { root: { kind: 'input', name: first.key }, taken: 1 } : null;
    case 'run':
      return isRunField(first) ? { root: { kind: 'run', name: first.key }, taken: 1 } : null;
    case 'before': {
      const of = isKeyOf(first, names.probes) ? 'probe' : 'fact';
      return isKeyOf(first, names.probes) || isKeyOf(first, names.facts)
        ? { root: { kind: of, id: first.key, before: true }, taken: 1 }
        : null;
    }
    default:
      return findDeclared(chain.root, names);
  }
}

function findDeclared(id: string, names: Names): Found | null {
  if (names.probes.has(id)) return { root: { kind: 'probe', id, before: false }, taken: 0 };
  if (names.facts.has(id)) return { root: { kind: 'fact', id, before: false }, taken: 0 };
  if (names.steps.has(id)) return { root: { kind: 'step', id }, taken: 0 };
  // Whatever is declared by that name is meant before it.
  return id === ITEM ? { root: { kind: 'item' }, taken: 0 } : null;
}

type NamedLink<K extends string> = Link & { readonly key: K };

function isKeyOf(link: Link | undefined, map: ReadonlyMap<string, unknown>): link is NamedLink<string> {
  return typeof link?.key === 'string' && map.has(link.key);
}

function isRunField(link: Link | undefined): link is NamedLink<keyof typeof RUN_FIELDS> {
  return typeof link?.key === 'string' && Object.hasOwn(RUN_FIELDS, link.key);
}

/** The secret input that an expression is, when it is exactly `inputs.<name>` of one. */
export function secretInput(chain: Chain, names: Names): string | undefined {
  const root = chain.links.length === 1 ? findRoot(chain, names)?.root : undefined;
  return root?.kind === 'input' && names.inputs.get(root.name)?.secret === true ? root.name : undefined;
}
