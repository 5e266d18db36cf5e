// Argument lists: each item is one argument, and no shell reads it. Which items came from holes is kept, since a value
// that begins with `-` would be taken for an option.

import { showText, type TemplateObject, type TemplateTree, type Text } from '../model/expression.ts';
import { err, ok, type Result } from '../model/result.ts';
import { withoutSecrets } from './command-line.ts';
import { type Fields, plainText } from './fields.ts';
import { field, isList, problem } from './forms.ts';
import { ARGUMENTS, type Key, required, type Shown } from './keys.ts';
import type { ShapeProblem } from './kind.ts';
import { runsText } from './scripts/runs-text.ts';
import { valuesInArguments } from './scripts/values.ts';
import { isLoneHole, partsOf, type Word } from './words.ts';

/**
 * Completes a shape with `command`: `holes` lists the arguments that are a hole and nothing else. A command that is one
 * lone hole is a list that somebody else has written whole; its items are not looked at.
 */
export function shapeArgv(written: TemplateObject): Result<TemplateObject, readonly ShapeProblem[]> {
  const { command } = written;
  if (command === undefined || isLoneHole(command) || written['holes'] !== undefined) return ok(written);
  if (!isList(command))
    return problem('`command` must be a list: one argument an item', 'write it like [redis-cli, ping]', ['command']);
  const words = command.map((item) => wordOf(item));
  const problems = words.flatMap((word, index): readonly ShapeProblem[] => {
    const [first, ...rest] = partsOf(word);
    if (typeof first === 'string' && rest.length === 0) return [];
    const runner = runsText(words.slice(0, index).map(known), typeof first === 'string' ? first : '', 'refused');
    if (runner === null) return [];
    return [
      {
        path: ['command', index],
        message: `a hole in the text that ${runner} runs would become part of a program`,
        help: PARAMETER,
      },
    ];
  });
  if (problems.length > 0) return err(problems);
  const { errors } = valuesInArguments(written);
  if (errors.length > 0) return err(errors);
  return ok({ ...written, holes: [...words.keys()].filter((index) => isLoneHole(words[index])) });
}

const PARAMETER = 'pass it as an argument of its own after the text ("$1" in a shell), or through `env`';

/** The key `command`: a list of arguments. `shapeArgv` has told which of them were holes. */
export const argument = (shown: Shown): Key<readonly Text[]> => required({ ...ARGUMENTS, ...shown }, readArguments);

function readArguments(fields: Fields, name: string): readonly Text[] {
  const argv = fields.someTexts(name);
  const holes = fields.list('holes');
  // A value that happens to be "--" ends no options.
  const end = argv.findIndex((argument, index) => argument === '--' && !holes.includes(index));
  for (const [index, argument] of argv.entries()) {
    const known = withoutSecrets(argument, 'x');
    if (known.includes('\0')) fields.refuse(`argument ${index} holds a NUL byte`, [name, index]);
    const isValue = holes.includes(index) && (end < 0 || end > index);
    if (isValue && known.startsWith('-')) {
      fields.refuse(`"${showText(argument)}" would be taken for an option`, [name, index], 'put "--" before it');
    }
  }
  return argv;
}

/** Items that show a secret to everybody who may list processes. */
export function secretArguments(shape: TemplateTree): readonly ShapeProblem[] {
  const command = field(shape, 'command');
  if (!isList(command)) return [];
  return command.flatMap((item, index) => {
    const secret = partsOf(wordOf(item)).find((part) => typeof part !== 'string' && part.secret !== undefined);
    if (secret === undefined) return [];
    return [
      {
        path: ['command', index],
        message: 'a secret in an argument is visible in the process list',
        help: 'pass it through `env` or `stdin`',
      },
    ];
  });
}

const wordOf = (item: TemplateTree): Word => {
  if (typeof item === 'object' && item !== null && '$template' in item) return item as Word;
  return String(plainText(item) ?? '');
};

const known = (word: Word): string =>
  partsOf(word)
    .map((part) => (typeof part === 'string' ? part : '\0'))
    .join('');
