// A short run as it is written, for tests of the record: batches of events, synced before anything acts on them.

import { type Actor, type EventBody, FORMAT, type Observations, RULES } from '../../../src/model/event.ts';
import { NO_ERROR } from '../../../src/model/reading.ts';
import { sha256 } from '../../../src/transcript/chain.ts';
import type { Entry } from '../../../src/transcript/format.ts';

const ENGINE: Actor = { kind: 'engine', name: 'firebreak' };
const ANA: Actor = { kind: 'human', name: 'ana' };
const OPENED_AT = Date.UTC(2026, 2, 2, 21, 14, 8);

const TEXT = 'id: queue-stuck\n';

/** The first event of a run. */
export const OPENED: Observations['run.opened'] = {
  pid: 4711,
  process_start: '123456',
  boot_id: '7b1c',
  mode: 'guided',
  approve: 'read',
  format: FORMAT,
  rules: RULES,
  engine: '0.1.0',
  runbook: { id: 'queue-stuck', path: 'runbooks/queue-stuck.yaml', text: TEXT, sha256: sha256(TEXT) },
  inputs: { queue: 'emails' },
  secrets: { redis_url: { $text: ['redis://', { $secret: 'redis_url' }, '@h:6379'] } },
  answers: {},
  cause: null,
  alert: null,
  dry_run: false,
  write_probe: true,
  host: 'web-1',
  user: 'ana',
};

/** An event body as an entry; `at` in milliseconds of the run. */
export function entry(body: EventBody, at = 0, actor: Actor = ENGINE): Entry {
  return { body, actor, at_ms: OPENED_AT + at, mono_ms: at };
}

/** A note, which is the shortest event. */
export const note = (text: string, at = 0): Entry => entry({ type: 'note.added', data: { text } }, at, ANA);

/** The batches of a run in which one step is carried out. */
export const BATCHES: readonly (readonly Entry[])[] = [
  [
    entry({ type: 'run.opened', data: OPENED }, 0, ANA),
    entry({ type: 'phase.entered', data: { phase: 'diagnosing', why: { code: 'look_again' } } }),
    entry({ type: 'look.started', data: { look: 1, probes: ['ping'], needed: ['ping'], why: { code: 'diagnose' } } }),
  ],
  [
    entry(
      {
        type: 'step.finished',
        data: {
          exec: 'ping#1',
          outcome: { status: 'succeeded', reading: { ok: true, ms: 2, error: NO_ERROR, reply: 'PONG' } },
          outputs: [
            { stream: 'stdout', bytes: 5, stored_bytes: 5, sha256: sha256('PONG\n'), cut: false, text: 'PONG\n' },
          ],
        },
      },
      12,
    ),
  ],
  [
    note('Grüße, 東京 \ud83d\udc4d', 20),
    entry({ type: 'cause.chosen', data: { cause: 'stuck', by: 'person' } }, 21, ANA),
  ],
  [entry({ type: 'run.finished', data: { outcome: 'resolved', cause: 'stuck', why: { code: 'goals_hold' } } }, 30)],
];

/** Who seals. */
export const STAMP = { actor: ENGINE, at_ms: OPENED_AT + 31, mono_ms: 31 };
