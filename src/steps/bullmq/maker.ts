// Who keeps a queue. Operations are those of BullMQ as we have it: workers of another maker, or of an early version, would not
// see them, and what was "paused" would go on.

import type { BullmqSpec } from '../../kinds/bullmq/bullmq.ts';
import { Failure } from '../failure.ts';
import type { QueueReader } from './queue.ts';

/** Since this version workers keep to what is written about a pause, not to the list that jobs wait in. */
const KEEPS_PAUSE = 5;

/** Throws where the workers of a queue would not see an operation; nothing was done then. */
export async function refuseForeign(
  { queue, do: operation }: Extract<BullmqSpec<string>, { readonly form: 'do' }>,
  { key, number, list }: QueueReader,
): Promise<void> {
  const [[version = null, limit = null], jobs, isPaused] = await Promise.all([
    // What BullMQ writes about a queue, the first since late versions of 4; Bull writes neither.
    list('HMGET', key('meta'), 'version', 'opts.maxLenEvents'),
    number('EXISTS', key('id')),
    number('EXISTS', key('meta-paused')),
  ]);
  // Nobody has put anything in: whoever does will find what is written now.
  if (jobs === 0 && isPaused === 0) return;
  if (version === null && limit === null)
    throw refused(`"${queue}" is a queue of Bull, whose workers would not see it: let its own application do it`);
  const major = Number(/^bullmq:(\d+)\./.exec(version ?? '')?.[1] ?? 0);
  if (operation === 'pause' && major < KEEPS_PAUSE)
    throw refused(
      `"${queue}" is a queue of ${version?.replace('bullmq:', 'BullMQ ') ?? 'an early BullMQ'}, whose workers would go on: let its own application pause it, or end its workers`,
    );
}

const refused = (message: string): Failure => new Failure({ kind: 'other', code: 'other_maker', message }, 'none');
