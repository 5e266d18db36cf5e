// Values of another form than a key takes, where it is seen what is meant: text where a step, a list or a mapping was to be.

import { NETWORK_ERRORS, PROGRAM_ERRORS } from '../../kinds/error-words.ts';
import { isKind } from '../../kinds/index.ts';
import { nearest } from '../../model/nearest.ts';
import { isText, type Node, plain } from '../yaml/node.ts';
import type { Problem } from '../yaml/problems.ts';
import { quoted } from '../yaml/rewrite.ts';
import type { Located } from './errors.ts';
import { flagMeant } from './other-values.ts';

type Cure = Pick<Problem, 'help' | 'fix'>;

/** Lists whose items are steps, and what else may stand alone as text in its place. */
const STEPS: ReadonlySet<string> = new Set(['diagnose', 'resolve', 'undo', 'steps', 'preview']);

/** How the text that stands for a step, or for a whole list, is written. */
function itemOf(list: string, text: string): string | undefined {
  const value = quotedWhereNeeded(text);
  if (['inject', 'heal', 'meanwhile'].includes(list)) return `shell: ${value}`;
  if (STEPS.has(list)) return `shell: ${value}`;
  if (list === 'verify') return `goal: ${/^[a-z_]\w*$/.test(text) ? `${text}.ok` : value}`;
  if (list === 'triggers') return `when: ${value}`;
  if (list === 'causes') return `title: ${value}`;
  return undefined;
}

/** What a kind wants that was given by a name alone. */
const OF_KIND: Readonly<Record<string, string>> = {
  docker: 'inspect',
  systemd: 'unit',
  system: 'disk',
  bullmq: 'queue',
  compose: 'ps',
  notify: 'text',
};

/** Words of their programs for what is done; "" looks. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ...['start', 'restart', 'stop'].map((verb) => [verb, verb] as const),
  ...['inspect', 'status', 'show', 'ps', 'is-active'].map((verb) => [verb, ''] as const),
]);

const quotedWhereNeeded = (text: string): string =>
  /^[A-Za-z/.][^:#\n]*$/.test(text) && text.trim() === text ? text : quoted(text);

/** What was meant by a value of another form; undefined where nobody can tell. */
export function formMeant({ node, path }: Located, types: readonly string[]): Cure | undefined {
  const key = path.at(-1) ?? '';
  if (types.includes('boolean') && isText(node)) return flag(node, node.value);
  if (types.includes('boolean') && node.kind === 'scalar') return flag(node, String(node.value));
  if (key === 'tcp' && node.kind === 'scalar' && typeof node.value === 'number') {
    const text = `localhost:${node.value}`;
    return { help: `write the host, too: ${text}`, fix: { start: node.start, end: node.end, text } };
  }
  if (types.includes('integer') && isText(node)) return whole(node, node.value);
  if (types.length === 1 && types[0] === 'string' && node.kind === 'list')
    return ['cause', 'like', 'test', 'drill', 'fault', 'sandbox'].includes(key)
      ? { help: 'write one name' }
      : asText(node, key, path.at(-2) ?? '');
  if (types.includes('array') && !types.includes('object') && isText(node)) {
    // Ids, ports and needs are words: a list of one is written on its line.
    const isOfWords = path.at(-2) === 'expect' || ['needs', 'ports', 'allow'].includes(key);
    return isOfWords ? replaced(node, `[${quotedWhereNeeded(node.value)}]`) : asList(key, node.value);
  }
  if (types.includes('object') && isText(node)) {
    if (path.at(-2) === 'after') return { help: 'write what a probe sees then: { probe: { … } }' };
    if (key === 'expect') return replaced(node, `{ cause: ${quotedWhereNeeded(node.value)} }`);
    if (key === 'alert') return replaced(node, `{ labels: { alertname: ${quotedWhereNeeded(node.value)} } }`);
    if (path.at(-2) === 'count') return replaced(node, `{ shell: ${quotedWhereNeeded(node.value)} }`);
    if (key === 'keep') return replaced(node, `{ ${quotedWhereNeeded(node.value)}: 1 }`);
    return asMapping(path, node.value, node);
  }
  const isFact = path.length === 2 && path[0] === 'facts';
  const isCondition = types.includes('string') && (isFact || key === 'when' || CONDITIONS.has(key));
  return listOfConditions(node) ?? (isCondition ? asCondition(node, isFact) : undefined);
}

const replaced = ({ start, end }: Node, text: string): Cure => ({ help: `write ${text}`, fix: { start, end, text } });

/** Whether a reading of a scenario stands here. */
export const isReading = ({ parentSchema }: Located): boolean => parentSchema?.pattern === '^blind$';

/** A reading as it is written, of a value or a word in its place: `12`, `ok`, `down`, `refused`. */
export function readingMeant({ start, end, ...node }: Node): Cure | undefined {
  if (node.kind === 'list') return { help: 'a list of lines is { lines: […] }' };
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  const text = fieldsOf(node.value);
  const isStatus = typeof node.value === 'number' && node.value >= 100 && node.value < 600;
  if (isStatus) return { help: `write { status: ${node.value} } of HTTP, or ${text} of a shell probe` };
  return { help: `write ${text}`, fix: { start, end, text } };
}

const WELL = /^(?:ok|okay|up|well|fine|healthy|good|pass|passed|success|succeeded|true|yes|running|open)$/i;
const NOT_WELL =
  /^(?:down|bad|fails?|failed|failing|failure|error|unhealthy|false|no|not ok|stopped|broken|critical)$/i;
const UNKNOWN = /^(?:unknown|null|none|missing|unseen|undefined)$/i;

function fieldsOf(value: string | number | boolean): string {
  if (typeof value === 'number') return `{ number: ${value} }`;
  const word = String(value);
  if (WELL.test(word)) return '{ ok: true }';
  if (NOT_WELL.test(word)) return '{ ok: false }';
  if (UNKNOWN.test(word) || nearest(word.trim(), ['blind']) !== undefined || word.trim() === 'blind') return 'blind';
  const isKind = new Set<string>([...NETWORK_ERRORS, ...PROGRAM_ERRORS]).has(word);
  return isKind ? `{ error: { kind: ${word} } }` : `{ stdout: ${JSON.stringify(word)} }`;
}

function flag({ start, end }: Node, value: string): Cure | undefined {
  const meant = flagMeant(value);
  return meant === undefined ? undefined : { help: `write ${meant}`, fix: { start, end, text: String(meant) } };
}

// `3x`, `"3"`, `three times`.
function whole({ start, end }: Node, value: string): Cure | undefined {
  const words = 'zero one two three four five six seven eight nine ten'.split(' ');
  const [, digits, word = ''] = /^\s*(?:(\d+)|([a-z]+))\s*(?:x|times?|tries|attempts?)?\s*$/i.exec(value) ?? [];
  const number = digits ?? (words.includes(word.toLowerCase()) ? String(words.indexOf(word.toLowerCase())) : undefined);
  return number === undefined ? undefined : { help: `write ${number}`, fix: { start, end, text: number } };
}

/** Keys that hold one condition. */
const CONDITIONS: ReadonlySet<string> = new Set(['goal', 'if', 'shows', 'ready', 'alert', 'from']);

function asText({ items }: Node & { readonly kind: 'list' }, key: string, owner: string): Cure | undefined {
  const words = items.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? String(item.value) : []));
  if (words.length < items.length) return undefined;
  if (CONDITIONS.has(key)) return { help: `write one line: ${quoted(words.join(' && '))}` };
  if (key === 'risk') return { help: 'write the highest of them alone' };
  if (isKind(owner)) return { help: `write a step for each: ${owner}: { ${key}: ${words[0] ?? '…'} }` };
  return { help: `write one text: ${quoted(words.join(', '))}` };
}

// `goal: { api.status: 200 }`, `works: { when: api.ok }`.
function asCondition(node: Node, isFact: boolean): Cure | undefined {
  const [first, ...others] = node.kind === 'map' ? [...node.entries] : [];
  if (first === undefined || others.length > 0) return undefined;
  const [key, { value }] = first;
  if (value.kind !== 'scalar' || value.value === null) return undefined;
  if (/^[a-z_]\w*(?:\.\w+)+$/.test(key)) return { help: `write ${key} == ${JSON.stringify(value.value)}` };
  return isFact && isText(value) ? { help: `write the expression alone: ${value.value}` } : undefined;
}

function asList(key: string, text: string): Cure {
  const first = text.trim().split('\n', 1)[0] ?? '';
  return { help: `write it as an item: "- ${itemOf(key, first) ?? quotedWhereNeeded(first)}"` };
}

function asMapping(path: readonly string[], text: string, { start, end }: Node): Cure | undefined {
  const [list = '', key = ''] = path.slice(-2);
  const pair = /^([a-z_]+):(\S.*)$/.exec(text);
  if (pair !== null && !pair[2]?.startsWith('//')) {
    const spaced = `${pair[1]}: ${pair[2]}`;
    return { help: `a blank is missing behind the colon: ${spaced}`, fix: { start, end, text: spaced } };
  }
  const isItem = /^\d+$/.test(key);
  const item = itemOf(isItem ? list : key, text.trim().split('\n', 1)[0] ?? '');
  if (item !== undefined && (isItem || key === 'preview')) {
    const help = isItem ? `write "- ${item}"` : `write { ${item} }`;
    return text.includes('\n') || !isItem ? { help } : { help, fix: { start, end, text: item } };
  }
  const name = isKind(key) ? OF_KIND[key] : undefined;
  if (name === undefined) return undefined;
  // A command of its program: `docker: restart shop`.
  const [, verb, rest] = /^([a-z][a-z-]+)\s+([\w.@:-]+)$/.exec(text.trim()) ?? [];
  if (verb !== undefined && rest !== undefined && VERBS.has(verb)) {
    const own = VERBS.get(verb) === '' ? name : (VERBS.get(verb) ?? name);
    const meant = `{ ${own}: ${key === 'compose' ? `[${rest}]` : rest} }`;
    return { help: `write ${meant}`, fix: { start, end, text: meant } };
  }
  const value = key === 'compose' ? `[${text}]` : quotedWhereNeeded(text);
  return { help: `write { ${name}: ${value} }`, fix: { start, end, text: `{ ${name}: ${value} }` } };
}

// `when: { any: [ … ] }` of other tools.
function listOfConditions(node: Node): Cure | undefined {
  if (node.kind !== 'map' || node.entries.size !== 1) return undefined;
  const [first] = node.entries;
  if (first === undefined) return undefined;
  const [key, { value }] = first;
  const lines = value.kind === 'list' ? value.items.map((item) => String(plain(item))) : [];
  if (/^(?:any|any_of|anyOf|or|one_of)$/.test(key) && lines.length > 0)
    return { help: `write one line: ${quoted(lines.join(' || '))}` };
  return /^(?:all|all_of|allOf|and)$/.test(key)
    ? { help: `leave \`${key}\` out: every line of a list must hold` }
    : undefined;
}
