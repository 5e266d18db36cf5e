// The syntax of a shell script as data: what runs what, and out of which pieces each word is made. Made by parse.ts.

/** A part of a word. */
export type Piece =
  /** Text as the shell sees it after quotes are gone; `quoted` where no pattern and no `~` in it means anything. */
  | { readonly text: string; readonly quoted: boolean }
  /** `$name`; of `$1`, `$@` and their like the name is `@`; `checked` where an empty one is replaced, or ends the script. */
  | { readonly variable: string; readonly quoted: boolean; readonly checked?: boolean }
  /** `$( … )` and backquotes. */
  | { readonly commands: List; readonly quoted: boolean }
  /** `<( … )` and `>( … )`: a file that commands write or read. */
  | { readonly process: List; readonly sign: '<' | '>' }
  /** `$(( … ))` with the variables in it. */
  | { readonly arithmetic: readonly string[] };

/** A word, and where it begins in the script. */
export interface Word {
  readonly pieces: readonly Piece[];
  readonly at: number;
}

/** `sign` is without the number before it: `<`, `>`, `>>`, `<<` (its target is the document), `<<<`, `>&`, `<&`, `&>`. */
export interface Redirect {
  readonly sign: string;
  readonly target: Word;
}

/** `name=word` before a command, or alone. */
export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** One command with its arguments. */
export interface Simple {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly at: number;
}

/** `( … )`, `{ … }`, `if`, `while`, `until`, `for`, `case` and functions. */
export interface Compound {
  readonly kind: 'compound';
  /** `(`, `{`, `if`, `while`, `until`, `for`, `case`, `function`, `((`. */
  readonly keyword: string;
  /** All that it runs; for `if`, `while` and `until` the conditions are in `conditions`. */
  readonly bodies: readonly List[];
  readonly conditions: readonly List[];
  /** What `for` goes over, the subject and patterns of `case`. */
  readonly words: readonly Word[];
  /** Of `for`, the variable; of a function its name. */
  readonly name: string;
  /** Variables in `(( … ))`. */
  readonly arithmetic: readonly string[];
  readonly redirects: readonly Redirect[];
  readonly at: number;
}

/** What runs at one place. */
export type Command = Simple | Compound;

/** Commands whose output goes into the next one; `negated` by `!`. */
export interface Pipeline {
  readonly commands: readonly Command[];
  readonly negated: boolean;
}

/** A pipeline and what stands behind it: `\n` is `;`. */
export interface Item {
  readonly pipeline: Pipeline;
  readonly sign: ';' | '&' | '&&' | '||' | '';
}

/** A script, or a part of it. */
export type List = readonly Item[];

/** A word that is written out: its text; null when something in it is found out only when it runs. */
export function textOf(word: Word | undefined): string | null {
  if (word === undefined) return null;
  let text = '';
  for (const piece of word.pieces) {
    if (!('text' in piece)) return null;
    text += piece.text;
  }
  return text;
}

/** A word with NUL in the place of what is found out only when it runs. */
export const shownOf = ({ pieces }: Word): string =>
  pieces.map((piece) => ('text' in piece ? piece.text : '\0')).join('');

/** Calls back for every command, those inside of words too. */
export function eachCommand(
  list: List,
  visit: (command: Command, place: { readonly pipeline: Pipeline; readonly index: number }) => void,
): void {
  for (const { pipeline } of list)
    for (const [index, command] of pipeline.commands.entries()) {
      visit(command, { pipeline, index });
      for (const inner of listsIn(command)) eachCommand(inner, visit);
    }
}

/** The lists directly inside of a command: its bodies, and what its words and redirections run. */
function listsIn(command: Command): readonly List[] {
  const own = command.kind === 'simple' ? [] : [...command.conditions, ...command.bodies];
  return [...own, ...wordsOf(command).flatMap(listsInWord)];
}

/** Every word of a command: arguments, values that are assigned, targets of redirections. */
export function wordsOf(command: Command): readonly Word[] {
  const assigned = command.kind === 'simple' ? command.assignments.map(({ value }) => value) : [];
  return [...assigned, ...command.words, ...command.redirects.map(({ target }) => target)];
}

/** What a word runs. */
export const listsInWord = ({ pieces }: Word): readonly List[] =>
  pieces.flatMap((piece) => ('commands' in piece ? [piece.commands] : 'process' in piece ? [piece.process] : []));
