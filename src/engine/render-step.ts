// A step about to run: its holes filled, its command, target and risk; or why it cannot run.

import type { Scope } from '../expr/environment.ts';
import { type Elsewhere, hostAt } from '../kinds/elsewhere.ts';
import { definition } from '../kinds/index.ts';
import type { Host } from '../kinds/kind.ts';
import { isTemplate, type Rendered, showText, type Template, type TemplateTree } from '../model/expression.ts';
import type { Stakes, WhyDestroys } from '../model/question.ts';
import type { CannotRun } from '../model/reasons/unknown.ts';
import { err, ok, type Result } from '../model/result.ts';
import { RISKS, type Risk, within, worse } from '../model/risk.ts';
import type { Step } from '../model/runbook.ts';
import type { Plan } from './plan.ts';
import type { RunScope } from './scope.ts';

/** A step whose holes are filled; secrets are still holes. */
export interface RenderedStep {
  readonly title: string;
  readonly rendered: Rendered;
  readonly command: string;
  readonly target: string;
  /** It means something else in another folder. */
  readonly relative: boolean;
  readonly risk: Risk;
  /** The author declared a lower risk than the kind would give. */
  readonly declared: boolean;
  /** Set where it acts on the host itself. */
  readonly host?: string;
  readonly stakes: Stakes;
}

/** Fills the holes of a step. The error is the reason to skip it. */
export function renderStep(
  plan: Plan,
  step: Step,
  scope: RunScope,
  shape: TemplateTree = step.shape,
): Result<RenderedStep, CannotRun> {
  if (shape !== step.shape || !isFixed(step)) return render(plan, step, scope, shape);
  const known = renderedBefore(step, scope.host);
  if (known !== undefined) return known;
  const rendered = render(plan, step, scope, shape);
  fixed.set(scope.host, (fixed.get(scope.host) ?? new WeakMap<Step, Fixed>()).set(step, rendered));
  return rendered;
}

/** What a step without holes was rendered to on this host before; undefined: it has holes, or was not asked for yet. */
export const renderedBefore = (step: Step, host: RunScope['host']): Fixed | undefined => fixed.get(host)?.get(step);

type Fixed = ReturnType<typeof render>;

/** Of each host: what a step without holes is there, whatever was read. */
const fixed = new WeakMap<RunScope['host'], WeakMap<Step, Fixed>>();

const withoutHoles = new WeakMap<Step, boolean>();

function isFixed(step: Step): boolean {
  const known = withoutHoles.get(step);
  if (known !== undefined) return known;
  const is = ![step.shape, step.title, step.risk, step.loses].some(hasHoles);
  withoutHoles.set(step, is);
  return is;
}

const hasHoles = (tree: TemplateTree | undefined): boolean =>
  isTemplate(tree) || (typeof tree === 'object' && tree !== null && Object.values(tree).some(hasHoles));

function render(plan: Plan, step: Step, scope: RunScope, shape: TemplateTree): Result<RenderedStep, CannotRun> {
  if (step.todo !== undefined) return err({ code: 'todo', todo: step.todo });
  const filled = plan.environment.render(shape, scope);
  if (!filled.ok) return err({ code: 'unknown_value', ...filled.error });
  const kind = definition(step.kind);
  const rendered = kind.here?.(filled.value, scope.host) ?? filled.value;
  const spec = kind.spec(rendered);
  if (!spec.ok) return err({ code: 'invalid', shown: spec.error });
  const command = kind.describe(spec.value);
  return ok({
    title: step.title === undefined ? command : showText(plan.environment.text(step.title, scope)),
    rendered,
    command,
    target: kind.target(spec.value, scope.host),
    ...(kind.actsOnHost === true ? hostName(spec.value, scope.host) : {}),
    relative: kind.isRelative?.(spec.value) ?? false,
    ...riskOf(plan, step, scope, { rendered, isEdited: shape !== step.shape }),
  });
}

// Whose name is typed before something is destroyed there.
function hostName(spec: object, host: Host): Pick<RenderedStep, 'host'> {
  const { on } = spec as Elsewhere;
  const { name } = on === undefined ? host : hostAt(on);
  return name === undefined ? {} : { host: name };
}

interface Filled {
  readonly rendered: Rendered;
  readonly isEdited: boolean;
}

function riskOf(
  plan: Plan,
  step: Step,
  scope: Scope,
  { rendered, isEdited }: Filled,
): Pick<RenderedStep, 'risk' | 'declared' | 'stakes'> {
  const kind = definition(step.kind);
  const own = kind.risk(rendered, 'action');
  const floor = step.risk === undefined ? own : kind.floor(rendered);
  const risk = step.risk === undefined ? own : worse(declaredRisk(plan, step.risk, scope), floor);
  const declared = step.risk !== undefined && !within(own, risk);
  if (risk !== 'destroy') return { risk, declared, stakes: {} };
  const deed = kind.deed?.(rendered);
  // What its author says is lost by it is not known of another command.
  const loses = step.loses === undefined || isEdited ? undefined : showText(plan.environment.text(step.loses, scope));
  return {
    risk,
    declared,
    stakes: {
      destroys: floor === 'destroy' && deed !== undefined ? { code: 'known', deed } : whyDeclared(plan, step, scope),
      ...(loses === undefined ? {} : { loses }),
    },
  };
}

// What cannot be known counts as the worst.
function declaredRisk(plan: Plan, risk: Risk | Template, scope: Scope): Risk {
  if (!isTemplate(risk)) return risk;
  return knownRisk(plan, risk, scope) ?? 'destroy';
}

function knownRisk(plan: Plan, risk: Template, scope: Scope): Risk | undefined {
  const value = plan.environment.render(risk, scope);
  return RISKS.find((one) => value.ok && one === value.value);
}

function whyDeclared(plan: Plan, { risk }: Step, scope: Scope): WhyDestroys {
  const hole = isTemplate(risk) ? risk.$template.find((part) => typeof part !== 'string') : undefined;
  if (hole === undefined || !isTemplate(risk)) return { code: 'declared' };
  const { source, saw } = plan.environment.truth(hole.expression, scope);
  return { code: knownRisk(plan, risk, scope) === undefined ? 'not_known' : 'seen', source, saw };
}
