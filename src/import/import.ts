// A page to drafts: what cannot be one is refused in a sentence; several runbooks of one page are split, or named.

import { err, ok, type Result } from '../model/result.ts';
import { withoutHidden } from '../parse/yaml/hidden-characters.ts';
import { LIMITS } from '../parse/yaml/limits.ts';
import { fenceKind } from './commands/fence.ts';
import { inert } from './commands/holes.ts';
import { type Draft, stepsOf } from './draft/draft.ts';
import { keepAll } from './draft/kept.ts';
import type { Entry } from './draft/ledger.ts';
import { settleDraft } from './draft/settle.ts';
import { withoutFrontMatter } from './page/front-matter.ts';
import type { Leaf, Page } from './page/page.ts';
import { leavesOfPage } from './page/page.ts';
import { pageOf, runbooksIn } from './page/sections.ts';
import { fromWiki } from './page/wiki.ts';
import { inlineCommands } from './read/inline.ts';
import { withDefaults } from './read/inputs.ts';
import { readPage } from './read/read-page.ts';
import { type Guess, type Reading, startReading } from './read/reading.ts';
import { readTable } from './read/table.ts';
import { isKnownHeading, purposeOf } from './words/headings.ts';
import { bareHeading, plainWords } from './words/plain.ts';
import { branchOf, isOrder } from './words/sentences.ts';

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
export function importPage(source: Source): Result<readonly Imported[], Refusal> {
  const text = cleaned(source.text);
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
  const kind = kindOf(page);
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
  const asProse = (leaf: Leaf): Page['opening'][number] => ({ kind: 'other', text: leaf.text, lines: leaf.lines });
  const others = sections.filter(
    ({ heading, sections: inner }) =>
      !taken.includes(heading) && !inner.some((section) => taken.includes(section.heading)),
  );
  const around = sections.filter(
    ({ heading, sections: inner }) =>
      !taken.includes(heading) && inner.some((section) => taken.includes(section.heading)),
  );
  return [
    ...(title === undefined ? [] : [asProse(title)]),
    ...opening,
    ...others.flatMap((section) => leavesOfPage({ opening: [], sections: [section], front: [] }).map(asProse)),
    ...around.flatMap((section) => [asProse(section.heading), ...section.blocks]),
  ];
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
  const kept = [...keepAll(draft, page)];
  let settled = settleDraft(draft, source.name);
  // What was said more plainly may have lost a word on the way.
  if (settled?.isAsRead === false) {
    kept.push(...keepAll(draft, page));
    settled = settleDraft(draft, source.name);
  }
  if (settled === null || settled.text.length > LIMITS.bytes)
    return err({
      message: `${source.name} is too long for one runbook`,
      next: 'cut it into several pages, and import each',
    });
  const entries = [
    ...ledger.entries,
    ...kept
      .filter((leaf) => !ledger.owned.has(leaf))
      .map((leaf): Entry => ({ leaf, how: 'left', to: 'notes', why: 'it has no place of its own' })),
  ];
  return ok({
    id: draft.id,
    title: draft.title,
    text: settled.text,
    entries,
    guesses,
    warnings: settled.warnings.length,
    counts: countsOf(draft),
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

/** Why a page is no runbook; null where it is one. */
function kindOf(page: Page): string | null {
  const leaves = leavesOfPage(page);
  if (leaves.length === 0) return 'is empty';
  const headings = page.sections
    .flatMap((section) => [section, ...section.sections])
    .map(({ heading }) => heading.text);
  const purposes = new Set(headings.map(purposeOf));
  const known = headings.filter((heading) => isKnownHeading(heading));
  const looks = ['diagnosis', 'symptoms', 'trigger', 'causes', 'impact'].some((one) => purposes.has(one as 'causes'));
  const acts = ['resolution', 'causes', 'verification', 'rollback', 'escalation', 'diagnosis'].some((one) =>
    purposes.has(one as 'causes'),
  );
  const fences = leaves.filter((leaf): leaf is Leaf & { language: string } => 'kind' in leaf && leaf.kind === 'code');
  const commands =
    fences.filter(
      ({ language, text }) => fenceKind(language, text) !== 'output' && fenceKind(language, text) !== 'code',
    ).length + leaves.filter(({ text }) => inlineCommands(text).length > 0).length;
  const isManual = headings.filter((heading) => MANUAL.test(bareHeading(heading))).length;
  if (looks && acts && (known.length >= 2 || commands > 0) && isManual < known.length) return null;
  if (commands > 0 && isManual === 0) return null;
  if (isManual > 0)
    return 'reads like a manual, not like an incident runbook: nothing in it says what is wrong, and what to do about it';
  // Work for people is a runbook too, where it says for which case, or what to do about what is wrong.
  const tables = [...page.opening, ...page.sections.flatMap(tablesIn)].filter((block) => block.kind === 'table');
  const cases =
    tables.flatMap(readTable).filter(({ kind }) => kind !== 'note').length +
    leaves.filter(({ text }) => branchOf(text) !== null).length;
  const orders = leaves.filter(({ text }) => isOrder(text)).length;
  const isWrong = STEPS.test(leaves.map(({ text }) => text).join('\n'));
  if (isWrong && (cases >= 2 || (orders >= 2 && (looks || acts || cases > 0)))) return null;
  return 'is no incident runbook: it has no commands, and nothing that says what is wrong and what to do about it';
}

const tablesIn = ({ blocks, sections }: Page['sections'][number]): readonly Page['opening'][number][] => [
  ...blocks,
  ...sections.flatMap(tablesIn),
];

const MANUAL =
  /^(?:installation|install|installing|getting started|quick ?start|usage|contributing|license|features|configuration|api|api reference|development|building|build|tests?|testing|roadmap|faq|credits|acknowledg\w+|authors?|agenda|attendees|participants|minutes|decisions|action items|goals|non.goals|motivation|alternatives considered|design|proposal|user stories|table of contents|examples?|getting help|documentation|release notes|changelog|code of conduct|deployment)$/;
const STEPS =
  /\b(?:incident|outage|alert|on.?call|restart|troubleshoot|diagnos|failing|fails|down\b|error|recover|fix|crash|stuck|slow|unreachable|not respond|if .{3,60}[:,])/i;
