// Plain data of a document, and the draft that is made of it: every text of it that went nowhere is kept as a note.

import { stringify } from 'yaml';
import { ok, type Result } from '../../model/result.ts';
import { effectOf } from '../commands/effect.ts';
import { inert } from '../commands/holes.ts';
import type { DraftStep } from '../draft/draft.ts';
import { finishDraft, type Imported, type Refusal, type Source } from '../import.ts';
import type { Lines, Page } from '../page/page.ts';
import { own, type Reading, titleOf } from '../read/reading.ts';

/** A mapping of a document. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping. */
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The mappings of a list. */
export const mappingsIn = (value: unknown): readonly Mapping[] => (Array.isArray(value) ? value.filter(isMapping) : []);

/** The text of a value; "" where it is none. */
export const textIn = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** Where in a text something is said first: its line. */
export function lineOf(source: Source, words: string): Lines {
  const at = words === '' ? -1 : source.text.indexOf(words);
  const line = at < 0 ? 1 : source.text.slice(0, at).split('\n').length;
  return { first: line, last: line };
}

/** Enters that a part of a document went somewhere. */
export function enterPart(
  reading: Reading,
  source: Source,
  { words, to, why }: { readonly words: string; readonly to: string; readonly why?: string },
): void {
  own(reading, { text: words, lines: lineOf(source, words) }, to, why === undefined ? 'mapped' : 'guessed', why);
}

/** Keeps a part of a document as a note, written as YAML. */
export function keepPart(reading: Reading, source: Source, title: string, value: unknown): void {
  if (
    value === undefined ||
    value === null ||
    (isMapping(value) && Object.keys(value).length === 0) ||
    (Array.isArray(value) && value.length === 0)
  )
    return;
  const text =
    typeof value === 'string' ? value : `\`\`\`yaml\n${stringify(value, { lineWidth: 0 }).trimEnd()}\n\`\`\``;
  const first = isMapping(value) ? Object.keys(value)[0] : undefined;
  const lines = lineOf(source, first ?? textIn(value));
  reading.draft.notes.push({ title, text, lines });
  own(reading, { text: `${title} ${text}`, lines }, 'notes', 'left', 'the language has nothing like it');
}

/** Finishes the draft of a document. */
export function finishDocument(
  reading: Reading,
  source: Source,
  ids: Set<string>,
): Result<readonly Imported[], Refusal> {
  const made = finishDraft(reading, { page: NOTHING, source, ids });
  return made.ok ? ok([made.value]) : made;
}

const NOTHING: Page = { opening: [], sections: [], front: [] };

/** A step that runs a list of arguments. */
export function argvStep(title: string, argv: readonly string[], lines: Lines): DraftStep {
  const effect = effectOf(
    argv.map((word) => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' '),
  );
  return {
    title: titleOf(title),
    kind: 'shell',
    value: { command: argv },
    effect,
    wanted: [],
    notes: [],
    lines,
    page: argv.join(' '),
    ...(effect === 'read' ? { risk: 'read' } : {}),
  };
}

/** A step of any kind that no command of a page stands behind. */
export function plainStep(title: string, kind: string, value: unknown, lines: Lines): DraftStep {
  return {
    title: titleOf(title),
    kind,
    value: typeof value === 'string' && kind === 'manual' ? inert(value) : value,
    effect: kind === 'wait' ? 'read' : 'unknown',
    wanted: [],
    notes: [],
    lines,
    page: '',
  };
}
