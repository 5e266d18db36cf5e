// What a scenario expects, held against the names of its runbook and against itself: an expectation that no run can meet, or
// that every run meets, is a mistake of its author.

import { isObject } from '../model/json.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import { at, isText, keySpan, type MapNode, type Node, plain, startOf, textAt } from '../parse/yaml/node.ts';
import { checkKeys, isNone, known, type NameReader } from './names.ts';
import type { Expectation, ScenarioOutcome } from './scenario.ts';

/** Reads what must come of a scenario. */
export function expectationOf(node: Node | undefined, reader: NameReader): Expectation {
  const { causes, steps, probes } = reader.names;
  const actions = [...steps.keys()];
  const idsAt = (key: string, candidates: readonly string[], called: string): readonly string[] | undefined => {
    const found = at(node, key);
    if (found === undefined) return undefined;
    const items = found.kind === 'list' ? found.items : isText(found) ? [found] : [];
    for (const item of items)
      if (called !== 'cause' || !isNone(item, reader)) known(item, { called, candidates }, reader);
    return items.flatMap((item) => (isText(item) ? [item.value] : []));
  };
  checkKeys(at(node, 'verdicts'), { called: 'cause', candidates: causes }, reader);
  const verdicts = at(node, 'verdicts');
  const written = verdicts === undefined ? undefined : plain(verdicts);
  const expected = defined({
    cause: idsAt('cause', causes, 'cause'),
    verdicts: isObject(written) ? (written as Readonly<Record<string, RankedCause['verdict']>>) : undefined,
    steps: idsAt('steps', actions, 'step'),
    skipped: idsAt('skipped', actions, 'step'),
    asked: idsAt('asked', [...actions, ...probes.keys()], 'step'),
    never: idsAt('never', actions, 'step'),
    outcome: textAt(node, 'outcome') as ScenarioOutcome | undefined,
  });
  if (node?.kind === 'map') checkSense(node, expected, reader);
  return expected;
}

const defined = (fields: { readonly [K in keyof Expectation]: Expectation[K] | undefined }): Expectation =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function checkSense(node: MapNode, expected: Expectation, { problems }: NameReader): void {
  const { cause = [], steps = [], skipped = [], never = [], outcome } = expected;
  const wrong = (key: string, message: string, help: string): void =>
    problems.add('error', keySpan(node, key), { code: 'two-ways', message, help });
  if (node.entries.size === 0)
    problems.add('warning', startOf(node), {
      code: 'empty',
      message: 'nothing is expected, so that any run passes',
      help: 'say which cause is found (`cause`) and how the run ends (`outcome`)',
    });
  const forbidden = steps.find((step) => never.includes(step));
  if (forbidden !== undefined)
    wrong('never', `"${forbidden}" is expected and must never be carried out`, 'leave one out');
  const leftOut = steps.find((step) => skipped.includes(step));
  if (leftOut !== undefined) wrong('skipped', `"${leftOut}" is expected to run and to be left out`, 'leave one out');
  if (outcome === 'healthy' && cause.length > 0)
    wrong(
      'outcome',
      'a run that takes up a cause does not end `healthy`',
      'it ends `resolved`, where all is well then',
    );
}
