// Command lines as people write them in a POSIX shell: arguments quoted where they must be, and read back.

import { type Hole, type SecretHole, showText, type Text } from '../model/expression.ts';
import { err, ok, type Result } from '../model/result.ts';
import { joinWords, partsOf, textOf, type Word } from './words.ts';

// What no shell gives a meaning to, and the marks that stand for a secret.
const PLAIN = /^[\w@%+=:,./«»-]+$/;

/** An argument as it is pasted into a shell; a secret reads `«secret:name»`. */
export function quoteArgument(argument: Text): string {
  return quote(showText(argument));
}

/** Arguments as one command line. */
export function quoteArguments(argv: readonly Text[]): string {
  return argv.map(quoteArgument).join(' ');
}

/** Environment variables as they are written before a command: `A=1 B=2 `, or nothing. */
export function quoteEnvironment(env: Readonly<Record<string, Text>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${quoteArgument(value)} `)
    .join('');
}

/** Text without its secrets: what may be checked before they are filled in. */
export function withoutSecrets(text: Text, placeholder: string): string {
  const parts: readonly (string | SecretHole)[] = typeof text === 'string' ? [text] : text.$text;
  return parts.map((part) => (typeof part === 'string' ? part : placeholder)).join('');
}

/** Words as one command line with their holes; `readCommandLine` gives the same words back. */
export function writeCommandLine(words: readonly Word[]): Word {
  return joinWords(
    words.map((word) => textOf(partsOf(word).map((part) => (typeof part === 'string' ? quote(part) : part)))),
  );
}

const quote = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/**
 * Words of a command line: blanks separate, single quotes, double quotes and backslashes protect; nothing is expanded.
 * The error is a sentence without a full stop.
 */
export function readCommandLine(line: Word): Result<readonly Word[], string> {
  const words: (string | Hole)[][] = [];
  let word: (string | Hole)[] | null = null;
  let open = '';
  const add = (piece: string | Hole): void => {
    if (word === null) words.push((word = []));
    word.push(piece);
  };
  for (const part of partsOf(line)) {
    if (typeof part !== 'string') {
      add(part);
      continue;
    }
    for (let at = 0; at < part.length; at++) {
      const char = part.charAt(at);
      const next = part.charAt(at + 1);
      if (char === open) open = '';
      else if (open === "'") add(char);
      else if (char === '\\' && next !== '' && (open === '' || '"\\$`'.includes(next))) add(part.charAt(++at));
      else if (open === '"') add(char);
      else if (char === "'" || char === '"') {
        open = char;
        add('');
      } else if (/\s/.test(char)) word = null;
      else add(char);
    }
  }
  if (open !== '') return err(`a quote (${open}) is not closed`);
  return ok(words.map(textOf));
}
