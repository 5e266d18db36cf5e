// What stands under the pointer: in an expression a name with its type, elsewhere a key with its meaning.

import { describeType, fieldsOf, type Inspector } from '../../expr/inspect.ts';
import type { Type } from '../../expr/value-type.ts';
import type { Contents } from '../../parse/runbook.ts';
import type { Span } from '../../parse/yaml/lines.ts';
import { resolve, type Schema, schemaAt } from '../known/schema.ts';
import type { Source } from '../known/sources.ts';
import { boundBy, functionMarkdown, typedMarkdown, wordsOfName } from '../known/words.ts';
import { cursorAt } from '../text/cursor.ts';
import { expressionAt } from '../text/expression-at.ts';
import { tailOf } from '../text/receiver.ts';

/** What is said of a stretch of text, in Markdown. */
export interface Said {
  readonly span: Span;
  readonly markdown: string;
}

/** What stands at an offset; null where there is nothing to say. */
export function hover(source: Source, schema: Schema, offset: number): Said | null {
  const { text } = source;
  const span = wordAt(text, offset);
  if (span === null) return null;
  const cursor = cursorAt(text, span.end);
  if (cursor === null) return null;
  const word = text.slice(span.start, span.end);
  const expression = source.kind === 'runbook' ? expressionAt(text, cursor, span.end) : null;
  if (expression !== null && source.kind === 'runbook') {
    const isCall = /^\s*\(/.test(text.slice(span.end, span.end + 20));
    const markdown = wordInExpression(expression.source, { word, isCall }, source.inspector(), source.known);
    return markdown === '' ? null : { span, markdown };
  }
  const path = cursor.at === 'key' ? [...cursor.path, word] : cursor.path;
  const part = schemaAt(schema, path);
  const markdown = part === undefined ? '' : meaning(cursor.at === 'key' ? word : '', resolve(schema, part));
  return markdown === '' ? null : { span, markdown };
}

/** The word around an offset. */
function wordAt(text: string, offset: number): Span | null {
  const before = /[\w-]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const after = /^[\w-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  return before + after === 0 ? null : { start: offset - before, end: offset + after };
}

function wordInExpression(
  source: string,
  { word, isCall }: { readonly word: string; readonly isCall: boolean },
  inspector: Inspector,
  contents: Contents | undefined,
): string {
  const tail = tailOf(source);
  if (tail.string !== null) return '';
  const { receiver } = tail;
  const said = (space: 'id' | 'input', name: string): string =>
    contents === undefined ? '' : wordsOfName(contents, { space, name });
  if (isCall && functionMarkdown(word) !== '') return functionMarkdown(word);
  if (receiver === 'inputs') {
    const input = inspector.names.inputs.get(word);
    return input === undefined ? '' : typedMarkdown(`inputs.${word}`, input.type, said('input', word));
  }
  const bound = boundBy(tail.loops, inspector);
  const whole = receiver === null ? word : `${receiver}.${word}`;
  const type = inspector.typeOf(whole, bound);
  if (type === null) return '';
  if (receiver !== null && receiver !== 'before') return type === 'dyn' ? '' : typedMarkdown(whole, type);
  const isName = bound.has(word) || said('id', word) !== '' || BUILT_IN.has(word);
  return isName ? typedMarkdown(whole, type, [said('id', word), fieldList(type)].filter(Boolean).join('\n\n')) : '';
}

const BUILT_IN: ReadonlySet<string> = new Set(['alert', 'cause']);

const fieldList = (type: Type): string =>
  Object.entries(fieldsOf(type))
    .map(([name, field]) => `- \`${name}\`: ${describeType(field)}`)
    .join('\n');

function meaning(key: string, schema: Schema): string {
  const { description = '', markdownDescription = description, default: fallback, enum: words } = schema;
  const parts = [
    key === '' ? '' : `**${schema.title ?? key}**`,
    markdownDescription,
    fallback === undefined ? '' : `Default: \`${JSON.stringify(fallback)}\``,
    words === undefined || words.length > 20 ? '' : `One of ${words.map((word) => `\`${String(word)}\``).join(', ')}`,
  ].filter((part) => part !== '');
  return key !== '' && parts.length === 1 ? '' : parts.join('\n\n');
}
