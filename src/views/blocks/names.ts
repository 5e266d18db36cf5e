// Names and titles of the things in a run, from what its events said and what its runbook says.

import { newestOf, type State } from '../../engine/state.ts';
import type { Template } from '../../model/expression.ts';
import type { Proposal } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import type { Runbook, Step } from '../../model/runbook.ts';
import type { Tone } from '../text/row.ts';
import { duration } from '../text/text.ts';

/** Templates as they were written, holes as `${{ }}`. */
export function written(text: Template | string): string {
  if (typeof text === 'string') return text;
  return text.$template.map((part) => (typeof part === 'string' ? part : `\${{ ${part.expression.source} }}`)).join('');
}

/** The last part of a step's key: its id. */
export const stepId = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** Whether a key names a step that takes another one back. */
export const isUndoKey = (key: string): boolean => key.includes('/undo/');

/** The step with this key, when the runbook has it. */
export function stepByKey(runbook: Runbook, key: string): Step | undefined {
  const probe = runbook.probes.find(({ id }) => id === key);
  if (probe !== undefined) return probe;
  const inner = /^(.+)\/undo\/([^/]+)$/.exec(key);
  if (inner !== null) return stepByKey(runbook, inner[1] ?? '')?.undo.find(({ id }) => id === inner[2]);
  if (key.endsWith('/preview')) return stepByKey(runbook, key.slice(0, -'/preview'.length))?.preview;
  const paged = /^(?:(.+)\/)?escalate\/(\d+)\/([^/]+)$/.exec(key);
  if (paged !== null) {
    const escalations =
      paged[1] === undefined ? runbook.escalate : (runbook.causes.find(({ id }) => id === paged[1])?.escalate ?? []);
    return escalations[Number(paged[2]) - 1]?.steps.find(({ id }) => id === paged[3]);
  }
  const [cause = '', id = ''] = key.split('/');
  return runbook.causes.find((one) => one.id === cause)?.resolve.find((step) => step.id === id);
}

/** What a step acts on, and in which folder where that matters. */
export function targetText({ target, folder }: Proposal): string {
  const on = target === '' ? 'not known' : target;
  return folder === undefined ? on : `${on}, in ${folder}`;
}

/** Title of a step: as it was rendered when it last ran, else as it is written, else its key. */
export function titleOf(runbook: Runbook, state: State, key: string): string {
  const ran = newestOf(state, key);
  if (ran !== undefined && ran.started.title !== '') return ran.started.title;
  if (state.question !== null && 'proposal' in state.question && state.question.proposal.step === key)
    return state.question.proposal.title;
  const title = stepByKey(runbook, key)?.title;
  return title === undefined ? key : written(title);
}

/** Title of a cause. */
export const causeTitle = (runbook: Runbook, id: string): string =>
  runbook.causes.find((cause) => cause.id === id)?.title ?? id;

/** What is said where no undo is written. */
export const noUndo = (risk: Risk): string => (risk === 'change' ? 'by hand; none is written' : 'none is written');

/** A risk in words, and what it means to the people who depend on the system. */
export function riskWords(risk: Risk): { readonly word: string; readonly means: string; readonly tone: Tone } {
  switch (risk) {
    case 'read':
      return { word: 'READ', means: 'changes nothing', tone: 'ok' };
    case 'change':
      return { word: 'CHANGE', means: 'can be taken back', tone: 'act' };
    case 'disrupt':
      return { word: 'DISRUPT', means: 'users will notice', tone: 'warn' };
    case 'destroy':
      return { word: 'DESTROY', means: 'data is lost', tone: 'bad' };
    default:
      return unreachable(risk);
  }
}

/** What one approval is for when a failed attempt is repeated; empty: one attempt. */
export function retrySaid({ retry }: Pick<Proposal, 'retry'>): readonly string[] {
  if (retry === undefined) return [];
  return [`up to ${retry.attempts}, ${duration(retry.every_ms)} apart, until one goes well; this approval is for all`];
}
