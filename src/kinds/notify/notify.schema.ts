// What `notify:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { json, mapping, text } from '../values.schema.ts';

/** The value of `notify`. */
export const notifySchema = mapping(
  {
    url: Type.Optional(text({ description: 'The incoming webhook, e.g. "${{ inputs.chat_url }}".' })),
    text: Type.Optional(text({ description: 'The message; sent as {"text": …}.' })),
    json: Type.Optional(json({ description: 'A body of your own instead of `text`.' })),
  },
  {
    description: 'A message to people, by an incoming webhook.',
    markdownDescription: '`notify: { url: "${{ inputs.chat_url }}", text: "Redis is down" }`\n\nReading: `status`.',
    defaultSnippets: [
      {
        label: 'message',
        description: 'POST to a webhook',
        body: { url: '\\${{ inputs.${1:chat_url} }}', text: '$2' },
      },
    ],
  },
);

/** What `defaults` may give to every notify step. */
export const notifyDefaults = mapping(
  { url: Type.Optional(text({ description: 'The incoming webhook.' })) },
  { description: 'For every notify step that does not say otherwise.' },
);
