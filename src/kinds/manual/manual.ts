// Steps of kind `manual`: work that a person does by hand. The engine carries it out as a question.

import { showText } from '../../model/expression.ts';
import { ok } from '../../model/result.ts';
import type { ManualSpec } from '../../model/step.ts';
import { forming } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

/** The kind `manual`. */
export const manual: KindDefinition<'manual'> = {
  kind: 'manual',
  fields: ['instructions'],
  ...forming<ManualSpec>({
    short: (written) => ok({ instructions: written }),
    decode: (fields) => ({ instructions: fields.text('instructions') }),
  }),
  risk: () => 'change',
  floor: () => 'change',
  repeatable: () => false,
  reading: () => ({ answer: 'string' }),
  describe: ({ instructions }) => `by hand: ${showText(instructions).trim()}`,
  target: () => 'the responder',
};
