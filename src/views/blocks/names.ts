// Names and titles of the things in a run, from what its events said and what its runbook says.

import type { Plan } from '../../engine/plan.ts';
import { scopeOfAction } from '../../engine/scope.ts';
import { actionsOf, newestOf, type Opened, type Run } from '../../engine/state.ts';
import type { Actor } from '../../model/event.ts';
import { showText, type Template } from '../../model/expression.ts';
import type { Proposal } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Tone } from '../text/row.ts';
import { duration } from '../text/text.ts';

/** Who did something; a program is never taken for a person. */
export const whoOf = ({ kind, name }: Actor): string => (kind === 'agent' ? `${name} (agent)` : name);

/** Who opened a run. */
export const openerOf = ({ user, mode }: Opened): string => (mode === 'agent' ? `${user} (agent)` : user);

/** Templates as they were written, holes as `${{ }}`. */
function written(text: Template | string): string {
  if (typeof text === 'string') return text;
  return text.$template.map((part) => (typeof part === 'string' ? part : `\${{ ${part.expression.source} }}`)).join('');
}

/** The step with this key, when the runbook has it. */
export const stepByKey = (plan: Plan, key: string): Step | undefined => plan.steps.get(key)?.step;

/** Id of the step with this key: what is typed to run one that destroys. */
export const stepId = (plan: Plan, key: string): string => stepByKey(plan, key)?.id ?? key;

/** Whether a key names a step that takes another one back. */
export const isUndoKey = (plan: Plan, key: string): boolean => plan.steps.get(key)?.purpose === 'undo';

/** What a step acts on, and in which folder where that matters. */
export function targetText({ shown: { target, folder } }: Proposal): string {
  const on = target === '' ? 'not known' : target;
  return folder === undefined ? on : `${on}, in ${folder}`;
}

/** Title of a step: as it was rendered when it last ran, else as it is written, else its key. */
export function titleOf(plan: Plan, state: Run, key: string): string {
  const ran = newestOf(state, key);
  if (ran !== undefined && ran.started.shown.title !== '') return ran.started.shown.title;
  if (state.question !== null && 'proposal' in state.question && state.question.proposal.step === key)
    return state.question.proposal.shown.title;
  const step = stepByKey(plan, key);
  const action = actionsOf(state).find((one) => one.key === key);
  if (step?.title !== undefined && action?.item !== undefined)
    return showText(plan.environment.text(step.title, scopeOfAction(state, action)));
  const title = step?.title;
  return title === undefined ? key : written(title);
}

/** Title of a step where it has one without holes, else its id. */
export function writtenTitle(plan: Plan, key: string): string {
  const step = stepByKey(plan, key);
  return sanitizeLine(typeof step?.title === 'string' ? step.title : (step?.id ?? key));
}

/** Title of a cause. */
export const causeTitle = ({ runbook }: Plan, id: string): string =>
  sanitizeLine(runbook.causes.find((cause) => cause.id === id)?.title ?? id);

/** What taking up a cause without steps leads to. */
export const byHandWords = ({ runbook }: { readonly runbook?: string }): string =>
  runbook === undefined
    ? 'This runbook has no steps for it: repair it by hand, then verify; or hand over.'
    : `The runbook ${runbook} handles it; this run ends when that one takes over.`;

/** What is said where no undo is written. */
export const noUndo = 'none in this runbook';

/** What the risk of a proposal means: what nobody wrote an undo for is taken back by hand. */
export const proposedMeans = (risk: Risk, undo: readonly unknown[]): string =>
  risk === 'change' && undo.length === 0 ? 'can only be undone by hand' : riskWords(risk).means;

/** A risk in words, and what it means to the people who depend on the system. */
export function riskWords(risk: Risk): { readonly word: string; readonly means: string; readonly tone: Tone } {
  switch (risk) {
    case 'read':
      return { word: 'READ', means: 'changes nothing', tone: 'ok' };
    case 'change':
      return { word: 'CHANGE', means: 'can be undone', tone: 'act' };
    case 'disrupt':
      return { word: 'DISRUPT', means: 'users will notice', tone: 'warn' };
    case 'destroy':
      return { word: 'DESTROY', means: 'data is lost', tone: 'bad' };
    default:
      return unreachable(risk);
  }
}

/**
 * A risk and what it means, in one line: `disrupt: users will notice`. That a change can be taken back is said where its undo
 * is known alone.
 */
export const riskText = (risk: Risk): string => (risk === 'change' ? risk : `${risk}: ${riskWords(risk).means}`);

/** What one approval is for when a failed attempt is repeated; empty: one attempt. */
export function retrySaid({ retry }: Pick<Proposal, 'retry'>): readonly string[] {
  if (retry === undefined) return [];
  return [`up to ${retry.attempts}, ${duration(retry.every_ms)} apart, until one goes well; this approval is for all`];
}
