// Commands that run one of their arguments as a program text: `eval`, `sh -c`, `ssh`, `awk`, … A value that lands in such
// a text is no longer data. One table, for scripts and for argument lists.

/** Where the text stands among the arguments. */
type Rule =
  /** Every argument is text, or becomes part of one. */
  | { readonly text: 'all' }
  /** The word after an option. */
  | { readonly text: 'option'; readonly option: RegExp }
  /** The first word that is no option; `valued` options take a word of their own. */
  | { readonly text: 'first'; readonly valued: RegExp }
  /** What comes after that word: the host of ssh. */
  | { readonly text: 'rest'; readonly valued: RegExp }
  /** Names of variables, which some shells take apart and evaluate; what follows `NAME=` is data, unless it is a number. */
  | { readonly text: 'names' };

const ALL: Rule = { text: 'all' };
const SHELL: Rule = { text: 'option', option: /^-[a-z]*c$/i };
const NAMES: Rule = { text: 'names' };
const VARIABLE: Rule = { text: 'option', option: /^-v$/ };
const AWK: Rule = { text: 'first', valued: /^-[vFf]$/ };

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...['eval', 'xargs', 'parallel', 'watch', 'su', 'trap', 'let', '[['].map((name) => [name, ALL] as const),
  ...['export', 'readonly', 'local', 'declare', 'typeset', 'unset', 'read', 'getopts', 'mapfile', 'readarray'].map(
    (name) => [name, NAMES] as const,
  ),
  ...['printf', 'test', '['].map((name) => [name, VARIABLE] as const),
  ...['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh', 'fish'].map((name) => [name, SHELL] as const),
  ...['awk', 'gawk', 'mawk', 'nawk'].map((name) => [name, AWK] as const),
  ['sed', { text: 'first', valued: /^-f$/ }],
  ['ssh', { text: 'rest', valued: /^-[BbcDEeFIiJLlmOopQRSWw]$/ }],
  ...['python', 'python3'].map((name) => [name, { text: 'option', option: /^-[a-zA-Z]*c$/ }] as const),
  ...['perl', 'ruby'].map((name) => [name, { text: 'option', option: /^-[a-zA-Z]*[eE]$/ }] as const),
  ['node', { text: 'option', option: /^(-e|-p|-pe|--eval|--print)$/ }],
  ['php', { text: 'option', option: /^-r$/ }],
]);

/** Commands that run the command which follows among their arguments. */
const WRAPPERS = new Set(
  `sudo doas env nohup time nice ionice command exec builtin stdbuf setsid timeout chroot nsenter unshare runuser gosu
  docker docker-compose podman nerdctl kubectl oc find flock systemd-run`.split(/\s+/),
);

/**
 * The name of the command that would run a value as text, or null when none does. `words` are those of the command
 * before the word with the value, `prefix` is the beginning of that word. A host of ssh may be a value only where
 * `dashes` are refused: as an option it could run anything.
 */
export function runsText(words: readonly string[], prefix: string, dashes: 'refused' | 'allowed'): string | null {
  const start = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (start < 0) return null;
  const candidates = WRAPPERS.has(nameOf(words[start])) ? words.slice(start) : words.slice(start, start + 1);
  const offset = candidates.findIndex((word) => RULES.has(nameOf(word)));
  if (offset < 0) return null;
  const name = nameOf(candidates[offset]);
  const rule = RULES.get(name) ?? ALL;
  return isText(rule, { args: words.slice(start + offset + 1), prefix, dashes }) ? name : null;
}

interface Position {
  readonly args: readonly string[];
  readonly prefix: string;
  readonly dashes: 'refused' | 'allowed';
}

function isText(rule: Rule, { args, prefix, dashes }: Position): boolean {
  switch (rule.text) {
    case 'all':
      return true;
    case 'option': {
      const at = args.findIndex((arg) => rule.option.test(arg));
      return at >= 0 && args.slice(at + 1).every((arg) => arg.startsWith('-'));
    }
    case 'names':
      return !/^[A-Za-z_]\w*=/.test(prefix) || args.some((arg) => /^-\w*[ai]/i.test(arg));
    case 'first':
      return !isOption(args, prefix, rule.valued) && operands(args, rule.valued) === 0;
    default:
      if (isOption(args, prefix, rule.valued) || operands(args, rule.valued) === 0) return dashes === 'allowed';
      return true;
  }
}

// Whether a word is an option, or the value of the option before it.
function isOption(args: readonly string[], prefix: string, valued: RegExp): boolean {
  return (prefix.startsWith('-') && valued.test(prefix.slice(0, 2))) || valued.test(args.at(-1) ?? '');
}

function operands(args: readonly string[], valued: RegExp): number {
  return args.filter((arg, index) => !arg.startsWith('-') && !valued.test(args[index - 1] ?? '')).length;
}

// What expands may expand to nothing: `eval$x` is eval.
const nameOf = (word = ''): string => word.slice(word.lastIndexOf('/') + 1).replaceAll('$', '');
