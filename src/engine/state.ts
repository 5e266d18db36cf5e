// The state of a run: what the events so far say. Every field follows from them; nothing else may put anything here. What is
// true in one phase only stands in its stage. Times are run time: milliseconds since the run was opened, pauses between
// processes included.

import type { Actor, Decisions, Observations, Spawned } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Outcome, Output } from '../model/outcome.ts';
import type { Question } from '../model/question.ts';
import type { WhyBlind } from '../model/reasons/unknown.ts';
import type { StepFailed, WhyGivenUp, WhyLook } from '../model/reasons/why.ts';
import type { RunMode } from '../model/risk.ts';
import type { Action, Agenda, Applied, Readings, TakingBack, Watch } from './action.ts';
import { stepKey } from './items/keys.ts';
import type { Wish } from './wish.ts';

/** What a run was opened with. */
export type Opened = Observations['run.opened'];

/** The order of the causes, with their evidence. */
export type Ranking = Decisions['causes.ranked'];

/** One execution of a step. */
export interface Execution {
  readonly exec: string;
  readonly started: Decisions['step.started'];
  readonly started_ms: number;
  readonly spawned?: Spawned;
  /** The process that began it was gone before it ended; another one finds out what became of it. */
  readonly interrupted?: true;
  readonly finished?: { readonly outcome: Outcome; readonly outputs: readonly Output[]; readonly at_ms: number };
}

/** A probe as the newest look at it left it. */
export type ProbeState =
  | { readonly status: 'running'; readonly look: number; readonly exec: string; readonly attempt: number }
  | { readonly status: 'retrying'; readonly look: number; readonly attempt: number; readonly due_ms: number }
  /** The pause before its next attempt is over. */
  | { readonly status: 'due'; readonly look: number; readonly attempt: number }
  | { readonly status: 'finished'; readonly look: number; readonly exec: string; readonly outcome: Outcome }
  | { readonly status: 'skipped'; readonly look: number; readonly why: WhyBlind };

/** A round of probes. */
export interface Look {
  readonly look: number;
  readonly probes: readonly string[];
  /** Those that something waits for. */
  readonly needed: readonly string[];
  readonly why: WhyLook;
  /** How many of its probes are not in yet, and about how many something may still be decided. */
  readonly left: number;
  readonly undecided: number;
  /** When the last of its probes was in; null before that. */
  readonly done_ms: number | null;
}

/** Steps of a raised escalation that are being carried out. */
export interface Paging {
  readonly key: string;
  readonly index: number;
  readonly exec?: string;
}

/** The phase that a run is in, with what is true in it. A run that is over stays in the phase that it ended in. */
export type Stage =
  /** `look`: a look is to begin, goes on, or has led to an order of the causes. */
  | { readonly phase: 'diagnosing'; readonly look: 'due' | 'begun' }
  | { readonly phase: 'diagnosing'; readonly look: 'ranked'; readonly ranking: Ranking }
  /** `cause`: the one that was chosen; null until then. */
  | { readonly phase: 'deciding'; readonly ranking: Ranking; readonly cause: string | null }
  | { readonly phase: 'resolving'; readonly ranking: Ranking; readonly cause: string; readonly agenda: Agenda }
  /** `worked_off`: the steps of the cause; none where a person repaired it. `watch`: on the goals that end the run. */
  | {
      readonly phase: 'verifying';
      readonly ranking: Ranking;
      readonly cause: string;
      readonly worked_off: readonly Action[];
      readonly watch: Watch | null;
    }
  /** `agenda`: what may be taken back before the end; null where nothing is. */
  | {
      readonly phase: 'giving_up';
      readonly ranking: Ranking;
      readonly cause: string | null;
      readonly why: WhyGivenUp;
      readonly agenda: TakingBack | null;
    };

/** One stage of a run. */
export type StageOf<P extends Stage['phase']> = Extract<Stage, { phase: P }>;

/** Whether a run goes on. */
export type Standing =
  | { readonly is: 'going_on' }
  /** It is to be left: what is being changed is let end, or ended, first. */
  | { readonly is: 'stopping'; readonly how: 'after_step' | 'abort'; readonly by: string }
  /** Nothing goes on until it is taken up again. */
  | ({ readonly is: 'parked' } & Decisions['run.parked'])
  | { readonly is: 'finished'; readonly end: Decisions['run.finished'] };

interface Clock {
  /** Of the newest event. */
  readonly seq: number;
  readonly now_ms: number;
  /** Run time at which the writing process began. */
  readonly base_ms: number;
  /** Wall clock of the newest event, milliseconds since the epoch. */
  readonly at: number;
}

/** Before the first event of a record. */
export interface Unopened extends Clock {
  readonly opened: null;
}

/** The state of a run that was opened. */
export interface Run extends Clock {
  readonly run: string;
  readonly opened: Opened;
  /** Wall clock of the opening: milliseconds since the epoch, and RFC 3339. */
  readonly opened_at: number;
  readonly started_at: string;
  /** Conditions over inputs that are false: what has one of them does not concern this system. */
  readonly aside: readonly string[];
  readonly mode: RunMode;
  readonly alert_has_cleared: boolean;
  readonly stage: Stage;
  readonly standing: Standing;
  /** What a person is asked now. A probe may ask in any phase. */
  readonly question: Question | null;
  readonly wish: Wish | null;
  /** What was said for the question that is open, or was when the run was left: who asks people to answer it, and why. */
  readonly plea: { readonly by: Actor; readonly text: string } | null;
  /** Who took up the cause that was taken up last. */
  readonly chosen: Decisions['cause.chosen']['by'] | null;
  /** How often the run was diagnosed, from 1. */
  readonly round: number;
  /** Watches and questions so far. */
  readonly watches: number;
  readonly questions: number;
  /** The newest look, which everything waits for; before the first, a look at nothing. */
  readonly look: Look;
  readonly probes: Readonly<Record<string, ProbeState>>;
  /** Executions as they began: all that run, and the newest of every step. */
  readonly executions: readonly Execution[];
  /** Readings by id of probe, and by id of finished step of `resolve`. */
  readonly readings: Readings;
  /** Why a probe or a step has no reading. */
  readonly blind: Readonly<Record<string, WhyBlind>>;
  /** Readings when the run was first diagnosed: what `before` means in `verify`. */
  readonly first: Readings | null;
  /** Causes whose steps were carried out without success. */
  readonly tried: readonly string[];
  /** How often a cause was left because its evidence was gone. */
  readonly lost: Readonly<Record<string, number>>;
  /** The failed step that stops the run, unless another cause is found behind it. */
  readonly failed: StepFailed | null;
  readonly applied: readonly Applied[];
  /** Keys of the escalations whose time has come, of those that were raised, and of those whose steps are carried out. */
  readonly timed: readonly string[];
  readonly raised: readonly string[];
  readonly paging: readonly Paging[];
}

/** What the events of a record say so far. */
export type State = Unopened | Run;

/** The state before the first event. */
export const EMPTY: Unopened = { seq: 0, now_ms: 0, base_ms: 0, at: 0, opened: null };

/** The look before the first one. */
export const NO_LOOK: Look = {
  look: 0,
  probes: [],
  needed: [],
  why: { code: 'diagnose' },
  left: 0,
  undecided: 0,
  done_ms: 0,
};

/** The order of the causes while nothing is known of them. */
const NOT_RANKED: Ranking = { look: 0, complete: false, triggers: [], causes: [], facts: {} };

/** The format of the run's record: what could not be said in an older one is not decided under it. */
export const formatOf = ({ opened }: Run): number => opened.format;

/** The rules that the run is led by: what was decided by older ones is decided so for ever. */
export const rulesOf = ({ opened }: Run): number => opened.rules ?? opened.format;

/** Whether what needs a person is asked, rather than left out: a person leads the run, or comes when an agent has called one. */
export const isAsking = ({ mode }: Run): boolean => mode.mode !== 'unattended';

/** The newest order of the causes of this round; without causes before there is one. */
export const rankingOf = ({ stage }: Run): Ranking => ('ranking' in stage ? stage.ranking : NOT_RANKED);

/** The cause that was taken up; null where none is. */
export const causeOf = ({ stage }: Run): string | null => ('cause' in stage ? stage.cause : null);

/** The list of actions that is being worked off. */
export const agendaOf = ({ stage }: Run): Agenda | null => ('agenda' in stage ? stage.agenda : null);

/** The actions of the list that is being worked off, or was until the goals were watched. */
export const actionsOf = ({ stage }: Run): readonly Action[] =>
  stage.phase === 'verifying' ? stage.worked_off : 'agenda' in stage ? (stage.agenda?.actions ?? []) : [];

/** The action that is being worked on, if any. */
export function currentAction(run: Run): Action | undefined {
  const agenda = agendaOf(run);
  return agenda?.actions[agenda.index];
}

/**
 * The items of the same step that come behind an action of the list that is being worked off. What takes items back is asked
 * about for each of them alone.
 */
export function itemsAfter(run: Run, key: string): readonly Action[] {
  const agenda = agendaOf(run);
  const of = stepKey(key);
  if (agenda?.purpose !== 'action' || of === key) return [];
  return agenda.actions.slice(agenda.index + 1).filter((other) => stepKey(other.key) === of && other.key !== key);
}

/** The newest watch of what is going on: on the goals that end the run, or on the goal of the current action. */
export function watchOf(run: Run): Watch | null {
  if (run.stage.phase === 'verifying') return run.stage.watch;
  const action = currentAction(run)?.state;
  return action !== undefined && 'watch' in action ? action.watch : null;
}

/** How the run ended; null while it is open. */
export const endOf = (state: State): Decisions['run.finished'] | null =>
  state.opened !== null && state.standing.is === 'finished' ? state.standing.end : null;

/** Why nothing goes on until the run is taken up again; null while something does, and after its end. */
export const parkedOf = (state: State): Decisions['run.parked'] | null =>
  state.opened !== null && state.standing.is === 'parked' ? state.standing : null;

/** The cause that a run found, also after its end. */
export function foundCause(run: Run): string | null {
  const end = endOf(run);
  return end === null ? causeOf(run) : end.cause;
}

/** The question that is open. */
export const questionOf = (state: State): Question | null => (state.opened === null ? null : state.question);

/** What a table of the state holds under a key; ids may be words that every object has, such as `constructor`. */
export const under = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** A table of the state without what it holds under a key: the same one where it holds nothing there. */
export function without<T>(table: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!Object.hasOwn(table, key)) return table;
  // To delete from a copy takes microseconds where `{ [key]: _, ...rest }` takes milliseconds for a thousand keys.
  const rest = { ...table };
  delete rest[key];
  return rest;
}

const NONE: readonly Execution[] = [];

const executionsOf = (state: State): readonly Execution[] => (state.opened === null ? NONE : state.executions);

/** An execution by id; undefined for one that is not kept any more. */
export function executionIn(state: State, exec: string): Execution | undefined {
  const all = executionsOf(state);
  for (let n = all.length - 1; n >= 0; n--) if (all[n]?.exec === exec) return all[n];
  return undefined;
}

/** The newest execution of a step. */
export function newestOf(state: State, key: string): Execution | undefined {
  const all = executionsOf(state);
  for (let n = all.length - 1; n >= 0; n--) if (all[n]?.started.step === key) return all[n];
  return undefined;
}

/** How often a step was executed: the number in the id of its newest execution. */
export function countOf(run: Run, key: string): number {
  const exec = newestOf(run, key)?.exec;
  return exec === undefined ? 0 : Number(exec.slice(exec.lastIndexOf('#') + 1));
}

/** Executions that have begun and not ended. */
export const running = (state: State): readonly Execution[] =>
  executionsOf(state).filter(({ finished }) => finished === undefined);

/** Answer given in advance to an `ask` or `manual` step; undefined without one. */
export function answerInAdvance({ opened }: Run, step: string): Json | undefined {
  return Object.hasOwn(opened.answers, step) ? opened.answers[step] : undefined;
}
