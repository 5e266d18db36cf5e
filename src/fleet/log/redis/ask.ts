// Asks the server for a script within a time limit: an answer, or a `FleetError`.

import type { Redis } from 'ioredis';
import { messageOf } from '../../../transcript/transcript-error.ts';
import { FleetError } from '../../ports.ts';
import type { Script } from './prelude.lua.ts';

/** Carries a script out; `raw`: texts of the answer are bytes. */
export type Ask = (script: Script, args: readonly (string | Buffer)[], raw?: boolean) => Promise<unknown>;

/** Asks on a connection; all keys begin with `prefix`. */
export function asking(client: Redis, prefix: string, within_ms: number): Ask {
  const call = (command: string, argv: readonly (string | Buffer)[], raw: boolean): Promise<unknown> =>
    raw ? client.callBuffer(command, ...argv) : client.call(command, ...argv);
  return async (script, args, raw = false) => {
    const work = async (): Promise<unknown> => {
      try {
        return await call('EVALSHA', [script.sha, '1', prefix, ...args], raw);
      } catch (error) {
        if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
        return call('EVAL', [script.text, '1', prefix, ...args], raw);
      }
    };
    return within(work(), within_ms);
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FleetError('unreachable', `the queue gave no answer in ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof FleetError
      ? error
      : new FleetError('unreachable', `the queue cannot be asked: ${words(error)}`);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

// What the client library says of a connection that is not there is about itself.
function words(error: unknown): string {
  const message = messageOf(error);
  return /Stream isn't writeable|Connection is closed|max retries per request/.test(message)
    ? 'there is no connection to it'
    : message;
}
