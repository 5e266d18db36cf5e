// What `dns:` may be, for editors and for the check of a file.

import { text } from '../values.schema.ts';

/** The value of `dns`. */
export const dnsSchema = text({
  description: 'Looks a name up as programs on this host do.',
  markdownDescription: 'A name, or a URL, also a secret one.\n\nReading: `addresses`.',
  examples: ['redis.internal', '${{ inputs.redis_url }}'],
});
