// What `manual:` may be, for editors and for the check of a file.

import { text } from '../values.schema.ts';

/** The value of `manual`. */
export const manualSchema = text({
  description: 'What a person is to do by hand, in Markdown. The run goes on when it is done.',
  examples: ['Open the firewall between the application and Redis.'],
});
