// What expressions of a run may look at, out of its state.

import type { Scope } from '../expr/environment.ts';
import type { Host } from '../kinds/kind.ts';
import type { Action, Readings, State } from './state.ts';

/** What a step is rendered in: what expressions see, and what the run knows of its host. */
export interface RunScope extends Scope {
  readonly host: Host;
}

/** Of each state: what is asked of it twice is evaluated once. */
const scopes = new WeakMap<State, Map<Readings | null, RunScope>>();

/** The scope of conditions; `before` is what that word means where the condition stands. The same for the same state. */
export function scopeOf(state: State, before: Readings | null = null): RunScope {
  const made = scopes.get(state) ?? new Map<Readings | null, RunScope>();
  scopes.set(state, made);
  const scope = made.get(before) ?? newScope(state, before);
  made.set(before, scope);
  return scope;
}

function newScope(state: State, before: Readings | null): RunScope {
  const { opened } = state;
  return {
    host: hostOf(state),
    readings: state.readings,
    blind: state.blind,
    before,
    inputs: opened?.inputs ?? {},
    secrets: opened?.secrets ?? {},
    alert: opened?.alert ?? null,
    cause: state.cause,
    run: { id: state.run, started_at: state.started_at, elapsed_ms: state.now_ms },
  };
}

function hostOf({ opened }: State): Host {
  if (opened === null) return {};
  const { host: name, compose, account, docker } = opened;
  return {
    name,
    ...(compose === undefined ? {} : { compose }),
    ...(account === undefined ? {} : { account }),
    ...(docker === undefined ? {} : { docker }),
  };
}

/** The scope of an action: before it starts, `before` is what holds now. */
export function scopeOfAction(state: State, action: Action): RunScope {
  return scopeOf(state, action.before ?? state.readings);
}
