// Groups to probes, causes and steps: what looks goes to the probes, what acts to the steps of a cause; each place where more
// than one way is given becomes a choice.

import type { DraftCause, DraftStep } from '../../draft/draft.ts';
import { noteText } from '../../page/page.ts';
import { isLook, isOrder } from '../../words/sentences.ts';
import { conditionsIn } from '../conditions.ts';
import type { Entry, Group } from '../group.ts';
import { addNote, keepRest, leave, own, type Reading } from '../reading.ts';
import {
  apart,
  askStep,
  type CommandEntry,
  commandStep,
  keepLabel,
  manualStep,
  saidBy,
  wellCondition,
} from '../steps.ts';
import { chooseBetween } from './choices.ts';
import { fallBack } from './fallback.ts';
import { takeBack } from './take-back.ts';

/** Where the parts of a group go. */
export interface Place {
  /** The cause that takes the steps; absent for what only looks, until something that acts is found. */
  cause(): DraftCause;
  /** What only looks becomes a probe, or stays in its order among the steps. */
  readonly looks: 'probe' | 'step';
  /** Heading that what is left is noted under. */
  readonly heading: string;
  /** Takes notes that have no step: the cause's own, or those of the file. */
  readonly notes: 'cause' | 'file';
}

/** Settles the entries of a group; its branches are settled by the caller. */
export function settleEntries(reading: Reading, group: Group, place: Place): void {
  const made: DraftStep[] = [];
  let last: DraftStep | undefined;
  const acted: DraftStep[] = [];
  for (const entry of group.entries) {
    const isLead = entry.kind === 'text' && entry.leaf === group.leaf;
    if (reading.ledger.owned.has(entry.leaf) && !isLead && entry.kind !== 'command' && entry.kind !== 'output')
      continue;
    switch (entry.kind) {
      case 'command': {
        const step = takeCommand(reading, entry, { place, acted, group });
        if (step === null) break;
        made.push(step);
        last = step;
        break;
      }
      case 'text':
        last = takeText(reading, entry, { place, last, made, acted, lead: group.leaf }) ?? last;
        break;
      case 'output':
        takeOutput(reading, entry, { last, place });
        break;
      default:
        break;
    }
  }
  apart(made);
  for (const entry of group.entries) if (entry.kind === 'note') takeNote(reading, entry, { place });
}

interface Taking {
  readonly place: Place;
  readonly acted: DraftStep[];
  readonly group: Group;
}

function takeCommand(reading: Reading, entry: CommandEntry, taking: Taking): DraftStep | null {
  const { draft } = reading;
  const { place, acted, group } = taking;
  const step = commandStep(entry);
  const to = (name: string): string => `${name}: ${step.title}`;
  const enter = (name: string, target = step, falls?: string): void => {
    const guess = falls !== undefined || step.kind === 'manual' || step.effect === 'unknown' || step.todo !== undefined;
    const why =
      falls ??
      step.todo ??
      (step.effect === 'unknown' ? 'nothing is known of what the command does: it counts as a change' : undefined);
    own(reading, entry.whole, to(name), guess ? 'guessed' : 'mapped', guess ? why : undefined);
    const { leaf } = entry.label;
    if (leaf !== undefined) keepLabel(reading, leaf, target, to(name));
  };
  if (entry.role === 'undo' || entry.role === 'revert')
    return takeBack(reading, entry, { step, acted, heading: place.heading });
  if (entry.role === 'check' && step.effect === 'read') {
    const probe = probeFor(reading, step);
    const condition = wellCondition(reading, probe);
    // A look at the end of a whole section is about the end; one behind a wait, or in a branch, about the step before it.
    const isNear = entry.piece.waits !== undefined || group.from !== 'section';
    const before = isNear ? acted.filter(({ goal }) => goal === undefined) : [];
    if (condition !== null && before.length > 0) {
      for (const one of before) {
        one.goal = condition;
        if (entry.piece.waits !== undefined) one.within = inWords(entry.piece.waits);
      }
      enter('diagnose', probe);
      return probe;
    }
    if (condition !== null) {
      draft.verify.push({
        title: step.title,
        goal: condition,
        lines: step.lines,
        ...(entry.piece.waits === undefined ? {} : { within: inWords(entry.piece.waits) }),
      });
      enter('diagnose', probe);
      return probe;
    }
    enter('diagnose', probe);
    return probe;
  }
  if (step.effect === 'read' && place.looks === 'probe') {
    const probe = probeFor(reading, step);
    enter('diagnose', probe);
    return probe;
  }
  if (step.effect === 'read' && step.kind === 'shell') step.risk = 'read';
  const cause = place.cause();
  if (entry.piece.isAlternative) chooseBetween(reading, cause, { step, before: acted.at(-1), group });
  const falls =
    entry.fallback === undefined || step.effect === 'read'
      ? undefined
      : fallBack(reading, entry.fallback, { cause, step, acted, leaf: entry.leaf });
  cause.resolve.push(step);
  if (step.effect !== 'read') acted.push(step);
  enter(`causes.${cause.id}`, step, falls);
  return step;
}

const inWords = (seconds: number): string => (seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`);

const probesOf = new WeakMap<DraftStep[], Map<string, DraftStep>>();

/** The probe that does what a step does, which is there once; words of the page that it does not say are kept. */
export function probeFor({ draft }: Reading, step: DraftStep): DraftStep {
  const key = JSON.stringify([step.kind, step.value]);
  const known = probesOf.get(draft.probes) ?? new Map<string, DraftStep>();
  probesOf.set(draft.probes, known);
  const found = known.get(key);
  if (found === undefined) {
    known.set(key, step);
    draft.probes.push(step);
    return step;
  }
  for (const note of [{ text: step.title, lines: step.lines }, ...step.notes])
    keepRest(found.notes, { text: note.text, lines: note.lines ?? step.lines }, saidBy(found));
  found.expected ??= step.expected ?? '';
  if (found.expected === '') delete found.expected;
  return found;
}

interface TakingText {
  readonly place: Place;
  readonly last: DraftStep | undefined;
  readonly made: DraftStep[];
  readonly acted: DraftStep[];
  /** What stands with the cause already. */
  readonly lead: object | undefined;
}

function takeText(
  reading: Reading,
  entry: Extract<Entry, { kind: 'text' }>,
  { place, last, made, acted, lead }: TakingText,
): DraftStep | null {
  const { leaf, text, role } = entry;
  if (role === 'undo' || role === 'revert') return takeBack(reading, entry, { acted, heading: place.heading });
  if (
    role === 'tell' ||
    !(
      isOrder(text) ||
      (role === 'act' && place.notes === 'cause' && place.looks === 'step' && isItem(leaf) && text.length < 200)
    )
  ) {
    tell(reading, leaf, { place, last });
    return null;
  }
  if (place.looks === 'probe' && role !== 'act') {
    if (!isLook(text)) {
      tell(reading, leaf, { place, last });
      return null;
    }
    const step = askStep(leaf, text);
    keepRest(step.notes, leaf, saidBy(step));
    reading.draft.probes.push(step);
    made.push(step);
    own(reading, leaf, `diagnose: ${step.title}`);
    return step;
  }
  const cause = place.cause();
  const step = manualStep(leaf, text);
  if (leaf !== lead) keepRest(step.notes, leaf, saidBy(step));
  const { fallback } = entry;
  const falls = fallback === undefined ? undefined : fallBack(reading, fallback, { cause, step, acted, leaf });
  cause.resolve.push(step);
  acted.push(step);
  own(reading, leaf, `causes.${cause.id}: ${step.title}`, falls === undefined ? 'mapped' : 'guessed', falls);
  return step;
}

const isItem = (leaf: object): boolean => 'kind' in leaf && leaf.kind === 'item';

// What only tells stands beside what it is about: the step before it, else the cause, else the file.
function tell(
  reading: Reading,
  leaf: Extract<Entry, { kind: 'text' }>['leaf'],
  { place, last }: { readonly place: Place; readonly last: DraftStep | undefined },
): void {
  if (last !== undefined && leaf.lines.first - last.lines.last <= 4) {
    own(reading, leaf, `note of "${last.title}"`, 'left', 'it tells something and asks for nothing');
    addNote(last.notes, { text: leaf.text, lines: leaf.lines });
    return;
  }
  if (place.notes === 'file') {
    leave(reading, leaf, place.heading, 'it tells something and asks for nothing');
    return;
  }
  const cause = place.cause();
  own(reading, leaf, `causes.${cause.id}: note`, 'left', 'it tells something and asks for nothing');
  addNote(cause.notes, { text: leaf.text, lines: leaf.lines });
}

function takeOutput(
  reading: Reading,
  { leaf, expected }: Extract<Entry, { kind: 'output' }>,
  { last, place }: { readonly last: DraftStep | undefined; readonly place: Place },
): void {
  if (reading.ledger.owned.has(leaf)) return;
  if (last === undefined) {
    leave(reading, leaf, place.heading, 'it is output, not a command');
    return;
  }
  own(reading, leaf, `note of "${last.title}"`, 'left', 'it is what the command prints');
  const rest = leaf.text.split('\n').filter((line) => !/^\s*#+\s*(?:or|alternatively)\W*$/i.test(line));
  if (rest.length > 0)
    keepRest(last.notes, { text: 'kind' in leaf ? noteText(leaf) : rest.join('\n'), lines: leaf.lines }, saidBy(last));
  if (expected !== undefined) last.expected ??= expected;
}

function takeNote(
  reading: Reading,
  { leaf, why }: Extract<Entry, { kind: 'note' }>,
  { place }: { readonly place: Place },
): void {
  if (reading.ledger.owned.has(leaf)) return;
  const isHeading = why === 'it is a heading' || why === 'it is a label';
  if (place.notes === 'file' || isHeading) {
    leave(reading, leaf, place.heading, why);
    return;
  }
  const cause = place.cause();
  own(reading, leaf, `causes.${cause.id}: note`, 'left', why);
  addNote(cause.notes, { text: noteText(leaf), lines: leaf.lines });
}

/** Evidence of a cause: what its words say exactly. */
export function evidenceOf({ draft }: Reading, cause: DraftCause, text: string): void {
  if (cause.when.length === 0) cause.when.push(...conditionsIn(draft, text));
}
