// A runbook as people read it, as data: every command filled in as far as inputs go, what a run has yet to see left as a
// hole. Nothing is looked at and nothing is run.

import type { Plan } from '../../engine/plan.ts';
import { scopeBeforeALook } from '../../expr/before-a-look.ts';
import type { Scope } from '../../expr/environment.ts';
import { definition } from '../../kinds/index.ts';
import { isTemplate, showText, type Template, type TemplateTree } from '../../model/expression.ts';
import { isObject, type Json } from '../../model/json.ts';
import { RISKS, type Risk, within, worse } from '../../model/risk.ts';
import type { Cause, Escalation, Note, Step, TimeSpan, VerifyGoal } from '../../model/runbook.ts';
import { duration } from '../text/text.ts';
import { forEachText } from './for-each.ts';
import { inputValue } from './input-value.ts';

/** A step in words. */
export interface ExplainedStep {
  readonly id: string;
  readonly kind: string;
  /** What its author calls it; "" where it goes by its command. */
  readonly title: string;
  /** The command as people write it; a hole that only a run can fill reads `${{ … }}`. */
  readonly command: string;
  readonly target: string;
  readonly risk: Risk;
  /** The risk depends on what a run sees: this is the highest it may be. */
  readonly atMost: boolean;
  readonly if?: string;
  /** What it is carried out for, one by one: the list as far as it is known, else as it is written. */
  readonly for_each?: string;
  /** False: with these inputs it is left out, whatever a run sees. */
  readonly applies: boolean;
  /** The state it is to reach, with its time. */
  readonly goal?: string;
  readonly undo: readonly ExplainedStep[];
  readonly preview?: ExplainedStep;
  readonly note?: string;
  readonly todo?: string;
  /** What else is written of it, for people alone. */
  readonly notes: readonly string[];
}

/** A cause in words. */
export interface ExplainedCause {
  readonly id: string;
  readonly title: string;
  readonly when: readonly string[];
  /** Probes that its evidence rests on. */
  readonly probes: readonly string[];
  readonly because?: string;
  readonly steps: readonly ExplainedStep[];
  readonly verify: readonly ExplainedGoal[];
  readonly escalations: readonly ExplainedEscalation[];
  /** The runbook it is handed over to. */
  readonly runbook?: string;
  readonly notes: readonly string[];
}

/** A goal of verification in words. */
export interface ExplainedGoal {
  readonly title: string;
  readonly goal: string;
  readonly probes: readonly string[];
}

/** An escalation in words. */
export interface ExplainedEscalation {
  readonly title: string;
  /** When it is raised; "" inside a cause: when that cause is not repaired. */
  readonly when: string;
  readonly to: string;
  readonly say: string;
  readonly steps: readonly ExplainedStep[];
}

/** A whole runbook in words. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly owner?: string;
  readonly reviewed?: string;
  readonly summary?: string;
  readonly inputs: readonly { readonly name: string; readonly value: string; readonly description: string }[];
  readonly triggers: readonly { readonly title: string; readonly when: string }[];
  readonly symptoms: readonly string[];
  readonly probes: readonly ExplainedStep[];
  readonly facts: readonly { readonly id: string; readonly source: string }[];
  readonly causes: readonly ExplainedCause[];
  readonly verify: readonly ExplainedGoal[];
  readonly escalations: readonly ExplainedEscalation[];
  readonly prevent: readonly string[];
  readonly notes: readonly string[];
}

/** The values that inputs have, as far as they are known. */
export type Known = Pick<Scope, 'inputs' | 'secrets'>;

/** Explains a runbook. */
export function explain(plan: Plan, known: Known): Explanation {
  const { runbook } = plan;
  const explaining: Explaining = { plan, scope: scopeBeforeALook(known) };
  return {
    id: runbook.id,
    title: runbook.title,
    severity: runbook.severity,
    ...(runbook.owner === undefined ? {} : { owner: runbook.owner }),
    ...reviewed(plan),
    ...(runbook.summary === undefined ? {} : { summary: runbook.summary }),
    inputs: runbook.inputs.map((input) => ({
      name: input.name,
      value: inputValue(input, known),
      description: input.description ?? '',
    })),
    triggers: runbook.triggers.map(({ title, when, alert }) => ({
      title,
      when: when?.source ?? (alert === undefined ? '' : `alert: ${alert.source}`),
    })),
    symptoms: runbook.symptoms,
    probes: runbook.probes.map((step) => explainStep(explaining, step, 'probe')),
    facts: runbook.facts.map(({ id, expression }) => ({ id, source: expression.source })),
    causes: runbook.causes.map((cause) => explainCause(explaining, cause)),
    verify: runbook.verify.map((goal) => explainGoal(explaining, goal)),
    escalations: runbook.escalate.map((one) => explainEscalation(explaining, one)),
    prevent: runbook.prevent.map(({ text }) => text),
    notes: runbook.notes.map(noteText),
  };
}

interface Explaining {
  readonly plan: Plan;
  readonly scope: Scope;
}

function reviewed({ runbook }: Plan): { readonly reviewed?: string } {
  if (runbook.reviewed === undefined) return {};
  const every = runbook.review_every_ms === undefined ? '' : `, every ${duration(runbook.review_every_ms)}`;
  return { reviewed: `${runbook.reviewed}${every}` };
}

function explainCause(explaining: Explaining, cause: Cause): ExplainedCause {
  const { plan, scope } = explaining;
  return {
    id: cause.id,
    title: cause.title,
    when: cause.when.map(({ source }) => source),
    probes: [...new Set(cause.when.flatMap(({ probes }) => probes))].filter((id) => plan.probes.has(id)),
    ...(cause.because === undefined ? {} : { because: filled(plan, scope, cause.because) }),
    steps: cause.resolve.map((step) => explainStep(explaining, step, 'action')),
    verify: cause.verify.map((goal) => explainGoal(explaining, goal)),
    escalations: cause.escalate.map((one) => explainEscalation(explaining, one)),
    ...(cause.runbook === undefined ? {} : { runbook: cause.runbook }),
    notes: cause.notes.map(noteText),
  };
}

function explainGoal({ plan, scope }: Explaining, goal: VerifyGoal): ExplainedGoal {
  return {
    title: goal.title,
    goal: `${goal.goal.source}, within ${duration(goal.within_ms)}${lasting(plan, scope, goal.for)}`,
    probes: goal.goal.probes,
  };
}

function explainEscalation(explaining: Explaining, escalation: Escalation): ExplainedEscalation {
  const { plan, scope } = explaining;
  const { title, when, after_ms, to, say, steps } = escalation;
  return {
    title: title ?? '',
    when: when?.source ?? (after_ms === undefined ? '' : `after ${duration(after_ms)}`),
    to: to ?? plan.runbook.owner ?? '',
    say: say === undefined ? '' : filled(plan, scope, say),
    steps: steps.map((step) => explainStep(explaining, step, 'action')),
  };
}

/** What those who are told are told: what is written for that, else what the escalation is called. */
export const saidBy = ({ title, to, say }: ExplainedEscalation): string => (say === '' && to !== '' ? title : say);

function explainStep(explaining: Explaining, step: Step, where: 'probe' | 'action'): ExplainedStep {
  const { plan, scope } = explaining;
  const kind = definition(step.kind);
  const shape = filledTree(plan, scope, step.shape);
  const spec = kind.spec(shape);
  const { risk, atMost } = riskOf(explaining, step, where);
  return {
    id: step.id,
    kind: step.kind,
    title: step.title === undefined ? '' : filled(plan, scope, step.title),
    command: spec.ok ? kind.describe(spec.value) : asWritten(step.kind, shape),
    target: spec.ok ? kind.target(spec.value, {}) : '',
    risk,
    atMost,
    ...(step.for_each === undefined ? {} : { for_each: forEachText(plan, scope, step.for_each) }),
    ...(step.if === undefined ? {} : { if: step.if.source }),
    applies: step.if === undefined || plan.environment.truth(step.if, scope).truth !== 'false',
    ...(step.goal === undefined || where === 'probe'
      ? {}
      : { goal: `${step.goal.source}, within ${duration(step.within_ms)}${lasting(plan, scope, step.for)}` }),
    undo: step.undo.map((undo) => explainStep(explaining, undo, 'action')),
    ...(step.preview === undefined ? {} : { preview: explainStep(explaining, step.preview, 'probe') }),
    ...(step.note === undefined ? {} : { note: step.note }),
    ...(step.todo === undefined ? {} : { todo: step.todo }),
    notes: step.notes.map(noteText),
  };
}

const noteText = ({ title, text }: Note): string => (title === undefined ? text : `${title}: ${text}`);

function lasting(plan: Plan, scope: Scope, span: TimeSpan): string {
  if (typeof span === 'number') return span === 0 ? '' : `, for ${duration(span)}`;
  const value = plan.environment.value(span, scope);
  return `, for ${value.ok && typeof value.value === 'string' ? value.value : span.source}`;
}

function riskOf(
  { plan, scope }: Explaining,
  step: Step,
  where: 'probe' | 'action',
): Pick<ExplainedStep, 'risk' | 'atMost'> {
  if (where === 'probe') return { risk: 'read', atMost: false };
  const kind = definition(step.kind);
  if (step.risk === undefined) return { risk: kind.risk(step.shape, 'action'), atMost: false };
  const floor = kind.floor(step.shape);
  if (!isTemplate(step.risk)) return { risk: worse(step.risk, floor), atMost: false };
  const value = plan.environment.render(step.risk, scope);
  const found = RISKS.find((one) => value.ok && one === value.value);
  if (found !== undefined) return { risk: worse(found, floor), atMost: false };
  return { risk: worse(worstNamed(step.risk), floor), atMost: true };
}

// The risks that a template may yield stand in its text.
function worstNamed(risk: Template): Risk {
  const source = risk.$template.map((part) => (typeof part === 'string' ? part : part.expression.source)).join(' ');
  const named = RISKS.filter((one) => new RegExp(`\\b${one}\\b`).test(source));
  return named.reduce((worst, one) => (within(worst, one) ? one : worst), named[0] ?? 'destroy');
}

/** A template with every hole filled that can be, the others as they are written. */
function filled(plan: Plan, scope: Scope, template: Template | string): string {
  if (typeof template === 'string') return template;
  return template.$template
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = plan.environment.render({ $template: [part] }, scope);
      return value.ok ? textOf(value.value) : `\${{ ${part.expression.source} }}`;
    })
    .join('');
}

function filledTree(plan: Plan, scope: Scope, tree: TemplateTree): Json {
  if (isTemplate(tree)) {
    const whole = plan.environment.render(tree, scope);
    return whole.ok ? whole.value : filled(plan, scope, tree);
  }
  if (Array.isArray(tree)) return tree.map((item: TemplateTree) => filledTree(plan, scope, item));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, filledTree(plan, scope, item)]));
}

// A hole may stand where a number or a list is needed; then what its author wrote is all that can be said.
const asWritten = (kind: string, shape: Json): string =>
  isFilled(shape) ? `${kind}: ${written(shape)}` : written(shape);

const isFilled = (value: Json): value is { readonly [key: string]: Json } => isObject(value) && !('$text' in value);

function written(value: Json): string {
  if (Array.isArray(value)) return value.map(written).join(' ');
  if (!isFilled(value)) return textOf(value);
  const keys = Object.entries(value).flatMap(([key, item]) => {
    const text = written(item);
    return text === '' || text === '{ }' ? [] : [`${key}: ${text}`];
  });
  return keys.length === 0 ? '{ }' : `{ ${keys.join(', ')} }`;
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  // A secret is shown by its name, as everywhere.
  if (isObject(value) && '$text' in value) return showText(value as never);
  return JSON.stringify(value);
}
