// Templates for tests that need no environment: `${{ … }}` is cut out of text, and filled from a table.

import { type Hole, isTemplate, type Rendered, type TemplateTree } from '../../../src/model/expression.ts';
import type { Json } from '../../../src/model/json.ts';

/** A tree in which every `${{ source }}` is a hole; `secret:name` stands for a secret input, `probe!` before a dot for a probe. */
export function template(written: Json): TemplateTree {
  if (typeof written === 'string') return cut(written);
  if (Array.isArray(written)) return written.map((item: Json) => template(item));
  if (typeof written !== 'object' || written === null) return written;
  return Object.fromEntries(Object.entries(written).map(([key, item]) => [key, template(item)]));
}

function cut(text: string): TemplateTree {
  const parts = text.split(/(\$\{\{.*?\}\})/).filter((part) => part !== '');
  const cuts = parts.map((part) => (part.startsWith('${{') ? hole(part.slice(3, -2).trim()) : part));
  return cuts.some((part) => typeof part === 'object') ? { $template: cuts } : text;
}

function hole(source: string): Hole {
  if (source.startsWith('secret:')) {
    const name = source.slice('secret:'.length);
    return { expression: { source: `inputs.${name}`, probes: [], before: [] }, secret: name };
  }
  const root = /^\w+/.exec(source)?.[0] ?? '';
  const isProbe = !['inputs', 'alert', 'run', 'cause'].includes(root);
  return { expression: { source, probes: isProbe ? [root] : [], before: [] } };
}

/** The tree with its holes filled by source; secrets stay holes. */
export function rendered(tree: TemplateTree, values: Readonly<Record<string, Json>>): Rendered {
  if (isTemplate(tree)) {
    const [lone] = tree.$template;
    if (tree.$template.length === 1 && typeof lone === 'object' && lone.secret === undefined)
      return valueOf(lone, values);
    const parts = tree.$template.map((part) => {
      if (typeof part === 'string') return part;
      return part.secret === undefined ? String(valueOf(part, values)) : { $secret: part.secret };
    });
    return parts.some((part) => typeof part === 'object') ? { $text: parts } : parts.join('');
  }
  if (Array.isArray(tree)) return tree.map((item: TemplateTree) => rendered(item, values));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree as object).map(([key, item]) => [key, rendered(item as TemplateTree, values)]),
  );
}

function valueOf({ expression }: Hole, values: Readonly<Record<string, Json>>): Json {
  const value = values[expression.source];
  if (value === undefined) throw new Error(`the test gives no value for ${expression.source}`);
  return value;
}
