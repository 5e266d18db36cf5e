// The parts of a file as a tree, for the outline of an editor; and the commands of a runbook beside its steps.

import { type DocumentSymbol, type Range, SymbolKind } from 'vscode-languageserver';
import type { Contents } from '../../parse/runbook.ts';
import type { Span } from '../../parse/yaml/lines.ts';
import { at, itemsAt, keySpan, type MapNode, type Node, startOf, textAt } from '../../parse/yaml/node.ts';
import type { ExplainedEscalation, ExplainedStep, Explanation } from '../../views/explain/explanation.ts';
import type { RunbookSource, Source } from '../known/sources.ts';

/** Turns a stretch of text into a range of the protocol. */
export type ToRange = (span: Span) => Range;

/** The outline of a file; empty while it cannot be read. */
export function outlineOf(source: Source, range: ToRange): DocumentSymbol[] {
  if (source.kind === 'scenarios') return source.root === null ? [] : scenarioSymbols(source.root, range);
  return source.contents === undefined ? [] : runbookSymbols(source.contents, range);
}

function runbookSymbols(contents: Contents, range: ToRange): DocumentSymbol[] {
  const { outline, ids } = contents;
  const { root } = outline;
  const step = (node: Node): DocumentSymbol =>
    symbol(range, node, {
      name: ids.get(node) ?? textAt(node, 'title') ?? 'step',
      detail: textAt(node, 'title') ?? '',
      kind: SymbolKind.Method,
    });
  const named = (key: string, kind: SymbolKind): DocumentSymbol[] => {
    const found = at(root, key);
    if (found?.kind !== 'map') return [];
    return [...found.entries].map(([name, entry]) => ({
      name,
      kind,
      range: range({ start: entry.key.start, end: Math.max(entry.key.end, entry.value.end) }),
      selectionRange: range(entry.key),
    }));
  };
  const causes = (nodes: readonly Node[]): DocumentSymbol[] =>
    nodes.map((node) => ({
      ...symbol(range, node, {
        name: ids.get(node) ?? 'cause',
        detail: textAt(node, 'title') ?? '',
        kind: SymbolKind.Class,
      }),
      children: itemsAt(node, 'resolve').map(step),
    }));
  const titled = (key: string, kind: SymbolKind): DocumentSymbol[] =>
    itemsAt(root, key).map((node) =>
      symbol(range, node, {
        name: textAt(node, 'title') ?? textAt(node, 'goal') ?? textAt(node, 'to') ?? key,
        detail: '',
        kind,
      }),
    );
  const sections: readonly (readonly [string, DocumentSymbol[]])[] = [
    ['inputs', named('inputs', SymbolKind.Variable)],
    ['triggers', titled('triggers', SymbolKind.Event)],
    ['diagnose', itemsAt(root, 'diagnose').map(step)],
    ['facts', named('facts', SymbolKind.Constant)],
    ['causes', causes(itemsAt(root, 'causes'))],
    ['verify', titled('verify', SymbolKind.Boolean)],
    ['escalate', titled('escalate', SymbolKind.Event)],
  ];
  return sections.flatMap(([key, children]) => {
    const value = at(root, key);
    if (value === undefined || children.length === 0) return [];
    const own = keySpan(root, key);
    const whole = { start: own.start, end: Math.max(own.end, value.end) };
    return [{ name: key, kind: SymbolKind.Namespace, range: range(whole), selectionRange: range(own), children }];
  });
}

function scenarioSymbols(root: Node, range: ToRange): DocumentSymbol[] {
  return itemsAt(root, 'scenarios').map((node) =>
    symbol(range, node, { name: textAt(node, 'title') || 'scenario', detail: '', kind: SymbolKind.Method }),
  );
}

// An alias is the node that it stands for: its place is that of the anchor.
function symbol(
  range: ToRange,
  node: Node,
  { name, detail, kind }: Pick<DocumentSymbol, 'name' | 'kind'> & { readonly detail: string },
): DocumentSymbol {
  const own = at(node, 'id') ?? at(node, 'title') ?? startOf(node);
  const whole = { start: Math.min(node.start, own.start), end: Math.max(node.end, own.end) };
  return {
    name: name === '' ? '?' : name,
    kind,
    ...(detail === '' || detail === name ? {} : { detail }),
    range: range(whole),
    selectionRange: range(own),
  };
}

/** A command of a step, at the step. */
export interface Lens {
  readonly span: Span;
  readonly title: string;
}

/** The command of every step as it would run with the defaults of the inputs; none while the runbook is not valid. */
export function lensesOf(source: RunbookSource): readonly Lens[] {
  const explanation = source.explanation();
  if (explanation === null || source.contents === undefined) return [];
  const { ids, outline } = source.contents;
  const byId = new Map(stepsOf(explanation).map((step) => [step.id, step]));
  const seen = new Set<MapNode>();
  return outline.steps.flatMap(({ node }) => {
    const step = byId.get(ids.get(node) ?? '');
    if (step === undefined || step.command === '' || seen.has(node)) return [];
    seen.add(node);
    return [{ span: startOf(node), title: lensTitle(step) }];
  });
}

const MOST = 160;

function lensTitle({ command, risk, atMost, applies }: ExplainedStep): string {
  const line = command.trim().replace(/\s*\n\s*/g, ' ⏎ ');
  const shown = line.length > MOST ? `${line.slice(0, MOST)}…` : line;
  return [shown, atMost ? `at most ${risk}` : risk, ...(applies ? [] : ['left out with the defaults'])].join('  ·  ');
}

function stepsOf({ probes, causes, escalations }: Explanation): readonly ExplainedStep[] {
  const withInner = (step: ExplainedStep): readonly ExplainedStep[] => [
    step,
    ...step.undo.flatMap(withInner),
    ...(step.preview === undefined ? [] : withInner(step.preview)),
  ];
  const paging = (all: readonly ExplainedEscalation[]): readonly ExplainedStep[] => all.flatMap(({ steps }) => steps);
  const all = [
    ...probes,
    ...causes.flatMap(({ steps, escalations: own }) => [...steps, ...paging(own)]),
    ...paging(escalations),
  ];
  return all.flatMap(withInner);
}
