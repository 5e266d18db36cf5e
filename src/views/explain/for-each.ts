// What a step is carried out for, in an explanation: the items where inputs alone say them, else the list as it is written.

import { fewOf, itemText } from '../../engine/items/items.ts';
import type { Plan } from '../../engine/plan.ts';
import type { Scope } from '../../expr/environment.ts';
import { isTemplate, type TemplateTree } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { count } from '../text/text.ts';

/** The list in a line. */
export function forEachText({ environment }: Plan, scope: Scope, tree: TemplateTree): string {
  const filled = environment.render(tree, scope);
  if (filled.ok && Array.isArray(filled.value)) {
    const items = (filled.value as readonly Json[]).map(itemText);
    return items.length === 0 ? 'none' : `${count(items.length, 'item')}: ${fewOf(items)}`;
  }
  if (!isTemplate(tree)) return 'a list';
  return tree.$template.map((part) => (typeof part === 'string' ? part : part.expression.source)).join('');
}
