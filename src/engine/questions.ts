// Questions as decisions: what a person is asked, with everything that is needed in order to answer.

import type { AskSpec } from '../kinds/ask/ask.ts';
import { definition } from '../kinds/index.ts';
import type { ManualSpec } from '../kinds/manual/manual.ts';
import type { Decision, RankedCause } from '../model/event.ts';
import { type Evidence, type Seen, showText } from '../model/expression.ts';
import { isObject } from '../model/json.ts';
import type { Choice, Proposal, Question } from '../model/question.ts';
import type { Step } from '../model/runbook.ts';
import type { Plan } from './plan.ts';
import { stepOf, undoKey } from './plan.ts';
import { editableText, type RenderedStep, renderStep } from './render-step.ts';
import { scopeOf, scopeOfAction } from './scope.ts';
import { type Action, executionIn, formatOf, newestOf, type State } from './state.ts';

type Asked = Question extends infer Q ? (Q extends Question ? Omit<Q, 'id'> : never) : never;

const ELSEWHERE: readonly Choice[] = ['diagnose', 'escalate', 'stop'];

/** The decision to ask; the question gets the next number. */
export function asked(state: State, question: Asked): Decision {
  return { type: 'question.asked', data: { ...question, id: `q${state.questions + 1}` } as Question };
}

/** Asks which cause to take up. */
export function askCause(state: State, best: string | null): Decision {
  return asked(state, { kind: 'cause', best, choices: ['cause', ...ELSEWHERE] });
}

/** Asks an `ask` or `manual` step, whose execution is on record. */
export function askStep(state: State, step: Step, exec: string): Decision {
  const started = executionIn(state, exec)?.started;
  const spec = definition(step.kind).spec(started?.rendered ?? null);
  const isManual = step.kind === 'manual';
  const isProbe = started?.purpose === 'probe';
  const choices: readonly Choice[] = [
    isManual ? 'done' : 'answer',
    'skip',
    ...(isProbe ? (['stop'] as const) : ELSEWHERE),
  ];
  const base = { kind: 'ask', step: step.id, exec, title: started?.title ?? step.id, choices } as const;
  if (!spec.ok) return asked(state, { ...base, text: spec.error });
  if (isManual) return asked(state, { ...base, text: showText((spec.value as ManualSpec).instructions) });
  const ask = spec.value as AskSpec;
  return asked(state, {
    ...base,
    text: showText(ask.question),
    ...(ask.choices === undefined ? {} : { options: ask.choices.map(showText) }),
    ...(ask.type === undefined ? {} : { type: ask.type }),
    ...(ask.default === undefined ? {} : { default: ask.default }),
  });
}

/** Asks whether a step may run. */
export function askApproval(
  plan: Plan,
  state: State,
  action: Action,
  asking: { rendered: RenderedStep; again?: string },
): Decision {
  const proposal = proposalOf(plan, state, action, asking.rendered);
  const edit: readonly Choice[] = proposal.template === undefined ? [] : ['edit'];
  return asked(state, {
    kind: 'approve',
    proposal,
    ...(asking.again === undefined ? {} : { again: asking.again }),
    choices: ['run', 'skip', ...edit, 'done', ...ELSEWHERE],
  });
}

/** Asks whether to run a step whose `if` is unknown. */
export function askUnknownIf(plan: Plan, state: State, action: Action, condition: Evidence): Decision {
  const proposal = proposalOf(plan, state, action, null);
  return asked(state, {
    kind: 'unknown_if',
    proposal,
    source: condition.source,
    why: condition.saw.map(showSeen),
    choices: ['skip', 'run', ...ELSEWHERE],
  });
}

/** Asks what to do about a step that failed. */
export function askFailed(plan: Plan, state: State, action: Action, why: string): Decision {
  const proposal = proposalOf(plan, state, action, null);
  return asked(state, {
    kind: 'failed',
    proposal,
    why,
    choices: ['diagnose', 'run', 'skip', 'done', 'escalate', 'stop'],
  });
}

/** Asks whether a change took effect. */
export function askDoubt(plan: Plan, state: State, action: Action, why: string): Decision {
  const proposal = proposalOf(plan, state, action, null);
  return asked(state, { kind: 'in_doubt', proposal, why, choices: ['done', 'not_done', 'run', ...ELSEWHERE] });
}

/** Asks whether to go on although the cause is no longer confirmed. */
export function askChanged(state: State, cause: RankedCause): Decision {
  return asked(state, {
    kind: 'cause_changed',
    cause: cause.id,
    why: cause.lines.map(showEvidence),
    choices: ['diagnose', 'run', 'escalate', 'stop'],
  });
}

/** A step as it is put before a person; what cannot be rendered is shown as far as it is known. */
export function proposalOf(plan: Plan, state: State, action: Action, rendered: RenderedStep | null): Proposal {
  const step = stepOf(plan, action.key);
  const shown = rendered ?? renderedBefore(plan, state, action, step);
  const template = editableText(step, step.shape);
  const { agenda } = state;
  return {
    step: action.key,
    title: shown.title,
    kind: step.kind,
    rendered: shown.rendered,
    command: shown.command,
    ...(template === undefined ? {} : { template: action.edited ?? template }),
    target: shown.target,
    ...(shown.relative && state.opened?.cwd !== undefined ? { folder: state.opened.cwd } : {}),
    risk: shown.risk,
    ...(shown.declared ? { declared: true } : {}),
    ...retryOf(state, action, step),
    why: whyOf(plan, state),
    undo: undoOf(plan, state, action, step),
    ...previewOf(plan, state, action),
    ...(step.note === undefined ? {} : { note: step.note }),
    number: (agenda?.index ?? 0) + 1,
    of: agenda?.actions.length ?? 1,
  };
}

/** One line of evidence for people, e.g. `true: down (ping.error.kind = "refused")`. */
export function showEvidence({ truth, source, saw }: Evidence): string {
  // That `ping.ok` is true because `ping.ok` is true is no news; that it is unknown is, for its reason.
  const isNews = (seen: Seen): boolean =>
    seen.name !== source.replace(/^!/, '') || ('unknown' in seen && saw.length === 1);
  const news = saw.filter(isNews).map(showSeen).join(', ');
  return `${truth}: ${source}${news === '' ? '' : ` (${news})`}`;
}

function showSeen(seen: Seen): string {
  return 'unknown' in seen
    ? `${seen.name} is unknown: ${seen.unknown}`
    : `${seen.name} = ${JSON.stringify(seen.value)}`;
}

function renderedBefore(plan: Plan, state: State, action: Action, step: Step): RenderedStep {
  const rendered = renderStep(plan, step, scopeOfAction(state, action));
  if (rendered.ok) return rendered.value;
  const last = newestOf(state, action.key)?.started;
  const title = typeof step.title === 'string' ? step.title : step.id;
  const base = { title, rendered: null, command: '?', target: '?', relative: false } as const;
  const unknown = { ...base, risk: 'destroy', declared: false } as const;
  return last === undefined ? unknown : { ...unknown, ...last, target: '' };
}

// Tries that are left: an approval lasts for all of them.
function retryOf(state: State, { attempts }: Action, { retry }: Step): Pick<Proposal, 'retry'> {
  const left = retry.attempts - attempts;
  return formatOf(state) < 2 || left < 2 ? {} : { retry: { attempts: left, every_ms: retry.every_ms } };
}

function whyOf(plan: Plan, state: State): readonly string[] {
  const ranked = state.ranking?.causes.find(({ id }) => id === state.cause);
  const title = plan.runbook.causes.find(({ id }) => id === state.cause)?.title;
  if (ranked === undefined || title === undefined) return [];
  const because = ranked.because === undefined ? [] : [ranked.because];
  return [`${title} (${ranked.verdict.replace('_', ' ')})`, ...because, ...ranked.lines.map(showEvidence)];
}

// Undo commands are shown with the values of this moment, which are those that `before` will mean.
function undoOf(plan: Plan, state: State, action: Action, step: Step): readonly string[] {
  const scope = scopeOf(state, state.readings);
  return step.undo.map((undo) => {
    const rendered = renderStep(plan, undo, scope);
    return rendered.ok
      ? rendered.value.command
      : `${stepOf(plan, undoKey(action.key, undo)).id}: ${showReason(rendered.error)}`;
  });
}

const showReason = (reason: object): string => ('message' in reason ? String(reason.message) : 'cannot be rendered');

function previewOf(plan: Plan, state: State, action: Action): Pick<Proposal, 'preview'> {
  const { preview } = stepOf(plan, action.key);
  const execution = action.preview === undefined ? undefined : executionIn(state, action.preview);
  if (preview === undefined) return {};
  const title = execution?.started.title ?? preview.id;
  const outcome = execution?.finished?.outcome;
  if (outcome === undefined) return { preview: { title, blind: 'it was not looked at' } };
  if (outcome.status !== 'blind' && outcome.reading !== undefined)
    return { preview: { title, reading: outcome.reading } };
  const reason = outcome.status === 'succeeded' ? {} : outcome.reason;
  return { preview: { title, blind: isObject(reason) ? showReason(reason) : showReason(reason) } };
}
