// What an oracle says of goals, of what is taken back, of who is told, and of the end of a run.

import type { RunEvent } from '../../../../src/model/event.ts';
import type { WrittenEscalation, WrittenGoal } from '../chanced/book.ts';
import { isText } from '../chanced/book-text.ts';
import { withoutItem } from '../chanced/each.ts';
import { type Condition, truthOf, written } from '../chanced/truth.ts';
import { holds, says } from './agree.ts';
import { bestOf, isHealthy } from './evidence.ts';
import type { Met } from './floors.ts';
import { type Known, sightOf } from './known.ts';

type Watch = Extract<RunEvent, { type: 'watch.started' }>['data'];
type Finished = Extract<RunEvent, { type: 'run.finished' }>['data'];

/** How a step ends that was done. */
const DONE = ['done', 'goal_holds'];

/** For how long the goal of a step is looked at whose command failed. */
const AFTER_FAILURE_MS = 10_000;

/** The goals that end the run: those of the cause, then those of the runbook, as far as they concern it. */
const verifyGoals = (known: Known): readonly WrittenGoal[] =>
  [...(known.book.causes.find(({ id }) => id === known.cause)?.verify ?? []), ...known.book.verify].filter(
    (goal) => goal.if === undefined || truthOf(goal.if, sightOf(known)) !== false,
  );

/** The conditions that a watch is about. */
export function watchedBy(known: Known, watch: Watch, key: string): readonly Condition[] {
  if (watch.for === 'verify') return verifyGoals(known).map(({ goal }) => goal);
  return known.steps.get(key)?.goal === undefined ? [] : [known.steps.get(key)?.goal as Condition];
}

/** Judges how long goals are given. */
export function judgeWatch(known: Known, watch: Watch, key: string): void {
  const given = watch.goals.map(({ due_ms, for_ms = 0 }) => [due_ms - known.now_ms, for_ms]);
  if (watch.for === 'verify') {
    const wanted = verifyGoals(known).map(({ within_s, for_s = 0 }) => [1000 * within_s, 1000 * for_s]);
    const isIdle = known.mode === 'guided' && given.every(([left]) => left === 0);
    return says(given).equals(isIdle ? wanted.map(([, for_ms]) => [0, for_ms]) : wanted);
  }
  const step = known.steps.get(key);
  const outcome = known.begun.get(known.last.get(key) ?? '')?.outcome;
  const within_ms = 1000 * (step?.kind === 'wait' ? (step.wait_s ?? 0) : (step?.within_s ?? 30));
  const hasFailed = watch.for === 'step' && outcome?.status === 'failed';
  return says(given).equals([
    [hasFailed ? Math.min(within_ms, AFTER_FAILURE_MS) : within_ms, 1000 * (step?.for_s ?? 0)],
  ]);
}

/** What is watched, and since when each goal holds. */
export interface Watched {
  readonly watch: Watch;
  readonly goals: readonly Condition[];
  since_ms: readonly (number | null)[];
}

/** Judges that goals are reached, or missed. */
export function judgeGoals(
  known: Known,
  event: Extract<RunEvent, { type: 'goal.reached' | 'goal.missed' }>,
  { watched, met }: { watched: Watched; met: Met },
): void {
  const truths = watched.goals.map((goal) => truthOf(goal, sightOf(known)));
  says(event.data.goals.map(({ goal }) => goal.truth)).equals(
    truths.map((truth) => (truth === null ? 'unknown' : String(truth))),
  );
  const isHurried = known.answer?.given.choice === 'go_on';
  if (event.type === 'goal.reached') {
    met('goals are reached');
    says(truths.every((truth) => truth === true)).is(true);
    watched.watch.goals.forEach(({ for_ms = 0 }, n) => {
      if (for_ms === 0) return;
      met('a goal has held for its time');
      holds(known.now_ms - (watched.since_ms[n] ?? known.now_ms) >= for_ms, 'a goal has held for its time');
    });
    return;
  }
  met('goals are missed');
  if (isHurried) return;
  const over = watched.watch.goals.some(({ due_ms }, n) => truths[n] !== true && due_ms <= known.now_ms);
  says(over, 'the time of a goal that does not hold is over').is(true);
}

/** The undos that are offered, in order: the newest change is taken back first. */
export const undosOf = (known: Known): readonly string[] =>
  known.changes
    .toReversed()
    .flatMap(({ key }) => (known.steps.get(key)?.undo ?? []).map(({ id }) => `${key}/undo/${id}`));

interface Placed {
  readonly key: string;
  readonly cause?: string;
  readonly one: WrittenEscalation;
}

const placed = ({ book }: Known): readonly Placed[] => [
  ...book.causes.flatMap(({ id, escalate }) =>
    escalate.map((one, n) => ({ key: `${id}/escalate/${n + 1}`, cause: id, one })),
  ),
  ...book.escalate.map((one, n) => ({ key: `escalate/${n + 1}`, one })),
];

const lastCause = ({ cause, tried }: Known): string | null => cause ?? tried.at(-1) ?? null;
const isHeld = (known: Known, condition: Condition | undefined): boolean =>
  condition === undefined || truthOf(condition, sightOf(known, lastCause(known))) === true;

/** Those that people have to hear of where a run is given up. */
function owed(known: Known): readonly string[] {
  const concerned = new Set([...known.tried, ...(known.cause === null ? [] : [known.cause])]);
  return placed(known)
    .filter(({ cause, one }) => {
      if (cause !== undefined && !concerned.has(cause)) return false;
      if (one.when !== undefined) return isHeld(known, one.when);
      return cause !== undefined && one.after_s === undefined;
    })
    .map(({ key }) => key);
}

/** Judges that people are told. */
export function judgeRaised(known: Known, key: string, met: Met): void {
  holds(!known.raised.includes(key), `${key} is raised once`);
  const found = placed(known).find((one) => one.key === key);
  if (found === undefined) throw new Error(`no escalation ${key}`);
  if (known.phase === 'giving_up' && owed(known).includes(key)) return met('people are told at the end');
  if (known.timed.has(key)) {
    met('people are told in time');
    holds(known.now_ms >= 1000 * (found.one.after_s ?? 0), `${key} is raised in its time`);
    says(isHeld(known, found.one.when), `${key} holds`).is(true);
    if (found.cause !== undefined)
      holds(
        [known.cause, ...(known.phase === 'giving_up' ? known.tried : [])].includes(found.cause),
        `${key} concerns the cause`,
      );
    return;
  }
  met('people are told because nobody else was');
  says(known.phase).is('giving_up');
  says(known.raised, `${key} is the last resort`).equals([]);
  says(found.cause).is(undefined);
  says(isText(found.one) || found.one.when === undefined, `${key} has no condition`).is(true);
}

/** Judges the end. */
export function judgeEnd(known: Known, { outcome, why, by, cause }: Finished, met: Met): void {
  met(`a run ends ${outcome}`);
  says(cause).is(lastCause(known));
  switch (why.code) {
    case 'nothing_wrong':
      says(isHealthy(known)).is(true);
      return says(outcome).is(known.effects.size > 0 ? 'resolved' : 'healthy');
    case 'goals_hold':
      says(outcome).is('resolved');
      return says(verifyGoals(known).every(({ goal }) => truthOf(goal, sightOf(known)) === true)).is(true);
    case 'no_goals':
      met('a run without goals is over');
      says(outcome).is('resolved');
      says(leftUndone(known), 'every step was done').equals([]);
      return says(verifyGoals(known)).equals([]);
    case 'called_resolved':
    case 'closed':
      says(by).is('person');
      return says(known.answer?.given.choice).is(why.code === 'closed' ? 'close' : 'resolved');
    case 'given_up':
      if (known.opened.dry_run) return says(outcome).is('planned');
      says(
        owed(known).filter((key) => !known.raised.includes(key)),
        'who is still to be told',
      ).equals([]);
      if (why.why.code === 'none_left' || why.why.code === 'none_confirmed' || why.why.code === 'all_ruled_out')
        says(bestOf(known), 'a confirmed cause is left').is(null);
      if (why.why.code === 'step_left_out') {
        holds(leftUndone(known).length > 0, 'a step was left out');
        return says(outcome).is('not_resolved');
      }
      return says(outcome).is(!known.failed && known.raised.length > 0 ? 'escalated' : 'not_resolved');
    case 'other_runbook':
      says(outcome).is('handed_over');
      says<string | null>(why.cause, 'the cause that was taken up').is(cause);
      return says<string | undefined>(why.runbook).is(known.book.causes.find(({ id }) => id === cause)?.runbook);
    case 'dry_run':
      says(known.opened.dry_run).is(true);
      return says(outcome).is('planned');
    default:
      throw new Error(`nothing is known of a run that ends by ${why.code}`);
  }
}

// Steps that the cause called for and that were not done: failed, refused, or left out for a value that nobody knew.
function leftUndone({ over, cause, steps }: Known): readonly string[] {
  const all = [...over].filter(([key]) => key.startsWith(`${cause}/`) && !key.includes('/undo/'));
  const goalOf = (key: string): string | null => {
    const goal = steps.get(key)?.goal;
    return goal === undefined ? null : written(goal);
  };
  // Another step may have reached it; another item of the same one has not.
  const isReached = (key: string): boolean =>
    goalOf(key) !== null &&
    all.some(
      ([other, how]) => DONE.includes(how) && goalOf(other) === goalOf(key) && withoutItem(other) !== withoutItem(key),
    );
  return all.flatMap(([key, how]) => {
    const isFine = DONE.includes(how) || how === 'if_false' || isReached(key);
    return isFine ? [] : [`${key} ${how}`];
  });
}
