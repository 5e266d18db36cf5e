// The holes of templates: how many a text may have, and the expressions in them.

import { type Expression, isTemplate, type TemplateTree } from '../../model/expression.ts';

/** The expression of every hole, in order. */
export function holesIn(tree: TemplateTree | undefined): readonly Expression[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if (isTemplate(tree)) return tree.$template.flatMap((part) => (typeof part === 'string' ? [] : [part.expression]));
  return Object.values(tree as Record<string, TemplateTree>).flatMap(holesIn);
}

/** Holes that one text may have: some checks compare each with the rest of it. */
export const MAX_HOLES = 200;

/** Whether a text has more holes than are read. */
export function hasTooManyHoles(text: string): boolean {
  let count = 0;
  for (let at = text.indexOf('${{'); at >= 0; at = text.indexOf('${{', at + 3)) count += 1;
  return count > MAX_HOLES;
}
