// The plan: a runbook with everything that follows from it alone, worked out once. Decisions are made over plan and state.

import type { Environment } from '../expr/environment.ts';
import type { Purpose } from '../model/event.ts';
import type { Expression, Template } from '../model/expression.ts';
import type { Escalation, Runbook, Step } from '../model/runbook.ts';

/** A step with the place it has in the runbook. */
export interface PlannedStep {
  /** A probe's id; `<cause>/<id>`, `<step>/preview`, `<step>/undo/<id>` or `<escalation>/<id>` elsewhere. */
  readonly key: string;
  readonly step: Step;
  /** What it is carried out for. */
  readonly purpose: Purpose;
  /** Key of the step that it is the preview or the undo of. */
  readonly of?: string;
}

/** An escalation with its key: `escalate/<n>`, or `<cause>/escalate/<n>`. */
export interface PlannedEscalation {
  readonly key: string;
  /** The cause it stands in, if any. */
  readonly cause?: string;
  readonly escalation: Escalation;
  readonly steps: readonly PlannedStep[];
}

/** A runbook, ready to be run. */
export interface Plan {
  readonly runbook: Runbook;
  readonly environment: Environment;
  readonly probes: ReadonlyMap<string, Step>;
  /** Every step by key. */
  readonly steps: ReadonlyMap<string, PlannedStep>;
  readonly escalations: readonly PlannedEscalation[];
  /** Probes that triggers, causes with their sentences, and their facts name: what the ranking waits for. */
  readonly ranked: readonly string[];
}

/** Makes the plan of a runbook; `environment` holds its declarations. */
export function plan(runbook: Runbook, environment: Environment): Plan {
  const probes = new Map(runbook.probes.map((step) => [step.id, step]));
  const steps = new Map<string, PlannedStep>();
  const add = (key: string, step: Step, purpose: Purpose, of?: string): void => {
    steps.set(key, { key, step, purpose, ...(of === undefined ? {} : { of }) });
    if (step.preview !== undefined) add(previewKey(key), step.preview, 'preview', key);
    for (const undo of step.undo) add(undoKey(key, undo), undo, 'undo', key);
  };
  for (const step of runbook.probes) add(step.id, step, 'probe');
  for (const cause of runbook.causes) for (const step of cause.resolve) add(`${cause.id}/${step.id}`, step, 'action');
  // An item of a step has a key of its own, and so has what takes it back.
  const written = steps.get.bind(steps);
  steps.get = (key) => written(key) ?? ofItem(key, written(key.replace(ITEM_MARK, '')));
  const escalations = plannedEscalations(runbook);
  for (const { steps: paging } of escalations) for (const { key, step } of paging) add(key, step, 'escalation');
  const ranking = [
    ...runbook.triggers.flatMap(({ when }) => when ?? []),
    ...runbook.causes.flatMap(({ when, because }) => [...when, ...holesOf(because)]),
  ];
  return {
    runbook,
    environment,
    probes,
    steps,
    escalations,
    ranked: closure(probes, probesOf(ranking)),
  };
}

const ITEM_MARK = /\[\d+\]/;

function ofItem(key: string, found: PlannedStep | undefined): PlannedStep | undefined {
  if (found === undefined) return undefined;
  const mark = ITEM_MARK.exec(key)?.[0] ?? '';
  return { ...found, key, ...(found.of === undefined ? {} : { of: `${found.of}${mark}` }) };
}

/** Key of the preview of a step. */
export const previewKey = (key: string): string => `${key}/preview`;

/** Key of one undo of a step. */
export const undoKey = (key: string, undo: Step): string => `${key}/undo/${undo.id}`;

/** The step with this key; a key of a run always has one. */
export function stepOf(plan: Plan, key: string): Step {
  const found = plan.steps.get(key);
  if (found === undefined) throw new Error(`no step "${key}" in the runbook`);
  return found.step;
}

/** What a sentence is filled with. */
export function holesOf(text: Template | string | undefined): readonly Expression[] {
  if (text === undefined || typeof text === 'string') return [];
  return text.$template.flatMap((part) => (typeof part === 'string' ? [] : [part.expression]));
}

/** Probes that expressions name, each once. */
export function probesOf(expressions: readonly Expression[]): readonly string[] {
  return [...new Set(expressions.flatMap(({ probes }) => probes))];
}

/** Those probes and every probe that they wait for, in the order of the file. */
export function closure(probes: ReadonlyMap<string, Step>, wanted: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (id: string): void => {
    const step = probes.get(id);
    if (step === undefined || found.has(id)) return;
    found.add(id);
    for (const other of step.probes) add(other);
  };
  for (const id of wanted) add(id);
  return [...probes.keys()].filter((id) => found.has(id));
}

function plannedEscalations(runbook: Runbook): readonly PlannedEscalation[] {
  const planned = (key: string, escalation: Escalation): PlannedEscalation => ({
    key,
    escalation,
    steps: escalation.steps.map((step) => ({ key: `${key}/${step.id}`, step, purpose: 'escalation' })),
  });
  return [
    ...runbook.causes.flatMap((cause) =>
      cause.escalate.map((one, n) => ({ ...planned(`${cause.id}/escalate/${n + 1}`, one), cause: cause.id })),
    ),
    ...runbook.escalate.map((one, n) => planned(`escalate/${n + 1}`, one)),
  ];
}
