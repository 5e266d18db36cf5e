// An example of every question.

import type { Choice, Proposal, Question } from '../../../src/model/question.ts';
import { EVIDENCE, FAILURES, WHY_AGAIN, WHY_BLIND, WHY_SETTLED } from './every-reason.ts';

const REFUSED = { kind: 'refused', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.1:6379' };
/** A reading of something that is wrong. */
export const READING = { ok: false, ms: 3, error: REFUSED, reply: null, nested: { list: [1, 'two', null] } };
const SAID = { code: 'said', lines: ['it was so', 'and so'] } as const;
const PROPOSAL: Proposal = {
  step: 'stuck/restart',
  kind: 'docker',
  rendered: { form: 'restart', name: 'redis' },
  risk: 'disrupt',
  declared: true,
  why: { id: 'stuck', verdict: 'confirmed', lines: [EVIDENCE], because: 'Redis refuses', group: 1, tried: false },
  undo: [
    { step: 'stuck/restart/undo/stop', shown: { command: 'docker stop redis' } },
    { step: 'stuck/restart/undo/tell', why: { code: 'todo', todo: 'tell somebody' } },
    { code: 'said', lines: ['docker stop redis'] },
  ],
  preview: { shown: { title: 'Who is connected' }, reading: READING },
  number: 1,
  of: 2,
  shown: {
    title: 'Restart the server',
    command: 'docker restart redis',
    template: 'docker restart redis',
    target: 'redis',
    note: 'Clients reconnect by themselves.',
  },
};
const EACH: Proposal = {
  ...PROPOSAL,
  items: [
    {
      step: 'stuck/restart[1]',
      item: 'web-1',
      rendered: { form: 'restart', name: 'web-1' },
      risk: 'disrupt',
      shown: { title: 'Restart web-1', command: 'docker restart web-1', target: 'web-1' },
    },
    { step: 'stuck/restart[2]', item: { name: 'web-2' }, why: { code: 'todo', todo: 'tell somebody' } },
  ],
};
const { declared: _d, preview: _p, ...REST } = PROPOSAL;
const BARE: Proposal = { ...REST, why: null, undo: [], shown: { title: 'Restart', command: 'x', target: '' } };
/** Every answer. */
export const CHOICES = Object.keys({
  run: true,
  first: true,
  skip: true,
  edit: true,
  done: true,
  not_done: true,
  cause: true,
  diagnose: true,
  escalate: true,
  stop: true,
  answer: true,
  go_on: true,
  verify: true,
  original: true,
  undo: true,
  resolved: true,
  close: true,
} satisfies Record<Choice, true>) as readonly Choice[];

/** Every kind of question. */
export const QUESTIONS: readonly Question[] = [
  { id: 'q1', choices: CHOICES, kind: 'cause', best: null },
  { id: 'q1', choices: ['cause'], kind: 'cause', best: 'stuck' },
  ...WHY_AGAIN.map((again) => ({ id: 'q2', choices: ['run'], kind: 'approve', proposal: PROPOSAL, again }) as const),
  ...WHY_BLIND.map((blind): Question => {
    const preview = { shown: { title: 'Who' }, blind };
    return { id: 'q2', choices: ['run'], kind: 'approve', proposal: { ...BARE, why: SAID, preview } };
  }),
  { id: 'q2', choices: ['run', 'first'], kind: 'approve', proposal: EACH },
  { id: 'q3', choices: ['run'], kind: 'unknown_if', proposal: BARE, source: 'info.x > 1', saw: EVIDENCE.saw },
  { id: 'q3', choices: ['run'], kind: 'unknown_if', proposal: BARE, source: 'info.x > 1', saw: SAID },
  { id: 'q4', choices: ['cause'], kind: 'cause_changed', cause: 'stuck', lines: [EVIDENCE] },
  { id: 'q4', choices: ['cause'], kind: 'cause_changed', cause: 'stuck', lines: SAID },
  ...WHY_SETTLED.map((why) => ({ id: 'q5', choices: ['skip'], kind: 'failed', proposal: BARE, why }) as const),
  ...FAILURES.map(
    (failure) =>
      ({ id: 'q6', choices: ['done'], kind: 'in_doubt', proposal: BARE, why: { code: 'failed', failure } }) as const,
  ),
  {
    id: 'q6',
    choices: ['done'],
    kind: 'in_doubt',
    proposal: BARE,
    why: { code: 'goal_missed', after: SAID, goals: [{ title: 'up', goal: EVIDENCE }] },
  },
  ...(['step', 'doubt', 'verify', 'pause'] as const).map(
    (what) => ({ id: 'q9', choices: ['go_on', 'done', 'not_done'], kind: 'waiting', for: what }) as const,
  ),
  {
    id: 'q10',
    choices: ['verify', 'original', 'undo', 'resolved', 'close'],
    kind: 'not_verified',
    goals: [{ title: 'up', goal: EVIDENCE }],
  },
  { id: 'q11', choices: ['verify'], kind: 'by_hand', cause: 'stuck' },
  { id: 'q11', choices: ['go_on'], kind: 'by_hand', cause: 'stuck', runbook: 'redis-memory' },
  { id: 'q7', choices: ['answer'], kind: 'ask', step: 'who', exec: 'who#1', shown: { text: 'Who deployed?' } },
  {
    id: 'q8',
    choices: ['answer'],
    kind: 'ask',
    step: 'how',
    exec: 'how#1',
    options: ['1', '2'],
    type: 'number',
    default: 2,
    shown: { title: 'How many?', text: 'How many workers?' },
  },
];
