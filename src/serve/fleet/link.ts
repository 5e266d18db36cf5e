// Whether the store answers, as its last answer says. One that does not is asked on by whoever has something to do there.

import { FleetError, type RunLog, type Transport } from '../../fleet/ports.ts';
import type { Signer } from '../../fleet/signing.ts';

/** What serve reaches workers by. */
export interface FleetLink {
  readonly log: RunLog;
  readonly transport: Transport;
  readonly signer: Signer;
  /** Address of the store for people: no user, no password. */
  readonly shown: string;
}

/** Who serve is to the log. */
export const SERVES = 'serve';

/** Asks the store. */
export interface Asking {
  /** The answer; null where the store did not give one in time. Throws what is no matter of the store. */
  ask<T>(work: () => Promise<T>): Promise<{ readonly answer: T } | null>;
  /** Since when it does not answer, in milliseconds since the epoch; null: it answers. */
  goneSince(): number | null;
  /** Why, a sentence without a full stop; "" while it answers. */
  why(): string;
}

/** Opens it; the store counts as there until it does not answer. */
export function asking(now: () => number): Asking {
  let gone: { readonly since_ms: number; readonly why: string } | null = null;
  return {
    ask: async (work) => {
      try {
        const answer = await work();
        gone = null;
        return { answer };
      } catch (error) {
        if (!(error instanceof FleetError)) throw error;
        gone = { since_ms: gone?.since_ms ?? now(), why: error.message };
        return null;
      }
    },
    goneSince: () => gone?.since_ms ?? null,
    why: () => gone?.why ?? '',
  };
}
