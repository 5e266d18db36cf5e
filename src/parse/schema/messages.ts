// One error of a schema in words, at the place in the text where it is seen: a key that is wrong at the key, a value at the
// value.

import { isKind } from '../../kinds/index.ts';
import { NOT_A_DURATION } from '../../model/duration.ts';
import { didYouMean, nearest } from '../../model/nearest.ts';
import { optional } from '../optional.ts';
import type { Span } from '../yaml/lines.ts';
import { keySpan, plain, startOf } from '../yaml/node.ts';
import type { Problem } from '../yaml/problems.ts';
import { choicesOf, type Located, type SchemaPart, unknownKey } from './errors.ts';
import { dashes } from './other-brackets.ts';
import { formMeant, isReading, readingMeant } from './other-forms.ts';
import { durationMeant, valueMeant } from './other-values.ts';
import { INSTEAD, PLACES, placeBeside } from './other-words.ts';

/** A problem with its place. */
export interface Placed {
  readonly at: Span;
  readonly problem: Problem;
}

/** What an error says; undefined when another rule says it better. */
export function describeError(error: Located): Placed | undefined {
  const { node, params, parentSchema, keyword } = error;
  const key = unknownKey(error);
  if (key !== undefined) {
    return { at: keySpan(node, key), problem: unknown(key, error) };
  }
  const own = parentSchema?.errorMessage;
  switch (keyword) {
    case 'required': {
      const missing = String(params.missingProperty);
      return {
        at: startOf(node),
        problem: {
          code: 'missing-key',
          message: `${subject(error)} has no "${missing}"`,
          ...optional('help', own ?? values(missing, parentSchema)),
        },
      };
    }
    case 'oneOf':
      return kinds(error);
    case 'type':
      return { at: node, problem: wrongType(error, typesOf(parentSchema)) };
    case 'enum':
      return { at: node, problem: notOneOf(error, (params.allowedValues as readonly unknown[]).map(String)) };
    case 'pattern':
      return hasBetterWords(error) ? undefined : { at: node, problem: pattern(error) };
    case 'propertyNames':
      return undefined;
    default:
      return {
        at: startOf(node),
        problem: {
          code: 'value',
          message: `${nameOf(error)} ${limit(error) ?? error.message ?? 'is not allowed'}`,
          ...optional('help', own),
        },
      };
  }
}

/** Limits in words; undefined for what is none. */
function limit({ keyword, params }: Located): string | undefined {
  if (keyword === 'minimum') return `must be ${String(params.limit)} at least`;
  if (keyword === 'maximum') return `must be ${String(params.limit)} at most`;
  return keyword === 'minLength' || keyword === 'minItems' ? 'is empty' : undefined;
}

// Ids, risks, dates and the durations of a file are read by rules of their own, which say more than a pattern. Of the
// file's own id only the schema knows how it is written, and a duration in the value of a kind is the schema's too.
function hasBetterWords({ path, parentSchema, form }: Located): boolean {
  if (form === 'serve') return false;
  if (isDuration(parentSchema)) return !path.some(isKind);
  return ['id', 'risk', 'reviewed'].includes(path.at(-1) ?? '') && path.join() !== 'id';
}

function unknown(key: string, { node, path, form, parentSchema: schema }: Located): Problem {
  const known = Object.keys(schema?.properties ?? {});
  const kinds = choicesOf(schema);
  const lacksKind = kinds.length > 0 && node.kind === 'map' && !kinds.some((kind) => node.entries.has(kind));
  const near = nearest(key, known);
  // What is advised for steps is wrong where there are none.
  const isOfRunbook = form === 'runbook' || (kinds.length > 0 && !kinds.includes('lab'));
  const elsewhere = isOfRunbook ? PLACES.get(key) : placeBeside(key, form);
  const help =
    (path.at(-1) === 'alert' ? LABELS : undefined) ??
    (isOfRunbook ? INSTEAD.get(key.toLowerCase()) : undefined) ??
    (near === undefined && elsewhere !== undefined ? `\`${key}\` belongs to ${elsewhere}` : undefined) ??
    (lacksKind ? `a step has one of these keys: ${kinds.join(', ')}` : undefined) ??
    (near === undefined && known.length > 0 && known.length <= 20 ? `possible here: ${known.join(', ')}` : undefined);
  return { code: 'unknown-key', message: `unknown key "${key}"${didYouMean(key, known)}`, ...optional('help', help) };
}

const LABELS = 'a label stands under `labels`: { labels: { alertname: … } }';

function values(key: string, schema: SchemaPart | undefined): string | undefined {
  const known = schema?.properties?.[key]?.enum ?? [];
  return known.length < 2 ? undefined : `one of ${known.join(', ')}`;
}

function kinds(error: Located): Placed {
  const choices = choicesOf(error.parentSchema);
  const { node } = error;
  // Of files of drills; no step can be a lab.
  const isSandbox = choices.includes('lab');
  const found = node.kind === 'map' ? choices.filter((choice) => node.entries.has(choice)) : [];
  if (found.length < 2)
    return {
      at: startOf(node),
      problem: {
        code: 'kind',
        message: `this ${isSandbox ? 'sandbox' : 'step'} has no kind`,
        help: `add one of ${choices.join(', ')}`,
      },
    };
  const message = `a ${isSandbox ? 'sandbox' : 'step'} has one kind, and this one has ${found.slice(0, -1).join(', ')} and ${found.at(-1)}`;
  const help = `make two ${isSandbox ? 'sandboxes' : 'steps'} of it`;
  return { at: keySpan(node, found[1] ?? ''), problem: { code: 'kind', message, help } };
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

function typesOf(schema: SchemaPart | undefined): readonly string[] {
  const { type } = schema ?? {};
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

function wrongType(error: Located, types: readonly string[]): Problem {
  const { node, path } = error;
  const name = nameOf(error);
  if (node.kind === 'scalar' && node.value === null) return { code: 'no-value', message: `${name} has no value` };
  const wanted = isDuration(error.parentSchema)
    ? ['a duration']
    : [...new Set(types)].map((type) => WORDS[type] ?? type);
  const message = `${name} must be ${wanted.length === 0 ? 'something else' : orList(wanted)}`;
  const own = error.parentSchema?.errorMessage;
  if (own !== undefined) return { code: 'type', message, help: own };
  if (isReading(error)) return noReading(error);
  const isPort = path.at(-2) === 'ports' && node.kind === 'scalar' && typeof node.value === 'number';
  if (isPort)
    return { code: 'type', message, help: 'ports are chosen anew each time: give it a name, such as web_port' };
  const cure =
    formMeant(error, types) ?? dashes(error, types, error.form) ?? (types.includes('string') && quoting(error));
  return { code: 'type', message, ...cure };
}

const isDuration = (schema: SchemaPart | undefined): boolean => schema?.patternErrorMessage === NOT_A_DURATION;

function quoting({ node, parentSchema }: Located): Pick<Problem, 'help' | 'fix'> {
  if (node.kind !== 'scalar') return {};
  const value = String(node.value);
  if (typeof node.value === 'number' && isDuration(parentSchema))
    return { help: `write the unit: ${value}s, or ${value}m` };
  return { help: `quote it: "${value}"`, fix: { start: node.start, end: node.end, text: `"${value}"` } };
}

function notOneOf(error: Located, allowed: readonly string[]): Problem {
  const value = plain(error.node);
  const [only] = allowed;
  const { start, end } = error.node;
  if (only !== undefined && allowed.length === 1) {
    // A file of a later version does not become one of this by its number.
    const isSame = /^v?1(?:\.0)*$/.test(String(value)) && only === '1';
    const fix = isSame ? { start, end, text: only } : undefined;
    return { code: 'value', message: `${nameOf(error)} must be ${only}`, ...optional('fix', fix) };
  }
  const meantWord = typeof value === 'object' ? undefined : valueMeant(keyOf(error), String(value));
  if (meantWord !== undefined) {
    const { word, help } = meantWord;
    const message = `${JSON.stringify(value)} is not possible here`;
    return {
      code: 'value',
      message,
      help,
      ...optional('fix', word === undefined ? undefined : { start, end, text: word }),
    };
  }
  if (value !== null && typeof value === 'object') {
    const message = `${nameOf(error)} must be one of ${allowed.join(', ')}`;
    return { code: 'value', message, help: 'write one word' };
  }
  const shown = typeof value === 'string' ? `"${value}"` : JSON.stringify(value ?? null);
  const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
  const meant = typeof value === 'string' ? didYouMean(value, allowed) : '';
  const fix = near === undefined ? undefined : { start, end, text: near };
  const message = `${shown} is not possible here${meant}`;
  return { code: 'value', message, help: `one of ${allowed.join(', ')}`, ...optional('fix', fix) };
}

// Under which key it stands: of a list or a mapping by names, that of the whole.
const keyOf = ({ path }: Located): string =>
  path.at(-2) === 'verdicts' || /^\d+$/.test(path.at(-1) ?? '') ? (path.at(-2) ?? '') : (path.at(-1) ?? '');

function noReading({ node, parentSchema }: Located): Problem {
  const message = parentSchema?.patternErrorMessage ?? 'this is no reading';
  return { code: 'value', message, ...readingMeant(node) };
}

function pattern(error: Located): Problem {
  if (isReading(error)) return noReading(error);
  const { parentSchema } = error;
  const said = parentSchema?.patternErrorMessage ?? parentSchema?.errorMessage;
  const value = plain(error.node);
  const meant = isDuration(parentSchema) && typeof value === 'string' ? durationMeant(value) : undefined;
  if (meant !== undefined) {
    const { start, end } = error.node;
    return {
      code: 'duration',
      message: `"${String(value)}" is no duration`,
      help: `write ${meant}`,
      fix: { start, end, text: meant },
    };
  }
  const name = parentSchema?.pattern === NAME && typeof value === 'string' ? nameMeant(value) : undefined;
  return {
    code: 'value',
    message: said ?? `${nameOf(error)} is not written as it must be`,
    ...(name !== undefined && {
      help: `write ${name}`,
      fix: { start: error.node.start, end: error.node.end, text: name },
    }),
  };
}

const NAME = '^[a-z][a-z0-9_]*$';

/** A name as it is written here, of any other; undefined where nothing of it can stay. */
function nameMeant(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '');
  return name === '' ? undefined : name;
}

/** What a missing key is missing from. */
function subject(error: Located): string {
  const last = error.path.at(-1);
  if (last === undefined) return 'the file';
  const list = error.path.at(-2);
  return /^\d+$/.test(last) && list !== undefined ? `this ${ITEM[list] ?? `item of \`${list}\``}` : `\`${last}\``;
}

const ITEM: Readonly<Record<string, string>> = {
  causes: 'cause',
  diagnose: 'probe',
  resolve: 'step',
  undo: 'step',
  steps: 'step',
  triggers: 'trigger',
  verify: 'goal',
  escalate: 'escalation',
  notes: 'note',
  prevent: 'follow-up',
  scenarios: 'scenario',
  drills: 'drill',
};

/** The value by the key that leads to it. */
function nameOf({ path }: Located): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  return /^\d+$/.test(last) ? `an item of \`${path.at(-2) ?? 'the list'}\`` : `\`${last}\``;
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
