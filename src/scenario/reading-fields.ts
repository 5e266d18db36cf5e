// Whether what a scenario gives of a probe or step could be a reading of it: known fields, of their types. A scenario
// cannot say what no run would ever see.

import { readingType } from '../kinds/index.ts';
import { didYouMean, nearest } from '../model/nearest.ts';
import type { FieldType, ReadingType } from '../model/reading-type.ts';
import { unreachable } from '../model/result.ts';
import type { Step } from '../model/runbook.ts';
import { isText, keySpan, type Node } from '../parse/yaml/node.ts';
import type { Problems } from '../parse/yaml/problems.ts';

const ERROR: FieldType = { record: { kind: 'string', code: 'string', message: 'string' } };

/** Reports every field of a given reading that the step cannot have. */
export function checkReading(node: Node, step: Step, problems: Problems): void {
  if (node.kind !== 'map') return;
  const type: ReadingType = { ok: 'bool', ms: 'number', error: ERROR, ...readingType(step.kind, step.shape) };
  checkRecord(node, type, { problems, called: `a reading of "${step.id}" (${step.kind})` });
}

interface Checking {
  readonly problems: Problems;
  /** What messages call the thing that is checked. */
  readonly called: string;
}

function checkRecord(node: Node, type: ReadingType, { problems, called }: Checking): void {
  if (node.kind !== 'map') return;
  for (const [key, { value }] of node.entries) {
    const field = Object.hasOwn(type, key) ? type[key] : undefined;
    if (field === undefined) {
      const known = Object.keys(type);
      const at = keySpan(node, key);
      const near = nearest(key, known);
      problems.add('error', at, {
        code: 'unknown-field',
        message: `${called} has no field "${key}"${didYouMean(key, known)}`,
        help: `it has ${known.join(', ')}`,
        ...(near !== undefined && { fix: { ...at, text: near } }),
      });
    } else check(value, field, { problems, called: `\`${key}\`` });
  }
}

function check(node: Node, type: FieldType, checking: Checking): void {
  // Nothing takes a field away that the file's own readings have.
  if (node.kind === 'broken' || type === 'dyn' || (node.kind === 'scalar' && node.value === null)) return;
  const { problems, called } = checking;
  const wrong = (what: string): void =>
    problems.add('error', node, { code: 'type', message: `${called} must be ${what}` });
  if (typeof type === 'string') {
    if (node.kind !== 'scalar' || typeof node.value !== TYPES[type]) wrong(WORDS[type]);
  } else if ('words' in type) {
    const { words } = type;
    if (!isText(node)) wrong('text');
    else if (node.value !== '' && !words.includes(node.value))
      wrong(`one of ${words.join(', ')}${didYouMean(node.value, words)}`);
  } else if ('list' in type) {
    if (node.kind !== 'list') wrong('a list');
    else for (const item of node.items) check(item, type.list, { problems, called: `an item of ${called}` });
  } else if ('map' in type) {
    if (node.kind !== 'map') wrong('a mapping');
    else for (const [key, { value }] of node.entries) check(value, type.map, { problems, called: `\`${key}\`` });
  } else if ('record' in type) {
    if (node.kind !== 'map') wrong('a mapping');
    else checkRecord(node, type.record, checking);
  } else unreachable(type);
}

const TYPES = { number: 'number', string: 'string', bool: 'boolean' } as const;
const WORDS = { number: 'a number', string: 'text', bool: 'true or false' } as const;
