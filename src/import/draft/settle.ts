// A draft is valid, always: what the reader of files refuses is said more plainly until nothing is refused. A step becomes one
// of the shell, then work for a person, then a note; a condition is left to its author.

import { isCollection, isPair, parseDocument } from 'yaml';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { parseRunbook } from '../../parse/runbook.ts';
import type { Draft, DraftStep } from './draft.ts';
import { writeDraft } from './write.ts';

/** A draft that is valid. */
export interface Settled {
  readonly text: string;
  readonly warnings: readonly Diagnostic[];
  /** Nothing of it had to be said more plainly. */
  readonly isAsRead: boolean;
}

const MOST_ROUNDS = 12;

// The tenth stands behind the ninth.
const BY_PLACE = new Intl.Collator('en', { numeric: true }).compare;

/** Makes a draft valid; null where even its notes are not. */
export function settleDraft(draft: Draft, source: string): Settled | null {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const text = writeDraft(draft, source);
    const { diagnostics } = parseRunbook({ file: `${draft.id}.yaml`, text });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return { text, warnings: diagnostics, isAsRead: round === 0 };
    const { contents } = parseDocument(text, { strict: false, uniqueKeys: false });
    const places = new Set(errors.map(({ start }) => JSON.stringify(pathAt(contents, start.offset))));
    // From behind: what is taken out moves no other one.
    for (const place of [...places].toSorted(BY_PLACE).toReversed()) {
      const path = JSON.parse(place) as (string | number)[];
      plainer(draft, path, errors[0]?.message ?? '');
    }
    if (round > MOST_ROUNDS / 2) onlyNotes(draft);
  }
  return null;
}

/** The innermost keys and indexes that an offset stands under, as far as a draft is divided. */
function pathAt(contents: unknown, offset: number): readonly (string | number)[] {
  const path: (string | number)[] = [];
  let node = contents;
  while (isCollection(node) && path.length < 6) {
    const at = node.items.findIndex((item) => {
      const [from, to] = rangeOf(item);
      return from <= offset && offset <= to;
    });
    if (at < 0) break;
    const item: unknown = node.items[at];
    path.push(isPair(item) ? String((item.key as { readonly value?: unknown } | null)?.value) : at);
    node = isPair(item) ? item.value : item;
  }
  return path;
}

function rangeOf(item: unknown): readonly [number, number] {
  const range = (node: unknown): readonly number[] =>
    (node as { readonly range?: readonly number[] | null } | null)?.range ?? [];
  if (!isPair(item)) return [range(item)[0] ?? Number.POSITIVE_INFINITY, range(item)[2] ?? -1];
  const [from = Number.POSITIVE_INFINITY] = range(item.key);
  return [from, range(item.value)[2] ?? range(item.key)[2] ?? -1];
}

const rounds = new WeakMap<DraftStep, number>();

function plainer(draft: Draft, path: readonly (string | number)[], why: string): void {
  const [key, first, inner, second] = path;
  const n = typeof first === 'number' ? first : -1;
  switch (key) {
    case 'diagnose': {
      const probe = draft.probes[n];
      if (probe !== undefined && !plainerStep(probe, why, 'probe')) {
        draft.probes.splice(n, 1);
        asNote(draft, probe);
      }
      return;
    }
    case 'causes': {
      const cause = draft.causes[n];
      if (cause === undefined) return;
      const step = inner === 'resolve' && typeof second === 'number' ? cause.resolve[second] : undefined;
      if (step !== undefined && typeof second === 'number') {
        // What takes it back is said more plainly with it: as a note.
        for (const undo of path[4] === 'undo' ? (step.undo ?? []) : []) asNote(draft, undo);
        if (path[4] === 'undo') delete step.undo;
        if (path[4] === 'undo' || plainerStep(step, why, 'action')) return;
        cause.resolve.splice(second, 1);
        asNote(draft, step);
      } else if (inner === 'escalate') cause.escalate.length = 0;
      else cause.when.length = 0;
      return;
    }
    case 'verify': {
      const [goal] = draft.verify.splice(n, 1);
      if (goal !== undefined) draft.notes.push({ title: 'When it is over', text: goal.title, lines: goal.lines });
      return;
    }
    case 'escalate': {
      const found = draft.escalate[n];
      if (found === undefined) return;
      draft.escalate.splice(n, 1);
      draft.notes.push({ title: 'Escalation', text: found.text ?? found.say ?? '', lines: found.lines });
      return;
    }
    case 'triggers': {
      const [trigger] = draft.triggers.splice(n, 1);
      if (trigger !== undefined) draft.notes.push({ title: 'Trigger', text: trigger.title, lines: trigger.lines });
      return;
    }
    case 'inputs':
      if (typeof first === 'string') draft.inputs.delete(first);
      return;
    case 'defaults':
      for (const kind of Object.keys(draft.defaults)) delete draft.defaults[kind];
      return;
    default:
      onlyNotes(draft);
  }
}

/** Says a step more plainly; whether it could be. */
function plainerStep(step: DraftStep, why: string, place: 'probe' | 'action'): boolean {
  const round = (rounds.get(step) ?? 0) + 1;
  rounds.set(step, round);
  if (round === 1 && (step.goal !== undefined || step.if !== undefined)) {
    delete step.goal;
    delete step.within;
    // Without its condition it would always be done: a person decides.
    if (step.if !== undefined && !step.if.startsWith('inputs.')) {
      step.notes.push({ title: 'Only when', text: step.if });
      delete step.if;
      if (step.kind !== 'manual') byHand(step);
    }
    return true;
  }
  if (step.kind === 'manual' || step.kind === 'ask') return false;
  if (round <= 2 && step.page !== '') {
    step.kind = 'shell';
    step.value = step.page.replaceAll('${{', '$${{');
    step.todo = `Write this step anew: ${why}.`;
    if (step.effect === 'read') step.risk = 'read';
    return true;
  }
  if (place === 'probe' || step.page === '') return false;
  byHand(step);
  return true;
}

function byHand(step: DraftStep): void {
  step.kind = 'manual';
  step.value = `Run by hand:\n\n\`\`\`sh\n${step.page.replaceAll('${{', '$${{')}\n\`\`\``;
  delete step.risk;
  delete step.todo;
}

function asNote({ notes }: Draft, { title, page, lines, notes: own, value }: DraftStep): void {
  const text = page === '' ? (typeof value === 'string' ? value : JSON.stringify(value)) : `\`\`\`sh\n${page}\n\`\`\``;
  notes.push({ title, text, lines }, ...own);
}

/** What cannot be said by any part of the language is kept as notes. */
function onlyNotes(draft: Draft): void {
  for (const probe of draft.probes.splice(0)) asNote(draft, probe);
  for (const cause of draft.causes.splice(0)) {
    draft.notes.push({ title: 'Cause', text: cause.title, lines: cause.lines }, ...cause.notes);
    for (const step of cause.resolve) for (const one of [step, ...(step.undo ?? [])]) asNote(draft, one);
  }
  for (const { title, lines } of [...draft.verify.splice(0), ...draft.triggers.splice(0)])
    draft.notes.push({ text: title, lines });
  for (const { text, say, lines } of draft.escalate.splice(0)) draft.notes.push({ text: text ?? say ?? '', lines });
  draft.inputs.clear();
  for (const kind of Object.keys(draft.defaults)) delete draft.defaults[kind];
}
