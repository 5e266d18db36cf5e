// What an agent may do to a run: look, tell, and say which of the causes that the evidence leaves it takes for the right one. It
// approves nothing, changes no command, marks nothing as done and raises no risk, whichever way it comes.

import type { Actor, RunEvent } from '../../model/event.ts';
import type { WhyRefused } from '../../model/reasons/agent.ts';
import type { RunMode } from '../../model/risk.ts';
import { type Opened, questionOf, rankingOf, type State } from '../state.ts';

/** Why this is refused to whom it comes from; null: it is taken. Only agents are refused anything here. */
export function refusal(
  state: State,
  { kind }: Pick<Actor, 'kind'>,
  { type, data }: Pick<RunEvent, 'type' | 'data'>,
): WhyRefused | null {
  if (kind !== 'agent') return null;
  switch (type) {
    case 'run.opened':
    case 'run.resumed':
    case 'note.added':
    case 'agent.refused':
      return null;
    case 'answer.given':
      return refusedAnswer(state, data as Extract<RunEvent, { type: 'answer.given' }>['data']);
    default:
      return 'for_people';
  }
}

function refusedAnswer(
  state: State,
  { question, choice, cause }: Extract<RunEvent, { type: 'answer.given' }>['data'],
): WhyRefused | null {
  const open = questionOf(state);
  if (choice !== 'cause' || state.opened === null) return 'for_people';
  // To a question that is over it says nothing anyway.
  if (open === null || open.id !== question) return null;
  if (open.kind !== 'cause') return 'for_people';
  const ranked = rankingOf(state).causes.find(({ id }) => id === cause);
  return ranked?.verdict === 'ruled_out' ? 'ruled_out' : null;
}

/** How the run is led: by an agent never with more than looking, whatever it says. */
export function modeFor({ kind }: Pick<Actor, 'kind'>, { mode, approve }: RunMode): RunMode {
  return kind === 'agent' ? { mode: 'agent', approve: 'read' } : { mode, approve };
}

/** What the run starts from: no agent answers in advance, or names the cause. */
export function openedBy({ kind }: Pick<Actor, 'kind'>, opened: Opened): Opened {
  return kind === 'agent' ? { ...opened, answers: {}, cause: null } : opened;
}
