// One sandbox of a file of drills.

import type { TemplateTree } from '../../model/expression.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { Step } from '../../model/runbook.ts';
import type { Kind } from '../../model/step.ts';
import { durationAt, numberAt } from '../../parse/build/context.ts';
import { buildStep } from '../../parse/build/step.ts';
import { readShape } from '../../parse/build/step-shape.ts';
import { optional } from '../../parse/optional.ts';
import { GOAL } from '../../parse/unwritten.ts';
import { at, isText, itemsAt, keySpan, type MapNode, textAt } from '../../parse/yaml/node.ts';
import { checkInputs } from '../../scenario/given-inputs.ts';
import { LABS, type SandboxSpec } from './drill.ts';
import { KNOWN_LABS } from './known.ts';
import type { Reader } from './reader.ts';

/** Reads a sandbox; undefined when something that it cannot do without is wrong, which is reported. */
export function sandboxOf(name: string, node: MapNode, reader: Reader): SandboxSpec | undefined {
  const { build } = reader;
  const how = howOf(node, build);
  const ready = build.expressions.condition(at(node, 'ready'), 'run');
  if (how === undefined) return undefined;
  if (how.kind === 'compose' && reader.isThere?.(how.file) === false)
    reader.problems.add('error', at(node, 'compose') ?? node, {
      code: 'file-name',
      message: `there is no file ${how.file} beside this one`,
      help: 'a compose file is named relative to the file of drills',
    });
  const count = countAt(node, build);
  return {
    name,
    how,
    ports: itemsAt(node, 'ports').flatMap((port) => (isText(port) ? [port.value] : [])),
    inputs: givenAt(node, reader),
    ...optional('ready', ready),
    within_ms: durationAt(build, node, { key: 'within', fallback: GOAL.within_ms }),
    allow: itemsAt(node, 'allow').flatMap((kind) => (isText(kind) ? [kind.value as Kind] : [])),
    count,
    keep: keepAt(node, reader, { how, count }),
  };
}

function howOf(node: MapNode, build: Reader['build']): SandboxSpec['how'] | undefined {
  const lab = LABS.find((one) => one === textAt(node, 'lab'));
  if (lab !== undefined) return { kind: 'lab', lab };
  const file = textAt(node, 'compose');
  if (file !== undefined) return { kind: 'compose', file };
  if (at(node, 'shell') === undefined) return undefined;
  const shape = readShape(build, node, { kind: 'shell', place: 'run' });
  return shape === undefined ? undefined : { kind: 'shell', shape };
}

/** Inputs of the runbook that a sandbox or a drill gives. */
export function givenAt(node: MapNode, reader: Reader): Readonly<Record<string, TemplateTree>> {
  checkInputs(at(node, 'inputs'), { ...reader, inputs: reader.plan.runbook.inputs, fillsIn: true });
  return treesAt(node, 'inputs', reader.build);
}

/** The values of a mapping, each of which may hold templates. */
function treesAt(node: MapNode, key: string, { expressions }: Reader['build']): Readonly<Record<string, TemplateTree>> {
  const found = at(node, key);
  if (found?.kind !== 'map') return {};
  return Object.fromEntries(
    [...found.entries].flatMap(([name, { value }]) => {
      const tree = expressions.tree(value, 'run');
      return tree === undefined ? [] : [[name, tree] as const];
    }),
  );
}

function countAt(node: MapNode, build: Reader['build']): Readonly<Record<string, Step>> {
  const found = at(node, 'count');
  if (found?.kind !== 'map') return {};
  return Object.fromEntries(
    [...found.entries].flatMap(([name, { value }]) => {
      const step = value.kind === 'map' ? buildStep(build, value, 'action') : undefined;
      return step === undefined ? [] : [[name, step] as const];
    }),
  );
}

/** How many of what have to be kept; what nothing counts is reported. */
export function keepAt(
  node: MapNode,
  { problems }: Reader,
  { how, count }: Pick<SandboxSpec, 'how' | 'count'>,
): Readonly<Record<string, number>> {
  const found = at(node, 'keep');
  if (found?.kind !== 'map') return {};
  const counts = [...(how.kind === 'lab' ? KNOWN_LABS[how.lab].counts : []), ...Object.keys(count)];
  return Object.fromEntries(
    [...found.entries.keys()].map((id) => {
      if (!counts.includes(id))
        problems.add('error', keySpan(found, id), {
          code: 'unknown-name',
          message: `the sandbox counts no "${id}"${didYouMean(id, counts)}`,
          help: 'say under `count` of the sandbox how it is counted',
        });
      return [id, numberAt(found, id) ?? 1] as const;
    }),
  );
}
