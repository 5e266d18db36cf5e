// What only shows when the whole file is read: probes that wait for each other, names that nobody uses, templates where
// none are filled in.

import { didYouMean, nearest } from '../../model/nearest.ts';
import type { Runbook } from '../../model/runbook.ts';
import { optional } from '../optional.ts';
import { at, everyNode, isText, itemsAt, keySpan, type Node } from '../yaml/node.ts';
import { nearestWord, rewrite } from '../yaml/rewrite.ts';
import { valueSpan } from '../yaml/value-span.ts';
import { checkAlertHosts } from './alert-hosts.ts';
import type { Build } from './context.ts';
import { checkNeverTrue } from './never-true.ts';

/** Checks a built runbook as a whole. */
export function checkReferences(build: Build, runbook: Runbook): void {
  circularProbes(build, runbook);
  unknownCauses(build, runbook);
  unknownFollowUps(build, runbook);
  unverified(build, runbook);
  checkAlertHosts(build, runbook);
  if (!build.accepted) checkNeverTrue(build, runbook);
  // What was not read for a mistake of another sort may hold the very use that is missed.
  if (build.wrong.size > 0 || hasBroken(build.outline.root)) return;
  unused(build, runbook);
  strayTemplates(build);
}

function hasBroken(root: Node): boolean {
  for (const { kind } of everyNode(root)) if (kind === 'broken') return true;
  return false;
}

function circularProbes(build: Build, { probes }: Runbook): void {
  const waits = new Map(probes.map((probe) => [probe.id, probe.probes]));
  const reported = new Set<string>();
  for (const { node, role } of build.outline.steps) {
    const id = build.ids.get(node) ?? '';
    if (role !== 'probe' || reported.has(id)) continue;
    const circle = wayBack(id, waits);
    if (circle === undefined) continue;
    for (const one of circle) reported.add(one);
    const message =
      circle.length === 1
        ? `the probe "${id}" waits for itself`
        : `probes wait for each other: ${[...circle, id].join(' -> ')}`;
    const help = 'a probe waits for those that its `if` and its templates name; one of these must go';
    build.problems.add('error', at(node, 'id') ?? keySpan(node, 'if'), { code: 'circle', message, help });
  }
}

/** The way from a probe back to itself along what it waits for; undefined when there is none. */
function wayBack(id: string, waits: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const from = new Map<string, string>();
  const queue = [id];
  for (let here = queue.shift(); here !== undefined; here = queue.shift()) {
    for (const next of waits.get(here) ?? []) {
      if (next === id) return pathTo(here, from);
      if (from.has(next)) continue;
      from.set(next, here);
      queue.push(next);
    }
  }
  return undefined;
}

function pathTo(end: string, from: ReadonlyMap<string, string>): readonly string[] {
  const path = [end];
  for (let here = from.get(end); here !== undefined; here = from.get(here)) path.unshift(here);
  return path;
}

// `cause` is text for expressions: one that no cause is called can only be a mistake, and would never be true.
const CAUSE = /(?<![\w.])cause\s*(?:[=!]=\s*(["'])(.*?)\1|in\s*\[([^\]]*)\])/g;

function unknownCauses({ expressions, outline, problems }: Build, { causes }: Runbook): void {
  if (outline.incomplete) return;
  const ids = causes.map(({ id }) => id);
  for (const { node, source, offset } of expressions.seen) {
    for (const match of source.matchAll(CAUSE)) {
      for (const { 0: quoted, index } of match[0].matchAll(/(["'])(.*?)\1/g)) {
        const id = quoted.slice(1, -1);
        if (ids.includes(id)) continue;
        const start = offset + match.index + index;
        const span = valueSpan(node, expressions.text, { start, end: start + quoted.length });
        const near = nearest(id, ids);
        const edit = { start: start + 1, end: start + quoted.length - 1, text: near ?? '' };
        const fix = near === undefined ? undefined : rewrite(node, expressions.text, edit);
        problems.add('warning', span, {
          code: 'unknown-name',
          message: `no cause is called "${id}"${didYouMean(id, ids)}`,
          ...optional('fix', fix),
        });
      }
    }
  }
}

function unknownFollowUps({ outline, problems }: Build, { causes }: Runbook): void {
  if (outline.incomplete) return;
  const ids = causes.map(({ id }) => id);
  for (const item of itemsAt(outline.root, 'prevent')) {
    for (const named of itemsAt(item, 'causes')) {
      if (!isText(named) || ids.includes(named.value)) continue;
      const message = `no cause is called "${named.value}"${didYouMean(named.value, ids)}`;
      problems.add('error', named, { code: 'unknown-name', message, ...nearestWord(named, ids) });
    }
  }
}

function unverified({ outline, problems }: Build, { causes, verify }: Runbook): void {
  const { root } = outline;
  const unseen = causes.filter((cause) => cause.resolve.length > 0 && cause.verify.length === 0);
  if (verify.length > 0 || at(root, 'verify') !== undefined || unseen.length === 0) return;
  const help = 'add `verify` with a goal; without one, steps that ran through count as a solution';
  problems.add('warning', keySpan(root, 'causes'), {
    code: 'no-verify',
    message: 'nothing says what must be true when it is over',
    help,
  });
}

function unused(build: Build, { causes }: Runbook): void {
  const { outline, expressions, problems } = build;
  const { ids, inputs } = expressions.used;
  // A runbook that it is handed over to is offered the inputs of the same name.
  const handsOver = causes.some(({ runbook }) => runbook !== undefined);
  for (const [name, { key, value }] of handsOver ? [] : outline.inputs) {
    if (inputs.has(name)) continue;
    const line = lineOfDefault(build, value);
    const help =
      line === undefined ? undefined : `its default stands as text in line ${line}: write \${{ inputs.${name} }} there`;
    const message = `nothing uses the input "${name}"`;
    problems.add('warning', key, { code: 'unused', message, ...optional('help', help) });
  }
  for (const [id, { key }] of outline.facts) {
    if (!ids.has(id)) problems.add('warning', key, { code: 'unused', message: `nothing uses the fact "${id}"` });
  }
  for (const { node, role } of outline.steps) {
    const id = at(node, 'id');
    if (role !== 'probe' || !isText(id) || ids.has(id.value)) continue;
    const help = 'a probe that is only there to be read needs no `id`';
    problems.add('warning', id, { code: 'unused', message: `nothing uses the probe "${id.value}"`, help });
  }
}

/** The line in which a step holds the default of an input as it stands. */
function lineOfDefault({ outline, expressions }: Build, input: Node): number | undefined {
  const written = at(input, 'default');
  if (!isText(written) || written.value.length < 3) return undefined;
  for (const { node } of outline.steps)
    for (const one of everyNode(node))
      if (isText(one) && one.value.includes(written.value))
        return expressions.text.slice(0, one.start).split('\n').length;
  return undefined;
}

// Text that is quoted from elsewhere may hold anything.
const QUOTED: ReadonlySet<string> = new Set(['note', 'notes', 'todo', 'description']);

function strayTemplates(build: Build): void {
  const { outline, expressions, problems } = build;
  const exempt = new Set<Node>();
  for (const node of everyNode(outline.root)) {
    if (node.kind === 'map') {
      for (const [key, { value }] of node.entries)
        if (QUOTED.has(key)) for (const inner of everyNode(value)) exempt.add(inner);
    }
    if (!isText(node) || exempt.has(node) || expressions.read.has(node)) continue;
    const hole = /(?<!\$)\$\{\{/.exec(node.value);
    if (hole === null) continue;
    const help = 'templates are filled in where a step, a `because` or a `say` is made';
    const span = valueSpan(node, expressions.text, { start: hole.index, end: hole.index + 3 });
    problems.add('error', span, { code: 'template-place', message: 'no template is filled in here', help });
  }
}
