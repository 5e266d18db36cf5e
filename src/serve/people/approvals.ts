// Whether an answer is taken: for the very question that the person saw, from somebody who may give it, and where several have
// to approve, from the last of them. The same rules as at a terminal hold besides.

import { createHash } from 'node:crypto';
import { jsonText } from '../../model/json.ts';
import type { AnswerWay, Question } from '../../model/question.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { type GivenAnswer, takenAnswer } from '../../views/screen/given-answer.ts';
import type { ApprovalRule, ServeConfig } from '../config/config.ts';
import type { RecordRead, Saying } from '../ports.ts';
import type { SignedIn } from './sessions.ts';

/** What ties an answer to what was seen. */
export interface Seen {
  readonly question: string;
  /** Number of the event that asked it. */
  readonly seq: number;
  /** Of the command and the risk that it is about. */
  readonly digest: string;
}

/** An answer that came in. */
export interface Answering {
  readonly seen: Seen;
  readonly answer: GivenAnswer;
  readonly who: SignedIn;
  readonly via: Exclude<AnswerWay, 'watch'>;
}

/** Of what is asked: the command as it would run, its risk and what may be answered. */
function digestOf(question: Question): string {
  const about = 'proposal' in question ? [question.proposal.rendered, question.proposal.risk] : [];
  return createHash('sha256')
    .update(jsonText([question.kind, about, question.choices]))
    .digest('hex')
    .slice(0, 32);
}

/** The open question of a run, tied down; null where there is none. */
export function seenIn({ run, events }: RecordRead): Seen | null {
  const { question } = run;
  if (question === null) return null;
  const asked = events.findLast((event) => event.type === 'question.asked' && event.data.id === question.id);
  return asked === undefined ? null : { question: question.id, seq: asked.seq, digest: digestOf(question) };
}

const MOVED_ON = 'the run has moved on since you looked; look at it again';

/** The event that an answer is; else why it is not taken, a sentence without a full stop. */
export function sayingFor(
  record: RecordRead,
  { seen, answer, who, via }: Answering,
  { approvals }: Pick<ServeConfig, 'approvals'>,
): Result<Saying, string> {
  const { plan, run } = record;
  const { question, opened } = run;
  const now = seenIn(record);
  if (run.standing.is === 'finished') return err('the run is over');
  if (question === null || now === null) return err(MOVED_ON);
  if (now.question !== seen.question || now.seq !== seen.seq || now.digest !== seen.digest) return err(MOVED_ON);
  if (answer.choice === 'stop') return err('nothing runs that could be stopped');
  const taken = takenAnswer(plan, run, question, answer);
  if (!taken.ok) return taken;
  const actor = { kind: 'human', name: who.name } as const;
  const given: Saying = {
    observation: { type: 'answer.given', data: { question: question.id, ...taken.value, via } },
    actor,
  };
  const { choice } = taken.value;
  // An approval of the first of several is one, too.
  if ((choice !== 'run' && choice !== 'first') || question.kind !== 'approve') return ok(given);
  const rule = approvals[question.proposal.risk];
  if (rule === undefined) return ok(given);
  // What one has approved for the first alone would count for all of them.
  if (choice === 'first' && rule.people > 1)
    return err(`${rule.people} people have to approve this, and they approve all of it or nothing`);
  const refusal = refusalOf(rule, who, opened.user);
  if (refusal !== null) return err(refusal);
  const before = approvedBy(record, question.id);
  if (before.includes(who.name)) return err('you have approved it already; somebody else has to as well');
  const so_far = before.length + 1;
  if (so_far >= rule.people) return ok(given);
  const data = { question: question.id, count: { so_far, needed: rule.people }, via };
  return ok({ observation: { type: 'approval.added', data }, actor });
}

function refusalOf(rule: ApprovalRule, { name, team }: SignedIn, requester: string): string | null {
  if (rule.by !== null && team !== rule.by) return `steps of this risk are approved by the team ${rule.by}`;
  if (rule.not_requester && name === requester) return 'you began this run: somebody else has to approve it';
  return null;
}

/** Who has approved the open question so far, where several have to. */
export function approvedBy({ events }: Pick<RecordRead, 'events'>, question: string): readonly string[] {
  const names = events.flatMap((event) =>
    event.type === 'approval.added' && event.data.question === question ? [event.actor.name] : [],
  );
  return [...new Set(names)];
}

/** Who has to approve, in words; "" where anybody may. */
export function ruleWords(rule: ApprovalRule | undefined, approved: readonly string[]): string {
  if (rule === undefined) return '';
  const who = rule.by === null ? 'anybody who is signed in' : `somebody of the team ${rule.by}`;
  const many = rule.people === 1 ? who : `${rule.people} people${rule.by === null ? '' : ` of the team ${rule.by}`}`;
  const not = rule.not_requester ? ', not by whoever began the run' : '';
  const so = approved.length === 0 ? '' : `; so far by ${approved.join(', ')}`;
  return `Approved by ${many}${not}${so}.`;
}
