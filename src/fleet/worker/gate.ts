// The gate before every change of a run that goes through the log: it begins once its target is leased and the log has taken every
// line up to its start, under the hold of this process. Looks pass: they change nothing, and never wait for the store.

import type { PerformCommand } from '../../model/command.ts';
import { within } from '../../model/risk.ts';
import type { Clock, Ending, Executor } from '../../session/ports.ts';
import type { Refusal } from '../ports.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { Pusher } from './pusher.ts';

/** What a gate works with. */
export interface GateParts {
  readonly clock: Clock;
  readonly keeper: LeaseKeeper;
  readonly pusher: Pusher;
  /** The right to lead was lost for good. */
  isLost(): boolean;
  /** The hold is good by the clock of this process. */
  isHeld(): boolean;
  /** Asks for the hold to be longer. */
  renew(): Promise<void>;
  /** Tells people why a change waits. */
  say(why: string): void;
}

/** How long a change waits before it asks again, in milliseconds. */
const ASKS_AGAIN_MS = 500;

type Verdict = 'begin' | 'cancelled' | 'lost';

/** An executor whose changes go through the gate. */
export function gated(inner: Executor, parts: GateParts): Executor {
  return {
    expect: (started) => inner.expect(started),
    start: async (command, signal, progress) => {
      if (within(command.risk, 'read')) return inner.start(command, signal, progress);
      const verdict = await allowed(command, signal, parts);
      if (verdict === 'begin') return inner.start(command, signal, progress);
      return notStarted(
        verdict === 'lost'
          ? 'another worker has taken the run up'
          : 'it was ended while it waited for the log of the fleet',
      );
    },
    // The change began under an earlier hold; its end is only found out.
    adopt: (command, signal, progress) => inner.adopt(command, signal, progress),
    release: (exec, spool) => inner.release(exec, spool),
  };
}

async function allowed({ exec }: PerformCommand, signal: AbortSignal, parts: GateParts): Promise<Verdict> {
  const { clock, keeper, pusher } = parts;
  const said = new Set<string>();
  const waits = async (why: string): Promise<void> => {
    if (!said.has(why)) parts.say(why);
    said.add(why);
    await pause(clock, signal);
  };
  for (;;) {
    if (parts.isLost()) return 'lost';
    if (signal.aborted) return 'cancelled';
    const leasing = await keeper.ask();
    if (leasing === null)
      await waits('The store of the fleet does not answer. Looks go on; no change begins until it answers.');
    else if (leasing.is === 'busy')
      await waits(
        `Run ${leasing.run} on worker ${leasing.worker} works on the same target. No change begins until it lets go.`,
      );
    else if (leasing.is === 'quarantined')
      await waits(
        `Run ${leasing.run} left a change on the same target in doubt. No change begins until that run has settled it.`,
      );
    else if (leasing.is === 'settling')
      await waits(
        'The store of the fleet has begun anew. No change begins until what was under way has been reported.',
      );
    else if (leasing.is === 'fenced') await pusher.check();
    else {
      const refusal = await unlessAborted(pusher, exec, pusher.begin(exec, leasing.lease), signal);
      if (refusal === 'aborted') return 'cancelled';
      if (refusal === null) {
        // It may have stood still since: what the log allowed then counts for as long as hold and lease do.
        if (keeper.good()?.token === leasing.lease.token && parts.isHeld()) return 'begin';
        await parts.renew();
      } else if (refusal.is === 'unleased') keeper.drop();
      else return 'lost';
    }
  }
}

// What is given up while the store does not answer must not be said to be under way when it does.
async function unlessAborted(
  pusher: Pusher,
  exec: string,
  begun: Promise<Refusal | null>,
  signal: AbortSignal,
): Promise<Refusal | null | 'aborted'> {
  if (signal.aborted) return giveUp();
  let stop = (): void => {};
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = () => resolve('aborted');
    signal.addEventListener('abort', stop, { once: true });
  });
  const first = await Promise.race([begun, aborted]);
  signal.removeEventListener('abort', stop);
  return first === 'aborted' ? giveUp() : first;

  function giveUp(): 'aborted' {
    void begun.then(() => {
      pusher.ended(exec);
      return pusher.check();
    });
    return 'aborted';
  }
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ASKS_AGAIN_MS, done);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

const notStarted = (message: string): Ending => ({
  outcome: { status: 'failed', reason: { kind: 'not_started', message } },
  outputs: [],
});
