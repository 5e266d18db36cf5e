// Steps of kind `system`: disk, memory and load of this host, and what one of its processes is doing.

import type { Text } from '../../model/expression.ts';
import type { ReadingType } from '../../model/reading-type.ts';
import { hostOf } from '../address.ts';
import { quoteArgument } from '../command-line.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { field, forming } from '../forms.ts';
import { mappingSchema, optionalText, readKeys } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { number, size, text, where } from '../said.ts';
import { hostWords } from '../where.ts';

/** This host's disk (at `disk`), memory and load; and one of its processes, by where it listens. */
export interface SystemSpec<T = Text> {
  readonly disk?: T;
  /** `host:port` or a URL; a process can be seen where that is this host. */
  readonly listens?: T;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly system: SystemSpec<T> & Elsewhere;
  }
}

const KEYS = {
  disk: optionalText({
    description: 'A path: the disk that it is on is looked at too.',
    examples: ['/var/lib/redis'],
  }),
  listens: optionalText({
    description: 'A process of this host, by the address that it listens at: host:port, or a URL, also a secret one.',
    examples: ['localhost:6379', '${{ inputs.redis_url }}'],
  }),
};

// `waiting` is for a disk, `stopped` by a signal.
const PROCESS: ReadingType = {
  process_exists: 'bool',
  process_pid: 'number',
  process_name: 'string',
  process_state: { words: ['running', 'sleeping', 'waiting', 'stopped'] },
  process_cpu: 'number',
  process_listens: { list: 'string' },
};

const HOST: ReadingType = {
  memory_free_bytes: 'number',
  memory_total_bytes: 'number',
  load1: 'number',
  cpus: 'number',
  addresses: { list: 'string' },
};

/** The kind `system`. */
export const system: KindDefinition<'system'> = {
  kind: 'system',
  by: 'performer',
  schema: mappingSchema(KEYS, {
    description: 'Memory and load of this host, one of its disks, and one of its processes.',
    examples: [{ disk: '/var/lib/redis', listens: 'localhost:6379' }],
    markdownDescription: [
      'Memory and load of this host, one of its disks, and one of its processes.',
      '- `system: {}`',
      '- `system: { disk: /var }`',
      '- `system: { listens: "localhost:6379" }`',
      '',
      'Reading: `memory_free_bytes`, `memory_total_bytes`, `load1`, `cpus`, `addresses` (of this host); with `disk`: `disk_free_bytes`, `disk_free_ratio`; with `listens`: `process_exists`, `process_pid`, `process_name`, `process_state`, `process_cpu` (1 is one whole processor), `process_listens` (its addresses).',
    ].join('\n'),
  }),
  ...forming<SystemSpec>({ decode: (fields) => readKeys(KEYS, fields) }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  errors: ['not_found', 'timeout', 'other'],
  reading: (shape) => ({
    ...(field(shape, 'disk') === undefined ? {} : { disk_free_bytes: 'number', disk_free_ratio: 'number' }),
    ...(field(shape, 'listens') === undefined ? {} : PROCESS),
    ...HOST,
  }),
  says: (reading) => [
    ...where(reading.process_exists === false, 'no process'),
    ...text(reading, 'process_name'),
    ...text(reading, 'process_state'),
    ...number(reading, 'process_cpu', 'of a processor'),
    ...size(reading, 'disk_free_bytes', 'disk free'),
    ...size(reading, 'memory_free_bytes', 'memory free'),
    ...number(reading, 'load1', 'load'),
  ],
  describe: ({ disk, listens }) =>
    [
      ...(disk === undefined ? [] : [`df -k ${quoteArgument(disk)}`]),
      ...(listens === undefined ? [] : [`ss -ltnp src ${quoteArgument(hostOf(listens))}`]),
      'free -b',
      'uptime',
    ].join('; '),
  target: (_, host) => hostWords(host),
};
