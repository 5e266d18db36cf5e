// Commands and work for people, made to steps of the draft; what the step does not say stays beside it as a note.

import { type Converted, convert, convertPromql, convertRequest, convertSql } from '../commands/convert.ts';
import { conditionOf, isPing } from '../commands/expected.ts';
import { inert } from '../commands/holes.ts';
import type { DraftStep } from '../draft/draft.ts';
import { idOf } from '../draft/draft.ts';
import type { Leaf } from '../page/page.ts';
import { noteText } from '../page/page.ts';
import { plainWords, withoutNumber, wordsIn } from '../words/plain.ts';
import { waitIn } from '../words/sentences.ts';
import { warnsIn } from '../words/warnings.ts';
import type { Entry } from './group.ts';
import { keepRest, own, type Reading, titleOf } from './reading.ts';

/** A command among the entries of a group. */
export type CommandEntry = Extract<Entry, { kind: 'command' }>;

/** The step of a command, with nothing of the page lost. */
export function commandStep(entry: CommandEntry): DraftStep {
  const { piece, form, label, leaf } = entry;
  const made = converted(form, piece.script);
  const step: DraftStep = {
    title: titled(entry, made),
    kind: made.kind,
    value: shortened(made.value),
    effect: made.effect,
    wanted: made.wanted,
    notes: [],
    lines: leaf.lines,
    page: piece.script,
    ...(made.todo === undefined ? {} : { todo: made.todo }),
    ...(piece.expected === undefined ? {} : { expected: piece.expected }),
  };
  if (made.effect === 'read' && made.kind === 'docker' && 'exec' in (made.value as object)) step.risk = 'read';
  const isSaid = made.kind === 'shell' && saysAll(piece.script, JSON.stringify(made.value));
  if (!isSaid && made.kind !== 'manual')
    step.notes.push({ title: 'On the page', text: codeOf(piece.script), lines: leaf.lines });
  if (made.left !== undefined) step.notes.push({ text: made.left });
  if (made.byHand !== undefined) step.notes.push({ text: `A person does this: ${made.byHand}.` });
  if (piece.expected !== undefined) step.notes.push({ title: 'Expected', text: piece.expected, lines: leaf.lines });
  if (piece.output !== undefined)
    step.notes.push({ title: 'Prints', text: `\`\`\`\n${piece.output}\n\`\`\``, lines: leaf.lines });
  for (const told of [piece.label, piece.suffix])
    if (told !== undefined && !wordsIn(told).every((word) => wordsIn(step.title).includes(word)))
      step.notes.push({ text: told, lines: leaf.lines });
  if (label.text !== '' && label.leaf === undefined)
    keepRest(step.notes, { text: label.text, lines: leaf.lines }, saidBy(step));
  return step;
}

function converted(form: CommandEntry['form'], script: string): Converted {
  switch (form) {
    case 'sql':
      return convertSql(script);
    case 'promql':
      return convertPromql(script);
    case 'request':
      return convertRequest(script.split('\n')[0] ?? '');
    default:
      return convert(script);
  }
}

/** Everything that a step says, for the count of words. */
export const saidBy = ({ title, value, notes, todo }: DraftStep): string =>
  [title, JSON.stringify(value), todo ?? '', ...notes.map((note) => `${note.title ?? ''} ${note.text}`)].join(' ');

const saysAll = (script: string, value: string): boolean => {
  const known = new Set(wordsIn(value.replace(/\\n/g, ' ').replace(/\$\{\{ inputs\.\w+ \}\}/g, ' ')));
  return wordsIn(script).every((word) => known.has(word));
};

const codeOf = (script: string): string =>
  script.includes('\n') || script.includes('`') ? `\`\`\`sh\n${script}\n\`\`\`` : `\`${script}\``;

function titled({ piece, label }: CommandEntry, { kind }: Converted): string {
  // A warning above a command is no name for it, nor is a pause, nor "if that fails".
  const own =
    warnsIn(piece.label ?? '') || /^if (?:that|this|it|not)\b/i.test(piece.label ?? '') ? '' : (piece.label ?? '');
  const above = waitIn(label.text) === null ? withoutNumber(plainWords(label.text)).replace(/\s*[:：]\s*$/, '') : '';
  const isSentence = own !== '' && /\p{L}{2}/u.test(own);
  const named = isSentence ? own : above;
  const base = titleOf(named);
  if (base === '') return titleOf(firstWords(piece.script)) || kind;
  return piece.suffix === undefined ? capital(base) : titleOf(`${base}: ${piece.suffix}`);
}

const capital = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

const firstWords = (script: string): string => (script.trim().split('\n')[0] ?? '').replace(/\s+/g, ' ');

/** Gives steps of one label different titles: by the command that each carries out. */
export function apart(steps: readonly DraftStep[]): void {
  const named = new Map(steps.map((step) => [step, step.title]));
  for (const keep of [false, true]) {
    const counts = new Map<string, number>();
    for (const { title } of steps) counts.set(title, (counts.get(title) ?? 0) + 1);
    for (const step of steps) {
      if ((counts.get(step.title) ?? 0) < 2 || step.page === '') continue;
      const [line = ''] = step.page.trim().split(/\n|\s\|\s/);
      const words = line.split(/\s+/).filter((word) => keep || !/^(?:-|\$|<|"|'|https?:|sudo$)/.test(word));
      const head = (named.get(step) ?? '').slice(0, 50).replace(/(?: \([^)]*\)|[?:])$/, '');
      step.title = titleOf(
        `${head}: ${words
          .slice(0, keep ? 5 : 3)
          .join(' ')
          .slice(0, 40)}`,
      );
    }
  }
}

// The long form says no more than the short one where there is one key alone.
function shortened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  return keys.length === 1 &&
    keys[0] === 'command' &&
    'command' in value &&
    (typeof value.command === 'string' || Array.isArray(value.command))
    ? value.command
    : value;
}

/** A step that a person carries out. */
export function manualStep(leaf: Leaf, text: string): DraftStep {
  return {
    title: titleOf(text),
    kind: 'manual',
    value: inert(text.trim()),
    effect: 'unknown',
    wanted: [],
    notes: [],
    lines: leaf.lines,
    page: '',
  };
}

/** What a person may say that was looked at. */
const ANSWERS = ['as it should be', 'not as it should be', 'cannot tell'] as const;

/** A question for a person to look at something. */
export function askStep(leaf: Leaf, text: string): DraftStep {
  return {
    title: titleOf(text),
    kind: 'ask',
    value: { question: inert(text.trim()), choices: [...ANSWERS] },
    effect: 'read',
    wanted: [],
    notes: [],
    lines: leaf.lines,
    page: '',
  };
}

/** The condition that says that what a step looks at is well, by what the page expects or by its kind; null where none does. */
export function wellCondition({ draft }: Reading, step: DraftStep): string | null {
  const id = (): string => idOf(draft, step);
  if (step.todo !== undefined) return null;
  const expected =
    step.expected === undefined
      ? null
      : conditionOf(step.expected, { kind: step.kind, id: '\u0000', value: step.value });
  if (expected !== null) return expected.replaceAll('\u0000', id());
  // What it should show was said, and cannot be compared: that it answers at all proves nothing.
  if (step.expected !== undefined) return null;
  switch (step.kind) {
    case 'http':
      return CONTENT.test(step.page) ? null : `${id()}.ok`;
    case 'tcp':
      return `${id()}.ok`;
    case 'redis':
      return isPing(step.value) ? `${id()}.ok` : null;
    case 'systemd':
      return isUnit(step.value) ? `${id()}.active` : null;
    case 'docker':
      return isKeyed(step.value, 'inspect') ? `${id()}.running` : null;
    case 'shell':
      return JUDGES.test(step.page) ? `${id()}.ok` : null;
    default:
      return null;
  }
}

const isKeyed = (value: unknown, key: string): boolean => typeof value === 'object' && value !== null && key in value;
const isUnit = (value: unknown): boolean => isKeyed(value, 'unit');

/** Requests that are answered well whatever they say: what matters stands in the answer. */
const CONTENT = /\||_cluster|_cat|_nodes|\/query|\/metrics|\/stats|\/search|\?/;

/** Commands whose exit code says whether it is well. */
const JUDGES =
  /^\s*(?:sudo\s+)?(?:kubectl\s[^|]*\b(?:rollout status|wait)\b[^|]*|oc\s[^|]*\brollout status\b[^|]*|pg_isready[^|]*|mysqladmin\s[^|]*ping[^|]*|nginx -t|systemctl is-active[^|]*|curl\s(?:[^|]*\s)?(?:-[a-zA-Z]*f[a-zA-Z]*|--fail(?:-with-body)?)(?=\s|$)[^|]*|etcdctl\s[^|]*endpoint health[^|]*|test\s[^|]*|\[\s[^|]*|[^|]*\|\s*grep -q (?!.*(?:err|fail|exception|denied|refused|time.?out|down|dead|crash))[^|]*|docker-compose config -q)\s*$/;

/** Words of a label that no step took go to the first of them. */
export function keepLabel(reading: Reading, leaf: Leaf, step: DraftStep, place: string): void {
  if (reading.ledger.owned.has(leaf)) return;
  own(reading, leaf, place);
  keepRest(step.notes, { text: noteText(leaf), lines: leaf.lines }, saidBy(step));
}
