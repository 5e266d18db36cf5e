// What took how long: looks, waiting for people, changes, watches, and the time between two processes. A run that went on
// for days keeps its first spans and counts the others, so that memory does not grow with the record.

import type { Plan } from '../../engine/plan.ts';
import type { Run, State } from '../../engine/state.ts';
import type { Decisions, RunEvent } from '../../model/event.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Question } from '../../model/question.ts';
import { causeTitle, whoOf } from '../blocks/names.ts';
import { lookWords } from '../blocks/why.ts';
import { count } from '../text/text.ts';

/** Something that took time. Times are run time. */
export interface ReportedSpan {
  readonly kind: 'look' | 'probe' | 'question' | 'step' | 'escalation' | 'watch' | 'away';
  readonly title: string;
  readonly from_ms: number;
  /** Null: its end is not on record. */
  readonly to_ms: number | null;
  /** How it ended, in a word or two; "" where that says nothing. */
  readonly result: string;
  /** Who ended it. */
  readonly by?: string;
}

/** The spans, in the order in which they began, and how many more there were. */
export interface Spans {
  readonly spans: readonly ReportedSpan[];
  readonly more: number;
}

/** What took time, while the events of a run are gone through. */
export interface Measuring {
  /** Takes one event in, with the states around it. */
  take(event: RunEvent, before: State, after: Run): void;
  spans(): Spans;
  /** Run time in which nothing went on without a person. */
  waited_ms(): number;
}

/** More than anybody looks at in one picture. */
const MOST = 400;

/** Begins to measure. */
export function measuring(plan: Plan): Measuring {
  const spans: ReportedSpan[] = [];
  // Where each span that has not ended stands in the list.
  const open = new Map<string, number>();
  let more = 0;
  let waited_ms = 0;
  let asked: { readonly id: string; readonly ms: number } | null = null;

  const begin = (key: string, span: Pick<ReportedSpan, 'kind' | 'title' | 'from_ms'>): void => {
    if (spans.length >= MOST) {
      more += 1;
      return;
    }
    open.set(key, spans.length);
    spans.push({ ...span, to_ms: null, result: '' });
  };
  const end = (key: string, to: Pick<ReportedSpan, 'to_ms' | 'result' | 'by'>): void => {
    const at = open.get(key);
    const span = at === undefined ? undefined : spans[at];
    if (at === undefined || span === undefined) return;
    spans[at] = { ...span, ...to };
    open.delete(key);
  };

  // A question is over when it is answered, and when it fits no more.
  const answered = (event: RunEvent, after: Run): void => {
    if (asked === null || after.question?.id === asked.id) return;
    const by = event.type === 'answer.given' ? { by: whoOf(event.actor) } : {};
    end(asked.id, { to_ms: after.now_ms, result: event.type === 'answer.given' ? 'answered' : 'not answered', ...by });
    waited_ms += after.now_ms - asked.ms;
    asked = null;
  };

  return {
    take(event, before, after) {
      const from_ms = after.now_ms;
      answered(event, after);
      switch (event.type) {
        case 'look.started': {
          const { look, probes, why } = event.data;
          // What a watch looks at is part of the watch.
          if (why.code !== 'goal')
            begin(`look ${look}`, { kind: 'look', title: lookTitle(plan, probes, why), from_ms });
          break;
        }
        case 'step.started':
          began(begin, event.data, from_ms);
          break;
        case 'step.finished':
          end(event.data.exec, { to_ms: from_ms, result: resultOf(event.data.outcome) });
          break;
        case 'watch.started':
          begin(`watch ${event.data.watch}`, { kind: 'watch', title: watchTitle(event.data), from_ms });
          break;
        case 'goal.reached':
        case 'goal.missed': {
          const result = event.type === 'goal.reached' ? 'reached' : 'missed';
          end(`watch ${event.data.watch}`, { to_ms: from_ms, result });
          break;
        }
        case 'question.asked':
          // What goes on by itself waits for nobody.
          if (event.data.kind === 'waiting') break;
          asked = { id: event.data.id, ms: from_ms };
          begin(event.data.id, { kind: 'question', title: questionTitle(plan, event.data), from_ms });
          break;
        case 'run.resumed': {
          const since = before.now_ms;
          begin('away', { kind: 'away', title: 'no process led the run', from_ms: since });
          end('away', { to_ms: from_ms, result: 'resumed', by: whoOf(event.actor) });
          break;
        }
        default:
      }
      const { look, done_ms } = after.look;
      if (done_ms !== null) end(`look ${look}`, { to_ms: done_ms, result: '' });
    },
    spans: () => ({ spans, more }),
    waited_ms: () => waited_ms,
  };
}

type Begin = (key: string, span: Pick<ReportedSpan, 'kind' | 'title' | 'from_ms'>) => void;

function began(begin: Begin, { exec, step, purpose, look, shown }: Decisions['step.started'], from_ms: number): void {
  const title = shown.title === '' ? step : shown.title;
  if (purpose === 'action' || purpose === 'undo') begin(exec, { kind: 'step', title, from_ms });
  if (purpose === 'escalation') begin(exec, { kind: 'escalation', title, from_ms });
  // Which probe was slow is asked of the first look; the others are about what is known by then.
  if (purpose === 'probe' && look === 1) begin(exec, { kind: 'probe', title: step, from_ms });
}

function lookTitle(plan: Plan, probes: readonly string[], why: Decisions['look.started']['why']): string {
  const words = lookWords(plan, why);
  return `${count(probes.length, 'probe')}${words === '' ? '' : `, ${words}`}`;
}

// The goal of a step has no title of its own: what stands there is its expression.
function watchTitle({ for: what, goals }: Decisions['watch.started']): string {
  if (goals.length > 1) return `${what === 'verify' ? 'verified' : 'reached'}: ${count(goals.length, 'goal')}`;
  return `${what === 'verify' ? 'verified' : 'reached'}: ${goals[0]?.title ?? 'no goal'}`;
}

function questionTitle(plan: Plan, question: Question): string {
  switch (question.kind) {
    case 'approve':
      return `approve "${question.proposal.shown.title}"?`;
    case 'cause':
      return 'which cause to work on?';
    case 'cause_changed':
      return `go on with "${causeTitle(plan, question.cause)}"?`;
    case 'unknown_if':
      return `run "${question.proposal.shown.title}", or leave it out?`;
    case 'failed':
      return `"${question.proposal.shown.title}" failed: what now?`;
    case 'in_doubt':
      return `did "${question.proposal.shown.title}" take effect?`;
    case 'not_verified':
      return 'not verified: what now?';
    case 'by_hand':
      return `"${causeTitle(plan, question.cause)}", repaired by hand?`;
    case 'ask':
      return question.shown.title ?? question.shown.text;
    case 'waiting':
      return 'wait?';
  }
}

function resultOf(outcome: Outcome): string {
  switch (outcome.status) {
    case 'succeeded':
      return 'done';
    case 'failed':
      return outcome.reason.kind.replaceAll('_', ' ');
    case 'blind':
      return 'not seen';
  }
}
