// The incident as data that a ticket can take: who, when, which evidence, what was changed and how it was verified, what
// was tried and failed, and the head that shows the record to be whole. Everything follows from plan and events.

import { followUps } from '../../engine/concerns.ts';
import { evolve } from '../../engine/evolve/evolve.ts';
import type { Plan } from '../../engine/plan.ts';
import {
  EMPTY,
  endOf,
  foundCause,
  type Opened,
  parkedOf,
  type Run,
  rankingOf,
  type State,
} from '../../engine/state.ts';
import type { Alert } from '../../model/alert.ts';
import type { Decisions, RunEvent, RunOutcome } from '../../model/event.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { SeenGoal } from '../../model/reasons/why.ts';
import type { Severity } from '../../model/runbook.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { evidenceLine } from '../blocks/evidence-lines.ts';
import { causeTitle } from '../blocks/names.ts';
import { blocksOf } from '../blocks/of-event.ts';
import { undoCommands } from '../blocks/undo-commands.ts';
import { finishedWords } from '../blocks/why.ts';
import type { Detail } from '../plain/line.ts';
import { said } from '../plain/plain.ts';
import type { Tag } from '../text/tag.ts';
import { type ReportedStep, reportedSteps } from './steps.ts';

/** A cause with its evidence, for and against. */
export interface ReportedCause {
  readonly id: string;
  readonly title: string;
  readonly verdict: RankedCause['verdict'];
  readonly because?: string;
  readonly for: readonly string[];
  readonly against: readonly string[];
  readonly unknown: readonly string[];
}

/** The report of one run. Times are RFC 3339, spans milliseconds of run time. */
export interface Report {
  readonly run: string;
  readonly runbook: { readonly id: string; readonly title: string; readonly sha256: string };
  readonly severity: Severity;
  /** How it ended; or that it waits for a person, was stopped by one, is led at this moment, or was cut off. */
  readonly outcome: RunOutcome | 'waiting' | 'stopped' | 'under_way' | 'cut_off';
  /** Whether it is over. */
  readonly is_over: boolean;
  readonly why: string;
  readonly cause: { readonly id: string; readonly title: string } | null;
  readonly alert: Alert | null;
  readonly opened_at: string;
  readonly ended_at: string;
  readonly duration_ms: number;
  readonly opened_by: string;
  readonly host: string;
  readonly mode: string;
  /** Everybody who decided something. */
  readonly people: readonly string[];
  /** From the opening to a confirmed cause, to the first change that went well, to all goals holding; null: never. */
  readonly times: {
    readonly to_cause_ms: number | null;
    readonly to_fix_ms: number | null;
    readonly to_verified_ms: number | null;
  };
  /** As they were ranked first. */
  readonly causes: readonly ReportedCause[];
  /** Causes other than the one that was worked on, which the last ranking confirms. */
  readonly also_confirmed: readonly string[];
  /** Every execution that changed something, or may have. */
  readonly changes: readonly ReportedStep[];
  /** What was run and did not help. */
  readonly failed: readonly ReportedStep[];
  /** What was not run, and why. */
  readonly left_out: readonly ReportedStep[];
  /** The goals that held at the end, and what was seen of each. */
  readonly verified: readonly { readonly title: string; readonly seen: string }[];
  readonly undo: readonly string[];
  readonly escalations: readonly {
    /** Whether a `notify` step of it reached anybody; else they are still to be told. */
    readonly sent: boolean;
    readonly to: string;
    readonly title: string;
    readonly say: string;
    readonly at: string;
  }[];
  readonly notes: readonly { readonly by: string; readonly text: string; readonly at: string }[];
  readonly follow_ups: readonly string[];
  /** Everything that happened, line by line. */
  readonly timeline: readonly TimelineLine[];
  /** What decides of it, in the words of titles. */
  readonly story: readonly TimelineLine[];
  readonly head: { readonly seq: number; readonly hash: string };
}

/** A line of what happened. */
export interface TimelineLine {
  readonly at: string;
  readonly by: string;
  readonly tag: Tag;
  readonly text: string;
  /** It says what speaks against a cause. */
  readonly about?: 'ruled_out';
}

/** Makes the report of a record. */
export function reportOf(
  plan: Plan,
  events: readonly RunEvent[],
  { head, isLed = false }: { readonly head: Report['head']; readonly isLed?: boolean },
): Report {
  const states = statesOf(plan, events);
  const state = states.at(-1);
  if (state === undefined) throw new Error('the record does not begin with run.opened');
  const { opened } = state;
  const finished = endOf(state);
  const steps = reportedSteps(plan, events, { states, isLed });
  const cause = foundCause(state);
  return {
    run: state.run,
    runbook: { id: plan.runbook.id, title: plan.runbook.title, sha256: opened.runbook.sha256 },
    severity: plan.runbook.severity,
    outcome: finished?.outcome ?? (isLed ? 'under_way' : (parkedOf(state)?.why ?? 'cut_off')),
    is_over: finished !== null,
    why: finished === null ? '' : finishedWords(plan, finished.why),
    cause: cause === null ? null : { id: cause, title: causeTitle(plan, cause) },
    alert: opened.alert,
    opened_at: events[0]?.at ?? '',
    ended_at: events.at(-1)?.at ?? '',
    duration_ms: state.now_ms,
    opened_by: opened.user,
    host: opened.host,
    mode: modeText(opened),
    people: [...new Set(events.filter(({ actor }) => actor.kind === 'human').map(({ actor }) => actor.name))],
    times: timesOf(events, states, steps),
    causes: firstRanking(events)?.causes.map((one) => reportedCause(plan, one)) ?? [],
    also_confirmed: rankingOf(state)
      .causes.filter(({ id, verdict }) => verdict === 'confirmed' && id !== cause)
      .map(({ id }) => causeTitle(plan, id)),
    changes: steps.filter(({ risk, result }) => risk !== 'read' && result !== 'skipped' && result !== 'not begun'),
    failed: steps.filter(({ result }) => result === 'failed' || result === 'in doubt' || result === 'not begun'),
    left_out: steps.filter(({ result }) => result === 'skipped'),
    verified: verifiedGoals(events).map(({ title, goal }) => ({ title, seen: evidenceLine(goal) })),
    undo: undoCommands(plan, state),
    escalations: events.flatMap((event) =>
      event.type === 'escalation.raised' ? [{ ...event.data, at: event.at, sent: isSent(events, event.data.key) }] : [],
    ),
    notes: events.flatMap((event) =>
      event.type === 'note.added' ? [{ by: event.actor.name, text: event.data.text, at: event.at }] : [],
    ),
    follow_ups: followUps(plan.runbook, state).map(({ text }) => text),
    timeline: timelineOf(plan, events, states, 'full'),
    story: timelineOf(plan, events, states, 'brief'),
    head,
  };
}

/** What happened, line by line, as plain mode would have said it. */
function timelineOf(
  plan: Plan,
  events: readonly RunEvent[],
  states: readonly Run[],
  detail: Detail,
): readonly TimelineLine[] {
  const context = { plan, transcript: '', folder: '' };
  return events.flatMap((event, n) => {
    const blocks = blocksOf(context, states[n - 1] ?? EMPTY, event, states[n] ?? EMPTY);
    const lines = blocks.flatMap((block) => said(block, detail));
    return lines.map(([tag, text, about]) => ({
      at: event.at,
      by: event.actor.name,
      tag,
      text: sanitizeLine(text).trimEnd(),
      ...(about === undefined ? {} : { about }),
    }));
  });
}

/** The state after each event. */
function statesOf(plan: Plan, events: readonly RunEvent[]): readonly Run[] {
  let state: State = EMPTY;
  return events.flatMap((event) => {
    state = evolve(plan, state, event);
    return state.opened === null ? [] : [state];
  });
}

function modeText(opened: Opened): string {
  const how = opened.mode === 'guided' ? 'guided by a person' : `unattended, up to risk "${opened.approve}"`;
  return opened.dry_run ? `${how}, dry run` : how;
}

function reportedCause(plan: Plan, ranked: RankedCause): ReportedCause {
  const lines = (truth: string): readonly string[] =>
    ranked.lines.filter((line) => line.truth === truth).map(evidenceLine);
  return {
    id: ranked.id,
    title: causeTitle(plan, ranked.id),
    verdict: ranked.verdict,
    ...(ranked.because === undefined ? {} : { because: ranked.because }),
    for: lines('true'),
    against: lines('false'),
    unknown: lines('unknown'),
  };
}

function timesOf(
  events: readonly RunEvent[],
  states: readonly State[],
  steps: readonly ReportedStep[],
): Report['times'] {
  const when = (holds: (event: RunEvent) => boolean): number | null => {
    const at = events.findIndex(holds);
    return at === -1 ? null : (states[at]?.now_ms ?? null);
  };
  const fix = steps.find(({ risk, result }) => risk !== 'read' && result === 'done');
  const isConfirmed = (event: RunEvent): boolean =>
    event.type === 'causes.ranked' && event.data.causes.some(({ verdict }) => verdict === 'confirmed');
  const isVerified = (event: RunEvent): boolean =>
    event.type === 'run.finished' && (event.data.outcome === 'resolved' || event.data.outcome === 'healthy');
  return {
    to_cause_ms: when(isConfirmed),
    to_fix_ms: fix?.settled_ms ?? null,
    to_verified_ms: when(isVerified),
  };
}

function firstRanking(events: readonly RunEvent[]): Decisions['causes.ranked'] | undefined {
  for (const event of events) if (event.type === 'causes.ranked') return event.data;
  return undefined;
}

// What was seen when the run was found resolved; a missed verification verifies nothing.
function verifiedGoals(events: readonly RunEvent[]): readonly SeenGoal[] {
  let watch = 0;
  let goals: readonly SeenGoal[] = [];
  for (const event of events) {
    if (event.type === 'watch.started' && event.data.for === 'verify') watch = event.data.watch;
    if (event.type === 'goal.reached' && event.data.watch === watch) goals = event.data.goals;
  }
  return goals;
}

// Who was told is who a message reached.
function isSent(events: readonly RunEvent[], key: string): boolean {
  const sent = new Set(
    events.flatMap((event) =>
      event.type === 'step.started' && event.data.kind === 'notify' && event.data.step.startsWith(`${key}/`)
        ? [event.data.exec]
        : [],
    ),
  );
  return events.some(
    (event) => event.type === 'step.finished' && sent.has(event.data.exec) && event.data.outcome.status === 'succeeded',
  );
}
