// What `ask:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { json, mapping, text, textOr, words } from '../values.schema.ts';

/** The value of `ask`. */
export const askSchema = textOr(
  mapping(
    {
      question: text({ description: 'What the responder is asked.' }),
      choices: Type.Optional(words({ description: 'The possible answers.' })),
      type: Type.Optional(
        Type.Enum(['string', 'number', 'boolean', 'duration', 'size', 'list'], {
          description: 'Type of a free answer.',
          default: 'string',
        }),
      ),
      default: Type.Optional(json({ description: 'The answer that is offered.' })),
    },
    {
      description: 'A question for the responder.',
      markdownDescription:
        '- `ask: Is the maintenance window open?`\n- `ask: { question: Which site?, choices: [north, south] }`\n\nReading: `answer`. Without anybody to answer, the step is blind.',
    },
  ),
);
