// Values that a script itself writes out and uses as a command or an argument: `RC="redis-cli -h db1"; $RC flushall`.

import { eachCommand, type List, shownOf, textOf, type Word } from '../scripts/syntax.ts';

/** Reads a word into the words that it becomes. */
export type Show = (word: Word) => readonly string[];

/** Functions of a script, by name. */
export function functionsOf(list: List): ReadonlyMap<string, List> {
  const functions = new Map<string, List>();
  eachCommand(list, (command) => {
    if (command.kind === 'compound' && command.keyword === 'function')
      functions.set(command.name, command.bodies.flat());
  });
  return functions;
}

/**
 * How words are read in a script: NUL in the place of what is found out only when it runs. `given` are the arguments of the
 * function that it is the body of: they stand where `"$@"` or one of them does.
 */
export function showing(list: List, given?: readonly string[]): Show {
  const values = new Map<string, string | null>();
  const changed = (name: string, value: string | null): void => {
    values.set(name, values.has(name) && values.get(name) !== value ? null : value);
  };
  eachCommand(list, (command) => {
    if (command.kind === 'compound') {
      if (command.name !== '') changed(command.name, null);
      return;
    }
    // Before a command it is a variable of that command alone.
    const isAlone = command.words.length === 0;
    for (const { name, value } of command.assignments) if (isAlone) changed(name, textOf(value));
    if (/^(?:read|mapfile|readarray|getopts|unset)$/.test(textOf(command.words[0]) ?? ''))
      for (const word of command.words.slice(1)) changed(textOf(word) ?? '', null);
  });
  let left = MOST_SHOWN;
  return (word) => {
    if (given !== undefined && isArgument(word)) return given;
    const shown = left > 0 ? shownWith(values, word) : null;
    left -= shown?.reduce((sum, one) => sum + one.length, 0) ?? 0;
    return shown ?? [shownOf(word)];
  };
}

/** Characters that values become in one script; a long one may be used many times. */
const MOST_SHOWN = 1024 * 1024;

function isArgument({ pieces }: Word): boolean {
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined && 'variable' in first && first.variable === '@';
}

function shownWith(values: ReadonlyMap<string, string | null>, { pieces }: Word): readonly string[] | null {
  const texts = pieces.map((piece) => {
    if ('text' in piece) return piece.text;
    return ('variable' in piece ? values.get(piece.variable) : undefined) ?? null;
  });
  if (
    !pieces.some((piece) => 'variable' in piece) ||
    texts.every((text, at) => text === null || 'text' in (pieces[at] ?? {}))
  )
    return null;
  const [first] = pieces;
  const isBare = pieces.length === 1 && first !== undefined && 'variable' in first && !first.quoted;
  const whole = texts.map((text) => text ?? '\0').join('');
  return isBare ? whole.split(/\s+/).filter((word) => word !== '') : [whole];
}
