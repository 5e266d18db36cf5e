// A value as YAML text with places to fill: what an editor puts into the file for a snippet of the schema.

import { isObject, type Json } from '../../model/json.ts';

/** The lines of a value as a block, its first line without indent, the others at a column. */
export function yamlSnippet(value: Json, column: number): string {
  if (Array.isArray(value)) return value.map((item: Json) => `- ${yamlSnippet(item, column + 2)}`).join(lineAt(column));
  if (!isObject(value)) return scalarSnippet(value);
  return Object.entries(value)
    .map(([key, inner]) => {
      const isBlock = (Array.isArray(inner) && inner.length > 0) || (isObject(inner) && Object.keys(inner).length > 0);
      return isBlock
        ? `${key}:${lineAt(column + 2)}${yamlSnippet(inner, column + 2)}`
        : `${key}: ${yamlSnippet(inner, column)}`;
    })
    .join(lineAt(column));
}

// Editors indent further lines as the first one: columns count from there.
const lineAt = (column: number): string => `\n${' '.repeat(column)}`;

function scalarSnippet(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const shown = value.replace(/\$\{\d+:([^}]*)\}|\$\d+/g, '$1');
  return needsQuotes(shown) ? `'${value.replaceAll("'", "''")}'` : value;
}

/** Whether YAML would read a text as something else when it stands without quotes. */
export function needsQuotes(text: string): boolean {
  return (
    /^[!&*[\]{}|>%@`"'#,]|^[-?:](?:\s|$)|: |:$| #|^\s|\s$/.test(text) || /^(?:true|false|null|~|-?[\d.]+)$/.test(text)
  );
}

/** A value in one line, as it may stand anywhere. */
export function inlineYaml(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inlineItem).join(', ')}]`;
  if (isObject(value))
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${inlineItem(inner)}`)
      .join(', ')} }`;
  return typeof value === 'string' && needsQuotes(value) ? quoted(value) : String(value);
}

function inlineItem(value: Json): string {
  if (typeof value !== 'string') return inlineYaml(value);
  return needsQuotes(value) || /[,[\]{}]/.test(value) ? quoted(value) : value;
}

const quoted = (text: string): string =>
  text.includes("'") && !/["\\]/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "''")}'`;
