// The expressions in the holes of a template tree.

import { type Expression, isTemplate, type TemplateTree } from '../model/expression.ts';

/** The expression of every hole, in order. */
export function holesIn(tree: TemplateTree | undefined): readonly Expression[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if (isTemplate(tree)) return tree.$template.flatMap((part) => (typeof part === 'string' ? [] : [part.expression]));
  return Object.values(tree as Record<string, TemplateTree>).flatMap(holesIn);
}
