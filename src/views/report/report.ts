// The report of a record while it is read, event by event: nothing is kept of what only passes by, so that memory does not
// grow with the record.

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
import type { Decisions, RunEvent } from '../../model/event.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { SeenGoal } from '../../model/reasons/why.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { evidenceLine, seenLine } from '../blocks/evidence-lines.ts';
import { causeTitle, openerOf, whoOf } from '../blocks/names.ts';
import { blocksOf } from '../blocks/of-event.ts';
import { undoCommands } from '../blocks/undo-commands.ts';
import { finishedWords } from '../blocks/why.ts';
import { type Charting, charting } from '../charts/values.ts';
import type { Detail } from '../plain/line.ts';
import { said } from '../plain/plain.ts';
import { type Bounded, bounded } from './bounded.ts';
import { type Deviation, deviationIn } from './deviations.ts';
import { saidAfter } from './marked-lines.ts';
import type { Gist, Report, ReportEnd, ReportedCause, TimelineLine } from './report-data.ts';
import { type Measuring, measuring } from './spans.ts';
import { type ReportedStep, stepTelling } from './steps.ts';
import { type Moment, type Timing, timeToResolve, timing } from './times.ts';

/** A report that is being made. */
export interface Reporting {
  take(event: RunEvent): void;
  /** The run after the newest event. Throws where none was opened. */
  state(): Run;
  gist(end: ReportEnd): Gist;
}

/** What is kept on the way. */
interface Kept {
  state: State;
  opened_at: string;
  ended_at: string;
  readonly people: Set<string>;
  ranking: Decisions['causes.ranked'] | null;
  to_cause_ms: number | null;
  to_verified_ms: number | null;
  /** The newest watch of `verify`, and what it saw. */
  watch: number;
  verified: readonly SeenGoal[];
  readonly escalations: (Decisions['escalation.raised'] & { readonly at: string })[];
  /** Executions that tell somebody something, with the key of the step; and keys of escalations that reached anybody. */
  readonly telling: Map<string, string>;
  readonly sent: Set<string>;
  readonly notes: Bounded<Report['notes'][number]>;
  readonly deviations: Bounded<Deviation>;
  /** Titles of the triggers that held when any did first. */
  symptoms: readonly string[];
  readonly timing: Timing;
  readonly measuring: Measuring;
  readonly charting: Charting;
}

/** Makes the report of a record that is in memory. */
export function reportOf(plan: Plan, events: readonly RunEvent[], end: ReportEnd): Report {
  const timeline: TimelineLine[] = [];
  const story: TimelineLine[] = [];
  const telling = reporting(plan, { detail: 'full', onLine: (line) => void timeline.push(line) });
  const brief = reporting(plan, { detail: 'brief', onLine: (line) => void story.push(line) });
  for (const event of events) {
    telling.take(event);
    brief.take(event);
  }
  return { ...telling.gist(end), timeline, story };
}

/** Who hears what happened, line by line, as plain mode would have said it. */
export interface Listening {
  readonly detail: Detail;
  onLine(line: TimelineLine): void;
}

/** Begins a report. */
export function reporting(plan: Plan, listening?: Listening): Reporting {
  const steps = stepTelling(plan);
  const kept: Kept = {
    state: EMPTY,
    opened_at: '',
    ended_at: '',
    people: new Set(),
    ranking: null,
    to_cause_ms: null,
    to_verified_ms: null,
    watch: 0,
    verified: [],
    escalations: [],
    telling: new Map(),
    sent: new Set(),
    notes: bounded(),
    deviations: bounded(),
    symptoms: [],
    timing: timing(),
    measuring: measuring(plan),
    charting: charting(plan),
  };
  return {
    take(event) {
      const before = kept.state;
      kept.state = evolve(plan, before, event);
      keep(kept, event);
      const deviation = deviationIn(plan, before, event);
      if (deviation !== null) kept.deviations.add(deviation);
      // What stands before its opening tells nothing.
      if (kept.state.opened !== null) {
        steps.take(event, kept.state);
        kept.timing.take(event, kept.state);
        kept.measuring.take(event, before, kept.state);
        kept.charting.take(event, kept.state);
      }
      if (listening === undefined) return;
      for (const line of linesOf(plan, before, event, { after: kept.state, detail: listening.detail }))
        listening.onLine(line);
    },
    state: () => runOf(kept.state),
    gist: (end) => gistOf(plan, kept, steps.steps(end.isLed === true), end),
  };
}

function runOf(state: State): Run {
  if (state.opened === null) throw new Error('the record does not begin with run.opened');
  return state;
}

function keep(kept: Kept, event: RunEvent): void {
  if (kept.opened_at === '') kept.opened_at = event.at;
  kept.ended_at = event.at;
  if (event.actor.kind === 'human') kept.people.add(event.actor.name);
  const { now_ms } = kept.state;
  switch (event.type) {
    case 'causes.ranked':
      kept.ranking ??= event.data;
      if (event.data.causes.some(({ verdict }) => verdict === 'confirmed')) kept.to_cause_ms ??= now_ms;
      if (kept.symptoms.length === 0)
        kept.symptoms = event.data.triggers.flatMap(({ title, when, alert }) =>
          when?.truth === 'true' || alert === 'true' ? [title] : [],
        );
      return;
    case 'run.finished':
      // What a person calls resolved was not seen to be.
      if (event.data.by !== 'person' && ['resolved', 'healthy'].includes(event.data.outcome))
        kept.to_verified_ms ??= now_ms;
      return;
    case 'watch.started':
      if (event.data.for === 'verify') kept.watch = event.data.watch;
      return;
    case 'goal.reached':
      // A missed verification verifies nothing.
      if (event.data.watch === kept.watch) kept.verified = event.data.goals;
      return;
    case 'escalation.raised':
      kept.escalations.push({ ...event.data, at: event.at });
      return;
    case 'note.added':
      kept.notes.add({ by: whoOf(event.actor), text: event.data.text, at: event.at });
      return;
    case 'step.started':
      if (event.data.kind === 'notify') kept.telling.set(event.data.exec, event.data.step);
      return;
    case 'step.finished': {
      // Who was told is who a message reached.
      const step = kept.telling.get(event.data.exec);
      if (step !== undefined && event.data.outcome.status === 'succeeded') kept.sent.add(step);
      return;
    }
    default:
      return;
  }
}

function gistOf(plan: Plan, kept: Kept, steps: readonly ReportedStep[], end: ReportEnd): Gist {
  const { head, isLed = false, marked = null } = end;
  const state = runOf(kept.state);
  const { opened } = state;
  const finished = endOf(state);
  const cause = foundCause(state);
  const fix = steps.find(({ risk, result }) => risk !== 'read' && result === 'done');
  const sent = [...kept.sent];
  const moments = kept.timing.moments(state, steps);
  const { spans, more } = kept.measuring.spans();
  return {
    run: state.run,
    runbook: { id: plan.runbook.id, title: plan.runbook.title, sha256: opened.runbook.sha256 },
    severity: plan.runbook.severity,
    outcome: finished?.outcome ?? (isLed ? 'under_way' : (parkedOf(state)?.why ?? 'cut_off')),
    is_over: finished !== null,
    why: finished === null ? '' : finishedWords(plan, finished.why),
    cause: cause === null ? null : { id: cause, title: causeTitle(plan, cause) },
    alert: opened.alert,
    opened_at: kept.opened_at,
    ended_at: kept.ended_at,
    duration_ms: state.now_ms,
    opened_by: openerOf(opened),
    host: opened.host,
    mode: modeText(opened),
    people: [...kept.people],
    times: {
      to_cause_ms: kept.to_cause_ms,
      to_fix_ms: fix?.settled_ms ?? null,
      to_verified_ms: kept.to_verified_ms,
    },
    impact: impactOf(kept.symptoms, moments, finished?.outcome === 'resolved'),
    moments,
    time_to_resolve: {
      ...timeToResolve(moments, finished?.outcome ?? null),
      waiting_for_people_ms: kept.measuring.waited_ms(),
    },
    deviations: kept.deviations.all,
    more_deviations: kept.deviations.more(),
    causes: kept.ranking?.causes.map((one) => reportedCause(plan, one)) ?? [],
    also_confirmed: rankingOf(state)
      .causes.filter(({ id, verdict }) => verdict === 'confirmed' && id !== cause)
      .map(({ id }) => causeTitle(plan, id)),
    changes: steps.filter(({ risk, result }) => risk !== 'read' && result !== 'skipped' && result !== 'not begun'),
    failed: steps.filter(({ result }) => result === 'failed' || result === 'in doubt' || result === 'not begun'),
    left_out: steps.filter(({ result }) => result === 'skipped'),
    verified: kept.verified.map(({ title, goal }) => ({ title, seen: seenLine(goal) })),
    undo: undoCommands(plan, state),
    escalations: kept.escalations.map((raised) => ({
      ...raised,
      sent: sent.some((step) => step.startsWith(`${raised.key}/`)),
    })),
    notes: kept.notes.all,
    more_notes: kept.notes.more(),
    follow_ups: followUps(plan.runbook, state).map(({ text }) => text),
    said_after: marked === null ? null : saidAfter(plan, marked),
    spans,
    more_spans: more,
    values: kept.charting.values(cause),
    head,
  };
}

// How long it lasted is known where both ends are.
function impactOf(symptoms: readonly string[], moments: readonly Moment[], isResolved: boolean): Gist['impact'] {
  const at = (what: Moment['what']): Moment | undefined => moments.find((moment) => moment.what === what);
  const since = at('impact_start');
  const end = at('verified')?.after_ms ?? at('ended')?.after_ms ?? null;
  const from = since?.after_ms ?? null;
  return {
    symptoms,
    since: since?.at ?? null,
    lasted_ms: isResolved && from !== null && end !== null ? end - from : null,
  };
}

function linesOf(
  plan: Plan,
  before: State,
  event: RunEvent,
  { after, detail }: { readonly after: State; readonly detail: Detail },
): readonly TimelineLine[] {
  const blocks = blocksOf({ plan, transcript: '', folder: '' }, before, event, after);
  const lines = blocks.flatMap((block) => said(block, detail));
  return lines.map(([tag, text, about]) => ({
    at: event.at,
    by: whoOf(event.actor),
    tag,
    text: sanitizeLine(text).trimEnd(),
    ...(about === undefined ? {} : { about }),
  }));
}

function modeText(opened: Opened): string {
  const by = { guided: 'guided by a person', agent: 'begun by an agent, every change left to people' } as const;
  const how = opened.mode === 'unattended' ? `unattended, up to risk "${opened.approve}"` : by[opened.mode];
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
