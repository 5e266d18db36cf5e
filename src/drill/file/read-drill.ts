// One drill of a file.

import { definition } from '../../kinds/index.ts';
import { parseDuration } from '../../model/duration.ts';
import { isObject, type Json } from '../../model/json.ts';
import { didYouMean } from '../../model/nearest.ts';
import { RISKS } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import { buildStep } from '../../parse/build/step.ts';
import { optional } from '../../parse/optional.ts';
import { at, isText, itemsAt, keySpan, type MapNode, type Node, plain, textAt } from '../../parse/yaml/node.ts';
import type { ScenarioOutcome } from '../../scenario/scenario.ts';
import type { Drill, DrillExpectation, Injection, SandboxSpec } from './drill.ts';
import { KNOWN_LABS } from './known.ts';
import { keepAt, treesAt } from './read-sandbox.ts';
import type { Reader } from './reader.ts';

interface DrillReader extends Reader {
  readonly sandbox: SandboxSpec;
  readonly line: number;
}

/** Reads a drill; what is wrong with it is reported, and left out. */
export function drillOf(node: MapNode, reader: DrillReader): Drill {
  const { build, sandbox, line } = reader;
  const fault = textAt(node, 'fault') ?? '';
  const approve = RISKS.find((risk) => risk === textAt(node, 'approve')) ?? 'disrupt';
  const written = at(node, 'inject');
  const first: Injection[] = written === undefined ? [known(fault, keyNode(node, 'fault'), reader)] : [];
  return {
    fault,
    ...optional('as', textAt(node, 'as')),
    ...optional('title', textAt(node, 'title')),
    line,
    sandbox,
    needs: textsIn(at(node, 'needs')),
    inject: [...first, ...itemsAt(node, 'inject').flatMap((item) => injection(item, reader))],
    ...optional('shows', build.expressions.condition(at(node, 'shows'), 'run')),
    ...optional('heal', at(node, 'heal') === undefined ? undefined : stepsAt(node, 'heal', reader)),
    meanwhile: stepsAt(node, 'meanwhile', reader),
    inputs: treesAt(node, 'inputs', build) as Drill['inputs'],
    answers: answersAt(node, reader),
    approve,
    expect: expectationOf(at(node, 'expect'), reader),
    keep: at(node, 'keep') === undefined ? sandbox.keep : keepAt(node, reader, sandbox),
  };
}

const keyNode = (node: MapNode, key: string): Node => at(node, key) ?? node;

function injection(node: Node, reader: DrillReader): readonly Injection[] {
  if (isText(node)) return [known(node.value, node, reader)];
  return step(node, reader).map((one) => ({ step: one }));
}

function known(fault: string, node: Node, { problems, sandbox }: DrillReader): Injection {
  const { how } = sandbox;
  const ids = how.kind === 'lab' ? KNOWN_LABS[how.lab].faults.map(({ id }) => id) : [];
  if (!ids.includes(fault))
    problems.add('error', node, {
      code: 'unknown-name',
      message: `the sandbox "${sandbox.name}" knows no fault "${fault}"${didYouMean(fault, ids)}`,
      help:
        how.kind === 'lab'
          ? `it knows ${ids.join(', ')}; or write steps under \`inject\``
          : 'write steps under `inject`',
    });
  return { known: fault };
}

function stepsAt(node: MapNode, key: string, reader: DrillReader): readonly Step[] {
  return itemsAt(node, key).flatMap((item) => step(item, reader));
}

function step(node: Node, { build, problems }: DrillReader): readonly Step[] {
  if (node.kind !== 'map') return [];
  const made = buildStep(build, node, 'action');
  if (made === undefined) return [];
  if (definition(made.kind).by === 'responder')
    problems.add('error', keySpan(node, made.kind), {
      code: 'asking-step',
      message: `nobody is asked while a sandbox is broken: a step of a drill cannot be of kind ${made.kind}`,
      help: 'what a person answers in the run stands under `answers`, what somebody does meanwhile under `meanwhile`',
    });
  return [made];
}

function answersAt(node: MapNode, reader: DrillReader): Readonly<Record<string, Json>> {
  const found = at(node, 'answers');
  if (found?.kind !== 'map') return {};
  for (const id of found.entries.keys()) name(keySpan(found, id), id, stepIds(reader), { called: 'step', ...reader });
  const values = plain(found);
  return isObject(values) ? values : {};
}

const stepIds = ({ plan }: Reader): readonly string[] => [...plan.steps.values()].map(({ step: one }) => one.id);

function expectationOf(node: Node | undefined, reader: DrillReader): DrillExpectation {
  const causes = reader.plan.runbook.causes.map(({ id }) => id);
  const idsAt = (key: string, candidates: readonly string[], called: string): readonly string[] | undefined => {
    const found = at(node, key);
    if (found === undefined) return undefined;
    const items = found.kind === 'list' ? found.items : [found];
    for (const item of items) if (isText(item)) name(item, item.value, candidates, { called, ...reader });
    return items.flatMap((item) => (isText(item) ? [item.value] : []));
  };
  const span = (key: string): number | undefined => parseDuration(textAt(node, key) ?? '') ?? undefined;
  return {
    ...optional('cause', idsAt('cause', causes, 'cause')),
    ...optional('group', idsAt('group', causes, 'cause')),
    ...optional('outcome', textAt(node, 'outcome') as ScenarioOutcome | undefined),
    ...optional('changes', idsAt('changes', stepIds(reader), 'step')),
    ...optional('never', idsAt('never', stepIds(reader), 'step')),
    ...optional('to', textAt(node, 'to')),
    ...optional('named_within_ms', span('named_within')),
    ...optional('resolved_within_ms', span('resolved_within')),
  };
}

function name(
  place: { readonly start: number; readonly end: number },
  id: string,
  candidates: readonly string[],
  { called, problems, plan }: DrillReader & { readonly called: string },
): void {
  if (candidates.includes(id)) return;
  problems.add('error', place, {
    code: 'unknown-name',
    message: `"${plan.runbook.id}" has no ${called} "${id}"${didYouMean(id, candidates)}`,
  });
}

function textsIn(node: Node | undefined): readonly string[] {
  return node?.kind === 'list' ? node.items.flatMap((item) => (isText(item) ? [item.value] : [])) : [];
}
