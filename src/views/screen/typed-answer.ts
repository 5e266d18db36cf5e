// An answer that was typed, as the value that its question asks for. The same for the screen, plain lines and `--answer`.

import { parseDuration } from '../../model/duration.ts';
import type { Json } from '../../model/json.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { parseSize } from '../../model/size.ts';
import type { InputType } from '../../model/step.ts';

/** What a question asks for. */
export interface Wanted {
  readonly type?: InputType;
  /** What may be answered; absent: anything of the type. */
  readonly options?: readonly string[];
}

/** The value, or a sentence that says what is wrong. Durations and sizes stay text, as runbooks write them. */
export function typedAnswer({ type, options }: Wanted, text: string): Result<Json, string> {
  const word = text.trim();
  if (options !== undefined) {
    return options.includes(word) ? ok(word) : err(`That is none of ${options.join(', ')}.`);
  }
  switch (type ?? 'string') {
    case 'number':
      return word === '' || !Number.isFinite(Number(word)) ? err('That is not a number.') : ok(Number(word));
    case 'boolean':
      if (/^(y|yes|true)$/i.test(word)) return ok(true);
      return /^(n|no|false)$/i.test(word) ? ok(false) : err('That is neither yes nor no.');
    case 'duration':
      return parseDuration(word) === null ? err('That is not a duration; write it like 90s or 5m.') : ok(word);
    case 'size':
      return parseSize(word) === null ? err('That is not a size; write it like 512mb.') : ok(word);
    case 'list':
      return word === '' ? err('Type the items, separated by commas.') : ok(word.split(',').map((one) => one.trim()));
    case 'string':
      return word === '' ? err('Type an answer.') : ok(word);
  }
}

/** The same of a value that was given as one: it is held against the question as its text would be. */
export function answerOf(wanted: Wanted, value: Json | undefined): Result<Json, string> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return typedAnswer(wanted, String(value));
  if (wanted.type === 'list' && Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return typedAnswer(wanted, value.join(','));
  return err(value === undefined ? 'Type an answer.' : 'That is no value that can be typed.');
}
