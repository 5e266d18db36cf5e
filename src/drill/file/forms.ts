// A drill and the others of its fault that it names under `also`: each is the drill itself but for what is otherwise there.

import { at, type MapNode, type Pair } from '../../parse/yaml/node.ts';
import type { Problems } from '../../parse/yaml/problems.ts';

/** The drill, then one for each name under `also`, as if it were written out; what is wrong with one is shown at its name. */
export function formsOf(node: MapNode, problems: Problems): readonly MapNode[] {
  const also = at(node, 'also');
  if (also?.kind !== 'map') return [node];
  for (const [name, { key }] of also.entries)
    if (!AS.test(name))
      problems.add('error', key, {
        code: 'value',
        message: `"${name}" cannot be the name of a drill`,
        help: 'write it with small letters, digits, _ and -',
      });
  return [node, ...[...also.entries].flatMap(([name, pair]) => formOf(node, name, pair) ?? [])];
}

/** As the schema has it for `as`. */
const AS = /^[a-z][a-z0-9_-]*$/;

function formOf(node: MapNode, name: string, { key, value }: Pair): MapNode | undefined {
  const fault = node.entries.get('fault');
  if (value.kind !== 'map' || fault === undefined) return undefined;
  const as: Pair = { key, value: { kind: 'scalar', value: name, style: 'plain', flow: false, ...key } };
  const kept = [...node.entries].filter(([one]) => one !== 'also');
  return {
    ...node,
    entries: new Map([...kept, ...value.entries, ['fault', { key, value: fault.value }], ['as', as]]),
  };
}
