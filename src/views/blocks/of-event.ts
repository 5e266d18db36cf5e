// Events to blocks: what each event of a run means to the people who read along. `before` and `after` are the states
// around the event.

import { evolve } from '../../engine/evolve/evolve.ts';
import { questionOf, type Ranking, type Run, rankingOf, type State, watchOf } from '../../engine/state.ts';
import type { Decisions, RunEvent } from '../../model/event.ts';
import type { SeenGoal } from '../../model/reasons/why.ts';
import { count, duration, took } from '../text/text.ts';
import { answeredFact, noteFact, refusedFact, wayWords } from './answered.ts';
import { askedOf } from './asked.ts';
import { type Block, type BlockBody, fact } from './block.ts';
import { goalFact, sawLine } from './evidence-lines.ts';
import { finishOf } from './finish.ts';
import { escalationText, resumedBlocks, tidied } from './handed-over.ts';
import { type Around, type RunContext, rankingBlocks } from './look-blocks.ts';
import { causeTitle, whoOf } from './names.ts';
import { openingOf } from './opening.ts';
import {
  doubtFacts,
  finishedFacts,
  retryingFacts,
  settledFacts,
  skippedFacts,
  spreadFact,
  startedFacts,
} from './step-facts.ts';
import { waitingFor } from './waiting.ts';
import { droppedWords, enteredWords, lookWords } from './why.ts';

/** Blocks of events that came in one batch, each between the state before it and the state after it. */
export function blocksOfBatch(context: RunContext, before: State, events: readonly RunEvent[]): readonly Block[] {
  let state = before;
  return events.flatMap((event) => {
    const [was, is] = [state, evolve(context.plan, state, event)];
    state = is;
    return blocksOf(context, was, event, is);
  });
}

/** Blocks of one event; most events have none or one. */
export function blocksOf(context: RunContext, before: State, event: RunEvent, after: State): readonly Block[] {
  // Of a run that was not opened nothing can be said.
  if (after.opened === null) return [];
  const { seq, at } = event;
  const around: Around = { context, before, after };
  return bodiesOf(around, event).map((body) => ({
    ...body,
    seq,
    at,
    ...(isPlainOnly(event) ? { plain_only: true } : {}),
    ...(isDetail(event, after) ? { detail: true } : {}),
  }));
}

// What the live region shows while it lasts, or what the block before it has said.
function isPlainOnly(event: RunEvent): boolean {
  switch (event.type) {
    case 'question.asked':
    case 'look.started':
    case 'watch.started':
      return true;
    case 'phase.entered':
      return event.data.phase !== 'giving_up';
    case 'step.started':
      return event.data.approved === 'person' || event.data.purpose === 'preview';
    case 'step.skipped':
      return event.data.reason.code === 'by_responder';
    case 'step.settled':
      return event.data.via === 'exit' || event.data.via === 'person';
    default:
      return false;
  }
}

// What follows from what is said anyway, or is a step on the way to it.
function isDetail(event: RunEvent, run: Run): boolean {
  switch (event.type) {
    case 'phase.entered':
      return event.data.why.code !== 'not_verified' && event.data.why.code !== 'step_failed';
    case 'look.started':
      return event.data.why.code !== 'diagnose' && event.data.why.code !== 'diagnose_again';
    case 'goal.held':
      return true;
    case 'watch.started':
      return event.data.for !== 'verify';
    case 'goal.reached':
      // That it is verified is said by the end, and that a step is done by that.
      return true;
    case 'step.skipped':
      return (
        event.data.purpose !== 'probe' &&
        (event.data.reason.code === 'goal_holds' || event.data.reason.code === 'if_false')
      );
    case 'cause.chosen':
      return event.data.by === 'rule' && confirmed(rankingOf(run)) < 2;
    default:
      return false;
  }
}

const confirmed = ({ causes }: Ranking): number => causes.filter(({ verdict }) => verdict === 'confirmed').length;

function bodiesOf(around: Around, event: RunEvent): readonly BlockBody[] {
  const { context, before, after } = around;
  const { plan } = context;
  switch (event.type) {
    case 'run.opened':
      return [openingOf(context, event.run, event.data, event.at)];
    case 'run.resumed':
      return resumedBlocks(around, whoOf(event.actor), Date.parse(event.at) - before.at);
    case 'run.recovered': {
      const { bytes, file } = event.data;
      const text = `its last line was torn; ${count(bytes, 'byte')} set aside in ${file}`;
      return [fact('record', 'warn', { title: 'Record repaired', text })];
    }
    case 'step.spawned':
    case 'timer.fired':
    case 'run.annotated':
    case 'run.sealed':
      return [];
    case 'step.finished':
      return finishedFacts(around, event.data);
    case 'answer.given':
      return [answeredFact(plan, questionOf(before), event.data, whoOf(event.actor))];
    case 'note.added':
      return [noteFact(event.data, whoOf(event.actor))];
    case 'agent.refused':
      return [refusedFact(event.data, whoOf(event.actor))];
    case 'approval.added': {
      const { count: people, via } = event.data;
      const title = `${whoOf(event.actor)}${wayWords(via)} approved`;
      return [
        fact('answer', 'person', {
          title,
          text: `${people.so_far} of ${people.needed} people whose approval it needs`,
        }),
      ];
    }
    case 'alert.received':
      return [fact('alert', 'warn', { title: 'Alert fires', text: event.data.alert.title })];
    case 'alert.cleared':
      return [fact('alert', 'ok', { title: 'Alert cleared', text: event.data.alert.title })];
    case 'clock.jumped': {
      const { by_ms } = event.data;
      const text = `by ${took(Math.abs(by_ms))} ${by_ms < 0 ? 'back' : 'ahead'}`;
      return [fact('clock', 'warn', { title: 'Clock jumped', text })];
    }
    case 'stop.requested': {
      const title = event.data.how === 'abort' ? 'Stopping now' : 'Stopping after this step';
      return [fact('stop', 'warn', { title, text: `asked for by ${event.data.by}` })];
    }
    case 'phase.entered':
      return [fact('phase', 'to', { title: PHASES[event.data.phase], text: enteredWords(plan, event.data) })];
    case 'look.started': {
      const { probes, why } = event.data;
      return [fact('look', 'to', { title: `Looking at ${count(probes.length, 'probe')}`, text: lookWords(plan, why) })];
    }
    case 'step.started':
      return startedFacts(around, event.data);
    case 'step.skipped':
      return skippedFacts(around, event.data);
    case 'step.settled':
      return settledFacts(around, event.data);
    case 'step.in_doubt':
      return doubtFacts(around, event.data);
    case 'step.retrying':
      return retryingFacts(around, event.data);
    case 'watch.started': {
      const { every_ms, goals } = event.data;
      const details = goals.map(({ title, for_ms }) =>
        for_ms === undefined ? title : `${title}, for ${duration(for_ms)}`,
      );
      const brief = {
        title: 'Verifying',
        text: `${count(goals.length, 'goal')}, every ${duration(every_ms)}`,
        details: [],
      };
      return [fact('watch', 'to', { title: 'Watching', text: `every ${duration(every_ms)}`, details, brief })];
    }
    case 'step.spread':
      return [spreadFact(plan, event.data)];
    case 'goal.held':
      return heldBlocks(around, event.data.since_ms);
    case 'goal.reached':
      return [goalFact('Goal reached', 'ok', event.data.goals)];
    case 'goal.missed': {
      const isSeen = event.data.goals.some(({ goal }) => goal.truth === 'false');
      return [goalFact(isSeen ? 'Goal missed' : 'Goal not seen', isSeen ? 'bad' : 'unknown', event.data.goals)];
    }
    case 'causes.ranked':
      return rankingBlocks(around, event.data);
    case 'cause.chosen': {
      const { cause, by } = event.data;
      // A person's choice is said by the answer.
      if (by === 'person' || by === 'agent') return [];
      const text = by === 'rule' ? 'it is the first confirmed one' : 'named when the run was started';
      return [fact('cause', 'to', { title: `Working on: ${causeTitle(plan, cause)}`, text })];
    }
    case 'cause.dropped': {
      const { cause, why } = event.data;
      const brief = why.code === 'not_confirmed' ? { text: 'no longer confirmed' } : {};
      const title = `No longer working on: ${causeTitle(plan, cause)}`;
      return [fact('cause', 'warn', { title, text: droppedWords(why), brief })];
    }
    case 'question.asked':
      return [askedOf(plan, event.data, after)];
    case 'escalation.raised': {
      const { to, title, say } = event.data;
      // Who is told is who a step reaches: what is raised is only to be told.
      const steps = plan.escalations.find(({ key }) => key === event.data.key)?.steps ?? [];
      const isSilent = !steps.some(({ step }) => step.kind === 'notify');
      const who = `${to === '' ? 'To escalate' : `To tell ${to}`}${isSilent ? ' (nothing is sent)' : ''}`;
      const words = [who, ...(title === '' ? [] : [title])];
      const brief = { details: failingTitles(event.data) };
      return [
        fact('escalate', 'warn', {
          title: words.join(': '),
          text: tidied(say),
          details: failingLines(event.data),
          brief,
          paste: escalationText(context, after, event.data),
        }),
      ];
    }
    case 'close.requested':
      return [fact('close', 'person', { title: `${whoOf(event.actor)} closes the run`, text: event.data.reason })];
    case 'run.parked': {
      const title = event.data.why === 'waiting' ? 'Waiting for a person' : 'Stopped';
      const details =
        after.opened?.sandbox === true ? [] : [`go on with: firebreak resume ${event.run}${context.elsewhere ?? ''}`];
      return [
        fact('parked', 'waiting', {
          title,
          text: event.data.why === 'stopped' ? `by ${event.data.on}` : waitingFor(plan, after),
          details,
        }),
      ];
    }
    case 'run.finished':
      return [finishOf(context, after, event.data, Date.parse(event.at))];
    default:
      // A type of a newer version: readers keep what they do not know, and views leave it out.
      return unknownEvent(event);
  }
}

const unknownEvent = (_event: never): readonly BlockBody[] => [];

const PHASES = {
  diagnosing: 'Diagnosing',
  deciding: 'Deciding',
  resolving: 'Resolving',
  verifying: 'Verifying',
  giving_up: 'Giving up',
} as const;

// What holds has still to hold for its time; what ceases to hold begins anew.
function heldBlocks({ before }: Around, since_ms: readonly (number | null)[]): readonly BlockBody[] {
  const watch = before.opened === null ? null : watchOf(before);
  return (watch?.goals ?? []).flatMap(({ title, for_ms }, n): readonly BlockBody[] => {
    const holds = since_ms[n] !== null;
    if (for_ms === undefined || holds === (watch?.since_ms[n] !== null)) return [];
    const text = holds ? `it has to stay so for ${duration(for_ms)}` : 'its time starts again';
    return [fact('goal', holds ? 'to' : 'warn', { title: `${holds ? 'Holds' : 'No longer holds'}: ${title}`, text })];
  });
}

// What is wrong, where nobody knows why.
function failingLines({ failing }: Decisions['escalation.raised']): readonly string[] {
  if (failing === undefined) return [];
  const line = ({ title, goal }: SeenGoal): string => {
    const saw = sawLine(goal);
    return `${title}${saw === '' ? '' : ` (${saw})`}`;
  };
  return [
    ...failing.triggers.map((seen) => `holds: ${line(seen)}`),
    ...failing.goals.map((seen) => `${seen.goal.truth === 'false' ? 'does not hold' : 'was not seen'}: ${line(seen)}`),
  ];
}

// The same by title alone; what nobody saw is counted.
function failingTitles({ failing }: Decisions['escalation.raised']): readonly string[] {
  if (failing === undefined) return [];
  const unseen = failing.goals.filter(({ goal }) => goal.truth !== 'false').length;
  return [
    ...failing.triggers.map(({ title }) => `holds: ${title}`),
    ...failing.goals.flatMap(({ title, goal }) => (goal.truth === 'false' ? [`does not hold: ${title}`] : [])),
    ...(unseen === 0 ? [] : [`${count(unseen, 'goal')} could not be seen`]),
  ];
}
