// What `bullmq:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { count, duration, mapping, text } from '../values.schema.ts';

const queue = {
  url: Type.Optional(
    text({ description: 'Address of the Redis behind the queue. Usually given once, under `defaults`.' }),
  ),
  prefix: Type.Optional(text({ description: 'Prefix of the keys of BullMQ.', default: 'bull' })),
};

/** The value of `bullmq`. */
export const bullmqSchema = mapping(
  {
    queue: text({ description: 'Name of the queue.' }),
    ...queue,
    sample: Type.Optional(
      duration({
        description: 'Count twice, this far apart, for rates: `added_per_s`, `completed_per_s`, `failed_per_s`.',
        examples: ['2s'],
      }),
    ),
    do: Type.Optional(
      Type.Enum(['pause', 'resume', 'retry_failed', 'promote_delayed', 'clean'], {
        description: 'An operation on the queue. `clean` removes finished jobs for good.',
      }),
    ),
    limit: Type.Optional(count({ description: 'With `do`: how many jobs are handled at most.', default: 1000 })),
    state: Type.Optional(
      Type.Enum(['completed', 'failed'], { description: 'With `do: clean`: which jobs are removed.' }),
    ),
    older_than: Type.Optional(duration({ description: 'With `do: clean`: younger jobs are kept.', examples: ['24h'] })),
  },
  {
    description: 'Counts and rates of a BullMQ queue, or an operation on it.',
    markdownDescription: [
      'Counts and rates of a BullMQ queue, or an operation on it. Reading never writes.',
      '- `bullmq: { queue: mail, sample: 2s }`',
      '- `bullmq: { queue: mail, do: retry_failed, limit: 500 }`',
      '- `bullmq: { queue: mail, do: clean, state: completed, older_than: 24h }`',
      '',
      'Reading: `waiting`, `active`, `delayed`, `failed`, `completed`, `is_paused`, `workers`, `stalled`, `oldest_waiting_ms`, `oldest_active_ms`, `failed_reasons`.',
    ].join('\n'),
    defaultSnippets: [{ label: 'queue', description: 'Counts and rates', body: { queue: '${1:name}', sample: '2s' } }],
  },
);

/** What `defaults` may give to every bullmq step. */
export const bullmqDefaults = mapping(queue, { description: 'For every bullmq step that does not say otherwise.' });
