// Fills the holes of templates. A secret stays a hole; what an expression gives can never pass for one.

import {
  type Hole,
  isTemplate,
  type Rendered,
  type SecretHole,
  type Template,
  type TemplateTree,
  type Text,
} from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { NoValue } from '../../model/reasons/unknown.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { asData } from './as-data.ts';
import { hasReservedKey, noValue, toText } from './value.ts';

/** What is needed to fill a hole. */
export interface Filling {
  /** The value of a hole that is no secret, or why it has none. */
  value(hole: Hole): Result<Json, NoValue>;
  /** What stands for a secret input. */
  secret(name: string): Text;
}

/** Fills every hole of a tree; the first unknown one is the error. */
export function renderTree(tree: TemplateTree, filling: Filling): Result<Rendered, NoValue> {
  if (isTemplate(tree)) return renderTemplate(tree, filling);
  if (typeof tree !== 'object' || tree === null) return ok(tree);
  if (isList(tree)) {
    const items: Json[] = [];
    for (const item of tree) {
      const rendered = renderTree(item, filling);
      if (!rendered.ok) return rendered;
      items.push(rendered.value);
    }
    return ok(items);
  }
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(tree)) {
    const rendered = renderTree(item, filling);
    if (!rendered.ok) return rendered;
    entries.push([key, rendered.value]);
  }
  const value = Object.fromEntries(entries);
  return Object.keys(value).some((key) => hasReservedKey({ [key]: null }))
    ? err(noValue('', 'a key that begins with $ is reserved'))
    : ok(value);
}

const isList = (tree: TemplateTree): tree is readonly TemplateTree[] => Array.isArray(tree);

function renderTemplate({ $template: parts }: Template, filling: Filling): Result<Rendered, NoValue> {
  const [lone] = parts;
  if (parts.length === 1 && typeof lone === 'object' && lone.secret === undefined) {
    const value = filling.value(lone);
    if (value.ok && hasReservedKey(value.value))
      return err(noValue(lone.expression.source, 'it holds a key that is reserved'));
    return value;
  }
  let problem: NoValue | undefined;
  const text = join(parts, filling, (why) => {
    problem ??= why;
    return '';
  });
  return problem === undefined ? ok(asJson(text)) : err(problem);
}

/** Text with holes filled; an unknown one reads `?`. */
export function renderText(template: Template | string, filling: Filling): Text {
  return typeof template === 'string' ? template : join(template.$template, filling, () => '?');
}

/** Puts parts together: neighbouring strings become one, and text without secrets is a plain string. */
function join(parts: Template['$template'], filling: Filling, missing: (why: NoValue) => string): Text {
  const joined: (string | SecretHole)[] = [];
  const add = (part: string | SecretHole): void => {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  };
  for (const part of parts) {
    if (typeof part === 'string') add(part);
    else if (part.secret !== undefined) addText(filling.secret(part.secret), add);
    else {
      const value = filling.value(part);
      const text = value.ok ? written(part, toText(value.value)) : value;
      add(text.ok ? text.value : missing(text.error));
    }
  }
  const [first = ''] = joined;
  return joined.length <= 1 && typeof first === 'string' ? first : { $text: joined };
}

/** The text that fills a hole, as data of the language that the hole stands in. */
function written({ as, expression }: Hole, text: string): Result<string, NoValue> {
  const data = as === undefined ? text : asData(as, text);
  return data === null
    ? err(noValue(expression.source, 'it is no number and no duration, and would become a part of the query'))
    : ok(data);
}

function addText(text: Text, add: (part: string | SecretHole) => void): void {
  for (const part of typeof text === 'string' ? [text] : text.$text) add(part);
}

/** Text is JSON: a string, or an object with the one key `$text`. */
function asJson(text: Text): Json {
  if (typeof text === 'string') return text;
  return { $text: text.$text.map((part) => (typeof part === 'string' ? part : { $secret: part.$secret })) };
}
