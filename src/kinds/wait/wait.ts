// Steps of kind `wait`: a pause. The engine carries it out as a timer; with a goal it ends at the goal.

import { formatDuration } from '../../model/duration.ts';
import { ok } from '../../model/result.ts';
import type { WaitSpec } from '../../model/step.ts';
import { forming } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

/** The kind `wait`. */
export const wait: KindDefinition<'wait'> = {
  kind: 'wait',
  fields: ['duration'],
  ...forming<WaitSpec>({
    short: (written) => ok({ duration: written }),
    decode: (fields) => ({ duration_ms: fields.duration('duration') }),
  }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: () => ({}),
  describe: ({ duration_ms }) => `wait ${formatDuration(duration_ms)}`,
  target: () => 'time',
};
