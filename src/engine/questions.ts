// Questions as decisions: what a person is asked, with everything that is needed in order to answer.

import type { AskSpec } from '../kinds/ask/ask.ts';
import { definition } from '../kinds/index.ts';
import type { ManualSpec } from '../kinds/manual/manual.ts';
import type { Decision } from '../model/event.ts';
import { type Evidence, showText } from '../model/expression.ts';
import type { Choice, Proposal, ProposedItem, ProposedUndo, Question } from '../model/question.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import type { WhyAgain, WhyAsked, WhySettled } from '../model/reasons/why.ts';
import { worse } from '../model/risk.ts';
import type { Step } from '../model/runbook.ts';
import type { Action, Agenda } from './action.ts';
import { blindAfter } from './blind.ts';
import { editableText, writtenText } from './edit.ts';
import { fewOf, titleOfItems } from './items/items.ts';
import { stepKey } from './items/keys.ts';
import type { Plan } from './plan.ts';
import { stepOf, undoKey } from './plan.ts';
import { type RenderedStep, renderStep } from './render-step.ts';
import { scopeOfAction } from './scope.ts';
import { agendaOf, causeOf, executionIn, formatOf, itemsAfter, newestOf, type Run, rankingOf } from './state.ts';

type Asked = Question extends infer Q ? (Q extends Question ? Omit<Q, 'id'> : never) : never;

const ELSEWHERE: readonly Choice[] = ['diagnose', 'escalate', 'stop'];

/** The decision to ask; the question gets the next number. */
export function asked(run: Run, question: Asked): Decision {
  return { type: 'question.asked', data: { ...question, id: `q${run.questions + 1}` } as Question };
}

/** Asks which cause to take up. */
export function askCause(run: Run, best: string | null): Decision {
  return asked(run, { kind: 'cause', best, choices: ['cause', ...ELSEWHERE] });
}

/** Asks an `ask` or `manual` step, whose execution is on record. */
export function askStep(run: Run, step: Step, exec: string): Decision {
  const started = executionIn(run, exec)?.started;
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
  if (!spec.ok) return asked(run, { ...base, shown: { ...title, text: spec.error } });
  if (isManual)
    return asked(run, { ...base, shown: { ...title, text: showText((spec.value as ManualSpec).instructions) } });
  const ask = spec.value as AskSpec;
  return asked(run, {
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
  run: Run,
  action: Action,
  asking: { rendered: RenderedStep; again?: WhyAgain },
): Decision {
  const one = proposalOf(plan, run, action, asking.rendered);
  const items = proposedItems(plan, run, action, asking.rendered);
  // All of them are approved together, so that the worst of them says what is asked.
  const risk = items.reduce((worst, item) => ('risk' in item ? worse(worst, item.risk) : worst), one.risk);
  const proposal: Proposal = items.length < 2 ? one : { ...ofItems(plan, run, action, { one, items }), risk, items };
  const edit: readonly Choice[] = proposal.shown.template === undefined ? [] : ['edit'];
  const first: readonly Choice[] = proposal.items === undefined ? [] : ['first'];
  return asked(run, {
    kind: 'approve',
    proposal,
    ...(asking.again === undefined ? {} : { again: asking.again }),
    choices: ['run', ...first, 'skip', ...edit, 'done', ...ELSEWHERE],
  });
}

// Every command is shown, and none is edited: an edit is of one.
function ofItems(
  plan: Plan,
  run: Run,
  action: Action,
  { one, items }: { readonly one: Proposal; readonly items: readonly ProposedItem[] },
): Proposal {
  const { template: _, ...shown } = one.shown;
  const step = stepOf(plan, action.key);
  const all = items.flatMap((item) => ('shown' in item ? [item] : []));
  const named = all.map(({ item }) => item);
  const targets = [...new Set(all.map((item) => item.shown.target))];
  const undo = [action, ...itemsAfter(run, action.key)].flatMap((each) => undoOf(plan, run, each, step));
  return {
    ...one,
    undo,
    shown: {
      ...shown,
      title: step.title === undefined ? step.id : titleOfItems(plan, step, scopeOfAction(run, action), named),
      command: all.map((item) => item.shown.command).join('\n'),
      target: targets.length === 1 ? shown.target : fewOf(targets),
    },
  };
}

// What is left of the items, the one that is next first; those whose condition is false are left out, and not asked about.
function proposedItems(plan: Plan, run: Run, action: Action, rendered: RenderedStep): readonly ProposedItem[] {
  const left = itemsAfter(run, action.key);
  if (action.item === undefined || left.length === 0) return [];
  const step = stepOf(plan, action.key);
  const others = left.flatMap((other): readonly ProposedItem[] => {
    const scope = scopeOfAction(run, other);
    if (step.if !== undefined && plan.environment.truth(step.if, scope).truth === 'false') return [];
    const named = { step: other.key, item: other.item?.value ?? null };
    const made = renderStep(plan, step, scope);
    return [made.ok ? { ...named, ...asProposed(made.value) } : { ...named, why: made.error }];
  });
  return [{ step: action.key, item: action.item.value, ...asProposed(rendered) }, ...others];
}

const asProposed = ({ rendered, risk, title, command, target }: RenderedStep) => ({
  rendered,
  risk,
  shown: { title, command, target },
});

/** Asks whether to run a step whose `if` is unknown. */
export function askUnknownIf(plan: Plan, run: Run, action: Action, condition: Evidence): Decision {
  const proposal = proposalOf(plan, run, action, null);
  return asked(run, {
    kind: 'unknown_if',
    proposal,
    source: condition.source,
    saw: condition.saw,
    choices: ['skip', 'run', ...ELSEWHERE],
  });
}

/** Asks what to do about a step that failed. */
export function askFailed(plan: Plan, run: Run, action: Action, why: WhySettled): Decision {
  const proposal = ranAs(proposalOf(plan, run, action, null), run, action);
  return asked(run, {
    kind: 'failed',
    proposal,
    why,
    choices: ['diagnose', 'run', ...originalOf(action), 'skip', 'done', 'escalate', 'stop'],
  });
}

/** Asks whether a change took effect. */
export function askDoubt(plan: Plan, run: Run, action: Action, why: WhyAsked): Decision {
  const proposal = ranAs(proposalOf(plan, run, action, null), run, action);
  const choices: readonly Choice[] = ['done', 'not_done', 'run', ...originalOf(action), ...ELSEWHERE];
  return asked(run, { kind: 'in_doubt', proposal, why, choices });
}

/** Asks whether to go on although the cause is no longer confirmed. */
export function askChanged(run: Run, cause: RankedCause): Decision {
  return asked(run, {
    kind: 'cause_changed',
    cause: cause.id,
    lines: cause.lines,
    choices: ['diagnose', 'run', 'escalate', 'stop'],
  });
}

/** A step as it is put before a person; what cannot be rendered is shown as far as it is known. */
function proposalOf(plan: Plan, run: Run, action: Action, rendered: RenderedStep | null): Proposal {
  const step = stepOf(plan, action.key);
  const shown = rendered ?? renderedBefore(plan, run, action, step);
  const template = templateOf(run, action, step, shown);
  const agenda = agendaOf(run);
  return {
    step: action.key,
    kind: step.kind,
    rendered: shown.rendered,
    risk: shown.risk,
    ...(shown.declared ? { declared: true } : {}),
    ...retryOf(run, action, step),
    why: rankingOf(run).causes.find(({ id }) => id === causeOf(run)) ?? null,
    undo: undoOf(plan, run, action, step),
    ...previewOf(plan, run, action),
    ...placeOf(agenda, action),
    shown: {
      title: shown.title,
      command: shown.command,
      target: shown.target,
      ...(shown.host === undefined ? {} : { host: shown.host }),
      ...shown.stakes,
      ...(shown.relative && run.opened.cwd !== undefined ? { folder: run.opened.cwd } : {}),
      ...(template === undefined ? {} : { template }),
      ...(step.note === undefined ? {} : { note: step.note }),
    },
  };
}

// The items of a step are one step of the list.
function placeOf(agenda: Agenda | null, { key }: Action): Pick<Proposal, 'number' | 'of'> {
  const keys = [...new Set(agenda?.actions.map((one) => stepKey(one.key)) ?? [])];
  return { number: keys.indexOf(stepKey(key)) + 1 || 1, of: keys.length || 1 };
}

// In records of format 1 an edit began with the template.
function templateOf(run: Run, action: Action, step: Step, { rendered }: RenderedStep): string | undefined {
  if (formatOf(run) < 2) {
    const written = writtenText(step);
    return written === undefined ? undefined : (action.edited ?? written);
  }
  return editableText(step, rendered, run.opened.secrets ?? {});
}

// What failed, or is in doubt, is the command that ran: edited, or as it was when it began.
function ranAs(proposal: Proposal, run: Run, action: Action): Proposal {
  const ran = newestOf(run, action.key)?.started;
  if (formatOf(run) < 2 || ran === undefined) return proposal;
  const { rendered, risk, shown } = ran;
  return { ...proposal, rendered, risk, shown: { ...proposal.shown, ...shown } };
}

// An edit stays until it is left: both can be tried again.
const originalOf = ({ edited }: Action): readonly Choice[] => (edited === undefined ? [] : ['original']);

function renderedBefore(plan: Plan, run: Run, action: Action, step: Step): RenderedStep {
  const rendered = renderStep(plan, step, scopeOfAction(run, action));
  if (rendered.ok) return rendered.value;
  const last = newestOf(run, action.key)?.started;
  const title = typeof step.title === 'string' ? step.title : step.id;
  const base = { title, rendered: null, command: '?', target: '?', relative: false, stakes: {} } as const;
  const unknown = { ...base, risk: 'destroy', declared: false } as const;
  if (last === undefined) return unknown;
  const { title: ran, command, target = '' } = last.shown;
  return { ...unknown, title: ran, command, target, rendered: last.rendered, risk: last.risk };
}

// Tries that are left: an approval lasts for all of them.
function retryOf(run: Run, { attempts }: Action, { retry }: Step): Pick<Proposal, 'retry'> {
  const left = retry.attempts - attempts;
  return formatOf(run) < 2 || left < 2 ? {} : { retry: { attempts: left, every_ms: retry.every_ms } };
}

// Undo commands are shown with the values of this moment, which are those that `before` will mean.
function undoOf(plan: Plan, run: Run, action: Action, step: Step): readonly ProposedUndo[] {
  const scope = scopeOfAction(run, { ...action, before: run.readings });
  return step.undo.map((undo) => {
    const key = undoKey(action.key, undo);
    const rendered = renderStep(plan, undo, scope);
    return rendered.ok ? { step: key, shown: { command: rendered.value.command } } : { step: key, why: rendered.error };
  });
}

function previewOf(plan: Plan, run: Run, action: Action): Pick<Proposal, 'preview'> {
  const { preview } = stepOf(plan, action.key);
  const execution = action.preview === undefined ? undefined : executionIn(run, action.preview);
  if (preview === undefined) return {};
  const shown = { title: execution?.started.shown.title ?? preview.id };
  const outcome = execution?.finished?.outcome;
  if (outcome === undefined) return { preview: { shown, blind: { code: 'not_looked_at' } } };
  if (outcome.status === 'succeeded') return { preview: { shown, reading: outcome.reading } };
  const reading = outcome.status === 'failed' ? outcome.reading : undefined;
  return { preview: { shown, ...(reading === undefined ? { blind: blindAfter(outcome) } : { reading }) } };
}
