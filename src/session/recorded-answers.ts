// What was decided in an earlier run, as answers to the questions of a new one on the real systems. Nothing is carried out
// that differs from what was allowed then; what the record has no answer for stops the run, which a person can take up.

import { sameJson } from '../engine/same-json.ts';
import { type Ranking, type Run, rankingOf } from '../engine/state.ts';
import type { PerformCommand } from '../model/command.ts';
import type { Decisions, Observations, RunEvent } from '../model/event.ts';
import type { Proposal, Question } from '../model/question.ts';
import { type Risk, within } from '../model/risk.ts';
import type { Answer, Ending, Executor } from './ports.ts';

/** What the record says to a question: an answer with where it stands, nothing that need be said, or why the run stops. */
export type Reply =
  | { readonly answer: Answer; readonly seq: number; readonly by: string }
  | { readonly wait: true }
  | { readonly stop: string };

/** The decisions of a record. What was used once is not used again. */
export interface RecordedAnswers {
  reply(question: Question, state: Run): Reply;
  /** Whether a step that changes something, or tells somebody, was carried out like this then. */
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
        by: by === 'person' ? (answers.at(-1)?.by ?? 'a person') : BY[by],
      });
    }
    if (event.type === 'step.started' && !within(event.data.risk, 'read'))
      starts.push({ data: event.data, seq: event.seq });
  }
  const allowed = [...starts];

  const reply = (asked: Question, state: Run): Reply => {
    switch (asked.kind) {
      case 'cause':
        return causeReply(causes.shift(), state);
      case 'approve':
      case 'unknown_if':
        return stepReply(asked.proposal);
      case 'ask':
        return askReply(asked);
      case 'waiting':
        return { wait: true };
      default:
        return { stop: `what to do now is for a person to say (${asked.kind.replaceAll('_', ' ')})` };
    }
  };

  const stepReply = (proposal: Proposal): Reply => {
    const title = `"${proposal.shown.title}"`;
    const answered = takeFirst(
      answers,
      (one) => 'proposal' in one.question && one.question.proposal.step === proposal.step && isOfStart(one.question),
    );
    if (answered !== undefined && 'proposal' in answered.question) {
      const { given, seq, by, question: then } = answered;
      if (given.choice === 'skip')
        return { answer: { choice: 'skip', reason: given.reason ?? 'left out then, too' }, seq, by };
      if (given.choice === 'edit' && given.edited !== undefined)
        return { answer: { choice: 'edit', edited: given.edited }, seq, by };
      if (given.choice !== 'run') return { stop: `${title} was not run then: ${by} answered "${given.choice}"` };
      return runReply(proposal, { rendered: then.proposal.rendered, risk: then.proposal.risk, seq, by });
    }
    const started = takeFirst(starts, ({ data }) => data.step === proposal.step && data.approved !== 'person');
    if (started === undefined) return { stop: `${title} was not carried out then` };
    const { rendered, risk } = started.data;
    return runReply(proposal, { rendered, risk, seq: started.seq, by: 'the policy of that run' });
  };

  const runReply = (
    { rendered, risk, shown: { title, command } }: Proposal,
    then: Pick<Proposal, 'rendered' | 'risk'> & { readonly seq: number; readonly by: string },
  ): Reply => {
    if (!sameJson(rendered, then.rendered))
      return { stop: `"${title}" is not what was approved in event ${then.seq}: it would now run ${command}` };
    if (!within(risk, then.risk))
      return {
        stop: `"${title}" has the risk ${risk} now, and had ${then.risk} when it was approved in event ${then.seq}`,
      };
    if (!within(risk, approve)) return { stop: `"${title}" has the risk ${risk}, and --approve is ${approve}` };
    return { answer: { choice: 'run' }, seq: then.seq, by: then.by };
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
      allowed.some(({ data }) => data.step === step && sameJson(data.rendered, rendered) && within(risk, data.risk)),
  };
}

// What was taken up on weaker evidence then is taken up on as weak evidence now; never on weaker.
function causeReply(taken: Taken | undefined, state: Run): Reply {
  if (taken === undefined) return { stop: 'the record takes up no further cause' };
  const { cause, seq, by } = taken;
  const now = rankingOf(state).causes.find(({ id }) => id === cause)?.verdict;
  if (now === 'confirmed' || (now === 'possible' && taken.verdict === 'possible'))
    return { answer: { choice: 'cause', cause }, seq, by };
  return { stop: `the cause "${cause}", taken up in event ${seq}, is ${now?.replaceAll('_', ' ') ?? 'not there'} now` };
}

const isOfStart = ({ kind }: Question): boolean => kind === 'approve' || kind === 'unknown_if';

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
