// What an author wrote for a kind, brought to the kind's long form with the file's `defaults` for it.

import { ON } from '../../kinds/elsewhere.ts';
import { definition } from '../../kinds/index.ts';
import type { ShapeProblem } from '../../kinds/kind.ts';
import { isTemplate, type TemplateObject, type TemplateTree } from '../../model/expression.ts';
import type { Result } from '../../model/result.ts';
import type { Kind } from '../../model/step.ts';
import { PROBE_TIMEOUT } from '../unwritten.ts';

/** A written value and what `defaults` adds to it. */
export interface Written {
  readonly value: TemplateTree;
  readonly defaults: TemplateTree | undefined;
}

/**
 * The shape of a written value. Of a mapping every key may come from `defaults`; of a short form those that it lacks, and it
 * is shaped again with them, which is when a missing one is found.
 */
export function shapeOf(kind: Kind, { value, defaults }: Written): Result<TemplateTree, readonly ShapeProblem[]> {
  const { shape } = definition(kind);
  // These are no part of what the kind itself is given.
  const { [PROBE_TIMEOUT]: _, [ON]: __, ...common } = isMapping(defaults) ? defaults : {};
  if (isMapping(value)) return shape({ ...common, ...value });
  const made = shape(value);
  return made.ok && isMapping(made.value) ? shape({ ...common, ...made.value }) : made;
}

function isMapping(tree: TemplateTree | undefined): tree is TemplateObject {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !isTemplate(tree);
}
