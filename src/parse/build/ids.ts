// Ids: one space for probes, facts, causes and steps of a file, since expressions and answers name them all. An id that
// was not written is made from the title.

import { isReserved } from '../../expr/check/reserved.ts';
import type { Span } from '../yaml/lines.ts';
import { at, isText, type MapNode, type Node, textAt } from '../yaml/node.ts';
import { kindOf, type Outline } from '../yaml/outline.ts';
import type { Problems } from '../yaml/problems.ts';

/** Ids of probes, steps and causes by their node, written or made. */
export type Ids = ReadonlyMap<Node, string>;

/** The ids of a file. */
export interface AssignedIds {
  readonly ids: Ids;
  /** Whether a name that nothing has may be one of those that were refused, and so is no second mistake. */
  isExcused(name: string): boolean;
}

const ID = /^[a-z][a-z0-9_]*$/;

/** Gives every probe, step and cause its id; reports those that stand twice, are reserved or are none. */
export function assignIds(outline: Outline, problems: Problems): AssignedIds {
  const taken = new Map<string, Span>();
  const ids = new Map<Node, string>();
  const bearers = [...outline.steps.map(({ node }) => node), ...outline.causes];
  const refused = new Set<string>();
  let isAmbiguous = false;
  const refuse = (id: string): void => {
    isAmbiguous ||= taken.has(id);
    for (const word of id.toLowerCase().split(/\W+/)) refused.add(word);
  };
  for (const [name, { key }] of outline.facts) if (!claim(name, key, { taken, problems })) refuse(name);
  for (const node of bearers) {
    const written = at(node, 'id');
    if (ids.has(node) || !isText(written)) continue;
    if (claim(written.value, written, { taken, problems })) ids.set(node, written.value);
    else {
      ids.set(node, ID.test(written.value) ? written.value : '');
      refuse(written.value);
    }
  }
  const counts = new Map<string, number>();
  for (const node of bearers) if (!ids.get(node)) ids.set(node, made(node, taken, counts));
  return { ids, isExcused: (name) => isAmbiguous || refused.has(name.toLowerCase()) };
}

interface Claims {
  readonly taken: Map<string, Span>;
  readonly problems: Problems;
}

function claim(id: string, span: Span, { taken, problems }: Claims): boolean {
  const first = taken.get(id);
  if (!ID.test(id)) {
    const word = slug(id.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
    problems.add('error', span, {
      code: 'id',
      message: `"${id}" is no id`,
      help: `an id is a small letter, then small letters, digits and _${word === '' ? '' : `: write "${word}"`}`,
      ...(word !== '' && { fix: { start: span.start, end: span.end, text: word } }),
    });
    return false;
  }
  if (isReserved(id)) {
    problems.add('error', span, {
      code: 'reserved',
      message: `"${id}" has a meaning of its own in expressions`,
      help: 'choose another id',
    });
    return false;
  }
  if (first === undefined) {
    taken.set(id, span);
    return true;
  }
  const help =
    'ids of probes, facts, causes and steps are unique in a file; to use a step twice, name it with &anchor and *alias';
  problems.add('error', span, { code: 'duplicate-id', message: `the id "${id}" is taken already`, help });
  return false;
}

/** The next free one of `title`, `title_2`, `title_3`, …; `counts` tells how far each has come. */
function made(node: MapNode, taken: Map<string, Span>, counts: Map<string, number>): string {
  const title = slug(textAt(node, 'title') ?? '');
  const wanted = title === '' ? (kindOf(node) ?? 'step') : title;
  for (let n = (counts.get(wanted) ?? 0) + 1; ; n++) {
    const id = n === 1 ? wanted : `${wanted}_${n}`;
    if (taken.has(id) || isReserved(id)) continue;
    taken.set(id, node);
    counts.set(wanted, n);
    return id;
  }
}

/** The first of `title`, `title_2`, `title_3`, … that nothing has and that has no meaning of its own. */
export function freeId(title: string, taken: { has(id: string): boolean }): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? title : `${title}_${n}`;
    if (!taken.has(id) && !isReserved(id)) return id;
  }
}

/** A title as an id: small letters without accents, digits and `_`, at most forty characters, cut at a word. */
export function slug(title: string): string {
  const words = title
    .replace(/\$\{\{.*?\}\}/gs, ' ')
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let id = '';
  for (const word of words) {
    const longer = id === '' ? word.slice(0, 40) : `${id}_${word}`;
    if (longer.length > 40) break;
    id = longer;
  }
  return /^[a-z]/.test(id) || id === '' ? id : `step_${id}`;
}
