// A page to drafts: what cannot be one is refused in a sentence; several runbooks of one page are split, or named.

import { err, ok, type Result } from '../model/result.ts';
import { withoutHidden } from '../parse/yaml/hidden-characters.ts';
import { LIMITS } from '../parse/yaml/limits.ts';
import { inert } from './commands/holes.ts';
import { type Draft, stepsOf } from './draft/draft.ts';
import { keepAll } from './draft/kept.ts';
import type { Entry } from './draft/ledger.ts';
import { settleDraft } from './draft/settle.ts';
import { withoutFrontMatter } from './page/front-matter.ts';
import type { Leaf, Page } from './page/page.ts';
import { leavesOfPage } from './page/page.ts';
import { type LeftOut, withoutSecrets } from './page/secrets.ts';
import { pageOf, runbooksIn } from './page/sections.ts';
import { fromWiki } from './page/wiki.ts';
import { whyNoRunbook } from './page-kind.ts';
import { withDefaults } from './read/inputs.ts';
import { readPage } from './read/read-page.ts';
import { type Guess, type Reading, startReading } from './read/reading.ts';
import { plainWords } from './words/plain.ts';

/** What is imported. */
export interface Source {
  /** Its name, for messages and for the first line of the draft. */
  readonly name: string;
  readonly text: string;
  /** The id of the draft; by default out of its title. */
  readonly id?: string;
  /** Several runbooks of one page are as many drafts. */
  readonly split?: boolean;
  /** A page that is no runbook is imported all the same. */
  readonly force?: boolean;
  /** What a person has decided, by the key of the guess. */
  readonly decided?: ReadonlyMap<string, string>;
  /** Secrets that its text had, and that are left out of it. */
  readonly secrets?: readonly LeftOut[];
}

/** Why a page is not imported, and what can be done. */
export interface Refusal {
  readonly message: string;
  readonly next?: string;
}

/** One draft. */
export interface Imported {
  readonly id: string;
  readonly title: string;
  /** The runbook, valid as it stands. */
  readonly text: string;
  /** What became of every piece of the page. */
  readonly entries: readonly Entry[];
  readonly guesses: readonly Guess[];
  /** How many warnings the check of the draft gives. */
  readonly warnings: number;
  readonly counts: Counts;
  /** Secrets of its part of the page, which are in nothing of this. */
  readonly secrets: readonly LeftOut[];
}

/** How many parts a draft has. */
export interface Counts {
  readonly probes: number;
  readonly causes: number;
  readonly steps: number;
  readonly goals: number;
  readonly inputs: number;
  /** Steps that say what is still to be done. */
  readonly todos: number;
}

/** Imports a Markdown page. */
export function importPage(given: Source): Result<readonly Imported[], Refusal> {
  const source = cleared(given);
  const { text } = source;
  const page = pageOf(withoutFrontMatter(fromWiki(text)));
  const several = runbooksIn(page);
  if (several.length > 1 && source.split !== true) {
    const names = several.map(({ heading }) => `"${plainWords(heading.text)}" (line ${heading.lines.first})`);
    const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
    return err({
      message: `${source.name} holds ${several.length} runbooks: ${shown.join(', ')}`,
      next: 'add --split, which makes a draft of each',
    });
  }
  const pages = several.length > 1 ? several.map(({ page: one }) => one) : [page];
  const kind = whyNoRunbook(page);
  if (kind !== null && several.length < 2 && source.force !== true)
    return err({ message: `${source.name} ${kind}`, next: 'add --force to make a draft of it all the same' });
  const drafts: Imported[] = [];
  const ids = new Set<string>();
  for (const [n, one] of pages.entries()) {
    const rest =
      n === 0 && pages.length > 1
        ? {
            ...one,
            opening: [
              ...beside(
                page,
                several.map(({ heading }) => heading),
              ),
              ...one.opening,
            ],
          }
        : one;
    const made = draftOf(rest, source, ids);
    if (!made.ok) return made;
    drafts.push(made.value);
  }
  return ok(drafts);
}

// What stands beside the runbooks of a page goes to the first of them: it must not be lost.
function beside({ title, opening, sections }: Page, taken: readonly Leaf[]): Page['opening'] {
  const isTaken = new Set(taken);
  const asProse = (leaf: Leaf): Page['opening'][number] => ({ kind: 'other', text: leaf.text, lines: leaf.lines });
  const others = sections.filter(
    ({ heading, sections: inner }) => !isTaken.has(heading) && !inner.some((section) => isTaken.has(section.heading)),
  );
  const around = sections.filter(
    ({ heading, sections: inner }) => !isTaken.has(heading) && inner.some((section) => isTaken.has(section.heading)),
  );
  return [
    ...(title === undefined ? [] : [asProse(title)]),
    ...opening,
    ...others.flatMap((section) => leavesOfPage({ opening: [], sections: [section], front: [] }).map(asProse)),
    ...around.flatMap((section) => [asProse(section.heading), ...section.blocks]),
  ];
}

/** A source without the secrets that stand in it, and without what nobody sees. */
export function cleared(source: Source): Source {
  const { text, secrets } = withoutSecrets(cleaned(source.text));
  return { ...source, text, secrets };
}

/** The text without what nobody sees, with one kind of line end. */
const cleaned = (text: string): string =>
  withoutHidden(
    text
      .replace(/^\ufeff/, '')
      .replace(/\r\n?/g, '\n')
      .replace(/[\u200b\u2060\u200e\u200f\u2028\u2029\ufeff]/g, ''),
  );

function draftOf(page: Page, source: Source, ids: Set<string>): Result<Imported, Refusal> {
  // A draft keeps all of its page: what is too long for one is not read at all.
  if (leavesOfPage(page).reduce((sum, { text }) => sum + text.length, 0) > LIMITS.bytes) return err(tooLong(source));
  const reading = startReading(source.decided ?? new Map());
  readPage(reading, page);
  return finishDraft(reading, { page, source, ids });
}

/** What a draft is finished with. */
export interface Finishing {
  readonly page: Page;
  readonly source: Source;
  /** Ids of drafts of the same source. */
  readonly ids: Set<string>;
}

/** A draft made valid, with nothing of its page lost. */
export function finishDraft(reading: Reading, { page, source, ids }: Finishing): Result<Imported, Refusal> {
  const { draft, ledger, guesses } = reading;
  if (draft.title === '') draft.title = inert(plainWords(page.title?.text ?? '')) || titleOfName(source.name);
  draft.id = unique(source.id ?? idOfRunbook(draft.title, source.name), ids);
  withDefaults(draft);
  guessSeverity(reading, page);
  const secrets = secretsOf(page, source);
  for (const { name, line } of secrets) describeSecret(draft, name, line);
  const kept = [...keepAll(draft, page)];
  let settled = settleDraft(draft, source.name);
  // What was said more plainly may have lost a word on the way.
  if (settled?.isAsRead === false) {
    const more = keepAll(draft, page);
    kept.push(...more);
    if (more.length > 0) settled = settleDraft(draft, source.name);
  }
  if (settled === null || settled.text.length > LIMITS.bytes) return err(tooLong(source));
  const entries = [
    ...ledger.entries,
    ...kept
      .filter((leaf) => !ledger.owned.has(leaf))
      .map((leaf): Entry => ({ leaf, how: 'left', to: 'notes', why: 'it has no place of its own' })),
    ...secrets.map(
      ({ name, line }): Entry => ({
        leaf: { text: '', lines: { first: line, last: line } },
        how: 'left',
        to: 'nowhere',
        why: `a secret stands there and is left out: <${name}> is in its place`,
      }),
    ),
  ];
  return ok({
    id: draft.id,
    title: draft.title,
    text: settled.text,
    entries,
    guesses,
    warnings: settled.warnings.length,
    counts: countsOf(draft),
    secrets,
  });
}

const tooLong = ({ name }: Source): Refusal => ({
  message: `${name} is too long for one runbook`,
  next: 'cut it into several pages, and import each',
});

// Of several runbooks of one page each has the secrets of its own lines.
function secretsOf(page: Page, { secrets = [] }: Source): readonly LeftOut[] {
  const leaves = leavesOfPage(page);
  if (leaves.length === 0 || secrets.length === 0) return secrets;
  const own = new Set<number>();
  for (const { lines } of leaves) for (let line = lines.first; line <= lines.last; line++) own.add(line);
  return secrets.filter(({ line }) => own.has(line));
}

function describeSecret({ inputs }: Draft, name: string, line: number): void {
  const input = inputs.get(name);
  if (input === undefined || input.description.startsWith('A secret')) return;
  inputs.set(name, {
    ...input,
    secret: true,
    description: `A secret of the page, in line ${line}: it is left out here`,
  });
}

function guessSeverity({ guesses, draft, decided }: Reading, page: Page): void {
  if (draft.severityFrom !== undefined) return;
  const lines = page.title?.lines ?? { first: 1, last: 1 };
  const words = ['critical', 'high', 'medium', 'low'] as const;
  const chosen = words.find((word) => word === decided.get('severity')) ?? 'high';
  draft.severity = chosen;
  guesses.push({
    key: 'severity',
    question: 'The page does not say how bad the incident is. What is it?',
    choices: words,
    chosen,
    lines,
  });
}

const countsOf = (draft: Draft): Counts => {
  const { probes, causes, verify, inputs } = draft;
  const steps = causes.flatMap(({ resolve }) => resolve);
  return {
    probes: probes.length,
    causes: causes.length,
    steps: steps.length,
    goals: verify.length,
    inputs: inputs.size,
    todos: stepsOf(draft).filter(({ todo }) => todo !== undefined).length,
  };
};

const titleOfName = (name: string): string =>
  (
    name
      .replace(/^.*[/\\]/, '')
      .replace(/\.\w+$/, '')
      .replace(/[-_]+/g, ' ')
      .trim() || 'Imported page'
  ).replace(/^./, (letter) => letter.toUpperCase());

/** The id of a runbook: its title in small letters, with dashes. */
function idOfRunbook(title: string, name: string): string {
  const slug = (text: string): string =>
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
      .replace(/^-+|-+$/g, '');
  return slug(title) || slug(titleOfName(name)) || 'imported-page';
}

function unique(wanted: string, ids: Set<string>): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? wanted : `${wanted}-${n}`;
    if (ids.has(id)) continue;
    ids.add(id);
    return id;
  }
}
