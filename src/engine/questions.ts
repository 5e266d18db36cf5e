// Questions as decisions: what a person is asked, with everything that is needed in order to answer.

import type { AskSpec } from '../kinds/ask/ask.ts';
import { definition } from '../kinds/index.ts';
import type { ManualSpec } from '../kinds/manual/manual.ts';
import type { Decision } from '../model/event.ts';
import { type Evidence, showText } from '../model/expression.ts';
import type { Choice, Proposal, ProposedUndo, Question } from '../model/question.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import type { WhyAgain, WhyAsked, WhySettled } from '../model/reasons/why.ts';
import type { Step } from '../model/runbook.ts';
import { blindAfter } from './blind.ts';
import { editableText, writtenText } from './edit.ts';
import type { Plan } from './plan.ts';
import { stepOf, undoKey } from './plan.ts';
import { type RenderedStep, renderStep } from './render-step.ts';
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
  const base = { kind: 'ask', step: step.id, exec, choices } as const;
  const title = step.title === undefined || started === undefined ? {} : { title: started.shown.title };
  if (!spec.ok) return asked(state, { ...base, shown: { ...title, text: spec.error } });
  if (isManual)
    return asked(state, { ...base, shown: { ...title, text: showText((spec.value as ManualSpec).instructions) } });
  const ask = spec.value as AskSpec;
  return asked(state, {
    ...base,
    shown: { ...title, text: showText(ask.question) },
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
  asking: { rendered: RenderedStep; again?: WhyAgain },
): Decision {
  const proposal = proposalOf(plan, state, action, asking.rendered);
  const edit: readonly Choice[] = proposal.shown.template === undefined ? [] : ['edit'];
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
    saw: condition.saw,
    choices: ['skip', 'run', ...ELSEWHERE],
  });
}

/** Asks what to do about a step that failed. */
export function askFailed(plan: Plan, state: State, action: Action, why: WhySettled): Decision {
  const proposal = ranAs(proposalOf(plan, state, action, null), state, action);
  return asked(state, {
    kind: 'failed',
    proposal,
    why,
    choices: ['diagnose', 'run', ...originalOf(action), 'skip', 'done', 'escalate', 'stop'],
  });
}

/** Asks whether a change took effect. */
export function askDoubt(plan: Plan, state: State, action: Action, why: WhyAsked): Decision {
  const proposal = ranAs(proposalOf(plan, state, action, null), state, action);
  const choices: readonly Choice[] = ['done', 'not_done', 'run', ...originalOf(action), ...ELSEWHERE];
  return asked(state, { kind: 'in_doubt', proposal, why, choices });
}

/** Asks whether to go on although the cause is no longer confirmed. */
export function askChanged(state: State, cause: RankedCause): Decision {
  return asked(state, {
    kind: 'cause_changed',
    cause: cause.id,
    lines: cause.lines,
    choices: ['diagnose', 'run', 'escalate', 'stop'],
  });
}

/** A step as it is put before a person; what cannot be rendered is shown as far as it is known. */
function proposalOf(plan: Plan, state: State, action: Action, rendered: RenderedStep | null): Proposal {
  const step = stepOf(plan, action.key);
  const shown = rendered ?? renderedBefore(plan, state, action, step);
  const template = templateOf(state, action, step, shown);
  const { agenda } = state;
  return {
    step: action.key,
    kind: step.kind,
    rendered: shown.rendered,
    risk: shown.risk,
    ...(shown.declared ? { declared: true } : {}),
    ...retryOf(state, action, step),
    why: state.ranking?.causes.find(({ id }) => id === state.cause) ?? null,
    undo: undoOf(plan, state, action, step),
    ...previewOf(plan, state, action),
    number: (agenda?.index ?? 0) + 1,
    of: agenda?.actions.length ?? 1,
    shown: {
      title: shown.title,
      command: shown.command,
      target: shown.target,
      ...(shown.host === undefined ? {} : { host: shown.host }),
      ...shown.stakes,
      ...(shown.relative && state.opened?.cwd !== undefined ? { folder: state.opened.cwd } : {}),
      ...(template === undefined ? {} : { template }),
      ...(step.note === undefined ? {} : { note: step.note }),
    },
  };
}

// In records of format 1 an edit began with the template.
function templateOf(state: State, action: Action, step: Step, { rendered }: RenderedStep): string | undefined {
  if (formatOf(state) < 2) {
    const written = writtenText(step);
    return written === undefined ? undefined : (action.edited ?? written);
  }
  return editableText(step, rendered, state.opened?.secrets ?? {});
}

// What failed, or is in doubt, is the command that ran: edited, or as it was when it began.
function ranAs(proposal: Proposal, state: State, action: Action): Proposal {
  const ran = newestOf(state, action.key)?.started;
  if (formatOf(state) < 2 || ran === undefined) return proposal;
  const { rendered, risk, shown } = ran;
  return { ...proposal, rendered, risk, shown: { ...proposal.shown, ...shown } };
}

// An edit stays until it is left: both can be tried again.
const originalOf = ({ edited }: Action): readonly Choice[] => (edited === undefined ? [] : ['original']);

function renderedBefore(plan: Plan, state: State, action: Action, step: Step): RenderedStep {
  const rendered = renderStep(plan, step, scopeOfAction(state, action));
  if (rendered.ok) return rendered.value;
  const last = newestOf(state, action.key)?.started;
  const title = typeof step.title === 'string' ? step.title : step.id;
  const base = { title, rendered: null, command: '?', target: '?', relative: false, stakes: {} } as const;
  const unknown = { ...base, risk: 'destroy', declared: false } as const;
  if (last === undefined) return unknown;
  const { title: ran, command, target = '' } = last.shown;
  return { ...unknown, title: ran, command, target, rendered: last.rendered, risk: last.risk };
}

// Tries that are left: an approval lasts for all of them.
function retryOf(state: State, { attempts }: Action, { retry }: Step): Pick<Proposal, 'retry'> {
  const left = retry.attempts - attempts;
  return formatOf(state) < 2 || left < 2 ? {} : { retry: { attempts: left, every_ms: retry.every_ms } };
}

// Undo commands are shown with the values of this moment, which are those that `before` will mean.
function undoOf(plan: Plan, state: State, action: Action, step: Step): readonly ProposedUndo[] {
  const scope = scopeOf(state, state.readings);
  return step.undo.map((undo) => {
    const key = undoKey(action.key, undo);
    const rendered = renderStep(plan, undo, scope);
    return rendered.ok ? { step: key, shown: { command: rendered.value.command } } : { step: key, why: rendered.error };
  });
}

function previewOf(plan: Plan, state: State, action: Action): Pick<Proposal, 'preview'> {
  const { preview } = stepOf(plan, action.key);
  const execution = action.preview === undefined ? undefined : executionIn(state, action.preview);
  if (preview === undefined) return {};
  const shown = { title: execution?.started.shown.title ?? preview.id };
  const outcome = execution?.finished?.outcome;
  if (outcome === undefined) return { preview: { shown, blind: { code: 'not_looked_at' } } };
  if (outcome.status === 'succeeded') return { preview: { shown, reading: outcome.reading } };
  const reading = outcome.status === 'failed' ? outcome.reading : undefined;
  return { preview: { shown, ...(reading === undefined ? { blind: blindAfter(outcome) } : { reading }) } };
}
