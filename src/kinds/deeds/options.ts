// Options of a command line, apart from the words that say what is to be done. Which options take a word of their own is a
// table; the reading is one for all programs.

/** Which options of a program take a word. */
export interface OptionTable {
  /** Letters: `-n x`, `-nx`, and at the end of others (`-sXDELETE`). */
  readonly letters: string;
  /** Names, without what leads them in. */
  readonly names: ReadonlySet<string>;
  /** Whether names stand behind one dash, too: `-chdir=x`. */
  readonly single?: boolean;
}

/** An option; `value` is "" where it has none. */
export interface Option {
  /** Without what leads it in: `X`, `request`. */
  readonly name: string;
  readonly value: string;
}

/** A command line that is taken apart. */
export interface Read {
  readonly options: readonly Option[];
  /** What is no option and no value of one, and where it stands. */
  readonly operands: readonly { readonly word: string; readonly at: number }[];
}

/** How far to read: all of it, or up to the operand of that number, which is the last that is taken. */
interface Until {
  readonly operands?: number;
  /** Whether options of which the table knows nothing take the next word. */
  readonly unknown?: 'flag' | 'valued';
}

/** Names of options that take no word, whatever the program. */
const FLAGS =
  /^(?:no-.*|non-interactive|quiet|silent|verbose|debug|help|version|all|force|yes|assume-yes|follow|now|user|system|global|insecure.*|tls|json|raw|stdin|login|background|tty|interactive|detach|privileged|rm|null|preserve-.*|ignore-environment|foreground|wait|scope|pty|pipe|collect|fork|mount|uts|ipc|net|pid|cgroup|all-namespaces|watch|recursive|dry-run|dryrun|reset-env|set-home|shared|exclusive|unlock|nonblock|close|color|exit-if-empty|errexit|chgexit|differences|beep|stream|tag|keep-order|init|batch|compact|full|readonly|read-only|plain|legend|ask-password)$/;

/** Reads the words behind a program's name. */
export function readOptions(args: readonly string[], table: OptionTable, until: Until = {}): Read {
  const options: Option[] = [];
  const operands: { word: string; at: number }[] = [];
  const most = until.operands ?? args.length;
  for (let at = 0; at < args.length && operands.length < most; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      const rest = args.slice(at + 1, at + 1 + most - operands.length);
      operands.push(...rest.map((one, index) => ({ word: one, at: at + 1 + index })));
      break;
    }
    if (!/^-./.test(word)) {
      operands.push({ word, at });
      continue;
    }
    const read = readOne(word, args[at + 1], table, until);
    options.push(...read.options);
    at += read.takes;
  }
  return { options, operands };
}

function readOne(
  word: string,
  next: string | undefined,
  table: OptionTable,
  until: Until,
): { readonly options: readonly Option[]; readonly takes: 0 | 1 } {
  const [, name, , value] =
    (table.single === true ? /^--?([\w.-]+)(=([\s\S]*))?$/ : /^--([\w.-]+)(=([\s\S]*))?$/).exec(word) ?? [];
  const isName = name !== undefined && (word.startsWith('--') || table.names.has(name) || value !== undefined);
  if (name !== undefined && isName) {
    if (value !== undefined) return { options: [{ name, value }], takes: 0 };
    const takes =
      table.names.has(name) || (until.unknown === 'valued' && !FLAGS.test(name) && next?.startsWith('-') === false);
    return { options: [{ name, value: takes ? (next ?? '') : '' }], takes: takes ? 1 : 0 };
  }
  const letters = Array.from(word.slice(1));
  const valued = letters.findIndex((letter) => table.letters.includes(letter));
  const flags = (valued < 0 ? letters : letters.slice(0, valued)).map((letter) => ({ name: letter, value: '' }));
  if (valued < 0) return { options: flags, takes: 0 };
  const joined = word.slice(valued + 2).replace(/^=/, '');
  const option = { name: letters[valued] ?? '', value: joined || (next ?? '') };
  return { options: [...flags, option], takes: joined === '' ? 1 : 0 };
}
