// The first words on a connection: who we are, which database, and our name. What the server says to the password tells
// whether it wants one.

import type { RedisErrorKind } from '../../kinds/redis/forms.ts';
import { Failure } from '../failure.ts';
import type { Allowance } from '../network/patience.ts';
import type { NodeConnection } from './connection.ts';
import { needsNoPassword } from './error.ts';
import type { RedisTarget } from './target.ts';

/** Name of our connections in CLIENT LIST. */
const NAME = 'firebreak';

/** Replies to naming ourselves that matter; others come from servers that do not let us, or do not know how. */
const FATAL: ReadonlySet<string> = new Set<RedisErrorKind>(['auth', 'denied', 'max_clients']);

/** Whether the server wants a password, as far as it said so. */
export type Auth = 'needed' | 'not_needed' | 'unknown';

/**
 * Logs in and waits for the answers. A server lets in a named user without telling whether others need a password; then
 * it is unknown.
 */
export async function shakeHands(
  connection: NodeConnection,
  { username, password, db }: RedisTarget,
  allowance: Allowance,
  greet: boolean,
): Promise<Auth> {
  const ask = (...argv: readonly string[]): Promise<unknown> => connection.ask(argv, allowance, 'none');
  // Only the form with one word is refused by a server that wants none.
  const isDefault = username === '' || username === 'default';
  const login = isDefault ? (password === '' ? null : [password]) : [username, password];
  // All at once: one round trip. The first failure, in this order, is the one that tells most.
  const [auth, ...others] = await Promise.allSettled([
    login === null ? NOTHING : ask('AUTH', ...login).then((): Auth => (isDefault ? 'needed' : 'unknown'), unlessOpen),
    db === 0 ? NOTHING : ask('SELECT', String(db)),
    greet ? ask('CLIENT', 'SETNAME', NAME).catch(unlessHarmless) : NOTHING,
  ]);
  for (const step of [auth, ...others]) if (step.status === 'rejected') throw step.reason;
  // Whoever is not logged in hears nothing else.
  const letIn: Auth = greet || db !== 0 ? 'not_needed' : 'unknown';
  return auth.status === 'fulfilled' && auth.value !== null ? auth.value : letIn;
}

const NOTHING = Promise.resolve(null);

function unlessOpen(thrown: unknown): Auth {
  if (thrown instanceof Failure && needsNoPassword(thrown.error.message)) return 'not_needed';
  throw thrown;
}

const unlessHarmless = (thrown: unknown): void => {
  if (!(thrown instanceof Failure) || thrown.effect !== 'answered' || FATAL.has(thrown.error.kind)) throw thrown;
};
