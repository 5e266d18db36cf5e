// What a drill expects, held against itself: an expectation that no run can meet is a mistake of its author.

import { didYouMean } from '../../model/nearest.ts';
import type { Runbook } from '../../model/runbook.ts';
import { at, keySpan, type MapNode } from '../../parse/yaml/node.ts';
import type { Drill } from './drill.ts';
import type { Reader } from './reader.ts';

/** Reports what contradicts itself in the expectation of a drill, or says nothing. */
export function checkExpectation(node: MapNode, { expect }: Drill, { problems, plan }: Reader): void {
  const written = at(node, 'expect');
  if (written?.kind !== 'map') return;
  const { cause, group, outcome, changes = [], never = [], to } = expect;
  const wrong = (key: string, message: string, help: string): void =>
    problems.add('error', keySpan(written, key), { code: 'two-ways', message, help });
  if (written.entries.size === 0)
    problems.add('error', keySpan(node, 'expect'), {
      code: 'empty',
      message: 'nothing is expected, so that any run goes as it must',
      help: 'say which cause is found (`cause`) and how the run ends (`outcome`)',
    });
  if (cause !== undefined && group !== undefined)
    wrong('group', 'a cause that is found and a group that cannot be told apart exclude each other', 'leave one out');
  if (cause?.length === 0 && changes.length > 0)
    wrong('changes', 'no cause is taken up, and so nothing is changed', 'name the cause, or leave `changes` empty');
  if (outcome === 'healthy' && (cause ?? []).length > 0)
    wrong(
      'outcome',
      'a run that takes up a cause does not end `healthy`',
      'it ends `resolved`, where all is well then',
    );
  const both = changes.find((step) => never.includes(step));
  if (both !== undefined) wrong('never', `"${both}" is expected and must never be carried out`, 'leave one out');
  const known = told(plan.runbook);
  if (to !== undefined && !known.includes(to))
    problems.add('error', keySpan(written, 'to'), {
      code: 'unknown-name',
      message: `"${plan.runbook.id}" tells nobody called "${to}"${didYouMean(to, known)}`,
    });
}

// The owner, and whom escalations name.
const told = ({ owner, causes, escalate }: Runbook): readonly string[] => [
  ...(owner === undefined ? [] : [owner]),
  ...[...escalate, ...causes.flatMap((cause) => cause.escalate)].flatMap(({ to }) => to ?? []),
];
