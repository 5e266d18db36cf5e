// What `tcp:` may be, for editors and for the check of a file.

import { text } from '../values.schema.ts';

/** The value of `tcp`. */
export const tcpSchema = text({
  description: 'Opens a connection and listens for a moment to what the server says first.',
  markdownDescription: '`host:port`, or a URL, also a secret one.\n\nReading: `address`, `greeting`, `closed`.',
  examples: ['localhost:6379', '${{ inputs.redis_url }}'],
});
