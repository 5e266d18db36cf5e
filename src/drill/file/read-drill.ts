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
import { checkAnswers } from '../../scenario/answers.ts';
import { isNone, known as named } from '../../scenario/names.ts';
import type { ScenarioOutcome } from '../../scenario/scenario.ts';
import type { Drill, DrillExpectation, Injection, SandboxSpec } from './drill.ts';
import { KNOWN_LABS } from './known.ts';
import { givenAt, keepAt } from './read-sandbox.ts';
import type { Reader } from './reader.ts';

interface DrillReader extends Reader {
  readonly sandbox: SandboxSpec;
  readonly line: number;
}

/** Reads a drill; what is wrong with it is reported, and left out. */
export function drillOf(node: MapNode, reader: DrillReader): Drill {
  const { sandbox, line } = reader;
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
    ...optional('shows', showsAt(node, reader)),
    ...optional('heal', at(node, 'heal') === undefined ? undefined : stepsAt(node, 'heal', reader)),
    meanwhile: stepsAt(node, 'meanwhile', reader),
    inputs: givenAt(node, reader) as Drill['inputs'],
    answers: answersAt(node, reader),
    approve,
    expect: expectationOf(at(node, 'expect'), reader),
    keep: at(node, 'keep') === undefined ? sandbox.keep : keepAt(node, reader, sandbox),
  };
}

// What names no probe is true or false for ever.
function showsAt(node: MapNode, { build, problems }: DrillReader): Drill['shows'] {
  const written = at(node, 'shows');
  const shows = build.expressions.condition(written, 'run');
  if (shows === undefined || written === undefined || shows.probes.length > 0) return shows;
  const help = 'name a probe or a fact: without one nobody sees the outage';
  problems.add('error', written, { code: 'no-probe', message: 'this `shows` names no probe', help });
  return undefined;
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
  checkAnswers(found, reader);
  const values = found === undefined ? undefined : plain(found);
  return isObject(values) ? values : {};
}

function expectationOf(node: Node | undefined, reader: DrillReader): DrillExpectation {
  const { causes } = reader.names;
  const actions = [...reader.names.steps.keys()];
  const idsAt = (key: string, candidates: readonly string[], called: string): readonly string[] | undefined => {
    const found = at(node, key);
    if (found === undefined) return undefined;
    const items = found.kind === 'list' ? found.items : [found];
    for (const item of items)
      if (called !== 'cause' || !isNone(item, reader)) named(item, { called, candidates }, reader);
    return items.flatMap((item) => (isText(item) ? [item.value] : []));
  };
  const span = (key: string): number | undefined => parseDuration(textAt(node, key) ?? '') ?? undefined;
  return {
    ...optional('cause', idsAt('cause', causes, 'cause')),
    ...optional('group', idsAt('group', causes, 'cause')),
    ...optional('outcome', textAt(node, 'outcome') as ScenarioOutcome | undefined),
    ...optional('changes', idsAt('changes', actions, 'step')),
    ...optional('never', idsAt('never', actions, 'step')),
    ...optional('to', textAt(node, 'to')),
    ...optional('named_within_ms', span('named_within')),
    ...optional('resolved_within_ms', span('resolved_within')),
  };
}

function textsIn(node: Node | undefined): readonly string[] {
  return node?.kind === 'list' ? node.items.flatMap((item) => (isText(item) ? [item.value] : [])) : [];
}
