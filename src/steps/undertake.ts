// Carries out work and says how it ended. The one place where what was thrown becomes an outcome.

import type { Outcome } from '../model/outcome.ts';
import { NO_ERROR, type ReadingError } from '../model/reading.ts';
import { unreachable } from '../model/result.ts';
import type { Risk } from '../model/risk.ts';
import { Cancelled, Failure, type Fields, Unable } from './failure.ts';
import type { Handle } from './performer.ts';

/** Runs `work`; its fields make the reading of a step that succeeded. */
export function undertake(
  task: { readonly risk: Risk; readonly timeout_ms: number },
  work: () => Promise<Fields>,
): Handle {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  const run = async (): Promise<Outcome> => {
    try {
      const fields = learned(await work());
      return { status: 'succeeded', reading: { ok: true, ms: ms(), error: NO_ERROR, ...fields } };
    } catch (thrown) {
      return outcomeOf(thrown, task, ms());
    }
  };
  return { done: run() };
}

/** The outcome of a step that threw. */
export function outcomeOf(
  thrown: unknown,
  task: { readonly risk: Risk; readonly timeout_ms: number },
  ms: number,
): Outcome {
  if (thrown instanceof Unable) return { status: 'blind', reason: thrown.reason };
  if (thrown instanceof Cancelled) return cancelled(thrown, task.risk);
  if (thrown instanceof Failure) return failed(thrown, task, ms);
  return internalOutcome(thrown, ms);
}

/** Our own mistake, as an outcome: a run must not end because of it. */
export function internalOutcome(thrown: unknown, ms: number): Outcome {
  const message = `internal: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  return notOk({ kind: 'internal', code: '', message }, ms, {});
}

function failed(
  { error, effect, fields }: Failure,
  task: { readonly risk: Risk; readonly timeout_ms: number },
  ms: number,
): Outcome {
  if (task.risk === 'read') return notOk(error, ms, fields);
  switch (effect) {
    case 'answered':
      return notOk(error, ms, fields);
    case 'none':
      return {
        status: 'failed',
        reason: { kind: 'not_started', message: error.message },
        reading: { ok: false, ms, error },
      };
    case 'unknown':
      if (error.kind !== 'timeout') return { status: 'failed', reason: { kind: 'lost', message: error.message } };
      return {
        status: 'failed',
        reason: { kind: 'timed_out', after_ms: task.timeout_ms },
        reading: { ok: false, ms, error },
      };
    default:
      return unreachable(effect);
  }
}

// A change that was never sent is not in doubt.
function cancelled({ by, effect }: Cancelled, risk: Risk): Outcome {
  if (risk !== 'read' && effect === 'none') {
    return { status: 'failed', reason: { kind: 'not_started', message: `ended by ${by} before it began` } };
  }
  return { status: 'failed', reason: { kind: 'cancelled', by } };
}

function notOk(error: ReadingError, ms: number, fields: Fields): Outcome {
  return { status: 'failed', reason: { kind: 'not_ok', error }, reading: { ok: false, ms, error, ...learned(fields) } };
}

// What a server left out is absent, and no `undefined` in a reading.
function learned(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
