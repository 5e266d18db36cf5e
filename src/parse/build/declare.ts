// What a file declares, learned before any expression in it is checked: expressions need the types of readings, and what a
// reading holds depends on the step's value, in which templates stand. So templates are only cut here, not checked.

import type { Declarations } from '../../expr/environment.ts';
import { cut } from '../../expr/template.ts';
import { readingType } from '../../kinds/index.ts';
import type { TemplateTree } from '../../model/expression.ts';
import { itemsType, type ReadingType } from '../../model/reading-type.ts';
import { INPUT_TYPES, type InputType } from '../../model/step.ts';
import { at, isText, itemsAt, type MapNode, type Node, textAt } from '../yaml/node.ts';
import { kindOf, type Outline } from '../yaml/outline.ts';
import { wordsOf } from './declarations.ts';
import { withGivenItems } from './for-each.ts';
import { hasTooManyHoles } from './holes.ts';
import type { Ids } from './ids.ts';
import { shapeOf } from './shape.ts';

/** The declarations of a file under check. */
export interface Declared {
  readonly declarations: Declarations;
  /** Steps whose reading is not known, for a mistake in them. */
  readonly doubtful: ReadonlySet<string>;
}

/** Learns what a file declares, right or wrong. */
export function declare(outline: Outline, ids: Ids): Declared {
  const doubtful = new Set<string>();
  const seen = new Set<string>();
  const readings = (role: 'probe' | 'action'): { id: string; reading: ReadingType }[] => {
    const nodes = outline.steps.filter((site) => site.role === role).map(({ node }) => node);
    return nodes.map((node) => {
      const id = ids.get(node) ?? '';
      const reading = readingOf(node, outline);
      // Of two steps with one id it is not known which one an expression means.
      if (reading === undefined || seen.has(id)) doubtful.add(id);
      seen.add(id);
      return { id, reading: reading ?? {} };
    });
  };
  const declarations: Declarations = {
    inputs: [...outline.inputs].map(([name, { value }]) => ({
      name,
      type: inputTypeOf(value),
      secret: isSecret(value),
      ...wordsOf(choicesOf(value)),
    })),
    probes: readings('probe'),
    steps: readings('action'),
    facts: [...outline.facts].flatMap(([id, { value }]) => (isText(value) ? [{ id, source: value.value }] : [])),
  };
  for (const [id, { value }] of outline.facts) if (!isText(value)) doubtful.add(id);
  return { declarations, doubtful };
}

const choicesOf = (node: Node): readonly unknown[] =>
  itemsAt(node, 'choices').map((choice) => (choice.kind === 'scalar' ? choice.value : null));

/** The type of an input: what is written, else that of its default or its first choice. */
export function inputTypeOf(node: Node): InputType {
  const written = textAt(node, 'type');
  const known = INPUT_TYPES.find((type) => type === written);
  if (known !== undefined) return known;
  const choices = at(node, 'choices');
  const sample = at(node, 'default') ?? (choices?.kind === 'list' ? choices.items[0] : undefined);
  if (sample?.kind === 'list') return 'list';
  if (sample?.kind !== 'scalar') return 'string';
  return typeof sample.value === 'number' ? 'number' : typeof sample.value === 'boolean' ? 'boolean' : 'string';
}

/** Whether an input is declared secret: one is that is kept somewhere. */
export function isSecret(node: Node): boolean {
  const secret = at(node, 'secret');
  return secret?.kind === 'map' || (secret?.kind === 'scalar' && secret.value === true);
}

function readingOf(node: MapNode, { defaults }: Outline): ReadingType | undefined {
  const kind = kindOf(node);
  const written = kind === undefined ? undefined : at(node, kind);
  if (kind === undefined || written === undefined) return undefined;
  const hasItem = at(node, 'for_each') !== undefined;
  const sketched = sketch(written);
  if (sketched === undefined) return undefined;
  // Where its item comes from is no matter of what it reads.
  const value = hasItem ? withGivenItems(sketched) : sketched;
  const common = defaults.get(kind);
  const shape = shapeOf(kind, { value, defaults: common === undefined ? undefined : sketch(common.value) });
  if (!shape.ok) return undefined;
  const reading = readingType(kind, shape.value);
  return hasItem ? itemsType(reading) : reading;
}

/** A value with its holes cut, but not checked. Undefined when something in it is broken. */
function sketch(node: Node): TemplateTree | undefined {
  switch (node.kind) {
    case 'broken':
      return undefined;
    case 'scalar':
      return isText(node) ? sketchText(node.value) : node.value;
    case 'list': {
      const items = node.items.map(sketch);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'map': {
      const entries = [...node.entries].map(([key, { value }]) => [key, sketch(value)] as const);
      return entries.every(([, value]) => value !== undefined)
        ? (Object.fromEntries(entries) as TemplateTree)
        : undefined;
    }
  }
}

function sketchText(text: string): TemplateTree | undefined {
  const pieces = hasTooManyHoles(text) ? undefined : cut(text);
  if (pieces?.ok !== true) return undefined;
  const parts = pieces.value.map((piece) =>
    'text' in piece ? piece.text : { expression: { source: piece.source, probes: [], before: [] } },
  );
  return parts.every((part) => typeof part === 'string') ? parts.join('') : { $template: parts };
}
