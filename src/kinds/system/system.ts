// Steps of kind `system`: disk, memory and load of this host.

import type { ReadingType } from '../../model/reading-type.ts';
import type { SystemSpec } from '../../model/step.ts';
import { quoteArgument } from '../command-line.ts';
import { given } from '../fields.ts';
import { field, forming } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

const HOST: ReadingType = {
  memory_free_bytes: 'number',
  memory_total_bytes: 'number',
  load1: 'number',
  cpus: 'number',
};

/** The kind `system`. */
export const system: KindDefinition<'system'> = {
  kind: 'system',
  fields: ['disk'],
  ...forming<SystemSpec>({ decode: (fields) => given({ disk: fields.optionalText('disk') }) }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: (shape) =>
    field(shape, 'disk') === undefined ? HOST : { disk_free_bytes: 'number', disk_free_ratio: 'number', ...HOST },
  describe: ({ disk }) => `${disk === undefined ? '' : `df -k ${quoteArgument(disk)}; `}free -b; uptime`,
  target: () => 'this host',
};
