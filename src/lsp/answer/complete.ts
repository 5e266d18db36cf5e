// What may be written at a place: inside an expression its names, elsewhere the keys and values of the schema.

import { CompletionItemKind } from 'vscode-languageserver';
import { inspectorOf } from '../../expr/inspect.ts';
import type { Json } from '../../model/json.ts';
import { type Contents, parseRunbook } from '../../parse/runbook.ts';
import { at } from '../../parse/yaml/node.ts';
import { meaningOf, openKeys, resolve, type Schema, schemaAt, typesOf } from '../known/schema.ts';
import type { Source } from '../known/sources.ts';
import { type Cursor, cursorAt } from '../text/cursor.ts';
import { expressionAt } from '../text/expression-at.ts';
import { inlineYaml, needsQuotes, yamlSnippet } from '../text/yaml-snippet.ts';
import { completeExpression, type Writing } from './complete-expression.ts';
import type { Offer } from './offer.ts';

/** What may be written, and the stretch of text that it replaces. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly offers: readonly Offer[];
}

const NOTHING: readonly Offer[] = [];

/** Completes a file at an offset. */
export function complete(source: Source, schema: Schema, offset: number): Completion {
  const { text } = source;
  const cursor = cursorAt(text, offset);
  if (cursor === null) return { start: offset, end: offset, offers: NOTHING };
  const expression = source.kind === 'runbook' ? expressionAt(text, cursor, offset) : null;
  if (expression !== null && source.kind === 'runbook') {
    const { word, offers } = completeExpression(expression, writingOf(source, offset));
    return { start: offset - word.length, end: wordEnd(text, offset), offers };
  }
  const part = schemaAt(schema, cursor.path);
  if (part === undefined || cursor.style === 'block') return { start: offset, end: offset, offers: NOTHING };
  const start = Math.min(cursor.start, offset);
  const offers =
    cursor.at === 'key'
      ? keyOffers(schema, part, { cursor, column: columnOf(text, cursor) })
      : valueOffers(begun(part, text.slice(start, offset)), cursor);
  const end = cursor.at === 'key' ? keyEnd(text, offset) : wordEnd(text, offset);
  return { start, end, offers };
}

function writingOf({ known, text, path, inspector }: Extract<Source, { kind: 'runbook' }>, offset: number): Writing {
  if (known !== undefined) return { inspector: inspector(), contents: known, hasItem: hasItem(known, offset) };
  const contents = readable(path, text, offset);
  return {
    inspector: inspectorOf(contents?.declarations ?? NO_NAMES),
    contents,
    hasItem: contents !== undefined && hasItem(contents, offset),
  };
}

const hasItem = ({ outline }: Contents, offset: number): boolean =>
  outline.steps.some(({ node }) => node.start <= offset && offset <= node.end && at(node, 'for_each') !== undefined);

const NO_NAMES = { inputs: [], probes: [], steps: [], facts: [] };
const MOST_BLANKED = 6;

/** What can be read of a text that was never whole: without the line that is being written, and those that are broken. */
function readable(path: string, text: string, offset: number): Contents | undefined {
  let [without, at] = [text, offset];
  for (let tries = 0; tries < MOST_BLANKED; tries++) {
    without = withoutLine(without, at);
    const { contents, diagnostics } = parseRunbook({ file: path, text: without });
    const broken = diagnostics.find(({ code }) => code === 'yaml');
    if (contents !== undefined || broken === undefined) return contents;
    at = broken.start.offset;
  }
  return undefined;
}

function withoutLine(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const length = /^[^\r\n]*/.exec(text.slice(start))?.[0].length ?? 0;
  return text.slice(0, start) + ' '.repeat(length) + text.slice(start + length);
}

const wordEnd = (text: string, offset: number): number =>
  offset + (/^\w*/.exec(text.slice(offset, offset + 80))?.[0].length ?? 0);

// A key that is there already keeps its colon and its value.
function keyEnd(text: string, offset: number): number {
  return offset + (/^[\w-]*/.exec(text.slice(offset, offset + 80))?.[0].length ?? 0);
}

/** Where keys begin, counted from the first character of their line: an editor indents further lines as that one. */
function columnOf(text: string, { start, flow }: Cursor): number {
  const line = text.slice(Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1, start);
  return flow ? 0 : line.trimStart().length;
}

interface KeyPlace {
  readonly cursor: Cursor;
  readonly column: number;
}

function keyOffers(root: Schema, part: Schema, { cursor, column }: KeyPlace): readonly Offer[] {
  const isList = typesOf(part).includes('array') && part.items !== undefined;
  const owner = isList && cursor.beforeDash ? resolve(root, part.items ?? {}) : part;
  const isItem = cursor.beforeDash && (isList || cursor.path.at(-1) === '[]');
  const dash = isItem ? '- ' : '';
  const fresh = cursor.siblings.length === 0 || isItem;
  const snippets = fresh && !cursor.flow ? snippetOffers(owner, dash, column) : [];
  const words = valuesOf(owner).map((value) => valueOffer(value, owner, dash));
  const { properties = {}, required = [] } = owner;
  const open = openKeys(owner, isItem ? [] : cursor.siblings);
  const inOrder = [...open].sort((a, b) => Number(required.includes(b)) - Number(required.includes(a)));
  const keys = inOrder.map((key) =>
    keyOffer(key, resolve(root, properties[key] ?? {}), { root, dash, cursor, column }),
  );
  return [...snippets, ...keys, ...words];
}

function keyOffer(
  key: string,
  schema: Schema,
  { root, dash, cursor, column }: KeyPlace & { readonly root: Schema; readonly dash: string },
): Offer {
  const types = typesOf(schema);
  const detail = types.join(' or ');
  return {
    label: key,
    kind: CompletionItemKind.Property,
    ...(detail === '' ? {} : { detail }),
    says: saysOf(schema),
    snippet: `${dash}${key}:${cursor.flow ? ' ' : behindKey(root, schema, column + dash.length)}`,
  };
}

// Where only a block can follow, it is begun; columns count from the key.
function behindKey(root: Schema, schema: Schema, column: number): string {
  const types = typesOf(schema);
  const indent = ' '.repeat(column + 2);
  if (types.length === 1 && types[0] === 'object') return `\n${indent}$0`;
  if (types.length === 1 && types[0] === 'array') {
    const item = resolve(root, schema.items ?? {});
    return typesOf(item).includes('object') || typesOf(item).includes('string') ? `\n${indent}- $0` : ' $0';
  }
  if (types.length === 1 && types[0] === 'boolean' && schema.default !== true) return ' true';
  return ' ';
}

const saysOf = (schema: Schema): string =>
  [meaningOf(schema), schema.default === undefined ? '' : `Default: \`${JSON.stringify(schema.default)}\``]
    .filter((part) => part !== '')
    .join('\n\n');

function snippetOffers({ defaultSnippets = [] }: Schema, dash: string, column: number): readonly Offer[] {
  return defaultSnippets.map(({ label, description, body }) => ({
    label,
    kind: CompletionItemKind.Snippet,
    ...(description === undefined ? {} : { detail: description }),
    says: `\`\`\`yaml\n${yamlSnippet(body, 0).replace(/\$\{\d+:([^}]*)\}|\$\d+/g, '$1')}\n\`\`\``,
    snippet: dash + yamlSnippet(body, column + dash.length),
  }));
}

// Examples are for who has nothing yet: behind what is written already another beginning is no help.
function begun({ examples = [], ...part }: Schema, written: string): Schema {
  return { ...part, examples: examples.filter((one) => written === '' || String(one).startsWith(written)) };
}

// A quote that is open is closed by its author.
function valueOffers(part: Schema, { style }: Cursor): readonly Offer[] {
  return valuesOf(part).map((value) => valueOffer(value, part, '', style !== 'plain'));
}

/** The values that a part is known to take, most telling first. */
function valuesOf(part: Schema): readonly Json[] {
  const isFlag = typesOf(part).includes('boolean');
  const all = [...(part.enum ?? []), ...(isFlag ? [true, false] : []), ...(part.examples ?? [])];
  const given = part.default === undefined || typeof part.default === 'object' ? [] : [part.default];
  const byText = new Map([...all, ...given].map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

function valueOffer(value: Json, part: Schema, dash: string, isQuoted = false): Offer {
  const written = isQuoted || (typeof value === 'string' && !needsQuotes(value)) ? String(value) : inlineYaml(value);
  return {
    label: typeof value === 'string' ? value : inlineYaml(value),
    kind: part.enum === undefined ? CompletionItemKind.Value : CompletionItemKind.EnumMember,
    ...(value === part.default ? { detail: 'default' } : {}),
    text: dash + written,
  };
}
