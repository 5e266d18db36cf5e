// Steps of kind `bullmq`: counts and rates of one queue, or one operation on it. Reading never writes the queue's meta.

import type { TemplateTree, Text } from '../../model/expression.ts';
import { showText } from '../../model/expression.ts';
import type { ReadingType } from '../../model/reading-type.ts';
import type { BullmqSpec } from '../../model/step.ts';
import { hostOf, redisUrl, showUrl } from '../address.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

const OPERATIONS = ['pause', 'resume', 'retry_failed', 'promote_delayed', 'clean'] as const;

/** Jobs that one operation handles where the step gives no limit. */
const DEFAULT_LIMIT = 1000;

const DEFAULT_PREFIX = 'bull';

const COUNTS: ReadingType = {
  waiting: 'number',
  active: 'number',
  delayed: 'number',
  failed: 'number',
  completed: 'number',
  is_paused: 'bool',
  workers: 'number',
  stalled: 'number',
  oldest_waiting_ms: 'number',
  oldest_active_ms: 'number',
  failed_reasons: { list: { record: { reason: 'string', count: 'number' } } },
};

const RATES: ReadingType = { added_per_s: 'number', completed_per_s: 'number', failed_per_s: 'number' };

/** The kind `bullmq`. */
export const bullmq: KindDefinition<'bullmq'> = {
  kind: 'bullmq',
  fields: ['queue', 'url', 'prefix', 'sample', 'do', 'limit', 'state', 'older_than'],
  ...forming<BullmqSpec>({ decode }),
  risk(shape) {
    const operation = field(shape, 'do');
    if (operation === undefined) return 'read';
    return operation === 'clean' ? 'destroy' : 'change';
  },
  floor: (shape) => bullmq.risk(shape, 'action'),
  repeatable(shape) {
    const operation = field(shape, 'do');
    return operation === undefined || operation === 'pause' || operation === 'resume';
  },
  reading(shape: TemplateTree): ReadingType {
    if (field(shape, 'do') !== undefined) return { affected: 'number' };
    return field(shape, 'sample') === undefined ? COUNTS : { ...COUNTS, ...RATES };
  },
  describe(spec) {
    const prefix = spec.prefix === DEFAULT_PREFIX ? '' : `, prefix: ${literal(spec.prefix)}`;
    const url = `'${showUrl(spec.url)}'`;
    return `new Queue(${literal(spec.queue)}, { connection: { url: ${url} }${prefix} }).${call(spec)}`;
  },
  target: ({ queue, url }) => `${showText(queue)} on ${hostOf(url)}`,
};

function decode(fields: Fields): BullmqSpec {
  const queue = fields.text('queue');
  const prefix = fields.optionalText('prefix') ?? DEFAULT_PREFIX;
  const where = { queue, url: redisUrl(fields), prefix };
  if (!fields.has('do')) {
    refuseAll(fields, ['limit', 'state', 'older_than'], 'goes with `do` only');
    return given({ form: 'read', ...where, sample_ms: fields.optionalDuration('sample') });
  }
  const operation = fields.choice('do', OPERATIONS);
  refuseAll(fields, ['sample'], 'does not go with `do`');
  if (operation !== 'clean') refuseAll(fields, ['state', 'older_than'], 'goes with `do: clean` only');
  const limit = fields.count('limit', DEFAULT_LIMIT);
  if (operation !== 'clean') return { form: 'do', ...where, do: operation, limit };
  const state = fields.choice('state', ['completed', 'failed']);
  if (!fields.has('older_than'))
    fields.refuse('`clean` needs `older_than`', [], 'write it like 24h; jobs that are younger are kept');
  return {
    form: 'do',
    ...where,
    do: operation,
    limit,
    state,
    older_than_ms: fields.optionalDuration('older_than') ?? 0,
  };
}

function refuseAll(fields: Fields, names: readonly string[], why: string): void {
  for (const name of names) if (fields.has(name)) fields.refuse(`\`${name}\` ${why}`, [name]);
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
    default:
      return `clean(${spec.older_than_ms ?? 0}, ${spec.limit}, '${spec.state ?? ''}')`;
  }
}

const literal = (text: Text): string => `'${showText(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
