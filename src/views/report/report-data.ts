// The incident as data that a ticket can take: who, when, which evidence, what was changed and how it was verified, what
// was tried and failed, and the head that shows the record to be whole. Everything follows from plan and events, but what was
// said after the fact, which is told apart.

import type { Alert } from '../../model/alert.ts';
import type { RunOutcome } from '../../model/event.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { Severity } from '../../model/runbook.ts';
import type { ReportedValues } from '../charts/values.ts';
import type { Tag } from '../text/tag.ts';
import type { Deviation } from './deviations.ts';
import type { Marked } from './marked.ts';
import type { SaidAfter } from './marked-lines.ts';
import type { Spans } from './spans.ts';
import type { ReportedStep } from './steps.ts';
import type { Moment, TimeToResolve } from './times.ts';

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
  /** What users noticed: the triggers that held, since when, and for how long; null: not known, or not over. */
  readonly impact: {
    readonly symptoms: readonly string[];
    readonly since: string | null;
    readonly lasted_ms: number | null;
  };
  /** When the impact began, who was there, when what was known, done and verified; all of them, in that order. */
  readonly moments: readonly Moment[];
  readonly time_to_resolve: TimeToResolve & {
    /** Of the run: nothing went on without a person. */
    readonly waiting_for_people_ms: number;
  };
  /** Where a person decided other than the runbook says. */
  readonly deviations: readonly Deviation[];
  /** Deviations beyond those, which the timeline has. */
  readonly more_deviations: number;
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
  /** Notes beyond those, which the timeline has. */
  readonly more_notes: number;
  readonly follow_ups: readonly string[];
  /** What people said after the fact. It stands beside the record, and is no part of it; null: nothing. */
  readonly said_after: SaidAfter | null;
  /** What took how long. */
  readonly spans: Spans['spans'];
  /** Spans beyond those. */
  readonly more_spans: number;
  /** What the readings said over time, where it changed. */
  readonly values: readonly ReportedValues[];
  /** What decides of it, in the words of titles. */
  readonly story: readonly TimelineLine[];
  /** Everything that happened, line by line. */
  readonly timeline: readonly {
    readonly at: string;
    readonly by: string;
    readonly tag: Tag;
    readonly text: string;
    /** It says what speaks against a cause. */
    readonly about?: 'ruled_out';
  }[];
  readonly head: { readonly seq: number; readonly hash: string };
}

/** A line of the timeline. */
export type TimelineLine = Report['timeline'][number];

/** All of a report but its timeline, which may be as long as the record. */
export type Gist = Omit<Report, 'timeline' | 'story'>;

/** How the record stands when all of it has been read. */
export interface ReportEnd {
  readonly head: Report['head'];
  /** A process still leads the run. */
  readonly isLed?: boolean;
  /** What people said after the fact, which the record does not hold. */
  readonly marked?: Marked | null;
}
