// Steps of kind `system`: disk, memory and load of this host.

import type { Text } from '../../model/expression.ts';
import type { ReadingType } from '../../model/reading-type.ts';
import { quoteArgument } from '../command-line.ts';
import { field, forming } from '../forms.ts';
import { mappingSchema, optionalText, readKeys } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { number, size } from '../said.ts';

/** This host's disk (at `disk`), memory and load. */
export interface SystemSpec<T = Text> {
  readonly disk?: T;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly system: SystemSpec<T>;
  }
}

const KEYS = {
  disk: optionalText({
    description: 'A path: the disk that it is on is looked at too.',
    examples: ['/var/lib/redis'],
  }),
};

const HOST: ReadingType = {
  memory_free_bytes: 'number',
  memory_total_bytes: 'number',
  load1: 'number',
  cpus: 'number',
};

/** The kind `system`. */
export const system: KindDefinition<'system'> = {
  kind: 'system',
  by: 'performer',
  schema: mappingSchema(KEYS, {
    description: 'Memory and load of this host, and one of its disks.',
    markdownDescription:
      '`system: {}` or `system: { disk: /var/lib/redis }`\n\nReading: `memory_free_bytes`, `memory_total_bytes`, `load1`, `cpus`; with `disk`: `disk_free_bytes`, `disk_free_ratio`.',
  }),
  ...forming<SystemSpec>({ decode: (fields) => readKeys(KEYS, fields) }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: (shape) =>
    field(shape, 'disk') === undefined ? HOST : { disk_free_bytes: 'number', disk_free_ratio: 'number', ...HOST },
  says: (reading) => [
    ...size(reading, 'disk_free_bytes', 'disk free'),
    ...size(reading, 'memory_free_bytes', 'memory free'),
    ...number(reading, 'load1', 'load'),
  ],
  describe: ({ disk }) => `${disk === undefined ? '' : `df -k ${quoteArgument(disk)}; `}free -b; uptime`,
  target: () => 'this host',
};
