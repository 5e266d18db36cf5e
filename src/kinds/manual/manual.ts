// Steps of kind `manual`: work that a person does by hand. The engine carries it out as a question.

import { showText, type Text } from '../../model/expression.ts';
import { ok } from '../../model/result.ts';
import { forming } from '../forms.ts';
import { readKeys, text } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { field } from '../said.ts';

/** Work that a person does, in Markdown. */
export interface ManualSpec {
  readonly instructions: Text;
}

declare module '../../model/step.ts' {
  interface EngineSpecs {
    readonly manual: ManualSpec;
  }
}

const KEYS = {
  instructions: text({
    description: 'What a person is to do by hand, in Markdown. The run goes on when it is done.',
    markdownDescription: [
      'What a person is to do by hand, in Markdown. The run goes on when it is done.',
      '- `manual: Call the owner of the cache.`',
      '',
      'Reading: `answer`.',
    ].join('\n'),
    examples: ['Open the firewall between the application and Redis.'],
  }),
};

/** The kind `manual`. */
export const manual: KindDefinition<'manual'> = {
  kind: 'manual',
  by: 'responder',
  schema: KEYS.instructions.schema,
  ...forming<ManualSpec>({
    short: (written) => ok({ instructions: written }),
    decode: (fields) => readKeys(KEYS, fields),
  }),
  risk: () => 'change',
  floor: () => 'change',
  repeatable: () => false,
  reading: () => ({ answer: 'string' }),
  says: (reading) => field(reading, 'answer'),
  describe: ({ instructions }) => `by hand: ${showText(instructions).trim()}`,
  target: () => 'the responder',
};
