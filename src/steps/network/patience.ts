// How long an answer is waited for. Silence is only known by waiting, and a slow link looks like a dead one: so an answer
// is waited for once, then once more for twice as long, all inside the step's timeout.

import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadingError } from '../../model/reading.ts';
import { Cancelled, type Effect, Failure } from '../failure.ts';
import { cancelledBy } from '../process/stop.ts';

/** Kept back of a timeout, for asking what a connection died of. */
const RESERVE_MS = 100;

/** An alarm that comes later than this was held up by this process, not by the other side. */
const LATE_MS = 25;

/** A stretch of time. */
export interface Allowance {
  /** Aborts when it is over, or when the responder ends the step. */
  readonly signal: AbortSignal;
  /** Its whole length in milliseconds. */
  readonly ms: number;
  /** What is left of it, in milliseconds; never negative. */
  left(): number;
  /** The other side has answered: it may take all that is left of the step's timeout. */
  proven(): void;
  /** Ends it without an alarm. */
  close(): void;
}

/**
 * Starts a stretch of `ms`, of a step that has `rest_ms` in all. Time in which this process did not listen, because a slow
 * disk or a busy machine held it up, is given back: a stretch lasts at most twice as long for it.
 */
export function allow(ms: number, cancelled: AbortSignal, rest_ms = ms): Allowance {
  const controller = new AbortController();
  // A look at a queue waits for dozens of answers at once.
  setMaxListeners(0, controller.signal);
  const started = performance.now();
  let length = ms;
  const cancel = (): void => stop(new Cancelled(cancelledBy(cancelled), 'unknown'));
  const stop = (reason?: Cancelled): void => {
    close();
    controller.abort(reason);
  };
  let given_back = 0;
  let hearing: NodeJS.Immediate | undefined;
  const ring = (): void => {
    const lost = Math.min(performance.now() - started - length - given_back, length - given_back);
    if (lost > LATE_MS) {
      given_back += lost;
      timer = setTimeout(ring, lost);
    } else {
      // What has come is heard before silence is.
      hearing = setImmediate(stop);
    }
  };
  let timer = setTimeout(ring, ms);
  const quiet = (): void => {
    clearTimeout(timer);
    clearImmediate(hearing);
  };
  const close = (): void => {
    quiet();
    cancelled.removeEventListener('abort', cancel);
  };
  if (cancelled.aborted) cancel();
  else cancelled.addEventListener('abort', cancel, { once: true });
  const left = (): number => Math.max(0, length + given_back - (performance.now() - started));
  return {
    signal: controller.signal,
    get ms() {
      return Math.round(length);
    },
    left,
    proven() {
      if (controller.signal.aborted || length >= rest_ms) return;
      length = rest_ms;
      quiet();
      timer = setTimeout(ring, left());
    },
    close,
  };
}

/** What silence means at this point, given how many milliseconds it lasted. */
export type Silence = (ms: number) => ReadingError;

/** Waits for `answer`; throws the silence, or the cancellation, when the allowance ends first. */
export function answerWithin<T>(
  allowance: Allowance,
  answer: Promise<T>,
  silence: Silence,
  effect: Effect,
): Promise<T> {
  const { signal } = allowance;
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => {
      if (signal.reason instanceof Cancelled) reject(new Cancelled(signal.reason.by, effect));
      else reject(new Failure(silence(allowance.ms), effect));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Waits on purpose, for a second sample; throws when the allowance is shorter than that. */
export function sampleAfter(ms: number, allowance: Allowance): Promise<void> {
  const message = `the sample of ${ms} ms does not fit into the time of the step; give it a longer timeout`;
  return answerWithin(allowance, sleep(ms), () => ({ kind: 'timeout', code: '', message }), 'answered');
}

/**
 * Makes the attempt, and after silence makes it once more with twice the time. What may have changed something is not
 * made again, unless `repeat` says that this does no harm.
 */
export async function twice<T>(
  time: { readonly timeout_ms: number; readonly cancelled: AbortSignal; readonly repeat: boolean },
  attempt: (allowance: Allowance) => Promise<T>,
): Promise<T> {
  const end = performance.now() + time.timeout_ms - Math.min(RESERVE_MS, time.timeout_ms / 4);
  const first_ms = (end - performance.now()) / 3;
  try {
    return await during(allow(first_ms, time.cancelled, end - performance.now()), attempt);
  } catch (thrown) {
    if (!isSilence(thrown) || (thrown.effect !== 'none' && !time.repeat)) throw thrown;
    const left_ms = end - performance.now();
    // Less than the first time: the other side had answered, and took its time.
    if (left_ms <= first_ms) throw thrown;
    return await during(allow(left_ms, time.cancelled), attempt).catch(saidTwice);
  }
}

function saidTwice(thrown: unknown): never {
  if (!isSilence(thrown)) throw thrown;
  const { error, effect, fields } = thrown;
  throw new Failure({ ...error, message: `${error.message}, asked twice` }, effect, fields);
}

/** Makes one attempt within an allowance that ends with it. */
export async function during<T>(allowance: Allowance, attempt: (allowance: Allowance) => Promise<T>): Promise<T> {
  try {
    return await attempt(allowance);
  } finally {
    allowance.close();
  }
}

// A resolver that says nothing is as silent as a server.
const isSilence = (thrown: unknown): thrown is Failure =>
  thrown instanceof Failure && (thrown.error.kind === 'timeout' || thrown.error.code === 'ETIMEDOUT');
