// When what was known, done and verified, who was there, and what of the whole each part took. Spans are run time, so that
// a clock that was set does not bend them; what nobody saw has no time.

import { endOf, foundCause, type Run } from '../../engine/state.ts';
import type { RunEvent, RunOutcome } from '../../model/event.ts';
import type { ReportedStep } from './steps.ts';

/** What has its moment in an incident, in the order in which it is listed. */
export const MOMENTS = [
  'impact_start',
  'detected',
  'acknowledged',
  'cause_known',
  'fixed',
  'verified',
  'ended',
] as const;

/** One of these. */
export type MomentName = (typeof MOMENTS)[number];

/** A moment of an incident. */
export interface Moment {
  readonly what: MomentName;
  /** RFC 3339; null: it never came, or nobody knows when. */
  readonly at: string | null;
  /** Run time; negative before the run was opened. */
  readonly after_ms: number | null;
  /** The person it is owed to. */
  readonly by?: string;
}

/** How long it took from the first moment that is known until all was well, and what each part of that took. */
export interface TimeToResolve {
  /** Null: it was not resolved. */
  readonly total_ms: number | null;
  readonly from: MomentName;
  /** From the moment before, in the order in which they came. */
  readonly parts: readonly { readonly until: MomentName; readonly ms: number }[];
}

/** When the run said what, while its events are gone through. */
export interface Timing {
  /** Takes one event in; `state` is that after it. */
  take(event: RunEvent, state: Run): void;
  moments(state: Run, steps: readonly ReportedStep[]): readonly Moment[];
}

interface Point {
  readonly at: string;
  readonly ms: number;
  readonly by?: string;
}

/** Begins to take times. */
export function timing(): Timing {
  const causes = new Map<string, Point>();
  let first: Point | null = null;
  let acknowledged: Point | null = null;
  let repaired: Point | null = null;
  let end: Point | null = null;
  return {
    take(event, state) {
      const point = { at: event.at, ms: state.now_ms };
      first ??= point;
      // Who starts a run that nobody leads has not looked at it yet.
      const isThere = event.type !== 'run.opened' || event.data.mode === 'guided';
      if (event.actor.kind === 'human' && isThere) acknowledged ??= { ...point, by: event.actor.name };
      const knows = (id: string): void => {
        if (!causes.has(id)) causes.set(id, point);
      };
      if (event.type === 'causes.ranked')
        for (const { id, verdict } of event.data.causes) if (verdict === 'confirmed') knows(id);
      if (event.type === 'cause.chosen') knows(event.data.cause);
      if (event.type === 'phase.entered' && event.data.why.code === 'said_repaired') repaired = point;
      if (event.type === 'run.finished') end = point;
    },
    moments(state, steps) {
      const cause = foundCause(state);
      const finished = endOf(state);
      const isOver = finished?.outcome === 'resolved' || finished?.outcome === 'healthy';
      const isSeen = isOver && finished?.by !== 'person';
      const points: Readonly<Record<MomentName, Point | null>> = {
        impact_start: impactOf(state),
        detected: first,
        acknowledged,
        cause_known: cause === null ? null : (causes.get(cause) ?? null),
        fixed: finished?.outcome === 'resolved' ? fixOf(state, steps, repaired) : null,
        verified: isSeen ? end : null,
        ended: end,
      };
      return MOMENTS.map((what) => {
        const point = points[what];
        if (point === null) return { what, at: null, after_ms: null };
        return { what, at: point.at, after_ms: point.ms, ...(point.by === undefined ? {} : { by: point.by }) };
      });
    },
  };
}

// The last change that went well before all was: the ones before it did not do it alone.
function fixOf(state: Run, steps: readonly ReportedStep[], repaired: Point | null): Point | null {
  const done = steps.findLast(
    ({ risk, result, settled_ms }) => risk !== 'read' && result === 'done' && settled_ms !== null,
  );
  const ms = done?.settled_ms ?? null;
  if (ms === null || (repaired !== null && repaired.ms > ms)) return repaired;
  return pointAt(state.opened_at + ms, ms);
}

function impactOf({ opened, opened_at }: Run): Point | null {
  const since = Date.parse(opened.alert?.starts_at ?? '');
  // A sender whose clock is ahead, or that writes the year 1 for "not known", has said nothing.
  return since > 0 && since <= opened_at ? pointAt(since, since - opened_at) : null;
}

// A record that somebody else wrote holds times that no calendar has.
function pointAt(wall: number, ms: number): Point | null {
  return Math.abs(wall) <= LAST_DAY_MS ? { at: new Date(wall).toISOString(), ms } : null;
}

/** The last moment that a date can hold (ECMA-262, section 21.4.1.1). */
const LAST_DAY_MS = 8.64e15;

/** What the whole took, and its parts. */
export function timeToResolve(moments: readonly Moment[], outcome: RunOutcome | null): TimeToResolve {
  const isVerified = moments.some(({ what, at }) => what === 'verified' && at !== null);
  const known = moments
    .flatMap(({ what, after_ms }) =>
      after_ms === null || (what === 'ended' && isVerified) ? [] : [{ what, ms: after_ms }],
    )
    .sort((one, other) => one.ms - other.ms || MOMENTS.indexOf(one.what) - MOMENTS.indexOf(other.what));
  const [first, last] = [known[0], known.at(-1)];
  return {
    total_ms: outcome === 'resolved' && first !== undefined && last !== undefined ? last.ms - first.ms : null,
    from: first?.what ?? 'detected',
    parts: known.slice(1).map(({ what, ms }, n) => ({ until: what, ms: ms - (known[n]?.ms ?? ms) })),
  };
}
