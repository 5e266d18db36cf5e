// What a run carried out, for its report: one entry an execution, who allowed it, what came of it, and how that was seen.
// And what was left out. Whatever was begun is listed, in doubt or not; nothing is listed as running that has ended.

import type { Plan } from '../../engine/plan.ts';
import type { Run } from '../../engine/state.ts';
import type { Decisions, Observations, RunEvent } from '../../model/event.ts';
import type { Output } from '../../model/outcome.ts';
import type { Question, Stakes } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import { seenLine } from '../blocks/evidence-lines.ts';
import { titleOf, whoOf } from '../blocks/names.ts';
import { destroysWords, losesWords } from '../blocks/stakes.ts';
import { blindWords, failureWords } from '../blocks/unknown-words.ts';
import { doubtWords, settledInWords, skipInWords } from '../blocks/why.ts';

/** What came of an execution, or that there was none: `not begun` was tried, and provably changed nothing. */
export type StepResult = 'done' | 'failed' | 'in doubt' | 'not begun' | 'planned' | 'skipped' | 'running';

/** One execution of a step of `resolve`, or of one that took something back; or a step that was left out. */
export interface ReportedStep {
  /** Its key: `<cause>/<id>`. */
  readonly step: string;
  /** Names the execution; "" where there was none: done by hand, or left out. */
  readonly exec: string;
  readonly title: string;
  readonly command: string;
  /** What it acted on; absent where that is not on record. */
  readonly target?: string;
  readonly risk: Risk;
  /** Of what destroys: why it is said to, and what was to be lost. */
  readonly stakes: readonly string[];
  readonly result: StepResult;
  /** Why, or how that is known. */
  readonly why: string;
  /** Who or what allowed it. */
  readonly approved: string;
  /** Who changed its command before it ran; absent: nobody. */
  readonly edited_by?: string;
  readonly started_at: string;
  /** Run time at which its result was clear; null while it is not. */
  readonly settled_ms: number | null;
  /** What was seen of its goal. */
  readonly seen: readonly string[];
  /** What its command wrote. */
  readonly output: readonly ReportedOutput[];
}

/** What a command wrote, as far as it stands in the record itself: a long one by its beginning and its end. */
export interface ReportedOutput extends Pick<Output, 'stream' | 'bytes'> {
  readonly text: string;
  /** Whether it is all. */
  readonly whole: boolean;
}

/** What was carried out, while the events are gone through. */
export interface StepTelling {
  /** Takes one event in; `state` is that after it. */
  take(event: RunEvent, state: Run): void;
  /** The executions in the order in which they were begun. `isLed`: a process still leads the run. */
  steps(isLed: boolean): readonly ReportedStep[];
}

/** Begins to tell. */
export function stepTelling(plan: Plan): StepTelling {
  const told: Telling = { plan, steps: [], current: '', begun: '', question: null, approver: '', edited: new Map() };
  return {
    take: (event, state) => take(told, event, state),
    steps: (isLed) => told.steps.map((step) => (step.result !== 'running' || isLed ? step : { ...step, ...NOT_SEEN })),
  };
}

// Its process was lost with the one that led the run, and nobody has looked since.
const NOT_SEEN = { result: 'in doubt', why: 'its end was not seen' } as const;

/** What is known on the way through the events. */
interface Telling {
  readonly plan: Plan;
  readonly steps: ReportedStep[];
  /** Execution whose goal is watched. */
  current: string;
  /** The newest execution of the phase. */
  begun: string;
  question: Question | null;
  approver: string;
  /** Who edited what is to run next, by step. */
  readonly edited: Map<string, string>;
}

function take(told: Telling, event: RunEvent, state: Run): void {
  switch (event.type) {
    case 'question.asked':
      return asked(told, event.data);
    case 'answer.given':
      return answered(told, event.data, whoOf(event.actor));
    case 'step.started':
      return started(told, event.data, event.at, state);
    case 'step.finished':
      return finished(told, event.data, state.now_ms);
    case 'step.in_doubt':
      return change(told, event.data.exec, { result: 'in doubt', why: doubtWords(event.data.why) });
    case 'goal.reached':
    case 'goal.missed':
      return change(told, told.current, { seen: event.data.goals.map(({ goal }) => seenLine(goal)) });
    case 'step.settled':
      return settled(told, event.data, event.at, state);
    case 'step.skipped':
      return skipped(told, event.data, event.at, state);
    case 'phase.entered':
      // The goals of `verify` are not those of a step, and a step that is taken up again is as it is written.
      told.current = '';
      told.begun = '';
      told.edited.clear();
      return;
    default:
      return;
  }
}

function change(told: Telling, exec: string, to: Partial<ReportedStep>): void {
  const at = told.steps.findLastIndex((step) => step.exec === exec);
  const step = told.steps[at];
  if (exec !== '' && step !== undefined) told.steps[at] = { ...step, ...to };
}

function asked(told: Telling, question: Question): void {
  told.question = question;
  // What could not be used has edited nothing.
  if (question.kind === 'approve' && question.again?.code === 'edit_unusable')
    told.edited.delete(question.proposal.step);
}

function answered(told: Telling, { question, choice }: Observations['answer.given'], by: string): void {
  const asked = told.question;
  if (asked?.id !== question) return;
  told.approver = by;
  if (!('proposal' in asked)) return;
  if (choice === 'edit') told.edited.set(asked.proposal.step, by);
  if (choice === 'original') told.edited.delete(asked.proposal.step);
}

function started(told: Telling, data: Decisions['step.started'], at: string, state: Run): void {
  const { exec, step, purpose, risk, shown } = data;
  if (purpose !== 'action' && purpose !== 'undo') return;
  told.current = exec;
  told.begun = exec;
  const edited = told.edited.get(step);
  told.steps.push({
    step,
    exec,
    title: shown.title,
    command: shown.command,
    ...(shown.target === undefined ? {} : { target: shown.target }),
    risk,
    stakes: stakesLines(shown),
    result: 'running',
    why: '',
    approved: approvedBy(data, told.approver, state),
    ...(edited === undefined ? {} : { edited_by: edited }),
    started_at: at,
    settled_ms: null,
    seen: [],
    output: [],
  });
}

function stakesLines(stakes: Stakes): readonly string[] {
  const [why, lost] = [destroysWords(stakes), losesWords(stakes)];
  return [...(why === null ? [] : [`because ${why}`]), ...(lost === null ? [] : [`lost by it: ${lost}`])];
}

function finished(told: Telling, { exec, outcome, outputs }: Observations['step.finished'], settled_ms: number): void {
  change(told, exec, { output: outputs.flatMap(outputOf) });
  switch (outcome.status) {
    case 'succeeded':
      return change(told, exec, { result: 'done', why: '', settled_ms });
    case 'blind':
      return outcome.reason.kind === 'simulated'
        ? change(told, exec, { result: 'planned', settled_ms })
        : change(told, exec, { result: 'not begun', why: blindWords(outcome.reason), settled_ms });
    case 'failed': {
      const { reason } = outcome;
      const result = reason.kind === 'not_ok' ? 'failed' : reason.kind === 'not_started' ? 'not begun' : 'in doubt';
      return change(told, exec, { result, why: failureWords(reason), settled_ms });
    }
    default:
      return unreachable(outcome);
  }
}

// Of what is sensitive there is a size alone.
function outputOf({ stream, bytes, text, head, tail }: Output): readonly ReportedOutput[] {
  if (bytes === 0 || (text ?? head ?? tail) === undefined) return [];
  if (text !== undefined) return [{ stream, bytes, text, whole: true }];
  return [{ stream, bytes, text: `${head ?? ''}\n…\n${tail ?? ''}`, whole: false }];
}

// What settles a step says more than how its command ended: a goal beats an exit code.
function settled(
  told: Telling,
  { step, result, via, why: reason }: Decisions['step.settled'],
  at: string,
  state: Run,
): void {
  const last = told.steps.findLast((one) => one.exec === told.begun);
  told.current = '';
  const words = settledInWords(reason);
  if (last?.step === step) {
    const isKept = last.result === 'not begun' && result === 'failed';
    // The word of a person, and a goal that was missed, stand beside how the command ended, not in its place.
    const keeps = last.why !== '' && last.why !== words && (via === 'person' || result === 'failed');
    const why = keeps ? `${last.why}; ${words}` : words;
    return change(told, last.exec, { ...(isKept ? {} : { result }), why, settled_ms: state.now_ms });
  }
  if (via !== 'person' || result !== 'done') return;
  const asked = told.question;
  const shown = asked !== null && 'proposal' in asked && asked.proposal.step === step ? asked.proposal : null;
  told.steps.push({
    step,
    exec: '',
    title: titleOf(told.plan, state, step),
    command: '',
    ...(shown === null || shown.shown.target === '' ? {} : { target: shown.shown.target }),
    risk: shown?.risk ?? 'change',
    stakes: [],
    result,
    why: words,
    approved: told.approver,
    started_at: at,
    settled_ms: state.now_ms,
    seen: [],
    output: [],
  });
}

function skipped(told: Telling, { step, purpose, reason }: Decisions['step.skipped'], at: string, state: Run): void {
  if (purpose !== 'action' && purpose !== 'undo') return;
  const begun = told.steps.findLast((one) => one.step === step && one.exec !== '');
  // What was begun may have had an effect: it was not left out, only not tried again.
  if (begun !== undefined && begun.exec === told.begun) {
    told.current = '';
    const why = [begun.why, `then ${skipInWords(reason)}`].filter((part) => part !== '').join('; ');
    return change(told, begun.exec, { why, settled_ms: begun.settled_ms ?? state.now_ms });
  }
  told.steps.push({
    step,
    exec: '',
    title: titleOf(told.plan, state, step),
    command: '',
    risk: 'read',
    stakes: [],
    result: 'skipped',
    why: skipInWords(reason),
    approved: '',
    started_at: at,
    settled_ms: state.now_ms,
    seen: [],
    output: [],
  });
}

function approvedBy({ approved }: Decisions['step.started'], approver: string, state: Run): string {
  switch (approved) {
    case 'person':
      return approver;
    case 'policy':
      return state.opened.dry_run ? 'not needed in a dry run' : `--approve ${state.mode.approve}`;
    case 'repeatable':
      return 'may be repeated unasked';
    case 'escalation':
      return 'starting the run';
    case 'read':
      return 'not needed';
  }
}
