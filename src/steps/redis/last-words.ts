// What a connection died of that ended without a word. Redis speaks to a new client before it ends the connection, but
// what it said is lost when the client was writing at that moment; so a second connection listens and writes nothing.

import type { ReadingError } from '../../model/reading.ts';
import { Failure } from '../failure.ts';
import { dial } from '../network/dial.ts';
import { showEndpoint } from '../network/endpoint.ts';
import { type Greeting, hear } from '../network/greeting.ts';
import { type Allowance, allow, during } from '../network/patience.ts';
import type { Tls } from '../network/tls.ts';
import { wordsError } from './error.ts';
import type { RedisPlace, RedisTarget } from './target.ts';

/** How long is asked at most, in milliseconds. */
const ASK_MS = 400;

/** A better error for a failure that names no cause; the failure's own where nothing more can be learned. */
export async function betterError(
  failure: Failure,
  target: RedisPlace,
  time: { readonly left_ms: number; readonly cancelled: AbortSignal },
): Promise<Failure> {
  const { kind, code } = failure.error;
  const wordless = kind === 'closed' || kind === 'reset';
  const unanswered = kind === 'timeout' && code === '' && target.tls !== undefined;
  // Which server the Sentinels named is not known here; they explain it themselves.
  if ((!wordless && !unanswered) || !('endpoint' in target)) return failure;
  const allowance = allow(Math.min(ASK_MS, time.left_ms), time.cancelled);
  const found = await during(allowance, () =>
    target.tls === undefined ? overPlain(target, allowance) : overTls(target, allowance),
  );
  return found === null ? failure : new Failure(found, failure.effect, failure.fields);
}

async function overPlain(target: RedisTarget, allowance: Allowance): Promise<ReadingError | null> {
  const words = await greetingOf(target, allowance, '');
  if (words !== '') return wordsError(words);
  const secure = await dial(target.endpoint, allowance, { insecure: true }).then(
    (socket) => {
      socket.destroy();
      return true;
    },
    (thrown: unknown) => thrown instanceof Failure && /^(tls|client_certificate)$/.test(thrown.error.kind),
  );
  return secure ? tlsError(`${showEndpoint(target.endpoint)} speaks TLS; use rediss://`) : null;
}

async function overTls(target: RedisTarget, allowance: Allowance): Promise<ReadingError | null> {
  const words = await greetingOf(target, allowance, 'PING\r\n');
  // A server that wants a certificate says so once the handshake is over, and to a client that writes it may get lost.
  if (!/^[+-]/.test(words)) return (await heard(target, allowance, target.tls))?.error ?? null;
  const refusal = words.startsWith('-') ? wordsError(words) : null;
  if (refusal !== null && ['max_clients', 'denied'].includes(refusal.kind)) return refusal;
  return tlsError(`${showEndpoint(target.endpoint)} does not speak TLS; use redis://`);
}

async function greetingOf(target: RedisTarget, allowance: Allowance, say: string): Promise<string> {
  return (await heard(target, allowance, undefined, say))?.greeting ?? '';
}

async function heard({ endpoint }: RedisTarget, allowance: Allowance, tls?: Tls, say = ''): Promise<Greeting | null> {
  try {
    const socket = await dial(endpoint, allowance, tls);
    if (say !== '') socket.write(say);
    return await hear(socket);
  } catch {
    return null;
  }
}

const tlsError = (message: string): ReadingError => ({ kind: 'tls', code: '', message });
