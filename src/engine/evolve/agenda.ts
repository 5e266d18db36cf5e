// State after decisions about the list of actions that is being worked off, and after a change of phase.

import type { Decisions } from '../../model/event.ts';
import { unreachable } from '../../model/result.ts';
import { blindWithout } from '../blind.ts';
import { changed } from '../changed.ts';
import type { Plan } from '../plan.ts';
import { stepOf, undoKey } from '../plan.ts';
import { scopeOfAction } from '../scope.ts';
import { type Action, type Agenda, currentAction, executionIn, formatOf, type State, without } from '../state.ts';

/** Changes some fields of the current action; nothing happens without one. */
export function changeCurrent(state: State, change: Partial<Action>): State {
  const action = currentAction(state);
  return action === undefined ? state : replaceCurrent(state, { ...action, ...change });
}

/** The question that is open when what was waited for is over: whoever was asked about the wait is asked no more. */
export const stillAsked = ({ question }: State): State['question'] => (question?.kind === 'waiting' ? null : question);

/** Puts another action in the place of the current one. */
export function replaceCurrent(state: State, action: Action): State {
  const { agenda } = state;
  if (agenda === null) return state;
  return changed(state, { agenda: { ...agenda, actions: agenda.actions.with(agenda.index, action) } });
}

/** The action as it was before anything was looked at for it; a preview that still runs is waited for. */
export function unseen(state: State, action: Action): Action {
  const { look: _, preview, ...rest } = action;
  const seen = preview === undefined ? undefined : executionIn(state, preview);
  return seen !== undefined && seen.finished === undefined ? { ...rest, preview: seen.exec } : rest;
}

/** After `phase.entered`: each phase begins with nothing left over from the one before. */
export function afterPhase(plan: Plan, state: State, data: Decisions['phase.entered']): State {
  const entered: State = { ...state, phase: data.phase, watch: null, question: null };
  switch (data.phase) {
    case 'diagnosing': {
      // What was changed for a cause did not help, or not enough; it is not offered by rule again.
      const { cause, tried, agenda } = state;
      const failed = data.why.code === 'step_failed' ? data.why : null;
      const worked =
        failed !== null || (agenda?.purpose === 'action' && agenda.actions.some(({ key }) => isApplied(state, key)));
      const now = worked && cause !== null && !tried.includes(cause) ? [...tried, cause] : tried;
      return {
        ...entered,
        wish: null,
        look: null,
        ranking: null,
        agenda: null,
        cause: null,
        giving_up: null,
        // What failed is still why the run ends, if no other cause is found behind it.
        failed: failed ?? (data.why.code === 'not_verified' ? state.failed : null),
        round: state.round + 1,
        tried: now,
      };
    }
    case 'resolving':
      return data.why.code === 'take_back'
        ? { ...entered, wish: null, agenda: undoAgenda(plan, state) }
        : { ...entered, agenda: agendaOf(plan, state) };
    case 'verifying': {
      const { cause, tried } = state;
      return { ...entered, wish: null, tried: cause === null || tried.includes(cause) ? tried : [...tried, cause] };
    }
    case 'giving_up': {
      // To give up while changes are taken back is to leave the rest as it is; why the run ends stays what it was.
      if (state.phase === 'giving_up') return { ...entered, wish: null, agenda: null };
      return {
        ...entered,
        wish: null,
        giving_up: data.why,
        failed: data.why.code === 'step_failed' ? data.why : failedAction(state),
        agenda: state.mode.mode === 'guided' ? undoAgenda(plan, state) : null,
      };
    }
    case 'deciding':
      return entered;
    default:
      return unreachable(data);
  }
}

// In records of format 1 no code says that a step has failed.
function failedAction(state: State): State['failed'] {
  const stopped = currentAction(state);
  if (stopped?.state.status !== 'settled' || stopped.state.result !== 'failed' || state.wish !== null) return null;
  return { code: 'step_failed', step: stopped.key, why: stopped.state.why };
}

/** After `step.skipped`; a skipped probe is blind, a skipped action is over. */
export function afterSkipped(plan: Plan, state: State, data: Decisions['step.skipped']): State {
  if (data.purpose === 'probe') {
    const why = blindWithout(data.reason);
    const probes = {
      ...state.probes,
      [data.step]: { status: 'skipped', look: data.look ?? state.looks, why } as const,
    };
    return {
      ...state,
      probes,
      readings: without(state.readings, data.step),
      blind: { ...state.blind, [data.step]: why },
    };
  }
  if (data.purpose === 'escalation') return nextPage(plan, state);
  if (data.purpose === 'preview') return changeCurrent(state, { preview: '' });
  return advance(changed(state, { watch: null }), { status: 'settled', result: 'skipped', why: data.reason });
}

/** After `step.settled`: on to the next action, unless it failed and somebody has to say what now. */
export function afterSettled(plan: Plan, state: State, data: Decisions['step.settled']): State {
  const over = { status: 'settled', result: data.result, via: data.via, why: data.why } as const;
  const settled = changed(state, { watch: null, question: stillAsked(state) });
  const stays =
    data.result === 'failed' &&
    stepOf(plan, data.step).on_failure !== 'continue' &&
    !hasAlternative(plan, state, data.step);
  const next = stays ? changeCurrent(settled, { state: over }) : advance(settled, over);
  return state.agenda?.purpose === 'undo' && data.result !== 'failed' ? withUndone(plan, next, data.step) : next;
}

// Steps of the same goal are alternatives: the run stops when none of them has helped. A person is asked after each.
function hasAlternative(plan: Plan, state: State, key: string): boolean {
  const { agenda } = state;
  const failed = stepOf(plan, key);
  if (agenda === null || failed.goal === undefined || formatOf(state) < 2) return false;
  if (failed.on_failure === 'ask' && state.mode.mode === 'guided') return false;
  return agenda.actions.slice(agenda.index + 1).some((action) => {
    const step = stepOf(plan, action.key);
    if (step.goal?.source !== failed.goal?.source) return false;
    return step.if === undefined || plan.environment.truth(step.if, scopeOfAction(state, action)).truth !== 'false';
  });
}

/** The escalation that is being carried out goes on to its next step, or is over. */
export function nextPage(plan: Plan, state: State): State {
  const [first, ...rest] = state.paging;
  if (first === undefined) return state;
  const steps = plan.escalations.find(({ key }) => key === first.key)?.steps.length ?? 0;
  const index = first.index + 1;
  return { ...state, paging: index < steps ? [{ key: first.key, index }, ...rest] : rest };
}

function advance(state: State, over: Action['state']): State {
  const next = changeCurrent(state, { state: over });
  const { agenda } = next;
  return agenda === null ? next : changed(next, { agenda: { ...agenda, index: agenda.index + 1 } });
}

function agendaOf(plan: Plan, state: State): Agenda {
  const cause = plan.runbook.causes.find(({ id }) => id === state.cause);
  const ranked = state.ranking?.causes.find(({ id }) => id === state.cause);
  return {
    purpose: 'action',
    owner: cause?.id ?? '',
    actions: (cause?.resolve ?? []).map((step) => pendingAction(`${cause?.id}/${step.id}`)),
    index: 0,
    recheck: ranked?.verdict === 'confirmed',
  };
}

const isApplied = ({ applied }: State, key: string): boolean => applied.some((one) => one.key === key);

// The newest change is taken back first.
function undoAgenda(plan: Plan, state: State): Agenda | null {
  const actions = state.applied
    .filter(({ undone }) => !undone)
    .toReversed()
    .flatMap(({ key, before }) =>
      stepOf(plan, key).undo.map((undo): Action => ({ ...pendingAction(undoKey(key, undo)), before })),
    );
  return actions.length === 0 ? null : { purpose: 'undo', owner: '', actions, index: 0, recheck: false };
}

const pendingAction = (key: string): Action => ({ key, state: { status: 'pending' }, attempts: 0 });

function withUndone(plan: Plan, state: State, key: string): State {
  const of = plan.steps.get(key)?.of;
  const applied = state.applied.map((one) => (one.key === of ? { ...one, undone: true } : one));
  return { ...state, applied };
}
