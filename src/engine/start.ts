// The decisions to begin a step and to leave one out.

import { definition } from '../kinds/index.ts';
import type { Decision, Decisions, Purpose } from '../model/event.ts';
import type { Rendered } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { SkipReason } from '../model/reasons/why.ts';
import { within } from '../model/risk.ts';
import type { Step } from '../model/runbook.ts';
import type { Action } from './action.ts';
import type { RenderedStep } from './render-step.ts';
import { agendaOf, countOf, type Run } from './state.ts';

/** What a `step.started` needs besides the step. */
export interface Start {
  readonly rendered: RenderedStep;
  readonly purpose: Purpose;
  readonly attempt: number;
  readonly look?: number;
  readonly items?: readonly Json[];
  readonly approved: Decisions['step.started']['approved'];
}

/** The decision to begin a step. Probes and previews only read, whatever their author may have called them. */
export function stepStarted(run: Run, step: Step, key: string, start: Start): Decision {
  const { rendered, purpose, attempt, look, approved } = start;
  const { kind, timeout_ms, sensitive } = step;
  const exec = `${key}#${countOf(run, key) + 1}`;
  const reads = purpose === 'probe' || purpose === 'preview';
  const risk = reads ? 'read' : rendered.risk;
  const about = { rendered: rendered.rendered, risk, shown: shownOf(rendered, reads), timeout_ms, sensitive, approved };
  const named =
    look === undefined
      ? { exec, step: key, purpose, kind, attempt }
      : { exec, step: key, purpose, kind, attempt, look };
  const data = start.items === undefined ? { ...named, ...about } : { ...named, items: start.items, ...about };
  return { type: 'step.started', data };
}

// What only looks says by its command where it looks.
function shownOf({ title, command, risk, target, stakes }: RenderedStep, reads: boolean): Started['shown'] {
  return reads || risk === 'read' ? { title, command } : { title, command, target, ...stakes };
}

type Started = Decisions['step.started'];

/**
 * Whether a probe or preview is what it has to be, now that its holes are filled: what a hole brought in may be a command
 * that nobody saw when the file was read. Work by hand is a question here.
 */
export function onlyReads(step: Step, rendered: Rendered): boolean {
  if (isAsked(step)) return true;
  if (step.for_each !== undefined && Array.isArray(rendered)) return rendered.every((one) => isRead(step, one));
  if (typeof rendered !== 'object' || rendered === null) return isRead(step, rendered);
  const known = reading.get(rendered);
  if (known !== undefined) return known;
  const is = isRead(step, rendered);
  reading.set(rendered, is);
  return is;
}

const isRead = (step: Step, rendered: Rendered): boolean => within(definition(step.kind).floor(rendered), 'read');

/** By what was rendered: what has no holes is rendered once, for one step. */
const reading = new WeakMap<object, boolean>();

/** Whether a person carries the step out, not a performer. */
export const isAsked = (step: Step): boolean => definition(step.kind).by === 'responder';

/** What the actions that are worked off are carried out for. */
export const purposeOf = (run: Run): 'action' | 'undo' => agendaOf(run)?.purpose ?? 'action';

/** Leaves a step out. */
export function skipped(run: Run, action: Action, reason: SkipReason): Decision {
  return { type: 'step.skipped', data: { step: action.key, purpose: purposeOf(run), reason } };
}
