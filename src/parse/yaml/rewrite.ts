// How a text is written in YAML, and how a part of a value becomes another in the text it was written in: what changes is
// as little as quoting allows.

import { nearest } from '../../model/nearest.ts';
import type { TextNode } from './node.ts';
import type { Edit } from './problems.ts';
import { valueSpan } from './value-span.ts';

/** A text in quotes, as an author would write it: single ones, or double ones where that needs no escapes. */
export function quoted(text: string): string {
  const double = text.includes("'") && !/["\\]/.test(text);
  return double ? `"${text}"` : `'${text.replaceAll("'", "''")}'`;
}

/**
 * The change that puts `text` in the place of a stretch of a value. A plain value that must be quoted then is written anew
 * as a whole; undefined for a block in which the stretch cannot be found.
 */
export function rewrite(node: TextNode, source: string, { start, end, text }: Edit): Edit | undefined {
  const value = node.value.slice(0, start) + text + node.value.slice(end);
  const part = valueSpan(node, source, { start, end });
  const found = part.start !== node.start || part.end !== node.end;
  if (node.style === 'block') return found ? { ...part, text } : undefined;
  const stays = node.style !== 'plain' || isPlain(value, node.flow);
  if (!stays || !found)
    return { start: node.start, end: node.end, text: node.style === 'plain' && stays ? value : quoted(value) };
  return { ...part, text: escaped(node, text) };
}

function escaped({ style }: TextNode, text: string): string {
  if (style === 'single') return text.replaceAll("'", "''");
  return style === 'double' ? text.replaceAll('\\', '\\\\').replaceAll('"', '\\"') : text;
}

/** Whether YAML takes an unquoted text for itself, and for text. Where that is not sure it is not. */
function isPlain(text: string, flow: boolean): boolean {
  if (!/^[\w(./$]/.test(text) || /:(?:\s|$)|\s#|\n|\s$/.test(text)) return false;
  if (/^(?:true|false|null|[\d.+-][\d.e+_xo-]*)$/i.test(text)) return false;
  return !flow || !/[,[\]{}]/.test(text);
}

/** The change of a word to the nearest of those that would have been right. */
export function nearestWord({ value, start, end }: TextNode, candidates: Iterable<string>): { readonly fix?: Edit } {
  const near = nearest(value, candidates);
  return near === undefined ? {} : { fix: { start, end, text: near } };
}
