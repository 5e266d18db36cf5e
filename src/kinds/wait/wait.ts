// Steps of kind `wait`: a pause. The engine carries it out as a timer; with a goal it ends at the goal.

import { formatDuration } from '../../model/duration.ts';
import { ok } from '../../model/result.ts';
import { forming } from '../forms.ts';
import { duration, readKeys } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';

/** A pause. */
export interface WaitSpec {
  readonly duration_ms: number;
}

declare module '../../model/step.ts' {
  interface EngineSpecs {
    readonly wait: WaitSpec;
  }
}

const KEYS = {
  duration: duration({
    description: 'A pause. With a `goal` it ends as soon as the goal is reached.',
    markdownDescription: 'A pause. With a `goal` it ends as soon as the goal is reached.\n- `wait: 30s`',
    examples: ['10s', '1m30s'],
  }),
};

/** The kind `wait`. */
export const wait: KindDefinition<'wait'> = {
  kind: 'wait',
  by: 'clock',
  schema: KEYS.duration.schema,
  ...forming<WaitSpec>({
    short: (written) => ok({ duration: written }),
    decode: (fields) => ({ duration_ms: readKeys(KEYS, fields).duration }),
  }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: () => ({}),
  says: () => [],
  describe: ({ duration_ms }) => `wait ${formatDuration(duration_ms)}`,
  target: () => 'time',
};
