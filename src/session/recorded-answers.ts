// What was decided in an earlier run, as answers to the questions of a new one on the real systems. Nothing is carried out
// that differs from what was allowed then; what the record has no answer for stops the run, which a person can take up.

import { itemNumber } from '../engine/items/keys.ts';
import { sameJson } from '../engine/same-json.ts';
import { type Ranking, type Run, rankingOf } from '../engine/state.ts';
import type { PerformCommand } from '../model/command.ts';
import type { Decisions, Observations, RunEvent } from '../model/event.ts';
import type { Proposal, Question } from '../model/question.ts';
import { type Risk, within } from '../model/risk.ts';
import type { Answer, Ending, Executor } from './ports.ts';
import { gaveUpAlone, turnsIn } from './recorded-turns.ts';

/** What the record says to a question: an answer with where it stands, nothing that need be said, or why the run stops. */
export type Reply =
  | { readonly answer: Answer; readonly seq: number; readonly by: string }
  | { readonly wait: true }
  | { readonly stop: string };

/** The decisions of a record. What was used once is not used again. */
export interface RecordedAnswers {
  reply(question: Question, state: Run): Reply;
  /** Whether a step that changes something, or tells somebody, was carried out like this then: once for each time. */
  allows(command: PerformCommand): boolean;
}

interface Answered {
  readonly question: Question;
  readonly given: Observations['answer.given'];
  readonly seq: number;
  readonly by: string;
}

interface Taken {
  readonly cause: string;
  readonly verdict: string | undefined;
  readonly seq: number;
  readonly by: string;
}

interface Started {
  readonly data: Decisions['step.started'];
  readonly seq: number;
}

const BY = { rule: 'the rule', flag: 'the command line' } as const;

/** Reads them out of a record. `approve` is the highest risk that is allowed now, whatever was allowed then. */
export function recordedAnswers(events: readonly RunEvent[], approve: Risk): RecordedAnswers {
  const answers: Answered[] = [];
  const causes: Taken[] = [];
  const starts: Started[] = [];
  let ranking: Ranking | null = null;
  let question: Question | null = null;
  for (const event of events) {
    if (event.type === 'causes.ranked') ranking = event.data;
    if (event.type === 'question.asked') question = event.data;
    if (event.type === 'answer.given' && question?.id === event.data.question)
      answers.push({ question, given: event.data, seq: event.seq, by: event.actor.name });
    if (event.type === 'cause.chosen') {
      const { cause, by } = event.data;
      const verdict = ranking?.causes.find(({ id }) => id === cause)?.verdict;
      causes.push({
        cause,
        verdict,
        seq: event.seq,
        by: by === 'rule' || by === 'flag' ? BY[by] : (answers.at(-1)?.by ?? 'a person'),
      });
    }
    if (event.type === 'step.started' && !within(event.data.risk, 'read'))
      starts.push({ data: event.data, seq: event.seq });
  }
  const allowed = [...starts];
  const turns = [...turnsIn(events)];
  const isLeftAsItIs = gaveUpAlone(turns);

  const reply = (asked: Question, state: Run): Reply => {
    switch (asked.kind) {
      case 'cause':
        return nextCause(state);
      case 'approve':
      case 'unknown_if':
        return stepReply(asked.kind, asked.proposal);
      case 'ask':
        return askReply(asked);
      case 'waiting':
        return { wait: true };
      case 'not_verified':
      case 'by_hand':
        return turnOn(asked.kind) ?? forAPerson(asked);
      default:
        return forAPerson(asked);
    }
  };

  const turnOn = (kind: Question['kind'], step?: string): Reply | undefined =>
    takeFirst(turns, (one) => one.on === kind && one.step === step);

  const nextCause = (state: Run): Reply => {
    const taken = causes.shift();
    return taken === undefined ? handOver(state) : causeReply(taken, state);
  };

  // Given up as then: by a person, or by the rule where still nothing is confirmed.
  const handOver = (state: Run): Reply => {
    const answered = takeFirst(
      answers,
      ({ question: of, given }) => of.kind === 'cause' && given.choice === 'escalate',
    );
    if (answered !== undefined) return { answer: { choice: 'escalate' }, seq: answered.seq, by: answered.by };
    const turn = turnOn('cause');
    if (turn === undefined || !('answer' in turn)) return { stop: 'the record takes up no further cause' };
    const confirmed = rankingOf(state).causes.find(({ verdict, tried }) => verdict === 'confirmed' && !tried);
    if (confirmed === undefined) return turn;
    return { stop: `the run was given up in event ${turn.seq}, and the cause "${confirmed.id}" is confirmed now` };
  };

  const stepReply = (kind: 'approve' | 'unknown_if', proposal: Proposal): Reply => {
    const title = `"${proposal.shown.title}"`;
    const answered = takeFirst(
      answers,
      ({ question: of }) => of.kind === kind && 'proposal' in of && of.proposal.step === proposal.step,
    );
    if (answered !== undefined && 'proposal' in answered.question) {
      const { given, seq, by, question: then } = answered;
      if (given.choice === 'skip')
        return { answer: { choice: 'skip', reason: given.reason ?? 'left out then, too' }, seq, by };
      if (given.choice === 'edit' && given.edited !== undefined)
        return { answer: { choice: 'edit', edited: given.edited }, seq, by };
      if (given.choice !== 'run' && given.choice !== 'first')
        return { stop: `${title} was not run then: ${by} answered "${given.choice}"` };
      return runReply(proposal, { rendered: then.proposal.rendered, risk: then.proposal.risk, seq, by });
    }
    if (kind === 'unknown_if')
      return turnOn(kind, proposal.step) ?? { stop: `the condition of ${title} is unknown now, and was known then` };
    // An approval may have been for several items: each of them was begun for itself.
    const started = takeFirst(
      starts,
      ({ data }) => data.step === proposal.step && (data.approved !== 'person' || itemNumber(data.step) !== null),
    );
    if (started === undefined && isLeftAsItIs && isUndo(proposal))
      return {
        answer: { choice: 'skip', reason: 'it was not taken back then' },
        seq: events.at(-1)?.seq ?? 0,
        by: 'nobody',
      };
    if (started === undefined) return { stop: `${title} was not carried out then` };
    const { rendered, risk } = started.data;
    return runReply(proposal, { rendered, risk, seq: started.seq, by: 'the policy of that run' });
  };

  const runReply = (
    { rendered, risk: all, items, shown: { title, command } }: Proposal,
    then: Pick<Proposal, 'rendered' | 'risk'> & { readonly seq: number; readonly by: string },
  ): Reply => {
    if (!sameJson(rendered, then.rendered))
      return { stop: `"${title}" is not what was approved in event ${then.seq}: it would now run ${command}` };
    const [first] = items ?? [];
    const risk = first !== undefined && 'risk' in first ? first.risk : all;
    if (!within(risk, then.risk))
      return {
        stop: `"${title}" has the risk ${risk} now, and had ${then.risk} when it was approved in event ${then.seq}`,
      };
    if (!within(risk, approve)) return { stop: `"${title}" has the risk ${risk}, and --approve is ${approve}` };
    // One item after another: each is held against what was carried out then.
    return { answer: { choice: items === undefined ? 'run' : 'first' }, seq: then.seq, by: then.by };
  };

  const askReply = (asked: Extract<Question, { kind: 'ask' }>): Reply => {
    const what = `"${asked.shown.title ?? asked.shown.text}"`;
    if (asked.choices.includes('done')) return { stop: `${what} is for a person to do` };
    const answered = takeFirst(answers, (one) => one.question.kind === 'ask' && one.question.step === asked.step);
    if (answered?.given.choice !== 'answer' || answered.given.value === undefined)
      return { stop: `${what} was not answered then` };
    return { answer: { choice: 'answer', value: answered.given.value }, seq: answered.seq, by: answered.by };
  };

  return {
    reply,
    allows: ({ step, rendered, risk }) =>
      within(risk, 'read') ||
      takeFirst(
        allowed,
        ({ data }) => data.step === step && sameJson(data.rendered, rendered) && within(risk, data.risk),
      ) !== undefined,
  };
}

// What was taken up on weaker evidence then is taken up on as weak evidence now; never on weaker.
function causeReply(taken: Taken, state: Run): Reply {
  const { cause, seq, by } = taken;
  const now = rankingOf(state).causes.find(({ id }) => id === cause)?.verdict;
  if (now === 'confirmed' || (now === 'possible' && taken.verdict === 'possible'))
    return { answer: { choice: 'cause', cause }, seq, by };
  return { stop: `the cause "${cause}", taken up in event ${seq}, is ${now?.replaceAll('_', ' ') ?? 'not there'} now` };
}

const forAPerson = ({ kind }: Question): Reply => ({
  stop: `what to do now is for a person to say (${kind.replaceAll('_', ' ')})`,
});

const isUndo = ({ step }: Proposal): boolean => step.includes('/undo/');

function takeFirst<T>(all: T[], fits: (one: T) => boolean): T | undefined {
  const at = all.findIndex(fits);
  return at < 0 ? undefined : all.splice(at, 1)[0];
}

/** An executor that carries out nothing but looks and what was carried out then, whatever was decided. */
export function keptTo(executor: Executor, { allows }: Pick<RecordedAnswers, 'allows'>): Executor {
  return {
    ...executor,
    start: (command, signal, progress) =>
      allows(command) ? executor.start(command, signal, progress) : Promise.resolve(REFUSED),
  };
}

const REFUSED: Ending = {
  outcome: {
    status: 'blind',
    reason: { kind: 'not_allowed', message: 'it is not what was carried out in the run that is replayed' },
  },
  outputs: [],
};
