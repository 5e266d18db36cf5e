// The connections of this process, one for each host. Who asks at the same time gets the same one, or the same refusal.

import { Cancelled, Unable } from '../failure.ts';
import { cancelledBy } from '../process/stop.ts';
import { type Link, openLink } from './link.ts';
import { inTime } from './wait.ts';

const links = new Map<string, Promise<Link>>();
const leaving = new Set<Promise<void>>();
let closing = new AbortController();

/** How long what is still to be removed there is waited for at the end, in milliseconds. */
const LEAVE_MS = 2000;

/** The connection to a host; throws `Unable` where there is none within `left_ms`, or once `signal` is aborted. */
export async function linkTo(host: string, left_ms: number, signal: AbortSignal): Promise<Link> {
  const known = links.get(host);
  if (known !== undefined) {
    const link = await opened(known, { host, left_ms, signal }).catch((error: unknown) => {
      if (links.get(host) === known) throw error;
      return null;
    });
    if (link?.isOpen() === true) return link;
    if (links.get(host) === known) links.delete(host);
  }
  const opening = links.get(host) ?? openLink(host, left_ms, closing.signal);
  links.set(host, opening);
  // The next one who asks tries again.
  opening.catch(() => {
    if (links.get(host) === opening) links.delete(host);
  });
  return opened(opening, { host, left_ms, signal });
}

/** The connection to a host, where one stands. */
export async function standingLink(host: string): Promise<Link | null> {
  const link = await links.get(host)?.catch(() => null);
  return link?.isOpen() === true ? link : null;
}

/** Work that must not be cut off when the connections are closed, within reason. */
export function beforeLeaving(work: Promise<void>): void {
  leaving.add(work);
  const over = (): void => void leaving.delete(work);
  work.then(over, over);
}

/** Closes all of them. */
export async function closeLinks(): Promise<void> {
  if (leaving.size > 0) await inTime(Promise.allSettled(leaving), LEAVE_MS);
  const all = [...links.values()];
  links.clear();
  // What is being opened is not waited for.
  closing.abort();
  closing = new AbortController();
  for (const link of all) (await link.catch(() => null))?.close();
}

interface Wait {
  readonly host: string;
  readonly left_ms: number;
  readonly signal: AbortSignal;
}

function opened(opening: Promise<Link>, { host, left_ms, signal }: Wait): Promise<Link> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', give);
      const late = new Unable('ssh_unreachable', `no connection to ${host} within ${Math.round(left_ms)} ms`);
      reject(signal.aborted ? new Cancelled(cancelledBy(signal), 'none') : late);
    };
    const timer = setTimeout(give, left_ms);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
    opening.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', give);
    });
  });
}
