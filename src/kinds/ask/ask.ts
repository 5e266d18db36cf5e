// Steps of kind `ask`: a question for the responder. The engine carries it out; nothing is touched.

import { showText, type TemplateTree, type Text } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { FieldType } from '../../model/reading-type.ts';
import { ok } from '../../model/result.ts';
import { INPUT_TYPES, type InputType } from '../../model/step.ts';
import { type Fields, plainText } from '../fields.ts';
import { field, forming, isList } from '../forms.ts';
import { mappingSchema, optionalChoice, optionalJson, optionalTexts, readKeys, text, textOr } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { field as said } from '../said.ts';

/** A question for the responder. */
export interface AskSpec {
  readonly question: Text;
  readonly choices?: readonly Text[];
  readonly type?: InputType;
  readonly default?: Json;
}

declare module '../../model/step.ts' {
  interface EngineSpecs {
    readonly ask: AskSpec;
  }
}

const KEYS = {
  question: text({ description: 'What the responder is asked.', examples: ['Is the maintenance window open?'] }),
  choices: optionalTexts({ description: 'The possible answers.', examples: [['north', 'south']] }),
  type: optionalChoice(INPUT_TYPES, { description: 'Type of a free answer.', default: 'string' }),
  default: optionalJson({ description: 'The answer that is offered.', examples: ['north', 3] }),
};

/** The kind `ask`. */
export const ask: KindDefinition<'ask'> = {
  kind: 'ask',
  by: 'responder',
  schema: textOr(
    mappingSchema(KEYS, {
      description: 'A question for the responder.',
      examples: ['Is the maintenance window open?', { question: 'Which site?', choices: ['north', 'south'] }],
      markdownDescription: [
        'A question for the responder.',
        '- `ask: Is the maintenance window open?`',
        '- `ask: { question: Which site?, choices: [north, south], default: north }`',
        '- `ask: { question: How many?, type: number }`',
        '',
        'Reading: `answer`. Without anybody to answer, the step is blind.',
      ].join('\n'),
    }),
  ),
  ...forming<AskSpec>({ short: (written) => ok({ question: written }), decode }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: (shape) => ({
    answer: choiceType(shape) ?? answerType(INPUT_TYPES.find((type) => type === field(shape, 'type'))),
  }),
  says: (reading) => said(reading, 'answer'),
  describe: ({ question }) => `ask: ${showText(question)}`,
  target: () => 'the responder',
};

function decode(fields: Fields): AskSpec {
  const values = readKeys(KEYS, fields);
  if (fields.has('choices') && fields.has('type')) fields.refuse('`choices` and `type` do not go together', ['type']);
  return values;
}

/** The choices, where all of them are written out. */
function choiceType(shape: TemplateTree): FieldType | undefined {
  const choices = field(shape, 'choices');
  if (!isList(choices)) return undefined;
  const words = choices.map(plainText).filter((choice) => typeof choice === 'string');
  return words.length === choices.length ? { words } : 'string';
}

/** How an answer of this type stands in conditions. A duration is known only when it is evaluated; a size is bytes. */
function answerType(type: InputType | undefined): FieldType {
  switch (type ?? 'string') {
    case 'number':
    case 'size':
      return 'number';
    case 'boolean':
      return 'bool';
    case 'list':
      return { list: 'dyn' };
    case 'duration':
      return 'dyn';
    case 'string':
      return 'string';
  }
}
