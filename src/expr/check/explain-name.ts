// What to say about a name that nothing has: what it is near to, or what there is instead.

import { nearest } from '../../model/nearest.ts';
import type { ExpressionProblem } from '../environment.ts';
import { BUILT_IN, GROUPS, type Names, RUN_FIELDS } from '../names.ts';
import { didYouMean, problemAt } from '../problem.ts';
import type { Chain, Link } from '../syntax/node.ts';
import type { Fields } from '../value-type.ts';

/** The problem of a chain that names nothing. */
export function unknownName(chain: Chain, names: Names): ExpressionProblem {
  const group = GROUPS.find((name) => name === chain.root);
  if (group !== undefined) return unknownMember(chain, group, names);
  const at = { start: chain.start, end: chain.start + chain.root.length };
  const known = [...names.probes.keys(), ...names.facts.keys(), ...names.steps.keys(), ...BUILT_IN];
  const cure = names.inputs.has(chain.root)
    ? { help: `write inputs.${chain.root}`, instead: `inputs.${chain.root}` }
    : didYouMean(nearest(chain.root, known));
  return problemAt(at, { code: 'unknown-name', message: `unknown name "${chain.root}"`, ...cure });
}

type Group = (typeof GROUPS)[number];

const MEMBER: Readonly<Record<Group, string>> = { inputs: 'input', before: 'probe or fact', run: 'field of `run`' };

function unknownMember(chain: Chain, group: Group, names: Names): ExpressionProblem {
  const members = membersOf(group, names);
  const [first] = chain.links;
  const code = 'unknown-name';
  if (first === undefined) {
    const help = `write ${group}.${members[0] ?? 'name'}`;
    return problemAt(chain, { code, message: `\`${group}\` alone is no value`, help });
  }
  const all = members.length === 0 ? undefined : `there is ${members.join(', ')}`;
  const cure = suggested(first, members) ?? { help: all };
  return problemAt(first, { code, message: `unknown ${MEMBER[group]} "${first.key}"`, ...cure });
}

function membersOf(group: Group, names: Names): readonly string[] {
  switch (group) {
    case 'inputs':
      return [...names.inputs.keys()];
    case 'before':
      return [...names.probes.keys(), ...names.facts.keys()];
    case 'run':
      return Object.keys(RUN_FIELDS);
  }
}

/** The problem of a field that a record does not have; `of` is how the record is written. */
export function unknownField(of: string, fields: Fields, link: Link): ExpressionProblem {
  const names = Object.keys(fields);
  const cure = suggested(link, names) ?? { help: `it has ${names.join(', ')}` };
  return problemAt(link, { code: 'unknown-field', message: `\`${of}\` has no field "${link.key}"`, ...cure });
}

/** The nearest of the names, written as the link is: `.name`, or `["name"]`. */
function suggested({ key, start, end }: Link, names: readonly string[]): ReturnType<typeof didYouMean> {
  const near = nearest(String(key), names);
  return didYouMean(near, near !== undefined && end - start > String(key).length ? JSON.stringify(near) : near);
}
