// Expressions and templates as data: source text plus what was learned about it when the file was read.
// Evaluating them is expr/'s work.

import type { Json } from './json.ts';
import type { WhyUnknown } from './reasons/unknown.ts';

/** A CEL expression that passed every check of the file that it stands in. */
export interface Expression {
  readonly source: string;
  /** Every probe whose reading it depends on, through facts too; in the order of the file. */
  readonly probes: readonly string[];
  /** Probes that it names through `before`, through facts too. They are not run again for it. */
  readonly before: readonly string[];
}

/** One `${{ … }}` in a template. */
export interface Hole {
  readonly expression: Expression;
  /** The secret input this hole stands for, when its expression is exactly `inputs.<name>` of a secret input. */
  readonly secret?: string;
  /** The language that it stands in, which must take what fills it for data; absent: none. */
  readonly as?: DataIn;
  /** The `item` in it is one of a list that inputs alone give, or the file itself. */
  readonly item?: 'given';
}

/** How a value stays data in the text of another language. */
export type DataIn =
  /** A part of a URL: what has a meaning there is percent-encoded. */
  | 'url'
  /** Inside the quotes of PromQL: what would end them is escaped. */
  | 'promql_text'
  /** The same in a regular expression, in which the value stands for itself. */
  | 'promql_pattern'
  /** A word of PromQL: a number or a duration, and nothing else. */
  | 'promql_number';

/** A string with holes. A template that is one lone hole keeps the type of its value. */
export interface Template {
  readonly $template: readonly (string | Hole)[];
}

/** A JSON value in which any string may be a template. */
export type TemplateTree = null | boolean | number | string | Template | readonly TemplateTree[] | TemplateObject;

/** An object of a template tree. */
export interface TemplateObject {
  readonly [key: string]: TemplateTree;
}

/** Whether a node of a template tree is a template. */
export function isTemplate(node: unknown): node is Template {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, '$template');
}

/** The name of a secret input whose value is filled in by the performer, never earlier. */
export interface SecretHole {
  readonly $secret: string;
}

/** Text whose secrets are still holes. */
export interface SecretText {
  readonly $text: readonly (string | SecretHole)[];
}

/** Rendered text: plain, or with secret holes. */
export type Text = string | SecretText;

/** A rendered template tree: JSON in which a string may still hold secrets (an object with the one key `$text`). */
export type Rendered = Json;

/** Whether a rendered node is text with secret holes. */
export function isSecretText(node: unknown): node is SecretText {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, '$text');
}

/** Text as people see it: a secret hole reads `«secret:name»`. */
export function showText(text: Text): string {
  if (typeof text === 'string') return text;
  return text.$text.map((part) => (typeof part === 'string' ? part : `«secret:${part.$secret}»`)).join('');
}

/** Three-valued truth (Kleene). Unknown is never taken as true or as false. */
export type Truth = 'true' | 'false' | 'unknown';

/** Something an expression looked at: its value, or why there is none. */
export type Seen =
  | { readonly name: string; readonly value: Json }
  | { readonly name: string; readonly unknown: WhyUnknown };

/** One line of evidence: an expression, its truth, and what it looked at. */
export interface Evidence {
  readonly source: string;
  readonly truth: Truth;
  readonly saw: readonly Seen[];
}
