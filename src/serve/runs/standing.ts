// How a run stands, in what the page, the metrics and the policy need of it: small, so that thousands of them are kept.

import { endOf, parkedOf, questionOf } from '../../engine/state.ts';
import type { Observations } from '../../model/event.ts';
import type { Question } from '../../model/question.ts';
import type { ListedOutcome } from '../../model/reasons/listed-outcome.ts';
import type { Risk } from '../../model/risk.ts';
import type { Listing } from '../../transcript/listing/listing.ts';
import type { RecordRead } from '../ports.ts';
import { identityOfAlert, keyOfRun } from './incident.ts';

/** A question that is open. */
export interface OpenQuestion {
  readonly id: string;
  /** Number of the event that asked it: an answer is for that one. */
  readonly seq: number;
  /** RFC 3339. */
  readonly asked_at: string;
  readonly kind: Question['kind'];
  /** What it is about, in a line. */
  readonly title: string;
  /** Of the step that it is about; null where it is about none. */
  readonly risk: Risk | null;
}

/** How a run stands. */
export interface Standing {
  readonly run: string;
  readonly runbook: string;
  readonly title: string;
  readonly outcome: ListedOutcome | 'under_way' | 'unreadable';
  readonly isOver: boolean;
  /** RFC 3339. */
  readonly opened_at: string;
  readonly duration_ms: number;
  readonly cause: string | null;
  readonly by: string;
  /** Begun by serve. */
  readonly served: boolean;
  /** It needs a sandbox that is gone with the process that began it. */
  readonly sandbox: boolean;
  /** What makes alerts one incident with it; null without an alert. */
  readonly key: string | null;
  /** What its alert is called by its sender. */
  readonly alert: { readonly identity: string; readonly title: string } | null;
  readonly question: OpenQuestion | null;
  /** Why it is left: what it waits on, or who stopped it; null where it is not left. */
  readonly parked_on: string | null;
  readonly in_doubt: boolean;
  /** How many escalations were raised. */
  readonly escalations: number;
  /** What kept it from being read, or taken up. */
  readonly problem: string | null;
}

/** A run that is open, out of its record. */
export function standingOf(run: string, { plan, run: state, events }: RecordRead, isLed: boolean): Standing {
  const { opened } = state;
  const parked = parkedOf(state);
  const end = endOf(state);
  const question = questionOf(state);
  const asked = events.findLast((event) => event.type === 'question.asked' && event.data.id === question?.id);
  const cause = 'cause' in state.stage ? state.stage.cause : null;
  return {
    run,
    runbook: opened.runbook.id,
    title: plan.runbook.title,
    outcome: end?.outcome ?? parked?.why ?? (isLed ? 'under_way' : 'open'),
    isOver: end !== null,
    opened_at: state.started_at,
    duration_ms: state.now_ms,
    cause: plan.runbook.causes.find(({ id }) => id === cause)?.title ?? null,
    by: opened.user,
    served: opened.served === true,
    sandbox: opened.sandbox === true,
    key: keyOfRun(opened),
    alert: opened.alert === null ? null : { identity: identityOfAlert(opened.alert), title: opened.alert.title },
    question: question === null || asked === undefined || end !== null ? null : openQuestion(question, asked),
    parked_on: parked?.on ?? null,
    in_doubt: question?.kind === 'in_doubt',
    escalations: state.raised.length,
    problem: null,
  };
}

function openQuestion(question: Question, { seq, at }: { readonly seq: number; readonly at: string }): OpenQuestion {
  return { id: question.id, seq, asked_at: at, kind: question.kind, ...aboutQuestion(question) };
}

const ABOUT: Readonly<Record<Question['kind'], string>> = {
  approve: 'A step needs an approval',
  cause: 'Which cause is it?',
  unknown_if: 'It is not known whether a step applies',
  cause_changed: 'The cause is not confirmed any more',
  failed: 'A step failed',
  in_doubt: 'It is not known whether a step took effect',
  waiting: 'Something is waited for',
  not_verified: 'The goals are not met',
  by_hand: 'The cause is for a person to repair',
  ask: 'A person is asked',
};

function aboutQuestion(question: Question): Pick<OpenQuestion, 'title' | 'risk'> {
  if ('proposal' in question) return { title: question.proposal.shown.title, risk: question.proposal.risk };
  if (question.kind === 'ask') return { title: question.shown.title ?? question.shown.text, risk: null };
  return { title: ABOUT[question.kind], risk: null };
}

/** A run that is over, or cannot be read, out of what a list says of it. */
export function standingFrom(
  run: string,
  listing: Listing | { readonly problem: string },
  { title, opened }: { readonly title: string; readonly opened: Observations['run.opened'] | null },
): Standing {
  if ('problem' in listing) return { ...NOTHING, run, title: run, problem: listing.problem };
  const { runbook, outcome, isOver, opened_at, duration_ms, cause_title, by, sandbox } = listing;
  return {
    ...NOTHING,
    run,
    runbook,
    title,
    outcome,
    isOver,
    opened_at,
    duration_ms,
    cause: cause_title,
    by,
    sandbox,
    served: opened?.served === true,
    key: opened === null ? null : keyOfRun(opened),
    alert:
      opened?.alert === undefined || opened.alert === null
        ? null
        : { identity: identityOfAlert(opened.alert), title: opened.alert.title },
  };
}

const NOTHING: Standing = {
  run: '',
  runbook: '',
  title: '',
  outcome: 'unreadable',
  isOver: false,
  opened_at: '',
  duration_ms: 0,
  cause: null,
  by: '',
  served: false,
  sandbox: false,
  key: null,
  alert: null,
  question: null,
  parked_on: null,
  in_doubt: false,
  escalations: 0,
  problem: null,
};
