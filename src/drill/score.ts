// What a run came to, held against what its drill expects. Pure.

import { definition } from '../kinds/index.ts';
import type { RunEvent } from '../model/event.ts';
import type { RankedCause } from '../model/ranked-cause.ts';
import { within } from '../model/risk.ts';
import type { Drill } from './file/drill.ts';

/** What one drill came to. */
export interface Score {
  /** The cause that stands first in the first ranking, with its verdict; null: all are ruled out. */
  readonly found: { readonly cause: string; readonly verdict: RankedCause['verdict'] } | null;
  /** Place of the expected cause in that ranking, from 1; null: none is expected. */
  readonly rank: number | null;
  readonly taken_up: readonly string[];
  /** The causes that are shown as one with the first. */
  readonly group: readonly string[];
  readonly outcome: string;
  /** Steps that were carried out, other than probes. */
  readonly steps: number;
  /** Steps that may change something, in order: `<cause>/<step>`. */
  readonly changes: readonly string[];
  /** Those of them that the drill does not call for. */
  readonly uncalled: readonly string[];
  readonly to: readonly string[];
  /**
   * Milliseconds since the run was opened: until a ranking had what is expected first (the cause confirmed, or the group that
   * cannot be told apart, or nothing confirmed), the last change was done, all was verified.
   */
  readonly to_cause_ms: number | null;
  readonly to_fix_ms: number | null;
  readonly to_verified_ms: number | null;
  /** What was lost, by name: how many of it. */
  readonly lost: Readonly<Record<string, number>>;
  /** What is not as it must be, a sentence each; empty: the drill went as expected. */
  readonly misses: readonly string[];
}

/** Data before and after. */
export interface Kept {
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
}

/** Scores a run by its events. */
export function score({ expect, keep }: Drill, events: readonly RunEvent[], { before, after }: Kept): Score {
  const ranking = rankingOf(events);
  const first = leadingIn(ranking);
  const started = events.flatMap((event) => (event.type === 'step.started' ? [event.data] : []));
  const done = started.filter(({ purpose }) => purpose === 'action' || purpose === 'undo' || purpose === 'escalation');
  const settled = new Set(events.flatMap((event) => (event.type === 'step.settled' ? [event.data.step] : [])));
  // What is asked of a person is no change before it was done.
  const isDone = ({ kind, step }: (typeof done)[number]): boolean =>
    definition(kind).by !== 'responder' || settled.has(step);
  const changes = done.filter((one) => !within(one.risk, 'read') && isDone(one)).map(({ step }) => step);
  const taken_up = events.flatMap((event) => (event.type === 'cause.chosen' ? [event.data.cause] : []));
  const expected = [...(expect.cause ?? []), ...(expect.group ?? [])][0];
  const at = ranking.findIndex(({ id }) => id === expected);
  const lost = Object.fromEntries(
    Object.keys(keep).flatMap((name) => {
      const missing = (before[name] ?? 0) - (after[name] ?? 0);
      return missing > 0 ? [[name, missing] as const] : [];
    }),
  );
  const scored = {
    found: first === undefined ? null : { cause: first.id, verdict: first.verdict },
    rank: expected === undefined || at < 0 ? null : at + 1,
    taken_up,
    group: groupOf(ranking, first),
    outcome: outcomeOf(events),
    steps: done.length,
    changes,
    uncalled: uncalledIn(changes, expect),
    to: events.flatMap((event) => (event.type === 'escalation.raised' ? [event.data.to] : [])),
    ...timesOf(events, changes, expect),
    lost,
  };
  return { ...scored, misses: missesOf(expect, scored, ranking) };
}

// The ranking that the first decision rests on.
function rankingOf(events: readonly RunEvent[]): readonly RankedCause[] {
  const end = events.findIndex(
    ({ type }) => type === 'cause.chosen' || type === 'run.finished' || type === 'run.parked',
  );
  const ranked = events.slice(0, end < 0 ? events.length : end).findLast((event) => event.type === 'causes.ranked');
  return ranked?.type === 'causes.ranked' ? ranked.data.causes : [];
}

function groupOf(ranking: readonly RankedCause[], first: RankedCause | undefined): readonly string[] {
  if (first?.group === undefined) return first === undefined ? [] : [first.id];
  return ranking.filter(({ group }) => group === first.group).map(({ id }) => id);
}

function outcomeOf(events: readonly RunEvent[]): string {
  const finished = events.findLast((event) => event.type === 'run.finished');
  if (finished?.type === 'run.finished') return finished.data.outcome;
  const parked = events.findLast((event) => event.type === 'run.parked');
  return parked?.type === 'run.parked' ? parked.data.why : 'cut off';
}

function uncalledIn(changes: readonly string[], { changes: called, cause = [] }: Drill['expect']): readonly string[] {
  if (called === undefined) return changes.filter((step) => !cause.some((id) => step.startsWith(`${id}/`)));
  const left = [...called];
  return changes.filter((step) => {
    const at = left.findIndex((id) => step === id || step.endsWith(`/${id}`));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Whether a ranking says what the drill expects of it; of an expectation that names no cause, none does. */
function isRight(ranking: readonly RankedCause[], { cause, group }: Drill['expect']): boolean {
  const confirmed = ranking.filter(({ verdict }) => verdict === 'confirmed').map(({ id }) => id);
  if (group !== undefined) {
    const shown = groupOf(ranking, leadingIn(ranking));
    return confirmed.length === 0 && group.every((id) => shown.includes(id));
  }
  return cause !== undefined && confirmed[0] === cause[0];
}

const leadingIn = (ranking: readonly RankedCause[]): RankedCause | undefined =>
  ranking.find(({ verdict }) => verdict !== 'ruled_out');

function timesOf(
  events: readonly RunEvent[],
  changes: readonly string[],
  expect: Drill['expect'],
): Pick<Score, 'to_cause_ms' | 'to_fix_ms' | 'to_verified_ms'> {
  const begun = events[0]?.mono_ms ?? 0;
  const since = (event: RunEvent | undefined): number | null => (event === undefined ? null : event.mono_ms - begun);
  const settled = events.findLast((event) => event.type === 'step.settled' && changes.includes(event.data.step));
  const finished = events.findLast((event) => event.type === 'run.finished');
  const isWell =
    finished?.type === 'run.finished' && (finished.data.outcome === 'resolved' || finished.data.outcome === 'healthy');
  return {
    to_cause_ms: since(events.find((event) => event.type === 'causes.ranked' && isRight(event.data.causes, expect))),
    to_fix_ms: since(settled),
    to_verified_ms: isWell ? since(finished) : null,
  };
}

function missesOf(
  expect: Drill['expect'],
  scored: Omit<Score, 'misses'>,
  ranking: readonly RankedCause[],
): readonly string[] {
  const confirmed = ranking.filter(({ verdict }) => verdict === 'confirmed').map(({ id }) => id);
  const misses: string[] = [];
  const unless = (holds: boolean, miss: string): void => {
    if (!holds) misses.push(miss);
  };
  if (expect.cause !== undefined) {
    const { cause } = expect;
    const seen = cause.length === 1 ? scored.taken_up.slice(0, 1) : scored.taken_up;
    unless(same(cause, seen), `the cause is ${listed(cause)}; taken up was ${listed(seen)}`);
    const [first] = cause;
    // Of nothing wrong, nothing may be confirmed; of one cause, that one is.
    const wanted = first === undefined ? [] : [first];
    unless(
      same(wanted, confirmed.slice(0, Math.max(1, wanted.length))),
      `confirmed is ${listed(wanted)} by what was done; the run confirmed ${listed(confirmed)}`,
    );
  }
  if (expect.group !== undefined) {
    unless(confirmed.length === 0, `nothing can be told apart here; the run confirmed ${listed(confirmed)}`);
    const missing = expect.group.filter((id) => !scored.group.includes(id));
    unless(
      missing.length === 0,
      `these cannot be told apart: ${listed(expect.group)}; the run shows together ${listed(scored.group)}`,
    );
  }
  if (expect.outcome !== undefined)
    unless(expect.outcome === scored.outcome, `the outcome is ${expect.outcome}; it was ${scored.outcome}`);
  unless(scored.uncalled.length === 0, `not called for: ${listed(scored.uncalled)}`);
  const undone = (expect.changes ?? []).filter(
    (id) => !scored.changes.some((step) => step === id || step.endsWith(`/${id}`)),
  );
  unless(undone.length === 0, `not carried out: ${listed(undone)}`);
  const never = (expect.never ?? []).filter((id) =>
    scored.changes.some((step) => step === id || step.endsWith(`/${id}`)),
  );
  unless(never.length === 0, `must never be carried out: ${listed(never)}`);
  if (expect.to !== undefined)
    unless(scored.to.includes(expect.to), `${expect.to} is told; told was ${listed(scored.to)}`);
  for (const [name, count] of Object.entries(scored.lost)) misses.push(`${count} ${name} lost`);
  inTime(misses, 'the cause named', expect.named_within_ms, scored.to_cause_ms);
  inTime(misses, 'it resolved', expect.resolved_within_ms, scored.to_verified_ms);
  return misses;
}

function inTime(misses: string[], what: string, limit_ms: number | undefined, took_ms: number | null): void {
  if (limit_ms === undefined || (took_ms !== null && took_ms <= limit_ms)) return;
  const took = took_ms === null ? 'it never was' : `it took ${(took_ms / 1000).toFixed(1)} s`;
  misses.push(`${what} within ${limit_ms / 1000} s; ${took}`);
}

const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join();
const listed = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
