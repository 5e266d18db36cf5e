// State after decisions about the list of actions that is being worked off.

import type { Decisions } from '../../model/event.ts';
import type { Action, ActionState, Watch } from '../action.ts';
import { blindWithout } from '../blind.ts';
import { changed } from '../changed.ts';
import { itemKey, stepKey } from '../items/keys.ts';
import { type Plan, stepOf } from '../plan.ts';
import { scopeOfAction } from '../scope.ts';
import {
  agendaOf,
  currentAction,
  executionIn,
  formatOf,
  isAsking,
  itemsAfter,
  type Run,
  rulesOf,
  watchOf,
  without,
} from '../state.ts';
import { withProbe } from './probe.ts';

/** Changes some fields of the current action; nothing happens without one. */
export function changeCurrent(run: Run, change: Partial<Action>): Run {
  const action = currentAction(run);
  return action === undefined ? run : replaceCurrent(run, { ...action, ...change });
}

/** Puts another action in the place of the current one. */
export function replaceCurrent(run: Run, action: Action): Run {
  const agenda = agendaOf(run);
  return agenda === null ? run : changeAgenda(run, { actions: agenda.actions.with(agenda.index, action) });
}

/** Changes actions of the list that is being worked off. */
export function changeActions(run: Run, change: (action: Action) => Action): Run {
  const agenda = agendaOf(run);
  return agenda === null ? run : changeAgenda(run, { actions: agenda.actions.map(change) });
}

function changeAgenda(run: Run, change: { readonly actions?: readonly Action[]; readonly index?: number }): Run {
  const { stage } = run;
  if (stage.phase === 'resolving') return changed(run, { stage: { ...stage, agenda: { ...stage.agenda, ...change } } });
  if (stage.phase === 'giving_up' && stage.agenda !== null)
    return changed(run, { stage: { ...stage, agenda: { ...stage.agenda, ...change } } });
  return run;
}

/** The evidence for the cause was looked at again, or a person goes on without it. */
export function rechecked(run: Run): Run {
  const { stage } = run;
  if (stage.phase !== 'resolving' || stage.agenda.purpose !== 'action' || !stage.agenda.recheck) return run;
  return changed(run, { stage: { ...stage, agenda: { ...stage.agenda, recheck: false } } });
}

/** Changes some fields of the newest watch; nothing happens without one. */
export function changeWatch(run: Run, change: Partial<Watch>): Run {
  const watch = watchOf(run);
  return watch === null ? run : withWatch(run, { ...watch, ...change });
}

/** Puts a watch where it belongs: on the goals that end the run, or on the goal of the current action. */
export function withWatch(run: Run, watch: Watch): Run {
  const { stage } = run;
  if (stage.phase === 'verifying') return changed(run, { stage: { ...stage, watch } });
  const action = currentAction(run);
  switch (action?.state.status) {
    case 'running':
    case 'watched':
      return replaceCurrent(run, { ...action, state: { status: 'watched', exec: action.state.exec, watch } });
    case 'in_doubt':
      return replaceCurrent(run, { ...action, state: { ...action.state, watch } });
    default:
      return run;
  }
}

/** The question that is open when what was waited for is over: whoever was asked about the wait is asked no more. */
export const stillAsked = ({ question }: Run): Run['question'] => (question?.kind === 'waiting' ? null : question);

/** The action as it was before anything was looked at for it; a preview that still runs is waited for. */
export function unseen(run: Run, action: Action): Action {
  const { look: _, preview, ...rest } = action;
  const seen = preview === undefined ? undefined : executionIn(run, preview);
  return seen !== undefined && seen.finished === undefined ? { ...rest, preview: seen.exec } : rest;
}

/** After `step.spread`: an action for each item in the place of one. What was looked at for it was looked at for the first. */
export function afterSpread(run: Run, { step, items }: Decisions['step.spread']): Run {
  const agenda = agendaOf(run);
  const action = currentAction(run);
  if (agenda === null || action === undefined) return run;
  const { look, ...rest } = action;
  const each = items.map((value, n): Action => {
    const of: Action = { ...rest, key: itemKey(step, n + 1), item: { value } };
    return n === 0 && look !== undefined ? { ...of, look } : of;
  });
  return changeAgenda(run, { actions: agenda.actions.toSpliced(agenda.index, 1, ...each) });
}

/** After `step.skipped`; a skipped probe is blind, a skipped action is over. */
export function afterSkipped(plan: Plan, run: Run, data: Decisions['step.skipped']): Run {
  switch (data.purpose) {
    case 'probe': {
      const why = blindWithout(data.reason);
      const skipped = { status: 'skipped', look: data.look ?? run.look.look, why } as const;
      const left = withProbe(plan, run, { key: data.step, probe: skipped });
      left.readings = without(run.readings, data.step);
      left.blind = { ...run.blind, [data.step]: why };
      return left;
    }
    case 'escalation':
      return nextPage(plan, run);
    case 'preview':
      return changeCurrent(run, { preview: '' });
    case 'action':
    case 'undo': {
      const next = advance(run, { status: 'settled', result: 'skipped', why: data.reason });
      return data.purpose === 'undo' ? withUndone(plan, next, data.step) : next;
    }
  }
}

/** After `step.settled`: on to the next action, unless it failed and somebody has to say what now. */
export function afterSettled(plan: Plan, run: Run, data: Decisions['step.settled']): Run {
  const over = { status: 'settled', result: data.result, via: data.via, why: data.why } as const;
  const settled = changed(run, { question: stillAsked(run) });
  const stays =
    data.result === 'failed' &&
    stepOf(plan, data.step).on_failure !== 'continue' &&
    !hasAlternative(plan, run, data.step);
  const next = stays
    ? changeCurrent(settled, { state: over })
    : advance(settled, over, data.result === 'failed' ? itemsLeft(settled) : 0);
  return agendaOf(run)?.purpose === 'undo' ? withUndone(plan, next, data.step) : next;
}

// Steps of the same goal are alternatives: the run stops when none of them has helped. A person is asked after each.
function hasAlternative(plan: Plan, run: Run, key: string): boolean {
  const agenda = agendaOf(run);
  const failed = stepOf(plan, key);
  if (agenda === null || failed.goal === undefined || formatOf(run) < 2) return false;
  if (failed.on_failure === 'ask' && isAsking(run)) return false;
  return agenda.actions.slice(agenda.index + 1).some((action) => {
    const step = stepOf(plan, action.key);
    if (step.goal?.source !== failed.goal?.source || stepKey(action.key) === stepKey(key)) return false;
    return step.if === undefined || plan.environment.truth(step.if, scopeOfAction(run, action)).truth !== 'false';
  });
}

/** The escalation that is being carried out goes on to its next step, or is over. */
export function nextPage(plan: Plan, run: Run): Run {
  const [first, ...rest] = run.paging;
  if (first === undefined) return run;
  const steps = plan.escalations.find(({ key }) => key === first.key)?.steps.length ?? 0;
  const index = first.index + 1;
  return changed(run, { paging: index < steps ? [{ key: first.key, index }, ...rest] : rest });
}

// A step ends at the first of its items that fails: the rest of them is passed over.
function itemsLeft(run: Run): number {
  const action = currentAction(run);
  return action === undefined ? 0 : itemsAfter(run, action.key).length;
}

function advance(run: Run, over: ActionState, passed = 0): Run {
  const next = changeCurrent(run, { state: over });
  const agenda = agendaOf(next);
  return agenda === null ? next : changeAgenda(next, { index: agenda.index + 1 + passed });
}

// A change is taken back when each of its undos was done that was called for; one that failed or was refused leaves some of it.
function withUndone(plan: Plan, run: Run, key: string): Run {
  const of = plan.steps.get(key)?.of;
  const undos = (agendaOf(run)?.actions ?? []).filter((action) => plan.steps.get(action.key)?.of === of);
  // By the rules before, one of them was enough.
  const isTakenBack = undos.some(isDone) && (rulesOf(run) < 3 || undos.every(isSpared));
  if (!isTakenBack) return run;
  return changed(run, { applied: run.applied.map((one) => (one.key === of ? { ...one, undone: true } : one)) });
}

const isDone = ({ state }: Action): boolean =>
  state.status === 'settled' && state.result !== 'skipped' && state.result !== 'failed';

const isSpared = (action: Action): boolean => isDone(action) || isUncalledFor(action);

const isUncalledFor = ({ state }: Action): boolean =>
  state.status === 'settled' &&
  state.result === 'skipped' &&
  (state.why.code === 'if_false' || state.why.code === 'goal_holds');
