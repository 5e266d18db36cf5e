// An answer in words: who decided what about which question.

import type { Plan } from '../../engine/plan.ts';
import type { Observations } from '../../model/event.ts';
import type { AnswerWay, Choice, Proposal, Question } from '../../model/question.ts';
import type { AgentRefused, Note } from '../../model/reasons/agent.ts';
import { unreachable } from '../../model/result.ts';
import type { Fact } from './block.ts';
import { causeTitle, targetText } from './names.ts';
import { atStake } from './stakes.ts';
import { valueLine } from './value-line.ts';
import { REFUSED_WORDS } from './why.ts';

/** The fact that a question was answered; without the question only the choice is known. */
export function answeredFact(
  plan: Plan,
  question: Question | null,
  answer: Observations['answer.given'],
  who: string,
): Fact {
  const open = question !== null && question.id === answer.question ? question : null;
  const runs = open?.kind === 'approve' ? approvedOf(open.proposal, answer.choice) : null;
  const edited = answer.choice === 'edit' && answer.edited !== undefined ? { command: answer.edited } : {};
  return {
    type: 'fact',
    tag: 'answer',
    sign: 'person',
    title: `${who}${wayWords(answer.via)} ${verb(answer.choice, open)}`,
    text: [about(plan, open, answer), answer.reason].filter((part) => part !== undefined && part !== '').join(': '),
    ...(runs === null ? edited : whatRuns(runs)),
  };
}

/** The fact that somebody remarked something, or asked people to answer a question. */
export function noteFact({ text, question }: Note, who: string): Fact {
  const title = question === undefined ? `Note by ${who}` : `${who} asks for a decision`;
  return { type: 'fact', tag: 'note', sign: 'note', title, text };
}

/** The fact that an agent was refused what it wanted. */
export function refusedFact({ wanted, why, said }: AgentRefused, who: string): Fact {
  const details = said === undefined ? [] : [said];
  return {
    type: 'fact',
    tag: 'note',
    sign: 'warn',
    title: `${who} was refused: ${wanted}`,
    text: REFUSED_WORDS[why],
    details,
  };
}

const WAYS: Readonly<Record<AnswerWay, string>> = {
  watch: ' (watching)',
  web: ' (on the page)',
  approve: ' (by firebreak approve)',
  mcp: '',
};

/** How an answer came, behind a name; "" where the run is led. */
export const wayWords = (via: AnswerWay | undefined): string => (via === undefined ? '' : WAYS[via]);

// Of several items the first alone may have been approved.
function approvedOf(proposal: Proposal, choice: Choice): Proposal | null {
  if (choice === 'run') return proposal;
  const [first] = proposal.items ?? [];
  if (choice !== 'first' || first === undefined || !('shown' in first)) return null;
  return { ...proposal, risk: first.risk, shown: { ...proposal.shown, ...first.shown } };
}

// The question is gone from the screen when it is answered: what was approved stays readable here.
function whatRuns(proposal: Proposal): Pick<Fact, 'risk' | 'stakes' | 'target' | 'command'> {
  const { risk, shown } = proposal;
  return { risk, ...atStake(shown), target: targetText(proposal), command: shown.command };
}

function verb(choice: Choice, question: Question | null): string {
  switch (choice) {
    case 'run':
      if (question?.kind === 'approve') return 'approved';
      return question?.kind === 'cause_changed' ? 'goes on' : 'wants it run';
    case 'first':
      return 'approved the first alone';
    case 'skip':
      return 'skipped';
    case 'edit':
      return 'edited';
    case 'done':
      return 'says it is done';
    case 'not_done':
      return 'says it was not done';
    case 'cause':
      return 'chose';
    case 'diagnose':
      return 'diagnoses again';
    case 'escalate':
      return 'escalates';
    case 'stop':
      return 'stops here';
    case 'answer':
      return 'answered';
    case 'go_on':
      return question?.kind === 'by_hand' ? 'goes on with the other runbook' : 'stops waiting';
    case 'verify':
      return 'says it is repaired: verify';
    case 'original':
      return 'wants the original command';
    case 'undo':
      return 'undoes the changes';
    case 'resolved':
      return 'calls it resolved';
    case 'close':
      return 'closes the run';
    default:
      return unreachable(choice);
  }
}

function about(plan: Plan, question: Question | null, answer: Observations['answer.given']): string {
  if (answer.cause !== undefined) return causeTitle(plan, answer.cause);
  if (question === null) return '';
  switch (question.kind) {
    case 'cause':
    case 'waiting':
    case 'not_verified':
      return '';
    case 'by_hand':
    case 'cause_changed':
      return causeTitle(plan, question.cause);
    case 'ask':
      return answer.value === undefined ? asked(question) : `${asked(question)}: ${valueLine(answer.value)}`;
    default:
      return answer.choice === 'first'
        ? (approvedOf(question.proposal, 'first')?.shown.title ?? question.proposal.shown.title)
        : question.proposal.shown.title;
  }
}

// A step without a title is called by its question.
const asked = ({ shown: { title, text } }: Extract<Question, { kind: 'ask' }>): string => title ?? text;
