// What the end of `systemctl start`, `stop`, `restart` or `reset-failed` means. Who was refused, or named a unit that is not
// there, has begun nothing.

import type { Outcome } from '../../model/outcome.ts';
import { NO_ERROR } from '../../model/reading.ts';
import { type Ended, processOutcome } from '../process/end.ts';
import { firstLine, troubleIn } from './systemctl.ts';

/** The outcome of a job. */
export function jobOutcome(ended: Ended): Outcome {
  const { ending, stderr, ms } = ended;
  if (ending.kind !== 'exited') return processOutcome(ended, { name: 'systemctl', risk: 'change' });
  if (ending.code === 0) return { status: 'succeeded', reading: { ok: true, ms, error: NO_ERROR } };
  const trouble = troubleIn(stderr.text);
  const message = trouble?.message ?? (firstLine(stderr.text) || `systemctl ended with ${ending.code}`);
  const error = { kind: trouble?.kind ?? 'failed', code: String(ending.code), message };
  const reason = trouble === null ? ({ kind: 'not_ok', error } as const) : ({ kind: 'not_started', message } as const);
  return { status: 'failed', reason, reading: { ok: false, ms, error } };
}
