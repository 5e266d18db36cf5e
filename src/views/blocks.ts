// Events to blocks: what each event of a run means to the people who read along. `before` and `after` are the states
// around the batch the event came in; what a block says comes from the event first, so both may lie a few events away.

import type { State } from '../engine/state.ts';
import type { Observations, RunEvent, SkipReason } from '../model/event.ts';
import { unreachable } from '../model/result.ts';
import { answeredFact } from './answered.ts';
import type { Block, BlockBody, Fact } from './block.ts';
import { evidenceLine, sawLine } from './evidence.ts';
import { finishOf } from './finish.ts';
import {
  type Around,
  executionOf,
  findingSign,
  isLookBlock,
  lookBlocks,
  type RunContext,
  rankingBlocks,
  rankingOf,
} from './look-blocks.ts';
import { causeTitle, titleOf } from './names.ts';
import { openingOf } from './opening.ts';
import { findingOf } from './reading-line.ts';
import { tailOf } from './tail.ts';
import { count, duration, took } from './text.ts';

/** A fact without its type. */
type Said = Omit<Fact, 'type'>;

const fact = (said: Said): BlockBody => ({ type: 'fact', ...said });

/** Blocks of events that came in one batch. */
export function blocksOfBatch(
  context: RunContext,
  before: State,
  events: readonly RunEvent[],
  after: State,
): readonly Block[] {
  const blocks = events.flatMap((event) => blocksOf(context, before, event, after));
  // Each of the last probes of a look, when they came in together, saw the look complete.
  const last = blocks.findLast(isLookBlock);
  return blocks.filter((block) => block === last || !isLookBlock(block));
}

/** Blocks of one event; most events have none or one. */
export function blocksOf(context: RunContext, before: State, event: RunEvent, after: State): readonly Block[] {
  const { seq, at } = event;
  const around: Around = { context, before, after };
  return bodiesOf(around, event).map((body) => ({
    ...body,
    seq,
    at,
    ...(isPlainOnly(event) ? { plain_only: true } : {}),
  }));
}

// What the live region shows while it lasts, or what the answer's own block repeats.
function isPlainOnly(event: RunEvent): boolean {
  switch (event.type) {
    case 'question.asked':
    case 'look.started':
    case 'watch.started':
      return true;
    case 'phase.entered':
      return event.data.phase !== 'giving_up';
    case 'step.started':
      return event.data.approved === 'person';
    default:
      return false;
  }
}

function bodiesOf(around: Around, event: RunEvent): readonly BlockBody[] {
  const { context, before, after } = around;
  const { runbook } = context;
  const title = (key: string): string => titleOf(runbook, after, key);
  switch (event.type) {
    case 'run.opened':
      return [openingOf(context, event.run, event.data, event.at)];
    case 'run.resumed':
      return [resumedFact(event.actor.name, Date.parse(event.at) - before.at, before), ...standing(around)];
    case 'run.recovered':
      return [
        fact({
          tag: 'record',
          sign: 'warn',
          title: 'Record repaired',
          text: `its last line was torn; ${count(event.data.bytes, 'byte')} set aside in ${event.data.file}`,
        }),
      ];
    case 'step.spawned':
    case 'timer.fired':
    case 'run.sealed':
      return [];
    case 'step.finished':
      return finished(around, event.data);
    case 'answer.given':
      return [answeredFact(runbook, before.question, event.data, event.actor.name)];
    case 'note.added':
      return [fact({ tag: 'note', sign: 'note', title: `Note by ${event.actor.name}`, text: event.data.text })];
    case 'alert.cleared':
      return [fact({ tag: 'alert', sign: 'ok', title: 'Alert cleared', text: event.data.alert.title })];
    case 'clock.jumped':
      return [
        fact({
          tag: 'clock',
          sign: 'warn',
          title: 'Clock jumped',
          text: `by ${took(Math.abs(event.data.by_ms))} ${event.data.by_ms < 0 ? 'back' : 'ahead'}`,
        }),
      ];
    case 'stop.requested':
      return [
        fact({
          tag: 'stop',
          sign: 'warn',
          title: event.data.how === 'abort' ? 'Stopping now' : 'Stopping after this step',
          text: `asked for by ${event.data.by}`,
        }),
      ];
    case 'phase.entered':
      return [fact({ tag: 'phase', sign: 'to', title: PHASES[event.data.phase], text: event.data.why })];
    case 'look.started':
      return [
        fact({
          tag: 'look',
          sign: 'to',
          title: `Looking at ${count(event.data.probes.length, 'probe')}`,
          text: event.data.why,
        }),
      ];
    case 'step.started': {
      const { purpose, approved, command, risk } = event.data;
      if (purpose === 'probe') return [];
      return [fact({ tag: 'start', sign: 'to', title: event.data.title, text: ALLOWED[approved], command, risk })];
    }
    case 'step.skipped': {
      const { step, purpose, reason } = event.data;
      if (purpose === 'probe') return lookBlocks(around, event.data.look);
      return [fact({ tag: 'skipped', sign: 'waiting', title: `Skipped: ${title(step)}`, text: skipText(reason) })];
    }
    case 'step.settled': {
      const { step, result, why } = event.data;
      const sign = result === 'failed' ? 'bad' : 'ok';
      const word = { done: 'Done', failed: 'Failed', planned: 'Planned' }[result];
      return [fact({ tag: result, sign, title: `${word}: ${title(step)}`, text: why })];
    }
    case 'step.in_doubt':
      return [
        fact({
          tag: 'doubt',
          sign: 'unknown',
          title: `In doubt: ${title(event.data.step)}`,
          text: `${event.data.why}; it may or may not have taken effect`,
        }),
      ];
    case 'step.retrying': {
      const { step, attempt, after_ms } = event.data;
      return [
        fact({
          tag: 'retry',
          sign: 'waiting',
          title: `Again: ${title(step)}`,
          text: `attempt ${attempt}${after_ms === 0 ? '' : ` in ${took(after_ms)}`}`,
        }),
      ];
    }
    case 'watch.started':
      return [
        fact({
          tag: 'watch',
          sign: 'to',
          title: 'Watching',
          text: `every ${duration(event.data.every_ms)}`,
          details: event.data.goals.map((goal) => goal.title),
        }),
      ];
    case 'goal.reached':
    case 'goal.missed': {
      const isReached = event.type === 'goal.reached';
      const isBlind = event.data.goals.every(({ goal }) => goal.truth !== 'false');
      const word = isReached ? 'Goal reached' : isBlind ? 'Goal not seen' : 'Goal missed';
      return [
        fact({
          tag: 'goal',
          sign: isReached ? 'ok' : 'bad',
          title: word,
          text: '',
          details: event.data.goals.map((seen) => `${seen.goal.truth}: ${seen.title}${seenOf(sawLine(seen.goal))}`),
        }),
      ];
    }
    case 'causes.ranked':
      return rankingBlocks(around, event.data);
    case 'cause.chosen': {
      const by =
        event.data.by === 'person'
          ? []
          : [
              fact({
                tag: 'cause',
                sign: 'to',
                title: `Cause taken up: ${causeTitle(runbook, event.data.cause)}`,
                text: event.data.by === 'rule' ? 'it is the first confirmed one' : 'named when the run was started',
              }),
            ];
      return by;
    }
    case 'cause.dropped':
      return [
        fact({
          tag: 'cause',
          sign: 'warn',
          title: `Cause left: ${causeTitle(runbook, event.data.cause)}`,
          text: event.data.why,
        }),
      ];
    case 'question.asked':
      return [{ type: 'asked', question: event.data }];
    case 'escalation.raised': {
      const { to, say } = event.data;
      return [
        fact({
          tag: 'escalate',
          sign: 'warn',
          title: to === '' ? `Escalate: ${event.data.title}` : `Tell ${to}: ${event.data.title}`,
          text: say,
        }),
      ];
    }
    case 'run.parked':
      return [
        fact({
          tag: 'parked',
          sign: 'waiting',
          title: event.data.why === 'waiting' ? 'Waiting for a person' : 'Stopped',
          text: event.data.on,
          details: [`go on with: firebreak resume ${event.run}`],
        }),
      ];
    case 'run.finished':
      return [finishOf(context, after, event.data, Date.parse(event.at))];
    default:
      // A type of a newer version: readers keep what they do not know, and views leave it out.
      return unknownEvent(event);
  }
}

const unknownEvent = (_event: never): readonly BlockBody[] => [];

const seenOf = (saw: string): string => (saw === '' ? '' : ` (${saw})`);

const PHASES = {
  diagnosing: 'Diagnosing',
  deciding: 'Deciding',
  resolving: 'Resolving',
  verifying: 'Verifying',
  giving_up: 'Giving up',
  finished: 'Finished',
} as const;

const ALLOWED = {
  read: 'read-only',
  person: 'approved',
  policy: 'allowed by --approve',
  repeatable: 'running it twice does no harm',
  escalation: 'approved when the run was started',
} as const;

function resumedFact(who: string, away_ms: number, before: State): BlockBody {
  return fact({
    tag: 'resumed',
    sign: 'to',
    title: `Resumed by ${who}`,
    text: before.seq === 0 ? '' : `after ${duration(away_ms)}`,
  });
}

// Who takes a run up again reads first where it stands.
function standing({ context, after }: Around): readonly BlockBody[] {
  const ranking = after.ranking === null ? [] : [rankingOf(context.runbook, after.ranking)];
  const applied = after.applied.map(({ key, undone }) =>
    fact({
      tag: 'applied',
      sign: 'ok',
      title: titleOf(context.runbook, after, key),
      text: undone ? 'applied, then taken back' : 'applied, or may be',
    }),
  );
  return [...ranking, ...applied];
}

function finished(around: Around, { exec, outcome, outputs }: Observations['step.finished']): readonly BlockBody[] {
  const started = executionOf(around, exec)?.started;
  if (started === undefined) return [];
  if (started.purpose === 'probe') return lookBlocks(around, started.look, exec);
  const finding = findingOf(started.kind, outcome);
  const output = tailOf(outputs, 3);
  const word = started.purpose === 'preview' ? 'Preview: ' : started.purpose === 'undo' ? 'Undo: ' : '';
  return [
    fact({
      tag: started.purpose === 'preview' ? 'preview' : 'end',
      sign: findingSign(finding),
      title: `${word}${started.title}`,
      text: finding.word === finding.text ? finding.word : `${finding.word}: ${finding.text}`,
      ...(output === null ? {} : { output }),
      ...(finding.ms === undefined ? {} : { ms: finding.ms }),
    }),
  ];
}

/** Why a step was left out. */
export function skipText(reason: SkipReason): string {
  switch (reason.kind) {
    case 'goal_holds':
      return `its goal holds already: ${evidenceLine(reason.goal)}`;
    case 'if_false':
      return `its condition is false: ${evidenceLine(reason.if)}`;
    case 'if_unknown':
      return `its condition is unknown: ${evidenceLine(reason.if)}`;
    case 'by_responder':
      return reason.reason === '' ? 'the responder left it out' : `the responder left it out: ${reason.reason}`;
    case 'unknown_value':
    case 'todo':
    case 'invalid':
    case 'not_approved':
    case 'not_answered':
      return reason.message;
    default:
      return unreachable(reason);
  }
}
