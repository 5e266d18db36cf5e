// Steps of kind `bullmq`: counts and rates of one queue, or one operation on it. Reading never writes the queue's meta.

import type { TemplateTree, Text } from '../../model/expression.ts';
import { showText } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { ReadingType } from '../../model/reading-type.ts';
import { showUrl } from '../address.ts';
import { alternativesSchema, readAlternative } from '../alternatives.ts';
import { withoutSecrets } from '../command-line.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming } from '../forms.ts';
import {
  choice,
  count,
  mappingSchema,
  ofEvery,
  optionalChoice,
  optionalDuration,
  optionalText,
  text,
} from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { REDIS_ERROR_KINDS } from '../redis/forms.ts';
import { REDIS_PORTS, type RedisServer, redisTarget, SERVER_KEYS } from '../redis/server.ts';
import { named, where } from '../said.ts';
import { addressOn } from '../where.ts';

/** BullMQ: counts and rates of a queue, or one operation on it. */
export type BullmqSpec<T = Text> = Omit<RedisServer<T>, 'db'> & { readonly queue: T; readonly prefix: T } & (
    | { readonly form: 'read'; readonly sample_ms?: number }
    | {
        readonly form: 'do';
        readonly do: 'pause' | 'resume' | 'retry_failed' | 'promote_delayed' | 'clean';
        readonly limit: number;
        readonly state?: 'completed' | 'failed';
        readonly older_than_ms?: number;
      }
  );

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly bullmq: BullmqSpec<T>;
  }
}

const OPERATIONS = ['pause', 'resume', 'retry_failed', 'promote_delayed', 'clean'] as const;

const DEFAULT_PREFIX = 'bull';

const COMMON = {
  ...SERVER_KEYS,
  prefix: optionalText({ description: 'Prefix of the keys of BullMQ.', default: DEFAULT_PREFIX }),
};

const FORMS = {
  kind: 'bullmq' as const,
  common: { queue: text({ description: 'Name of the queue.', examples: ['mail'] }), ...COMMON },
  forms: {
    read: {
      sample: optionalDuration({
        description: 'Count twice, this far apart, for rates: `added_per_s`, `completed_per_s`, `failed_per_s`.',
        examples: ['2s'],
      }),
    },
    do: {
      do: choice(OPERATIONS, {
        description: 'An operation on the queue. `clean` removes finished jobs for good.',
      }),
      limit: count({ description: 'With `do`: how many jobs are handled at most.', default: 1000 }),
      state: optionalChoice(['completed', 'failed'], { description: 'With `do: clean`: which jobs are removed.' }),
      older_than: optionalDuration({ description: 'With `do: clean`: younger jobs are kept.', examples: ['24h'] }),
    },
  },
};

const COUNTS: ReadingType = {
  exists: 'bool',
  queues: { list: 'string' },
  waiting: 'number',
  active: 'number',
  delayed: 'number',
  prioritized: 'number',
  waiting_children: 'number',
  failed: 'number',
  completed: 'number',
  is_paused: 'bool',
  workers: 'number',
  stalled: 'number',
  oldest_waiting_ms: 'number',
  oldest_active_ms: 'number',
  failed_reasons: { list: { record: { reason: 'string', count: 'number' } } },
  // Jobs that have failed and are to be tried again, among those next in turn.
  retry_reasons: { list: { record: { reason: 'string', count: 'number' } } },
  // Delayed jobs that have been due for a second, and that nobody has let in.
  overdue: 'number',
  low_priority_waiting_ms: 'number',
};

const RATES: ReadingType = { added_per_s: 'number', completed_per_s: 'number', failed_per_s: 'number' };

/** The kind `bullmq`. */
export const bullmq: KindDefinition<'bullmq'> = {
  kind: 'bullmq',
  by: 'performer',
  schema: alternativesSchema(
    FORMS,
    {
      description: 'Counts and rates of a BullMQ queue, or an operation on it.',
      examples: [
        { queue: 'mail', url: '${{ inputs.redis_url }}' },
        { queue: 'mail', do: 'pause' },
      ],
      markdownDescription: [
        'Counts and rates of a BullMQ queue, or an operation on it. Reading never writes.',
        '- `bullmq: { queue: mail }`',
        '- `bullmq: { queue: mail, sample: 2s }`',
        '- `bullmq: { queue: mail, do: pause }`',
        '- `bullmq: { queue: mail, do: resume }`',
        '- `bullmq: { queue: mail, do: retry_failed, limit: 500 }`',
        '- `bullmq: { queue: mail, do: promote_delayed }`',
        '- `bullmq: { queue: mail, do: clean, state: completed, older_than: 24h }`',
        '',
        'Reading: `exists`, `queues`, `waiting`, `active`, `delayed`, `prioritized`, `waiting_children`, `failed`, `completed`, `is_paused`, `workers`, `stalled`, `oldest_waiting_ms`, `oldest_active_ms`, `failed_reasons`, `retry_reasons` (of jobs that are to be tried again), `overdue` (delayed jobs that are due and not let in), `low_priority_waiting_ms` (of the oldest job of the lowest priority); with `sample`: `added_per_s`, `completed_per_s`, `failed_per_s`; with `do`: `affected`.',
      ].join('\n'),
      defaultSnippets: [
        { label: 'queue', description: 'Counts and rates', body: { queue: '${1:name}', sample: '2s' } },
      ],
    },
    Object.keys(COMMON),
  ),
  defaults: mappingSchema(COMMON, ofEvery('bullmq'), Object.keys(COMMON)),
  address: { field: 'url', ports: REDIS_PORTS, isOperators: false },
  ...forming<BullmqSpec>({ decode }),
  risk(shape) {
    const operation = field(shape, 'do');
    if (operation === undefined) return 'read';
    return operation === 'clean' ? 'destroy' : 'change';
  },
  floor: (shape) => bullmq.risk(shape, 'action'),
  deed(shape) {
    const operation = field(shape, 'do');
    return typeof operation === 'string' ? operation : undefined;
  },
  repeatable(shape) {
    const operation = field(shape, 'do');
    return operation === undefined || operation === 'pause' || operation === 'resume';
  },
  errors: REDIS_ERROR_KINDS,
  reading(shape: TemplateTree): ReadingType {
    if (field(shape, 'do') !== undefined) return { affected: 'number' };
    return field(shape, 'sample') === undefined ? COUNTS : { ...COUNTS, ...RATES };
  },
  says: (reading) =>
    Object.hasOwn(reading, 'affected')
      ? [{ value: reading.affected as Json, after: 'jobs affected' }]
      : [
          ...where(reading.exists === false, 'there is no such queue'),
          ...where(reading.is_paused === true, 'paused'),
          ...named(reading, ['waiting', 'active', 'delayed', 'failed', 'workers', 'stalled']),
        ],
  describe(spec) {
    const prefix = spec.prefix === DEFAULT_PREFIX ? '' : `, prefix: ${literal(spec.prefix)}`;
    const url = `'${showUrl(spec.url)}'`;
    return `new Queue(${literal(spec.queue)}, { connection: { url: ${url} }${prefix} }).${call(spec)}`;
  },
  target: ({ queue, url }, host) => `queue ${showText(queue)} on ${addressOn(redisTarget(url), host)}`,
};

function decode(fields: Fields): BullmqSpec | null {
  const written = readAlternative(FORMS, fields);
  if (written === null) return null;
  const { queue, url, prefix = DEFAULT_PREFIX, tls, sentinel_password } = written;
  if (withoutSecrets(queue, '').includes(':'))
    fields.refuse(
      'BullMQ takes no ":" in the name of a queue',
      ['queue'],
      'what stands before the name in its keys is `prefix`',
    );
  const where = { queue, url, prefix, tls, sentinel_password };
  if (written.form === 'read') return given({ form: 'read', ...where, sample_ms: written.sample });
  const { do: operation, limit, state, older_than } = written;
  if (operation === 'clean') {
    if (state === undefined) fields.refuse('`state` is missing');
    if (older_than === undefined)
      fields.refuse('`clean` needs `older_than`', [], 'write it like 24h; jobs that are younger are kept');
  } else {
    for (const name of ['state', 'older_than'])
      if (fields.has(name)) fields.refuse(`\`${name}\` goes with \`do: clean\` only`, [name]);
  }
  return given({ form: 'do', ...where, do: operation, limit, state, older_than_ms: older_than });
}

/** The call of BullMQ's own interface, as one would write it in a script. */
function call(spec: BullmqSpec): string {
  if (spec.form === 'read') return 'getJobCounts()';
  switch (spec.do) {
    case 'pause':
    case 'resume':
      return `${spec.do}()`;
    case 'retry_failed':
      return `retryJobs({ state: 'failed', count: ${spec.limit} })`;
    case 'promote_delayed':
      return `promoteJobs({ count: ${spec.limit} })`;
    case 'clean':
      return `clean(${spec.older_than_ms ?? 0}, ${spec.limit}, '${spec.state ?? ''}')`;
  }
}

const literal = (text: Text): string => `'${showText(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
