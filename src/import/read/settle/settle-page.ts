// What was read of a page, settled in an order: what is said of causes may be a condition over probes, and branches are linked to
// causes that are known.

import type { DraftCause } from '../../draft/draft.ts';
import type { Leaf, Section } from '../../page/page.ts';
import type { Purpose } from '../../words/headings.ts';
import { plainWords } from '../../words/plain.ts';
import { addCause, nobody, type Seed, sidesOf } from '../causes.ts';
import type { Group } from '../group.ts';
import { guessed, own, type Reading, titleOf } from '../reading.ts';
import type { CommandEntry } from '../steps.ts';
import { tell } from '../told.ts';
import { settleOptions } from './choices.ts';
import { linksBetween } from './link.ts';
import { evidenceOf, type Place, settleEntries } from './settle-group.ts';
import { settleRollback } from './take-back.ts';
import { settleVerification, verifyByProbes } from './verify.ts';

/** A body that was read: the section's own, to be settled when all causes are known. */
export interface Body {
  readonly group: Group;
  readonly purpose: Purpose | 'unknown';
  readonly heading: Leaf;
  /** What it asks for is for where nothing else of the page helped. */
  readonly isLast: boolean;
}

/** All that was read of a page, to be settled together. */
export interface Bodies {
  readonly all: Body[];
  readonly seeds: Seed[];
  readonly told: { readonly section: Section; readonly purpose: Purpose }[];
}

/** Settles what was read: probes, then causes, then what is linked to them, then the end. */
export function settlePage(reading: Reading, { all: bodies, seeds, told }: Bodies): void {
  const { draft } = reading;
  // Where a page has no other section for what to do, rolling back is what to do.
  const isFix = seeds.length === 0 && !bodies.some(({ purpose }) => purpose === 'resolution');
  const all = isFix ? bodies.map(asFix) : bodies.filter(({ purpose }) => purpose !== 'rollback');
  const byPage = seeds.filter(({ cause }) => cause !== nobody).length;
  const general = generalOf(reading, byPage);
  const settle = ({ group, purpose, heading }: Body): void => {
    const place: Place = {
      cause: () => general(heading),
      looks: purpose === 'diagnosis' || purpose === 'unknown' ? 'probe' : 'step',
      heading: plainWords(heading.text),
      notes: 'file',
    };
    settleEntries(reading, withoutChecks(reading, group, { place, general }), place);
  };
  const inOrder = all.filter(({ purpose }) => purpose !== 'verification');
  // Probes first: what is said of causes may be a condition over them.
  inOrder.filter(({ isLast }) => !isLast).forEach(settle);
  for (const { cause, group } of seeds) settleSeed(reading, cause, { group, general });
  settleBranches(reading, all, general);
  inOrder.filter(({ isLast }) => isLast).forEach(settle);
  for (const { group, purpose, heading } of isFix ? [] : bodies)
    if (purpose === 'rollback')
      settleRollback(
        reading,
        [group, ...everyBranch(group)].flatMap(({ entries }) => entries),
        plainWords(heading.text),
      );
  for (const { group, purpose, heading } of all)
    if (purpose === 'verification')
      settleVerification(reading, group, {
        heading: titleOf(heading.text),
        act: (entry) => act(reading, entry, general(heading)),
      });
  for (const { section, purpose } of told) tell(reading, section, purpose);
  verifyByProbes(reading);
  for (const cause of draft.causes)
    evidenceOf(reading, cause, `${cause.title} ${cause.notes[0]?.text.slice(0, 200) ?? ''}`);
}

const asFix = (body: Body): Body =>
  body.purpose === 'rollback' ? { ...body, purpose: 'resolution', group: actingGroup(body.group) } : body;

const actingGroup = (group: Group): Group => ({
  ...group,
  entries: group.entries.map((entry) =>
    (entry.kind === 'command' || entry.kind === 'text') && (entry.role === 'undo' || entry.role === 'revert')
      ? { ...entry, role: 'act' }
      : entry,
  ),
  groups: group.groups.map(actingGroup),
});

type General = (heading: Leaf) => DraftCause;

// Steps that belong to no cause of the page: of the only one, of the page itself, or of their section.
function generalOf(reading: Reading, byPage: number): General {
  const made = new Map<string, DraftCause>();
  return (heading) => {
    const [only, ...others] = reading.draft.causes;
    if (byPage === 1 && only !== undefined && others.length === 0) return only;
    const title =
      byPage === 0 && made.size === 0 && reading.draft.title !== '' ? reading.draft.title : titleOf(heading.text);
    const key = byPage === 0 ? 'page' : title;
    const found = made.get(key);
    if (found !== undefined) return found;
    const cause = addCause(reading, { title, leaf: heading, said: title });
    made.set(key, cause);
    return cause;
  };
}

const act = (reading: Reading, entry: CommandEntry, cause: DraftCause): void =>
  settleEntries(
    reading,
    { title: '', from: 'section', entries: [{ ...entry, role: 'act' }], groups: [] },
    { cause: () => cause, looks: 'step', heading: cause.title, notes: 'cause' },
  );

// What a section asks to look at in the end is verification, wherever it stands.
function withoutChecks(
  reading: Reading,
  group: Group,
  { place, general }: { readonly place: Place; readonly general: General },
): Group {
  const isEnd = (entry: Group['entries'][number]): boolean =>
    (entry.kind === 'text' && entry.role === 'check') ||
    (entry.kind === 'command' && entry.role === 'check' && entry.piece.waits === undefined);
  const checks = group.entries.filter(isEnd);
  if (checks.length === 0) return group;
  const heading = group.leaf ?? { text: place.heading, lines: checks[0]?.leaf.lines ?? { first: 1, last: 1 } };
  settleVerification(
    reading,
    { ...group, entries: checks, groups: [] },
    { heading: 'Verification', act: (entry) => act(reading, entry, general(heading)) },
  );
  return { ...group, entries: group.entries.filter((entry) => !isEnd(entry)) };
}

function settleSeed(
  reading: Reading,
  cause: DraftCause,
  { group, general }: { readonly group: Group; readonly general: General },
): void {
  const heading = group.leaf ?? { text: group.title, lines: cause.lines };
  const target = (): DraftCause => (cause === nobody ? general(heading) : cause);
  const split = (looks: Place['looks'], entries: Group['entries']): void =>
    settleEntries(
      reading,
      { ...group, entries },
      { cause: target, looks, heading: group.title, notes: cause === nobody ? 'file' : 'cause' },
    );
  const isLook = (entry: Group['entries'][number]): boolean =>
    (entry.kind === 'command' || entry.kind === 'text') && entry.role === 'look';
  split('probe', group.entries.filter(isLook));
  split(
    'step',
    group.entries.filter((entry) => !isLook(entry)),
  );
  for (const inner of group.groups)
    settleSeed(
      reading,
      cause === nobody
        ? addCause(reading, { title: inner.title, leaf: inner.leaf ?? heading, said: inner.leaf?.text ?? inner.title })
        : cause,
      { group: inner, general },
    );
}

function settleBranches(reading: Reading, all: readonly Body[], general: General): void {
  const { draft } = reading;
  const branches = all.flatMap((body) => everyBranch(body.group).map((group) => ({ body, group })));
  const options = branches.filter(({ group }) => group.from === 'option');
  const cases = branches.filter(({ group }) => group.from !== 'option');
  const links = linksBetween(
    cases.map(({ group }) => group.title),
    sidesOf(draft),
  );
  const known = [...draft.causes];
  const byBranch = new Map(links.map((link) => [link.branch, link]));
  const choices = [...known.map(({ id }) => id), OF_ITS_OWN];
  for (const [n, { group }] of cases.entries()) {
    const link = byBranch.get(n);
    const best = link === undefined ? undefined : known[link.cause];
    const cause = chosenCause(reading, group, { known, choices, best });
    const score = link === undefined ? undefined : link.score;
    if (group.leaf !== undefined && !reading.ledger.owned.has(group.leaf)) {
      const why =
        score === undefined
          ? 'it is like none of the causes: it became one'
          : `it is linked to this cause by its words, ${Math.round(score * 100)} of 100`;
      own(reading, group.leaf, `causes.${cause.id}`, score !== undefined && score >= 0.9 ? 'mapped' : 'guessed', why);
    }
    settleEntries(reading, group, { cause: () => cause, looks: 'step', heading: group.title, notes: 'cause' });
  }
  const waysOf = new Map<Group, Group[]>();
  for (const { body, group } of options) waysOf.set(body.group, [...(waysOf.get(body.group) ?? []), group]);
  for (const { group: home, heading } of all) {
    const ways = waysOf.get(home) ?? [];
    if (ways.length === 0) continue;
    const cause = general(heading);
    settleOptions(reading, ways, {
      cause,
      settle: (group) => {
        if (group.leaf !== undefined) own(reading, group.leaf, `causes.${cause.id}`);
        settleEntries(reading, group, { cause: () => cause, looks: 'step', heading: group.title, notes: 'cause' });
      },
    });
  }
}

const everyBranch = ({ groups }: Group): readonly Group[] => groups.flatMap((group) => [group, ...everyBranch(group)]);

const OF_ITS_OWN = 'a cause of its own';

interface Choosing {
  readonly known: readonly DraftCause[];
  readonly choices: readonly string[];
  readonly best: DraftCause | undefined;
}

function chosenCause(reading: Reading, group: Group, { known, choices, best }: Choosing): DraftCause {
  const { leaf, title } = group;
  const at = leaf ?? { text: title, lines: { first: 1, last: 1 } };
  const chosen =
    known.length === 0
      ? OF_ITS_OWN
      : guessed(reading, {
          key: `branch:${at.lines.first}`,
          question: `Which cause is "${titleOf(title)}" about?`,
          choices,
          best: best?.id ?? OF_ITS_OWN,
          lines: at.lines,
        });
  const found = chosen === OF_ITS_OWN ? undefined : known.find(({ id }) => id === chosen);
  if (found !== undefined) {
    if (leaf !== undefined) addSaid(found, leaf);
    return found;
  }
  return addCause(reading, { title, leaf: at, said: at.text });
}

// The words of the branch stay with the cause that it is about.
const addSaid = (cause: DraftCause, leaf: Leaf): void => {
  cause.notes.push({ title: 'Steps on the page', text: leaf.text, lines: leaf.lines });
};
