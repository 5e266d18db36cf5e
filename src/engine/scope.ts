// What expressions of a run may look at, out of its state.

import type { Scope } from '../expr/environment.ts';
import type { Host } from '../kinds/kind.ts';
import type { Json } from '../model/json.ts';
import type { Action, Readings } from './action.ts';
import { causeOf, type Run } from './state.ts';

/** What a step is rendered in: what expressions see, and what the run knows of its host. */
export interface RunScope extends Scope {
  readonly host: Host;
}

/** Of each state: what is asked of it twice is evaluated once. */
const scopes = new WeakMap<Run, RunScope[]>();

/** The scope of conditions; `before` is what that word means where the condition stands. The same for the same state. */
export function scopeOf(run: Run, before: Readings | null = null): RunScope {
  const made = scopes.get(run);
  const known = made?.find((one) => one.before === before);
  if (known !== undefined) return known;
  const scope = newScope(run, before);
  if (made === undefined) scopes.set(run, [scope]);
  else made.push(scope);
  return scope;
}

function newScope(run: Run, before: Readings | null): RunScope {
  const { opened } = run;
  return {
    host: hostOf(run),
    readings: run.readings,
    blind: run.blind,
    before,
    inputs: opened.inputs,
    secrets: opened.secrets,
    alert: opened.alert,
    cause: causeOf(run),
    run: { id: run.run, started_at: run.started_at, elapsed_ms: run.now_ms },
  };
}

/** Of each run: what is rendered once for a host is not rendered again for the same one. */
const hosts = new WeakMap<Run['opened'], Host>();

/** By what is known of them: the records of a folder come from few hosts. */
const alike = new Map<string, Host>();

const MOST_HOSTS = 32;

/** The host of a run: the same one whenever it is asked for, in runs of the same host too. */
export function hostOf({ opened }: Run): Host {
  const known = hosts.get(opened);
  if (known !== undefined) return known;
  const { host: name, compose, account, docker } = opened;
  const made: Host = {
    name,
    ...(compose === undefined ? {} : { compose }),
    ...(account === undefined ? {} : { account }),
    ...(docker === undefined ? {} : { docker }),
  };
  const text = JSON.stringify(made);
  const host = alike.get(text) ?? made;
  if (alike.size >= MOST_HOSTS) alike.clear();
  alike.set(text, host);
  hosts.set(opened, host);
  return host;
}

/** The scope of an action: before it starts, `before` is what holds now. */
export function scopeOfAction(run: Run, action: Action): RunScope {
  const scope = scopeOf(run, action.before ?? run.readings);
  return action.item === undefined ? scope : scopeWithItem(scope, action.item);
}

/** Of each scope and item: what is asked of it twice is evaluated once. */
const withItems = new WeakMap<RunScope, WeakMap<object, RunScope>>();

function scopeWithItem(scope: RunScope, item: { readonly value: Json }): RunScope {
  const made = withItems.get(scope) ?? new WeakMap<object, RunScope>();
  withItems.set(scope, made);
  const known = made.get(item) ?? { ...scope, item: item.value };
  made.set(item, known);
  return known;
}
