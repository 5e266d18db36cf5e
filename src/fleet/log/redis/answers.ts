// What the scripts of the run log answer, in the words of its port.

import {
  type Entry,
  FleetError,
  type FleetStanding,
  type Hold,
  type Leasing,
  type Order,
  type Refusal,
} from '../../ports.ts';

/** Why the log refuses; null: it does not. */
export function refusal(told: unknown): Refusal | null {
  if (!Array.isArray(told)) return null;
  const [is, one = '0', other = ''] = told as readonly string[];
  switch (is) {
    case 'fenced':
      return { is, epoch: Number(one) };
    case 'gap':
      return { is, head: { seq: Number(one), hash: other } };
    case 'unleased':
    case 'forgotten':
    case 'finished':
      return { is };
    default:
      throw new FleetError('unfit', `the queue gave an answer that is none: ${is}`);
  }
}

/** What came of asking for a lease. */
export function leasing(
  [is, one = '', other = '']: readonly string[],
  { run, generation }: Hold,
  target: string,
): Leasing {
  switch (is) {
    case 'had':
      return { is, lease: { target, run, token: Number(one), generation } };
    case 'busy':
      return { is, run: one, worker: other };
    case 'quarantined':
      return { is, run: one, under_way: JSON.parse(other) as string[] };
    case 'settling':
      return { is, ms: Number(one) };
    case 'fenced':
      return { is };
    default:
      throw new FleetError('unfit', `the queue gave an answer that is none: ${is}`);
  }
}

/** A run out of the fields of its hash, one after another; null: there is none. */
export function entryOf(run: string, now: number, told: readonly unknown[]): Entry | null {
  const fields: Record<string, string> = {};
  for (let at = 0; at + 1 < told.length; at += 2) fields[String(told[at])] = String(told[at + 1]);
  const { order, standing, epoch, seq, hash, until = '0', worker } = fields;
  if (order === undefined || standing === undefined || hash === undefined) return null;
  return {
    run,
    order: orderIn(order),
    order_signature: fields['order_signature'] ?? '',
    standing: standing as FleetStanding,
    epoch: Number(epoch),
    head: { seq: Number(seq), hash },
    signature: fields['signature'] ?? '',
    worker: worker ?? null,
    hold_ms: until === '0' ? null : Number(until) - now,
  };
}

// Whoever can write to the store can write anything; what is no order has no signature that fits.
function orderIn(text: string): Order {
  try {
    return JSON.parse(text) as Order;
  } catch {
    return {} as Order;
  }
}
