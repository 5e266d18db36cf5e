// `for_each`: what a step is carried out for, one by one. Whether it is a list is known when it is filled; that it can be one
// is said here.

import type { ExpressionPlace } from '../../expr/environment.ts';
import { ITEM } from '../../expr/names.ts';
import { definition } from '../../kinds/index.ts';
import { isTemplate, type TemplateTree } from '../../model/expression.ts';
import { at, isText, keySpan, type MapNode, type Node } from '../yaml/node.ts';
import { kindOf, type Role } from '../yaml/outline.ts';
import type { Build } from './context.ts';
import { holesIn } from './holes.ts';

/** What a step is carried out for. Undefined without a list, and where it must not have one, which is reported. */
export function forEachAt(build: Build, node: MapNode, role: Role): TemplateTree | undefined {
  const written = at(node, 'for_each');
  if (written === undefined) return undefined;
  const place = role === 'probe' ? 'probe' : 'run';
  const tree = build.expressions.tree(written, place);
  if (build.accepted) return tree;
  const refuse = (message: string, help: string): undefined => {
    build.problems.add('error', keySpan(node, 'for_each'), { code: 'step', message, help });
    return undefined;
  };
  if (role === 'undo' || role === 'preview')
    return refuse(
      `${role === 'undo' ? 'an undo' : 'a preview'} is carried out for what its step is carried out for`,
      'delete it: `item` is known here where the step has `for_each`',
    );
  if (role === 'escalation') return refuse('a step of an escalation is carried out once', 'write a step for each');
  const kind = kindOf(node);
  if (kind !== undefined && definition(kind).by !== 'performer')
    return refuse(`a step of kind ${kind} is carried out once`, 'delete `for_each`');
  const { probes, actions } = named(build);
  if (probes.has(ITEM) || actions.has(ITEM) || build.outline.facts.has(ITEM))
    return refuse('`item` is the name of something else in this file', 'give that another name');
  return checkList(build, written, { tree, place });
}

// What a hole yields is checked as far as types say it; the rest shows when it is filled.
function checkList(
  { expressions, problems }: Build,
  written: Node,
  { tree, place }: { readonly tree: TemplateTree | undefined; readonly place: ExpressionPlace },
): TemplateTree | undefined {
  if (!isText(written) || tree === undefined) return tree;
  const [hole, ...rest] = isTemplate(tree) ? tree.$template : [];
  const isHole = rest.length === 0 && typeof hole === 'object';
  const message = isHole ? expressions.notList(hole.expression.source, place) : '`for_each` takes a list';
  if (message === undefined && (typeof hole !== 'object' || hole.secret === undefined)) return tree;
  const help = 'write "${{ inputs.hosts }}", or the list itself: [web-1, web-2]';
  problems.add('error', written, { code: 'step', message: message ?? 'a secret is no list', help });
  return undefined;
}

function named({ ids, outline }: Build): {
  readonly probes: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
} {
  const of = (role: Role): ReadonlySet<string> =>
    new Set(outline.steps.filter((site) => site.role === role).map(({ node }) => ids.get(node) ?? ''));
  return { probes: of('probe'), actions: of('action') };
}

/** Whether the list that a step is carried out for is written out, or comes from inputs alone. */
export function isGiven(for_each: TemplateTree): boolean {
  return holesIn(for_each).every(({ source, probes }) => probes.length === 0 && /^inputs\.\w+$/.test(source.trim()));
}

/** A tree whose holes say that their item is given: by whoever runs the runbook, and no system or alert. */
export function withGivenItems(tree: TemplateTree): TemplateTree {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (isTemplate(tree))
    return {
      $template: tree.$template.map((part) => (typeof part === 'string' ? part : { ...part, item: 'given' as const })),
    };
  if (Array.isArray(tree)) return (tree as readonly TemplateTree[]).map(withGivenItems);
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, withGivenItems(part)]));
}
