// An example of every event in every variant. A type that is left out does not compile.

import { KINDS } from '../../../src/kinds/index.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { Decisions, EventBody, Observations } from '../../../src/model/event.ts';
import type { Evidence } from '../../../src/model/expression.ts';
import type { BlindReason, Outcome } from '../../../src/model/outcome.ts';
import { NO_ERROR } from '../../../src/model/reading.ts';
import { sha256 } from '../../../src/transcript/chain.ts';
import { CHOICES, QUESTIONS, READING } from './every-question.ts';
import {
  ENTERING,
  EVIDENCE,
  FAILURES,
  SKIP_REASONS,
  WHY_DROPPED,
  WHY_FINISHED,
  WHY_GIVEN_UP,
  WHY_LOOK,
  WHY_SETTLED,
  WHY_UNKNOWN,
} from './every-reason.ts';
import { OPENED } from './recorded-run.ts';

type Data = Observations & Decisions;

const SAID = { code: 'said', lines: ['it was so', 'and so'] } as const;
const UNKNOWN: readonly Evidence[] = WHY_UNKNOWN.map((unknown) => ({
  source: 'x',
  truth: 'unknown',
  saw: [{ name: 'x', unknown }],
}));

const ALERT: Alert = {
  source: 'alertmanager',
  status: 'firing',
  title: 'RedisDown',
  labels: { instance: 'redis-1:6379' },
  annotations: { summary: 'Redis does not answer' },
  starts_at: '2026-03-02T21:14:02.000Z',
  fingerprint: 'a1b2',
  url: 'http://prometheus.example/graph',
};

const BLIND: readonly BlindReason['kind'][] = [
  'not_installed',
  'no_permission',
  'no_engine',
  'not_allowed',
  'not_answered',
  'unknown_template',
  'invalid',
  'todo',
  'simulated',
];
const OUTCOMES: readonly Outcome[] = [
  { status: 'succeeded', reading: { ok: true, ms: 2, error: NO_ERROR, reply: 'PONG' } },
  { status: 'failed', reason: { kind: 'not_ok', error: NO_ERROR }, reading: { ms: 2, error: NO_ERROR, items: [] } },
  ...FAILURES.map((reason) => ({ status: 'failed' as const, reason })),
  { status: 'failed', reason: { kind: 'timed_out', after_ms: 5000 }, reading: READING },
  ...BLIND.map((kind) => ({ status: 'blind' as const, reason: { kind, message: 'it cannot look' } })),
];

const RESUMED = {
  pid: 1,
  process_start: '',
  boot_id: '',
  mode: 'unattended',
  approve: 'destroy',
  engine: '0.1.0',
} as const;
const STARTED: Data['step.started'] = {
  exec: 'ping#1',
  step: 'ping',
  purpose: 'probe',
  kind: 'redis',
  attempt: 1,
  look: 1,
  shown: { title: 'Ping', command: 'redis-cli PING' },
  rendered: { argv: ['PING'], url: { $text: ['redis://', { $secret: 'redis_url' }, '@h'] } },
  risk: 'read',
  timeout_ms: 5000,
  sensitive: false,
  approved: 'read',
};
const { look: _l, ...STARTED_ACTION } = STARTED;

const EXAMPLES: { readonly [K in keyof Data]: readonly Data[K][] } = {
  'run.opened': [
    OPENED,
    { ...OPENED, alert: ALERT, cause: 'stuck', inputs: { n: 3, list: ['a'] }, secrets: { token: 'none' } },
  ],
  'run.resumed': [RESUMED, { ...RESUMED, mode: 'agent', approve: 'read' }],
  'run.recovered': [{ bytes: 12, sha256: 'c'.repeat(64), file: 'transcript.torn-1' }],
  'step.spawned': [
    { exec: 'fix#1', spawned: { pid: 2, process_start: '9', boot_id: 'b', pgid: 2, spool: '/dev/shm/x' } },
    { exec: 'fix#1', spawned: { pid: 2, process_start: '9', boot_id: 'b', pgid: 2 } },
  ],
  'step.finished': [
    ...OUTCOMES.map((outcome) => ({ exec: 'ping#1', outcome, outputs: [] })),
    {
      exec: 'ping#1',
      outcome: { status: 'blind', reason: { kind: 'todo', message: 'x' } },
      outputs: [
        { stream: 'stdout', bytes: 2, stored_bytes: 2, sha256: sha256('ok'), cut: false, text: 'ok' },
        { stream: 'stderr', bytes: 9e9, stored_bytes: 67_108_864, sha256: sha256(''), cut: true, head: 'a', tail: 'z' },
        { stream: 'stderr', bytes: 5, stored_bytes: 0, cut: false },
        {
          stream: 'stderr',
          bytes: 9,
          stored_bytes: 0,
          cut: true,
          not_stored: 'the disk is full',
          head: 'a',
          tail: 'z',
        },
      ],
    },
  ],
  'timer.fired': [{ timer: 'escalate', due_ms: 900_000 }],
  'answer.given': [
    ...CHOICES.map((choice) => ({ question: 'q1', choice })),
    { question: 'q1', choice: 'skip', reason: 'no', cause: 'stuck', edited: 'docker stop redis', value: [1] },
  ],
  'approval.added': [{ question: 'q1', count: { so_far: 1, needed: 2 }, via: 'web' }],
  'note.added': [
    { text: 'Größe \u009b31m \u202e \ud800' },
    { text: 'The maintenance window begins at ten.', question: 'q1' },
  ],
  'agent.refused': [
    { wanted: 'run', question: 'q1', why: 'for_people' },
    { wanted: 'approve_step', why: 'not_offered', said: '{"run":"x","note":"\\u001b[2J"}' },
    { wanted: 'cause', question: 'q1', why: 'ruled_out' },
  ],
  'alert.received': [{ alert: ALERT }],
  'alert.cleared': [{ alert: { ...ALERT, status: 'resolved' } }],
  'clock.jumped': [{ by_ms: -3_600_000 }],
  'close.requested': [{ reason: 'a test' }],
  'stop.requested': [
    { how: 'after_step', by: 'SIGTERM' },
    { how: 'abort', by: 'ana' },
  ],
  'run.annotated': [
    {
      of: { seq: 412, hash: 'd'.repeat(64) },
      cause: 'killed',
      helped: { start: true, wait: false },
      note: 'seen on the host',
    },
    { of: { seq: 412, hash: 'd'.repeat(64) }, other: 'the disk of the host was full' },
  ],
  'run.sealed': [{ count: 412, hash: 'd'.repeat(64) }],
  'phase.entered': ENTERING,
  'look.started': WHY_LOOK.map((why) => ({ look: 1, probes: ['ping', 'info'], needed: ['ping'], why })),
  'step.started': [
    ...KINDS.map((kind) => ({ ...STARTED, kind })),
    ...(['probe', 'action', 'preview', 'undo', 'escalation'] as const).map((purpose) => ({
      ...STARTED_ACTION,
      items: ['web-1'],
      purpose,
    })),
    ...(['read', 'person', 'policy', 'repeatable', 'escalation'] as const).map((approved) => ({
      ...STARTED,
      approved,
    })),
    ...(['read', 'change', 'disrupt', 'destroy'] as const).map((risk) => ({ ...STARTED, risk })),
  ],
  'step.spread': [{ step: 'stuck/fix', items: ['web-1', 2, { name: 'web-3' }] }],
  'step.skipped': SKIP_REASONS.map((reason) => ({ step: 'stuck/restart', purpose: 'action', reason })),
  'step.settled': (['exit', 'goal', 'person', 'simulated'] as const).flatMap((via) =>
    (['done', 'failed', 'planned'] as const).flatMap((result) =>
      WHY_SETTLED.map((why) => ({ step: 'stuck/restart', result, via, why })),
    ),
  ),
  'step.in_doubt': [
    ...FAILURES.map((failure) => ({
      step: 'stuck/restart',
      exec: 'stuck/restart#1',
      why: { code: 'failed', failure } as const,
    })),
    { step: 'stuck/restart', exec: 'stuck/restart#1', why: SAID },
  ],
  'step.retrying': [{ step: 'ping', attempt: 1, after_ms: 1000 }],
  'watch.started': (['step', 'doubt', 'verify'] as const).map((aim) => ({
    watch: 1,
    for: aim,
    every_ms: 2000,
    goals: [
      { title: 'Redis answers', due_ms: 60_000, for_ms: 15_000 },
      { title: 'Jobs complete', due_ms: 60_000 },
    ],
  })),
  'goal.held': [{ watch: 1, since_ms: [1200, null] }],
  'goal.reached': [{ watch: 1, goals: [{ title: 'Redis answers', goal: EVIDENCE }] }],
  'goal.missed': [{ watch: 1, goals: [{ title: 'Redis answers', goal: { ...EVIDENCE, saw: [] } }] }],
  'causes.ranked': [
    {
      look: 1,
      complete: true,
      triggers: [{ title: 'Redis is down', when: EVIDENCE, alert: 'unknown' }, { title: 'alert only' }],
      causes: [
        {
          id: 'stuck',
          verdict: 'confirmed',
          lines: [EVIDENCE, ...UNKNOWN],
          because: 'Redis refuses',
          group: 1,
          tried: false,
        },
        { id: 'full', verdict: 'possible', lines: [], tried: true },
        { id: 'other', verdict: 'ruled_out', lines: [], tried: false },
      ],
      facts: { connected: 12, names: ['a'] },
    },
  ],
  'cause.chosen': (['rule', 'person', 'flag', 'agent'] as const).map((by) => ({ cause: 'stuck', by })),
  'cause.dropped': WHY_DROPPED.map((why) => ({ cause: 'stuck', why })),
  'question.asked': QUESTIONS,
  'escalation.raised': [
    { key: 'slow', title: 'It takes long', to: 'the database team', say: 'Redis is down' },
    {
      key: 'unknown',
      title: 'Nobody knows why',
      to: 'the database team',
      say: 'Look',
      failing: {
        triggers: [{ title: 'Redis is down', goal: EVIDENCE }],
        goals: [{ title: 'Redis answers', goal: EVIDENCE }],
      },
    },
  ],
  'run.parked': [
    { why: 'waiting', on: 'an approval' },
    { why: 'stopped', on: 'ana' },
  ],
  'run.finished': [
    ...(['resolved', 'healthy', 'escalated', 'handed_over', 'not_resolved', 'planned', 'closed'] as const).map(
      (outcome) => ({
        outcome,
        cause: null,
        why: { code: 'goals_hold' } as const,
      }),
    ),
    { outcome: 'resolved', by: 'person', cause: null, why: { code: 'closed', reason: '' } },
    ...WHY_FINISHED.map((why) => ({ outcome: 'handed_over', cause: 'stuck', why, runbook: 'redis-memory' }) as const),
    ...WHY_GIVEN_UP.map((why) => ({ outcome: 'escalated', cause: null, why: { code: 'given_up', why } }) as const),
  ],
};

/** Every example as an event body. */
export const EVERY_EVENT: readonly EventBody[] = Object.entries(EXAMPLES).flatMap(([type, examples]) =>
  examples.map((data) => ({ type, data }) as EventBody),
);
