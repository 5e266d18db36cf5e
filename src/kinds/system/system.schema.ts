// What `system:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { mapping, text } from '../values.schema.ts';

/** The value of `system`. */
export const systemSchema = mapping(
  {
    disk: Type.Optional(
      text({ description: 'A path: the disk that it is on is looked at too.', examples: ['/var/lib/redis'] }),
    ),
  },
  {
    description: 'Memory and load of this host, and one of its disks.',
    markdownDescription:
      '`system: {}` or `system: { disk: /var/lib/redis }`\n\nReading: `memory_free_bytes`, `memory_total_bytes`, `load1`, `cpus`; with `disk`: `disk_free_bytes`, `disk_free_ratio`.',
  },
);
