// Whether what a scenario gives of a probe or step could be a reading of it: known fields, of their types. A scenario
// cannot say what no run would ever see.

import { fieldMeant } from '../expr/check/explain-name.ts';
import { systemWord } from '../expr/check/never-equal.ts';
import { readingType } from '../kinds/index.ts';
import { parseDuration } from '../model/duration.ts';
import { didYouMean, listed, nearest } from '../model/nearest.ts';
import { type FieldType, itemsType, type ReadingType } from '../model/reading-type.ts';
import { unreachable } from '../model/result.ts';
import type { Step } from '../model/runbook.ts';
import { parseSize } from '../model/size.ts';
import { flagMeant } from '../parse/schema/other-values.ts';
import { isText, itemsAt, keySpan, type Node, type ScalarNode, startOf } from '../parse/yaml/node.ts';
import type { Problems } from '../parse/yaml/problems.ts';

const ERROR: FieldType = { record: { kind: 'string', code: 'string', message: 'string' } };

/** Reports every field of a given reading that the step cannot have. */
export function checkReading(node: Node, step: Step, problems: Problems): void {
  if (node.kind !== 'map') return;
  // A word that stands alone is written alone.
  const [only] = node.entries.keys();
  if (only === 'blind' && node.entries.size === 1) {
    problems.add('error', keySpan(node, 'blind'), {
      code: 'unknown-field',
      message: 'a probe that is blind has no fields',
      help: `write ${step.id}: blind`,
      ...(node.flow && { fix: { start: node.start, end: node.end, text: 'blind' } }),
    });
    return;
  }
  const own = readingType(step.kind, step.shape);
  // Of one item it may be said that it could not be seen.
  const each = step.for_each === undefined ? own : itemsType({ ...own, blind: 'string' });
  const type: ReadingType = { ok: 'bool', ms: 'number', error: ERROR, ...each };
  if (step.for_each !== undefined) checkItems(node, problems);
  checkRecord(node, type, { problems, called: `a reading of "${step.id}" (${step.kind})` });
}

function checkItems(node: Node, problems: Problems): void {
  for (const one of itemsAt(node, 'items'))
    if (one.kind === 'map' && !one.entries.has('item'))
      problems.add('error', startOf(one), {
        code: 'missing-key',
        message: 'it is not said of which item this is',
        help: 'write `item` in it: { item: web-1, ok: false }',
      });
}

interface Checking {
  readonly problems: Problems;
  /** What messages call the thing that is checked. */
  readonly called: string;
}

function checkRecord(node: Node, type: ReadingType, { problems, called }: Checking): void {
  if (node.kind !== 'map') return;
  const known = Object.keys(type);
  for (const [key, { value }] of node.entries) {
    const field = Object.hasOwn(type, key) ? type[key] : undefined;
    if (field !== undefined) {
      check(value, field, { problems, called: `\`${key}\`` });
      continue;
    }
    const at = keySpan(node, key);
    const near = nearest(key, known);
    const meant = near ?? fieldMeant(key, known);
    problems.add('error', at, {
      code: 'unknown-field',
      message: `${called} has no field "${key}"${didYouMean(key, known)}`,
      ...(near === undefined && { help: meant === undefined ? `it has ${listed(known)}` : `write ${meant}` }),
      ...(meant !== undefined && { fix: { ...at, text: meant } }),
    });
  }
}

function check(node: Node, type: FieldType, checking: Checking): void {
  // Nothing takes a field away that the file's own readings have.
  if (node.kind === 'broken' || type === 'dyn' || (node.kind === 'scalar' && node.value === null)) return;
  const { problems, called } = checking;
  const wrong = (what: string, meant?: string): void =>
    problems.add('error', node, {
      code: 'type',
      message: `${called} must be ${what}`,
      ...(meant !== undefined && { help: `write ${meant}`, fix: { start: node.start, end: node.end, text: meant } }),
    });
  if (typeof type === 'string') {
    if (node.kind !== 'scalar') wrong(WORDS[type]);
    else if (typeof node.value !== TYPES[type]) wrong(WORDS[type], scalarMeant(node, type));
  } else if ('words' in type) {
    const { words } = type;
    if (!isText(node)) wrong('text');
    else if (node.value !== '' && !words.includes(node.value)) {
      const ours = nearest(node.value, words) === undefined ? systemWord(node.value, words) : undefined;
      wrong(`one of ${words.join(', ')}${didYouMean(node.value, words)}`, ours);
    }
  } else if ('list' in type) {
    if (node.kind !== 'list') wrong('a list', node.kind === 'scalar' ? `[${JSON.stringify(node.value)}]` : undefined);
    else for (const item of node.items) check(item, type.list, { problems, called: `an item of ${called}` });
  } else if ('map' in type) {
    if (node.kind !== 'map') wrong('a mapping');
    else for (const [key, { value }] of node.entries) check(value, type.map, { problems, called: `\`${key}\`` });
  } else if ('record' in type) {
    if (node.kind !== 'map') wrong('a mapping', recordMeant(node, type.record));
    else checkRecord(node, type.record, checking);
  } else unreachable(type);
}

const TYPES = { number: 'number', string: 'string', bool: 'boolean' } as const;
const WORDS = { number: 'a number', string: 'text', bool: 'true or false' } as const;

/** `"12"`, `30s`, `1gb`, `yes`, and `12` where text is wanted. */
function scalarMeant({ value }: ScalarNode, type: keyof typeof TYPES): string | undefined {
  if (type === 'string') return JSON.stringify(String(value));
  const word = String(value).trim();
  if (type === 'bool') return flagMeant(word)?.toString();
  if (/^-?\d+(?:\.\d+)?$/.test(word)) return word;
  const number = typeof value === 'string' ? (parseDuration(word) ?? parseSize(word)) : null;
  return number === null ? undefined : String(number);
}

/** `error: refused`. */
function recordMeant(node: Node, type: ReadingType): string | undefined {
  const kind = Object.hasOwn(type, 'kind') ? type['kind'] : undefined;
  if (kind === undefined || !isText(node)) return undefined;
  const words = typeof kind === 'object' && 'words' in kind ? kind.words : [];
  return `{ kind: ${words.includes(node.value) ? node.value : (systemWord(node.value, words) ?? 'other')} }`;
}

/** Reports an answer that the question of a step does not take. */
export function checkAnswer(node: Node, step: Step, problems: Problems): void {
  const type = readingType(step.kind, step.shape)['answer'];
  const checking = { problems, called: `the answer to "${step.id}"` };
  if (type === 'bool' || (typeof type === 'object' && 'words' in type)) check(node, type, checking);
  // An answer that is a size counts as bytes, and is given as text.
  else if (type === 'number' && !(isText(node) && parseSize(node.value) !== null)) check(node, type, checking);
}
