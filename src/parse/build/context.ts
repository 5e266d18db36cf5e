// What every part of a runbook is built with, and the small readings that all of them share.

import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { Note, Step } from '../../model/runbook.ts';
import { optional } from '../optional.ts';
import { durationMeant } from '../schema/other-values.ts';
import { at, isText, itemsAt, type Node, type TextNode, textAt } from '../yaml/node.ts';
import type { Outline } from '../yaml/outline.ts';
import type { Problem, Problems } from '../yaml/problems.ts';
import type { Expressions } from './expressions.ts';
import type { Ids } from './ids.ts';

/** What the parts of a runbook are built with. */
export interface Build {
  readonly problems: Problems;
  readonly expressions: Expressions;
  readonly outline: Outline;
  readonly ids: Ids;
  /** Values that the schema has found something wrong in: a second rule says no more about them. */
  readonly wrong: ReadonlySet<Node>;
  /** Steps that are built already, by role and node: an aliased step is one step. */
  readonly steps: Map<string, Map<Node, Step>>;
  /** The text was accepted once: whatever can be built is built. */
  readonly accepted: boolean;
  /** Ids of the runbooks that a cause can be handed over to; absent: nobody knows them. */
  readonly others?: readonly string[];
}

/** Milliseconds of the duration under a key; `fallback` when there is none, or it is wrong and reported. */
export function durationAt<T>(build: Build, node: Node, { key, fallback }: { key: string; fallback: T }): number | T {
  const written = at(node, key);
  if (written === undefined || !isText(written)) return fallback;
  const ms = parseDuration(written.value);
  if (ms === null && written.value.includes('${{')) {
    // Nothing more is said of it: neither that it is filled in nowhere, nor that nobody uses what it names.
    build.expressions.read.add(written);
    for (const [, name = ''] of written.value.matchAll(/\binputs\.(\w+)/g)) build.expressions.used.inputs.add(name);
    build.problems.add('error', written, {
      code: 'template-place',
      message: `\`${key}\` is fixed when the file is read: no template is filled in here`,
      help: 'write a duration such as 30s',
    });
    return fallback;
  }
  if (ms === null) {
    build.problems.add('error', written, {
      code: 'duration',
      message: `"${written.value}" is no duration`,
      ...durationCure(written),
    });
    return fallback;
  }
  if (ms > 0) return ms;
  build.problems.add('error', written, { code: 'duration', message: `${key} must be longer than nothing` });
  return fallback;
}

function durationCure({ value, start, end }: TextNode): Pick<Problem, 'help' | 'fix'> {
  if (/^\d+$/.test(value)) return { help: `write the unit: ${value}s, or ${value}m` };
  const meant = durationMeant(value);
  if (meant !== undefined) return { help: `write ${meant}`, fix: { start, end, text: meant } };
  const spaced = parseDuration(value.replace(/\s+/g, ''));
  if (spaced === null) return { help: 'write it like 500ms, 30s, 5m, 1h30m or 90d' };
  const text = formatDuration(spaced);
  return { help: `write it without blanks: ${text}`, fix: { start, end, text } };
}

/** The number under a key. */
export function numberAt(node: Node, key: string): number | undefined {
  const found = at(node, key);
  return found?.kind === 'scalar' && typeof found.value === 'number' ? found.value : undefined;
}

/** The truth value under a key. */
export function flagAt(node: Node, key: string): boolean | undefined {
  const found = at(node, key);
  return found?.kind === 'scalar' && typeof found.value === 'boolean' ? found.value : undefined;
}

/** Texts of the list under a key. */
export function textsAt(node: Node, key: string): readonly string[] {
  return itemsAt(node, key).flatMap((item) => (isText(item) ? [item.value] : []));
}

/** The notes that stand in a mapping. */
export function notesAt(node: Node): readonly Note[] {
  return itemsAt(node, 'notes').map((note) => {
    if (isText(note)) return { text: note.value };
    const lines = at(note, 'lines');
    return {
      ...optional('title', textAt(note, 'title')),
      text: textAt(note, 'text') ?? '',
      ...optional('lines', lines?.kind === 'scalar' && lines.value !== null ? String(lines.value) : undefined),
    };
  });
}
