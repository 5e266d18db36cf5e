// The connections of this process, one for each host. Who asks at the same time gets the same one, or the same refusal.

import { setMaxListeners } from 'node:events';
import { Cancelled, Unable } from '../failure.ts';
import { cancelledBy } from '../process/stop.ts';
import { type Link, openLink } from './link.ts';
import { removeScript } from './scripts.ts';
import { inTime } from './wait.ts';

const links = new Map<string, Promise<Link>>();
/** What commands that are over have left there, by host. */
const left = new Map<string, readonly string[]>();
let soon: NodeJS.Timeout | undefined;
let closing = closable();

/** A run that goes on removes what it has left in one call for several, in milliseconds. */
const SOON_MS = 500;

/** Most hosts that are tidied at once: every call is a process of this host, and some of its files. */
const TIDIED_TOGETHER = 8;

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

/** Removes what a command has left on a host, before long. Its end is on disk here. */
export function removeThere(host: string, name: string): void {
  left.set(host, [...(left.get(host) ?? []), name]);
  // It is not put off by what comes behind: a step for each of many hosts would leave them all to one moment.
  soon ??= setTimeout(() => void tidy(), SOON_MS).unref();
}

/** One call for all that a host keeps for nobody, on some hosts at once; where there is no connection it is left. */
async function tidy(): Promise<void> {
  clearTimeout(soon);
  soon = undefined;
  const work = async (): Promise<void> => {
    for (let next = taken(); next !== undefined; next = taken()) {
      const [host, names] = next;
      const link = await links.get(host)?.catch(() => null);
      if (link?.isOpen() !== true) continue;
      const channel = await link.call(removeScript(names), {}).catch(() => null);
      await channel?.closed;
    }
  };
  await Promise.all(Array.from({ length: Math.min(TIDIED_TOGETHER, left.size) }, work));
}

/** Takes the next host from the list. */
function taken(): readonly [host: string, names: readonly string[]] | undefined {
  const [next] = left;
  if (next !== undefined) left.delete(next[0]);
  return next;
}

/** Closes all of them. */
export async function closeLinks(): Promise<void> {
  if (left.size > 0) await inTime(tidy(), LEAVE_MS);
  const all = [...links.values()];
  links.clear();
  // What is being opened is not waited for.
  closing.abort();
  closing = closable();
  for (const link of all) (await link.catch(() => null))?.close();
}

/** Ends what is being opened; any number of them may be. */
function closable(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
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
