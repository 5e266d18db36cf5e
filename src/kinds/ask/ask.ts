// Steps of kind `ask`: a question for the responder. The engine carries it out; nothing is touched.

import { showText, type TemplateTree } from '../../model/expression.ts';
import type { FieldType } from '../../model/reading-type.ts';
import { ok } from '../../model/result.ts';
import { type AskSpec, INPUT_TYPES, type InputType } from '../../model/step.ts';
import { type Fields, given, plainText } from '../fields.ts';
import { field, forming, isList } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

/** The kind `ask`. */
export const ask: KindDefinition<'ask'> = {
  kind: 'ask',
  fields: ['question', 'choices', 'type', 'default'],
  ...forming<AskSpec>({ short: (written) => ok({ question: written }), decode }),
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  reading: (shape) => ({
    answer: choiceType(shape) ?? answerType(INPUT_TYPES.find((type) => type === field(shape, 'type'))),
  }),
  describe: ({ question }) => `ask: ${showText(question)}`,
  target: () => 'the responder',
};

function decode(fields: Fields): AskSpec {
  const question = fields.text('question');
  if (fields.has('choices') && fields.has('type')) fields.refuse('`choices` and `type` do not go together', ['type']);
  const choices = fields.has('choices') ? fields.texts('choices') : undefined;
  const type = fields.has('type') ? fields.choice('type', INPUT_TYPES) : undefined;
  return given({ question, choices, type, default: fields.optionalJson('default') });
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
  switch (type) {
    case 'number':
    case 'size':
      return 'number';
    case 'boolean':
      return 'bool';
    case 'list':
      return { list: 'dyn' };
    case 'duration':
      return 'dyn';
    default:
      return 'string';
  }
}
