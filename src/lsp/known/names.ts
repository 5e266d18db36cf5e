// Where the names of a runbook stand: declared and used, in the runbook itself and in the scenarios beside it. Ids are one
// space in a file, inputs another.

import { childrenOf, type Node as Expression } from '../../expr/syntax/node.ts';
import { everyChain } from '../../expr/syntax/references.ts';
import { parseExpression } from '../../expr/syntax/syntax.ts';
import type { Contents } from '../../parse/runbook.ts';
import type { Span } from '../../parse/yaml/lines.ts';
import { at, isText, itemsAt, type Node } from '../../parse/yaml/node.ts';
import { valueSpan } from '../../parse/yaml/value-span.ts';

/** A name of a runbook. */
export interface Name {
  /** `id`: a probe, fact, cause or step. */
  readonly space: 'id' | 'input';
  readonly name: string;
}

/** One place where a name stands. */
export interface Use extends Name {
  /** The name itself, without quotes; where escapes stand in the way, the whole text that it is in. */
  readonly span: Span;
  readonly isExact: boolean;
  readonly declares: boolean;
}

// What an alias names is found once for each place that it is used in, and stands in one.
function collecting(): { readonly found: Map<string, Use>; readonly take: (use: Use | null) => void } {
  const found = new Map<string, Use>();
  const take = (use: Use | null): void => {
    if (use !== null) found.set(`${use.span.start} ${use.space} ${use.name}`, use);
  };
  return { found, take };
}

/** Every place of every name in a runbook. */
export function namesInRunbook(text: string, { outline, expressions }: Contents): readonly Use[] {
  const { found, take } = collecting();
  for (const [space, entries] of [
    ['input', outline.inputs],
    ['id', outline.facts],
  ] as const)
    for (const [name, { key }] of entries) take(ofKey(text, key, { space, name, declares: true }));
  for (const node of [...outline.steps.map((site) => site.node), ...outline.causes])
    take(ofText(text, at(node, 'id'), 'id', true));
  for (const item of itemsAt(outline.root, 'prevent'))
    for (const cause of itemsAt(item, 'causes')) take(ofText(text, cause, 'id'));
  for (const { node, source, offset } of expressions) {
    for (const { start, end, ...name } of namesInExpression(source)) {
      const span = valueSpan(node, text, { start: offset + start, end: offset + end });
      take(inText(text, { ...name, span, declares: false }));
    }
  }
  return [...found.values()];
}

/** Every place of every name of the runbook beside it in a file of scenarios. */
export function namesInScenarios(text: string, root: Node): readonly Use[] {
  const { found, take } = collecting();
  const keys = (node: Node | undefined, space: Name['space']): void => {
    if (node?.kind !== 'map') return;
    for (const [name, { key }] of node.entries) {
      take(ofKey(text, key, { space, name, declares: false }));
    }
  };
  const ids = (node: Node | undefined): void => {
    for (const one of node?.kind === 'list' ? node.items : [node]) take(ofText(text, one, 'id'));
  };
  keys(at(root, 'inputs'), 'input');
  keys(at(root, 'readings'), 'id');
  for (const scenario of itemsAt(root, 'scenarios')) {
    keys(at(scenario, 'inputs'), 'input');
    keys(at(scenario, 'given'), 'id');
    keys(at(scenario, 'answers'), 'id');
    const after = at(scenario, 'after');
    keys(after, 'id');
    if (after?.kind === 'map') for (const { value } of after.entries.values()) keys(value, 'id');
    ids(at(scenario, 'cause'));
    const expect = at(scenario, 'expect');
    keys(at(expect, 'verdicts'), 'id');
    for (const key of ['cause', 'steps', 'skipped', 'asked', 'never']) ids(at(expect, key));
  }
  return [...found.values()];
}

function ofKey(text: string, key: Span, use: Omit<Use, 'span' | 'isExact'>): Use {
  const isQuoted = /["']/.test(text[key.start] ?? '');
  return inText(text, { ...use, span: isQuoted ? { start: key.start + 1, end: key.end - 1 } : key });
}

function ofText(text: string, node: Node | undefined, space: Name['space'], declares = false): Use | null {
  if (!isText(node)) return null;
  const span = valueSpan(node, text, { start: 0, end: node.value.length });
  return inText(text, { space, name: node.value, declares, span });
}

const inText = (text: string, use: Omit<Use, 'isExact'>): Use => ({
  ...use,
  isExact: text.slice(use.span.start, use.span.end) === use.name,
});

/** The names in an expression with their places in it; none where it cannot be read. */
function namesInExpression(source: string): readonly (Name & Span)[] {
  const parsed = parseExpression(source);
  if (!parsed.ok) return [];
  const found: (Name & Span)[] = [];
  for (const { root, links, start } of everyChain(parsed.value)) {
    const [first] = links;
    const isGroup = root === 'inputs' || root === 'before';
    if (!isGroup) found.push({ space: 'id', name: root, start, end: start + root.length });
    else if (typeof first?.key === 'string') {
      const from = source.indexOf(first.key, first.start);
      if (from < 0) continue;
      const space = root === 'inputs' ? 'input' : 'id';
      found.push({ space, name: first.key, start: from, end: from + first.key.length });
    }
  }
  return [...found, ...causesIn(parsed.value)];
}

// `cause == "x"` and `cause in ["x", "y"]` name causes in strings.
function causesIn(node: Expression): readonly (Name & Span)[] {
  const below = childrenOf(node).flatMap(causesIn);
  if (node.op !== 'binary' || !['==', '!=', 'in'].includes(node.sign)) return below;
  const { left, right } = node;
  const other = isCause(left) ? right : isCause(right) && node.sign !== 'in' ? left : null;
  const words = other === null ? [] : other.op === 'list' ? other.items : [other];
  const named = words.flatMap((word) => {
    if (word.op !== 'literal' || typeof word.value !== 'string') return [];
    const start = word.source.indexOf(word.value, word.start);
    return [{ space: 'id' as const, name: word.value, start, end: start + word.value.length }];
  });
  return [...named, ...below];
}

const isCause = (node: Expression): boolean => node.op === 'chain' && node.root === 'cause' && node.links.length === 0;

/** The place of a name at an offset; undefined where none stands. */
export const nameAt = (uses: readonly Use[], offset: number): Use | undefined =>
  uses.find(({ span, isExact }) => isExact && span.start <= offset && offset <= span.end);

/** Whether two are the same name. */
export const isSame = (a: Name, b: Name): boolean => a.space === b.space && a.name === b.name;
