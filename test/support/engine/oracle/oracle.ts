// An oracle: reads the record of a run beside the runbook as it was written, works out from the documents alone what had to
// be decided, and throws where something else was. It counts what it met, so that nobody takes silence for agreement.

import type { RunEvent } from '../../../../src/model/event.ts';
import type { Question } from '../../../../src/model/question.ts';
import type { WrittenBook } from '../chanced/book.ts';
import { ITEMS, itemOf, withoutItem } from '../chanced/each.ts';
import { truthOf } from '../chanced/truth.ts';
import { holds, says } from './agree.ts';
import { judgeEnd, judgeGoals, judgeRaised, judgeWatch, undosOf, type Watched, watchedBy } from './ending.ts';
import { bestOf, isHealthy, judgeChoice, judgeRanking } from './evidence.ts';
import type { Met } from './floors.ts';
import { type Known, learn, opening, sightOf } from './known.ts';
import { judgeRetry, judgeSettled, judgeStart } from './permission.ts';

/** Judges the record of a run. */
export function judge(book: WrittenBook, events: readonly RunEvent[], met: Met): void {
  const [first, ...rest] = events;
  if (first?.type !== 'run.opened') throw new Error('the record does not begin with run.opened');
  const known = opening(book, first);
  const list = { watched: null as Watched | null, acting: '', undos: [] as readonly string[], undone: -1 };
  for (const event of rest) {
    // What is decided is decided at the time of what was seen before it.
    known.now_ms = Date.parse(event.at) - known.opened_at;
    judgeEvent(known, event, { list, met });
    learn(known, event);
    if (event.type === 'phase.entered') {
      const takesBack = event.data.phase === 'resolving' && event.data.why.code === 'take_back';
      const offers = takesBack || (event.data.phase === 'giving_up' && known.mode === 'guided');
      list.undos = offers ? undosOf(known) : [];
      list.undone = -1;
    }
  }
}

interface List {
  watched: Watched | null;
  /** The step that is worked on. */
  acting: string;
  /** The undos that are offered, and how far they were worked off. */
  undos: readonly string[];
  undone: number;
}

function judgeEvent(known: Known, event: RunEvent, { list, met }: { list: List; met: Met }): void {
  switch (event.type) {
    case 'causes.ranked':
      return judgeRanking(known, event.data, met);
    case 'cause.chosen':
      return judgeChoice(known, event.data, met);
    case 'phase.entered':
      if (event.data.phase === 'deciding') {
        met('a diagnosis that is not healthy');
        says(isHealthy(known), 'nothing is wrong, and the run goes on').is(false);
      }
      if (
        event.data.phase === 'giving_up' &&
        ['none_left', 'none_confirmed', 'all_ruled_out', 'not_told_apart'].includes(event.data.why.code)
      ) {
        met('no confirmed cause is left');
        says(bestOf(known)).is(null);
      }
      return;
    case 'step.started':
      if (event.data.purpose === 'action' || event.data.purpose === 'undo') list.acting = event.data.step;
      if (event.data.purpose === 'undo') judgeUndo(event.data.step, list, met);
      if (event.data.purpose === 'action') {
        judgeConditions(known, event.data.step, met);
        judgeItem(known, event.data, met);
      }
      return judgeStart(known, event.data, met);
    case 'step.spread':
      met('a step is carried out for each of a list');
      return says(event.data.items).equals(ITEMS);
    case 'question.asked':
      return judgeTogether(event.data, met);
    case 'step.skipped':
      if (event.data.purpose === 'undo') judgeUndo(event.data.step, list, met);
      return judgeSkip(known, event.data, met);
    case 'step.retrying':
      return judgeRetry(known, event.data, met);
    case 'step.in_doubt':
    case 'step.settled':
      if (event.data.step.includes('/undo/')) judgeUndo(event.data.step, list, met);
      return judgeSettled(known, event, met);
    case 'watch.started': {
      judgeWatch(known, event.data, list.acting);
      const goals = watchedBy(known, event.data, list.acting);
      list.watched = { watch: event.data, goals, since_ms: goals.map(() => null) };
      return;
    }
    case 'goal.held': {
      if (list.watched === null) throw new Error('nothing is watched');
      const truths = list.watched.goals.map((goal) => truthOf(goal, sightOf(known)) === true);
      says(event.data.since_ms.map((since) => since !== null)).equals(truths);
      list.watched.since_ms = event.data.since_ms;
      return;
    }
    case 'goal.reached':
    case 'goal.missed':
      if (list.watched === null) throw new Error('nothing is watched');
      return judgeGoals(known, event, { watched: list.watched, met });
    case 'escalation.raised':
      return judgeRaised(known, event.data.key, met);
    case 'run.finished':
      return judgeEnd(known, event.data, met);
    default:
      return;
  }
}

// One item after another, each for what its number says; behind one that failed none comes.
function judgeItem(
  known: Known,
  { step: key, items }: Extract<RunEvent, { type: 'step.started' }>['data'],
  met: Met,
): void {
  const number = itemOf(key);
  if (number === 0) return says(items).is(undefined);
  says(items).equals([ITEMS[number - 1]]);
  if (number === 1) return;
  const before = known.over.get(`${withoutItem(key)}[${number - 1}]`) ?? 'open';
  holds(before !== 'open' && before !== 'failed', `${key} comes behind one that is over, which is ${before}`);
  met('an item comes behind another');
}

// A question about several items has those that are left, from the first of them on.
function judgeTogether(question: Question, met: Met): void {
  if (question.kind !== 'approve' || question.proposal.items === undefined) return;
  met('several items are asked about together');
  const { step, items } = question.proposal;
  says(items[0]?.step).is(step);
  const numbers = items.map((item) => itemOf(item.step));
  says(numbers, 'each comes once, in their order').equals([...new Set(numbers)].toSorted((a, b) => a - b));
  for (const item of items) says(item.item, 'the item of the key').is(ITEMS[itemOf(item.step) - 1] ?? '');
}

// Each undo comes where its change stands, the newest first; a failed one may be tried again.
function judgeUndo(key: string, list: List, met: Met): void {
  const at = list.undos.indexOf(key);
  holds(at >= Math.max(0, list.undone), `${key} is offered among ${list.undos.join(', ')}`);
  holds(at <= list.undone + 1, `${key} comes in its turn`);
  if (at > list.undone && at > 0) met('a second undo');
  list.undone = at;
  met('an undo');
}

// Before a step is offered its goal is looked at, then its condition.
function judgeConditions(known: Known, key: string, met: Met): void {
  const step = known.steps.get(key);
  if (step?.goal !== undefined) {
    met('a goal before its step');
    says(truthOf(step.goal, sightOf(known)), `the goal of ${key} holds already`).isNot(true);
  }
  if (step?.if === undefined) return;
  const truth = truthOf(step.if, sightOf(known));
  met('a condition of a step');
  if (truth === null) says(known.mode, `${key}: unknown is not true`).is('guided');
  else says(truth, `${key} has a condition that is false`).is(true);
}

function judgeSkip(
  known: Known,
  { step: key, reason }: Extract<RunEvent, { type: 'step.skipped' }>['data'],
  met: Met,
): void {
  const step = known.steps.get(key);
  const of = (condition = step?.if) => (condition === undefined ? undefined : truthOf(condition, sightOf(known)));
  met(`a step is left out: ${reason.code}`);
  switch (reason.code) {
    case 'goal_holds':
      return says(of(step?.goal)).is(true);
    case 'if_false':
      return says(of()).is(false);
    case 'if_unknown':
      return says(of()).is(null);
    case 'by_responder':
      return says(known.mode).is('guided');
    default:
      return;
  }
}
