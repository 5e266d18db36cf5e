// What everything that reads a page shares: the draft that grows, the ledger of what was taken, and notes for what has no place.

import { inert } from '../commands/holes.ts';
import { type Draft, type DraftNote, emptyDraft } from '../draft/draft.ts';
import { emptyLedger, enter, type How, type Ledger } from '../draft/ledger.ts';
import type { Block, Leaf, Lines } from '../page/page.ts';
import { leavesOf, noteText } from '../page/page.ts';
import { plainWords, withoutNumber, wordsIn } from '../words/plain.ts';

/** Something that was not sure, and what else it could be. */
export interface Guess {
  /** Names it from one reading to the next. */
  readonly key: string;
  readonly question: string;
  readonly choices: readonly string[];
  readonly chosen: string;
  readonly lines: Lines;
}

/** The reading of one page. */
export interface Reading {
  readonly draft: Draft;
  readonly ledger: Ledger;
  readonly guesses: Guess[];
  /** What a person has decided, by the key of the guess. */
  readonly decided: ReadonlyMap<string, string>;
}

/** A reading that has read nothing yet. */
export const startReading = (decided: ReadonlyMap<string, string>): Reading => ({
  draft: emptyDraft(),
  ledger: emptyLedger(),
  guesses: [],
  decided,
});

/** What a guess came to: what a person has decided, else the best of the choices. */
export function guessed(reading: Reading, guess: Omit<Guess, 'chosen'> & { readonly best: string }): string {
  const { best, ...asked } = guess;
  const decided = reading.decided.get(guess.key);
  const chosen = decided !== undefined && guess.choices.includes(decided) ? decided : best;
  reading.guesses.push({ ...asked, chosen });
  return chosen;
}

/** Enters a leaf. */
export function own(reading: Reading, leaf: Leaf, to: string, how: How = 'mapped', why?: string): void {
  enter(reading.ledger, leaf, { how, to, ...(why === undefined ? {} : { why }) });
}

/** Keeps a leaf as a note of the file, under the heading that it stands under; neighbours are one note. */
export function leave(reading: Reading, leaf: Leaf, title: string, why: string): void {
  if (reading.ledger.owned.has(leaf)) return;
  own(reading, leaf, 'notes', 'left', why);
  addNote(reading.draft.notes, { title, text: noteText(leaf), lines: leaf.lines });
}

/** Keeps all leaves of blocks as notes of the file. */
export function leaveAll(reading: Reading, blocks: readonly Block[], title: string, why: string): void {
  for (const leaf of leavesOf(blocks)) leave(reading, leaf, title, why);
}

/** Adds a note; what goes on where the last one ended becomes part of it. */
export function addNote(notes: DraftNote[], note: DraftNote): void {
  const last = notes.at(-1);
  if (
    last === undefined ||
    last.title !== note.title ||
    last.title === undefined ||
    note.lines === undefined ||
    last.lines === undefined
  ) {
    notes.push({ ...note });
    return;
  }
  const isNear = note.lines.first - last.lines.last <= 1 && !note.text.startsWith('```') && !last.text.endsWith('```');
  last.text = `${last.text}${isNear ? '\n' : '\n\n'}${note.text}`;
  last.lines = { first: last.lines.first, last: Math.max(last.lines.last, note.lines.last) };
}

/** Adds what of a leaf is not said yet to the notes of its place. */
export function keepRest(notes: DraftNote[], leaf: Leaf, said: string, title?: string): void {
  const known = new Set(wordsIn(said));
  // The number of a heading or an item is a mark of the page.
  if (wordsIn(withoutNumber(leaf.text)).every((word) => known.has(word))) return;
  notes.push({ ...(title === undefined ? {} : { title }), text: noteText(leaf), lines: leaf.lines });
}

const LONGEST_TITLE = 80;

/** A title out of a text of the page: its words alone, at most eighty characters, cut at a word. */
export function titleOf(text: string): string {
  const words = inert(withoutNumber(plainWords(text)))
    .replace(/\s*[:：–—-]+\s*$/u, '')
    .trim();
  if (words.length <= LONGEST_TITLE) return words;
  const cut = words.slice(0, LONGEST_TITLE - 1).replace(/\s+\S*$/, '');
  return `${cut === '' ? words.slice(0, LONGEST_TITLE - 1) : cut}…`;
}
