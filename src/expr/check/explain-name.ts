// What to say about a name that nothing has: what it is near to, or what there is instead.

import { listed, nearest } from '../../model/nearest.ts';
import type { ExpressionProblem } from '../environment.ts';
import { BUILT_IN, GROUPS, type Names, RUN_FIELDS } from '../names.ts';
import { type Complaint, didYouMean, problemAt } from '../problem.ts';
import type { Chain, Link } from '../syntax/node.ts';
import { type Fields, isRecord } from '../value-type.ts';

/** The problem of a chain that names nothing. */
export function unknownName(chain: Chain, names: Names): ExpressionProblem {
  const member = GROUPS.find((name) => name === chain.root);
  if (member !== undefined) return unknownMember(chain, member, names);
  const at = { start: chain.start, end: chain.start + chain.root.length };
  const known = [...names.probes.keys(), ...names.facts.keys(), ...names.steps.keys(), ...BUILT_IN];
  const cure = otherWords(chain, names) ?? didYouMean(nearest(chain.root, known)) ?? inQuotes(chain);
  const group = GROUP_WORDS.has(chain.root) && chain.links[0] !== undefined;
  if (group && cure?.instead !== undefined)
    return problemAt(
      { start: chain.start, end: chain.links[0]?.end ?? at.end },
      { code: 'unknown-name', message: `unknown name "${chain.root}"`, ...cure },
    );
  return problemAt(at, { code: 'unknown-name', message: `unknown name "${chain.root}"`, ...cure });
}

// A word that stands alone and is near to nothing was meant as text.
const inQuotes = ({ root, links }: Chain): Pick<Complaint, 'help' | 'instead'> | undefined =>
  links.length > 0 ? undefined : { help: `name a probe, a fact or an input; a text stands in quotes: "${root}"` };

/** What other tools put before the name of a step or an input. */
const GROUP_WORDS: ReadonlySet<string> = new Set(
  'steps needs probes diagnose facts jobs checks result results vars var variables params parameters input args context ctx data'.split(
    ' ',
  ),
);

/** Values of other languages. */
const VALUES: Readonly<Record<string, string>> = {
  True: 'true',
  TRUE: 'true',
  yes: 'true',
  False: 'false',
  FALSE: 'false',
  no: 'false',
};

function otherWords(chain: Chain, names: Names): Pick<Complaint, 'help' | 'instead'> | undefined {
  const { root } = chain;
  const write = (instead: string): Pick<Complaint, 'help' | 'instead'> => ({ help: `write ${instead}`, instead });
  if (names.inputs.has(root)) return write(`inputs.${root}`);
  const first = chain.links[0]?.key;
  if (GROUP_WORDS.has(root) && typeof first === 'string') {
    if (names.inputs.has(first)) return write(`inputs.${first}`);
    if (names.probes.has(first) || names.facts.has(first) || names.steps.has(first)) return write(first);
  }
  // A field alone, of a reading that somebody has before his eyes.
  const owners = [...names.probes].filter(([, type]) => isRecord(type, root)).map(([id]) => `${id}.${root}`);
  if (chain.links.length === 0 && owners.length > 0 && !['text', 'ok', 'error'].includes(root))
    return owners.length === 1 ? write(owners[0] ?? '') : { help: `say of which probe: ${listed(owners.slice(0, 3))}` };
  if (/^(?:item|matrix|strategy)$/.test(root))
    return { help: 'write `for_each: [a, b]` in the step; in it `item` is the one it is carried out for' };
  if (/^(?:github|runner|gitlab|workflow|jenkins|build)$/.test(root))
    return { help: 'declare an input for it: `inputs: { name: { env: NAME } }`, and write inputs.name' };
  if (/^(?:vars|variables|params|parameters|var)$/.test(root))
    return { help: `declare an input: \`inputs: { ${first ?? 'name'}: { … } }\`, and write inputs.${first ?? 'name'}` };
  if (root === 'alertname') return write('alert.labels.alertname');
  if (root === 'labels' || root === 'annotations') return write(`alert.${root}`);
  const value = Object.hasOwn(VALUES, root) ? VALUES[root] : undefined;
  if (value !== undefined) return write(value);
  if (['None', 'nil', 'undefined', 'NULL', 'Null'].includes(root))
    return { help: 'known(x) asks whether x has a value' };
  if (['env', 'process', 'ENV', 'environ'].includes(root))
    return { help: 'declare an input: `inputs: { name: { env: NAME } }`, and write inputs.name' };
  if (root === 'secrets' || root === 'secret' || root === 'vault')
    return { help: 'declare an input: `inputs: { name: { env: NAME, secret: true } }`, and write inputs.name' };
  return undefined;
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
  const cure = otherField(of, link, fields) ?? suggested(link, names) ?? { help: `it has ${listed(names)}` };
  return problemAt(link, { code: 'unknown-field', message: `\`${of}\` has no field "${link.key}"`, ...cure });
}

/** The nearest of the names, written as the link is: `.name`, or `["name"]`. */
function suggested({ key, start, end }: Link, names: readonly string[]): ReturnType<typeof didYouMean> {
  const near = nearest(String(key), names);
  return didYouMean(near, near !== undefined && end - start > String(key).length ? JSON.stringify(near) : near);
}

/** Fields by the words that other tools have for them, the likeliest first. */
const FIELD_WORDS: readonly (readonly [string, string])[] = [
  ['exit_code status', 'rc exit exitcode exitCode returncode return_code code exit_status'],
  ['status', 'status_code statusCode http_code http_status state'],
  ['ok', 'success succeeded healthy up alive reachable passed is_ok'],
  ['stdout text', 'out output stdout_lines content'],
  ['text json stdout', 'body'],
  ['json text stdout', 'data response payload result value'],
  ['stderr', 'err'],
  ['ms', 'latency duration time elapsed response_time took duration_ms'],
  ['error', 'exception reason message msg'],
  ['title', 'name summary'],
];

/** The field that another tool's word for it means; undefined where there is none like it. */
export const fieldMeant = (word: string, fields: readonly string[]): string | undefined =>
  FIELD_WORDS.filter(([, words]) => words.split(' ').includes(word))
    .flatMap(([meant]) => meant.split(' '))
    .find((one) => fields.includes(one));

function otherField(of: string, link: Link, fields: Fields): Pick<Complaint, 'help' | 'instead'> | undefined {
  const { key, start, end } = link;
  if (typeof key !== 'string') return undefined;
  if (
    of === 'alert' &&
    end - start === key.length &&
    fieldMeant(key, Object.keys(fields)) === undefined &&
    nearest(key, Object.keys(fields)) === undefined
  )
    return { help: `write alert.labels.${key}, where it is a label`, instead: `labels.${key}` };
  if (/^(?:failed|failure|down|is_error|has_error)$/.test(key) && Object.hasOwn(fields, 'ok'))
    return { help: `write !${of}.ok` };
  const meant = fieldMeant(key, Object.keys(fields));
  if (meant === undefined) return undefined;
  const isBracket = end - start > key.length;
  return { help: `write ${of}.${meant}`, instead: isBracket ? JSON.stringify(meant) : meant };
}
