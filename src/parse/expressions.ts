// Expressions and templates of one file: each is checked where it stands, its problems are put in their place in the text.

import type { Environment, ExpressionPlace, ExpressionProblem } from '../expr/environment.ts';
import { mentionsOf } from '../expr/mentions.ts';
import { type Expression, isTemplate, type Template, type TemplateTree } from '../model/expression.ts';
import { type NamesUsed, noNames, noteNames } from './names-used.ts';
import { isText, type Node, type TextNode } from './node.ts';
import type { Report } from './report.ts';
import { valueSpan } from './value-span.ts';

/** Reads the expressions of one file. What cannot be read is reported and undefined. */
export interface Expressions {
  /** A condition, or with `any` an expression of any type. */
  condition(node: Node | undefined, place: ExpressionPlace, expects?: 'bool' | 'any'): Expression | undefined;
  /** A text that may hold templates. */
  template(node: Node | undefined, place: ExpressionPlace): Template | string | undefined;
  /** Any value, each text in it a template. Undefined when something in it cannot be read. */
  tree(node: Node | undefined, place: ExpressionPlace): TemplateTree | undefined;
  /** A fact by its id; it was checked with the environment. */
  fact(id: string, node: Node): Expression | undefined;
  /** Names mentioned so far. */
  readonly used: NamesUsed;
  /** Nodes that were read as a template or a condition so far. */
  readonly read: ReadonlySet<Node>;
}

/** What the expressions of a file are read with. */
export interface ExpressionSource {
  readonly environment: Environment;
  readonly text: string;
  readonly report: Report;
  /** Ids whose reading is not known, for a mistake in their step: what is said of their fields is left out. */
  readonly doubtful: ReadonlySet<string>;
  /** Whether declarations were lost to an error: then an unknown name says nothing. */
  readonly incomplete: boolean;
}

/** Makes the reader of a file's expressions. */
export function expressionsOf(source: ExpressionSource): Expressions {
  const used = noNames();
  const read = new Set<Node>();
  const checked = <T>(
    node: TextNode,
    result: { ok: true; value: T } | { ok: false; error: readonly ExpressionProblem[] },
  ): T | undefined => {
    read.add(node);
    if (result.ok) return result.value;
    noteNames(node.value, used);
    for (const problem of result.error) addProblem(source, node, problem);
    return undefined;
  };
  const noteKnown = (node: TextNode, expression: string, offset: number): void => {
    for (const { start, end } of mentionsOf(expression)?.known ?? []) {
      const span = valueSpan(node, source.text, { start: offset + start, end: offset + end });
      source.report.add('note', span, { code: 'known', message: 'acts on whether something is known' });
    }
  };
  const template = (node: TextNode, place: ExpressionPlace): Template | string | undefined => {
    const made = checked(node, source.environment.template(node.value, place));
    if (!isTemplate(made)) return made;
    for (const part of made.$template) {
      if (typeof part === 'string') continue;
      noteNames(part.expression.source, used);
      noteKnown(node, part.expression.source, node.value.indexOf(part.expression.source));
    }
    return made;
  };
  const tree = (node: Node, place: ExpressionPlace): TemplateTree | undefined => {
    switch (node.kind) {
      case 'broken':
        return undefined;
      case 'scalar':
        return isText(node) ? template(node, place) : node.value;
      case 'list': {
        const items = node.items.map((item) => tree(item, place));
        return items.every((item) => item !== undefined) ? items : undefined;
      }
      case 'map': {
        const entries = [...node.entries].map(([key, { value }]) => [key, tree(value, place)] as const);
        return entries.every(([, value]) => value !== undefined)
          ? (Object.fromEntries(entries) as TemplateTree)
          : undefined;
      }
    }
  };
  return {
    used,
    read,
    condition(node, place, expects = 'bool') {
      if (!isText(node)) return undefined;
      const made = checked(node, source.environment.expression(node.value, expects, place));
      noteNames(node.value, used);
      noteKnown(node, node.value, 0);
      return made;
    },
    template: (node, place) => (isText(node) ? template(node, place) : undefined),
    tree: (node, place) => (node === undefined ? undefined : tree(node, place)),
    fact(id, node) {
      const result = source.environment.facts[id];
      if (!isText(node) || result === undefined) return undefined;
      noteNames(node.value, used);
      noteKnown(node, node.value, 0);
      return checked(node, result);
    },
  };
}

function addProblem(source: ExpressionSource, node: TextNode, problem: ExpressionProblem): void {
  const { incomplete, doubtful, report, text } = source;
  if (incomplete && problem.code === 'unknown-name') return;
  if (problem.code !== 'syntax' && mentionsAny(node.value, doubtful)) return;
  // A suggestion belongs into the first line, which is all that a list of problems shows.
  const suggests = problem.help?.startsWith('did you mean') === true;
  const message = suggests ? `${problem.message}; ${problem.help}` : problem.message;
  const help = cutByComment(node, text) ?? (suggests ? undefined : problem.help);
  const { code } = problem;
  report.add('error', valueSpan(node, text, problem), { code, message, ...(help === undefined ? {} : { help }) });
}

// A field of a probe that is wrong itself is no second mistake.
function mentionsAny(source: string, ids: ReadonlySet<string>): boolean {
  if (ids.size === 0) return false;
  const used = noNames();
  noteNames(source, used);
  return [...used.ids].some((id) => ids.has(id));
}

function cutByComment({ style, end }: TextNode, text: string): string | undefined {
  if (style !== 'plain' || !/^[ \t]+#/.test(text.slice(end, end + 80))) return undefined;
  return 'YAML takes " #" for the beginning of a comment: quote the whole expression';
}
