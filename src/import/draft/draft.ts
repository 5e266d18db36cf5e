// A draft of a runbook while it is made: the parts of the language, with the lines of the page that each came from.

import type { Severity } from '../../model/runbook.ts';
import { freeId, slug } from '../../parse/build/ids.ts';
import type { Effect } from '../commands/effect.ts';
import type { Wanted } from '../commands/holes.ts';
import type { Lines } from '../page/page.ts';

/** A note: text of the page that has no place of its own. */
export interface DraftNote {
  title?: string;
  text: string;
  lines?: Lines;
}

/** A probe or a step. */
export interface DraftStep {
  /** There once an expression names it. */
  id?: string;
  title: string;
  kind: string;
  value: unknown;
  readonly effect: Effect;
  readonly wanted: readonly Wanted[];
  risk?: string;
  if?: string;
  goal?: string;
  within?: string;
  timeout?: string;
  on_failure?: string;
  retry?: number;
  todo?: string;
  /** Steps that take it back. */
  undo?: DraftStep[];
  notes: DraftNote[];
  readonly lines: Lines;
  /** The command as it stands on the page; "" for what a person does. */
  readonly page: string;
  /** What the page says that it should show. */
  expected?: string;
}

/** A goal of `verify`. */
export interface DraftGoal {
  title: string;
  goal: string;
  within?: string;
  readonly lines: Lines;
}

/** A line of `escalate`. */
export interface DraftEscalation {
  readonly text?: string;
  when?: string;
  readonly after?: string;
  readonly to?: string;
  readonly say?: string;
  readonly lines: Lines;
}

/** A cause. */
export interface DraftCause {
  readonly id: string;
  title: string;
  when: string[];
  because?: string;
  resolve: DraftStep[];
  escalate: DraftEscalation[];
  notes: DraftNote[];
  readonly lines: Lines;
}

/** A line of `triggers`. */
export interface DraftTrigger {
  readonly title: string;
  when?: string;
  readonly alert?: string;
  readonly lines: Lines;
}

/** A line of text with its place. */
export interface DraftLine {
  readonly text: string;
  readonly lines: Lines;
}

/** An input. */
export interface DraftInput {
  readonly name: string;
  readonly env?: string;
  readonly from?: string;
  readonly default?: string | number;
  readonly secret?: boolean;
  readonly choices?: readonly string[];
  readonly pattern?: string;
  readonly description: string;
}

/** A draft. */
export interface Draft {
  id: string;
  title: string;
  severity: Severity;
  /** The lines that name it; absent where it is a guess. */
  severityFrom?: Lines;
  owner?: string;
  summary: DraftLine[];
  readonly inputs: Map<string, DraftInput>;
  readonly defaults: Record<string, Record<string, unknown>>;
  readonly triggers: DraftTrigger[];
  readonly symptoms: DraftLine[];
  readonly probes: DraftStep[];
  readonly causes: DraftCause[];
  readonly verify: DraftGoal[];
  readonly escalate: DraftEscalation[];
  readonly prevent: DraftLine[];
  readonly notes: DraftNote[];
  /** Ids that are taken. */
  readonly taken: Set<string>;
}

/** An empty draft. */
export function emptyDraft(): Draft {
  return {
    id: '',
    title: '',
    severity: 'high',
    summary: [],
    inputs: new Map(),
    defaults: {},
    triggers: [],
    symptoms: [],
    probes: [],
    causes: [],
    verify: [],
    escalate: [],
    prevent: [],
    notes: [],
    taken: new Set(),
  };
}

/** Every step of a draft: probes, steps of causes, and what takes those back. */
export const stepsOf = ({ probes, causes }: Draft): readonly DraftStep[] => [
  ...probes,
  ...causes.flatMap(({ resolve }) => resolve.flatMap((step) => [step, ...(step.undo ?? [])])),
];

/** The next free id for a title. */
export function idFor(draft: Draft, title: string, otherwise: string): string {
  const id = freeId(slug(title) || otherwise, draft.taken);
  draft.taken.add(id);
  return id;
}

/** The id of a probe, which it has from now on. */
export function idOf(draft: Draft, step: DraftStep): string {
  step.id ??= idFor(draft, step.title, step.kind);
  return step.id;
}
