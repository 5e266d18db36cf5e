// What the scenarios of a runbook have tried of it: causes, lines of evidence, steps, conditions, escalations and goals. A
// condition is tried when it was seen to hold and seen not to hold.

import { type Plan, stepOf } from '../engine/plan.ts';
import type { RunEvent } from '../model/event.ts';
import type { Truth } from '../model/expression.ts';
import type { Step } from '../model/runbook.ts';

/** What a part of a runbook is, for coverage. */
export type PartKind = 'cause' | 'line' | 'step' | 'if' | 'escalation' | 'goal';

/** One thing that a scenario may try. */
export interface Part {
  readonly kind: PartKind;
  /** What it is, as people read it. */
  readonly name: string;
  readonly tried: boolean;
}

/** Takes the events of scenarios and says what they tried. */
export interface Coverage {
  take(events: readonly RunEvent[]): void;
  parts(): readonly Part[];
}

/** Begins to count for a runbook. */
export function coverageOf(plan: Plan): Coverage {
  const seen = new Set<string>();
  const parts = partsOf(plan);
  return {
    take: (events) => {
      for (const event of events) for (const key of triedBy(plan, event)) seen.add(key);
    },
    parts: () => parts.map(({ key, kind, name }) => ({ kind, name, tried: seen.has(key) })),
  };
}

/** Part of a whole, in percent, rounded down: 100 only when all is tried. Nothing to try is all of it. */
export function percent(parts: readonly Part[]): number {
  const tried = parts.filter((part) => part.tried).length;
  return parts.length === 0 ? 100 : Math.floor((100 * tried) / parts.length);
}

interface Keyed {
  readonly key: string;
  readonly kind: PartKind;
  readonly name: string;
}

function partsOf(plan: Plan): readonly Keyed[] {
  const { runbook } = plan;
  return [
    ...runbook.causes.flatMap(({ id, when }): readonly Keyed[] => [
      { key: `cause ${id}`, kind: 'cause', name: `${id} confirmed` },
      ...when.flatMap(({ source }, n) => bothWays(`line ${id}/${n}`, 'line', `${id}: ${source}`)),
    ]),
    ...unique(plan).flatMap((step): readonly Keyed[] => [
      ...(plan.probes.has(step.id) ? [] : [{ key: `step ${step.id}`, kind: 'step', name: step.id } as const]),
      ...(step.if === undefined ? [] : bothWays(`if ${step.id}`, 'if', `${step.id}: ${step.if.source}`)),
      ...(step.goal === undefined || plan.probes.has(step.id)
        ? []
        : [{ key: `goal ${step.id}`, kind: 'goal', name: `${step.id}: ${step.goal.source} reached` } as const]),
    ]),
    ...plan.escalations.map(({ key, escalation }): Keyed => {
      const name = escalation.title ?? escalation.when?.source ?? key;
      return { key: `escalation ${key}`, kind: 'escalation', name };
    }),
    ...[...runbook.verify, ...runbook.causes.flatMap(({ verify }) => verify)].map(
      ({ title }): Keyed => ({ key: `verify ${title} true`, kind: 'goal', name: `${title} holds` }),
    ),
  ];
}

const bothWays = (key: string, kind: PartKind, name: string): readonly Keyed[] => [
  { key: `${key} true`, kind, name: `${name} holds` },
  { key: `${key} false`, kind, name: `${name} does not hold` },
];

// Without undos and previews: a scenario is unattended, and nothing is taken back in it. A step that several causes share
// by an alias is one step.
function unique(plan: Plan): readonly Step[] {
  const { runbook, escalations } = plan;
  const all = [
    ...runbook.probes,
    ...runbook.causes.flatMap(({ resolve }) => resolve),
    ...escalations.flatMap(({ steps }) => steps.map(({ step }) => step)),
  ];
  return [...new Map(all.map((step) => [step.id, step])).values()];
}

function triedBy(plan: Plan, event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'causes.ranked':
      return event.data.causes.flatMap(({ id, verdict, lines }) => [
        ...(verdict === 'confirmed' ? [`cause ${id}`] : []),
        ...lines.flatMap(({ truth }, n) => way(`line ${id}/${n}`, truth)),
      ]);
    case 'step.started': {
      const { id, if: condition } = stepOf(plan, event.data.step);
      return [`step ${id}`, ...(condition === undefined ? [] : [`if ${id} true`])];
    }
    case 'step.skipped': {
      const { id } = stepOf(plan, event.data.step);
      return event.data.reason.code === 'if_false' ? [`if ${id} false`] : [];
    }
    case 'step.settled':
      return event.data.via === 'goal' ? [`goal ${stepOf(plan, event.data.step).id}`] : [];
    case 'escalation.raised':
      return [`escalation ${event.data.key}`];
    case 'goal.reached':
    case 'goal.missed':
      return event.data.goals.flatMap(({ title, goal }) => way(`verify ${title}`, goal.truth));
    default:
      return [];
  }
}

const way = (key: string, truth: Truth): readonly string[] => (truth === 'unknown' ? [] : [`${key} ${truth}`]);
