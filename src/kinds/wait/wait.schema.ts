// What `wait:` may be, for editors and for the check of a file.

import { duration } from '../values.schema.ts';

/** The value of `wait`. */
export const waitSchema = duration({
  description: 'A pause. With a `goal` it ends as soon as the goal is reached.',
  examples: ['10s', '1m30s'],
});
