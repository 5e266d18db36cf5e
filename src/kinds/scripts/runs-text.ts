// Programs that run a text they are given: as an argument (`eval`, `sh -c`, `ssh`, `awk`), or on standard input (`sh`,
// `psql`). A value that lands in such a text is no longer data. One table, for scripts and for argument lists.

/** Where the text stands among the arguments. */
type Rule =
  /** Every argument is text, or becomes part of one. */
  | { readonly text: 'all' }
  /** The word after an option, or behind the `=` of a long one. */
  | { readonly text: 'option'; readonly option: RegExp }
  /** The operand of that number, from 0; `valued` options take a word of their own. */
  | { readonly text: 'operand'; readonly number: number; readonly valued: RegExp }
  /** What comes after the first operand: the host of ssh. */
  | { readonly text: 'rest'; readonly valued: RegExp }
  /** Names of variables, which some shells take apart and evaluate; what follows `NAME=` is data, unless it is a number. */
  | { readonly text: 'names' };

const SSH_VALUED = /^-[BbcDEeFIiJLlmOopQRSWw]$/;

const ALL: Rule = { text: 'all' };
const NAMES: Rule = { text: 'names' };
const NONE = /^$/;
const option = (pattern: RegExp): Rule => ({ text: 'option', option: pattern });
const named = (names: string, rule: Rule): readonly (readonly [string, Rule])[] =>
  names.split(' ').map((name) => [name, rule] as const);

/** Programs whose text is looked for wherever their name stands: behind `sudo`, `timeout 5`, `docker exec web`, … */
const ANYWHERE: ReadonlyMap<string, Rule> = new Map([
  ...named('sh bash dash ash ksh mksh zsh fish rbash', option(/^(?:[-+][a-z]*c|--command)$/i)),
  ...named('python python2 python3 pypy3', option(/^-[a-zA-Z]*c$/)),
  ...named('perl ruby lua luajit', option(/^-[a-zA-Z]*[eE]$/)),
  ...named('node nodejs bun deno', option(/^(?:-e|-p|-pe|--eval|--print|eval)$/)),
  ...named('php Rscript osascript', option(/^-[re]$/)),
  ...named('pwsh powershell', option(/^-(?:c|command|e|encodedcommand)$/i)),
  ...named('psql cockroach', option(/^(?:-[a-zA-Z]*c|--command)$/)),
  ...named('mysql mariadb clickhouse-client', option(/^(?:-[a-zA-Z]*e|--execute|-q|--query)$/)),
  ...named('mongosh mongo', option(/^--eval$/)),
]);

/** Programs that are looked for where a command begins, and behind those that run one. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...ANYWHERE,
  ...named('eval xargs parallel watch su trap let [[ alias', ALL),
  ...named('export readonly local declare typeset unset read getopts mapfile readarray', NAMES),
  ...named('printf test [', option(/^-v$/)),
  ...named('awk gawk mawk nawk', { text: 'operand', number: 0, valued: /^-[vFf]$/ }),
  ['sed', { text: 'operand', number: 0, valued: /^-f$/ }],
  ['sqlite3', { text: 'operand', number: 1, valued: /^-(?:cmd|init|separator|nullvalue)$/ }],
  ['ssh', { text: 'rest', valued: SSH_VALUED }],
  ...named('flock script', option(/^(?:-[a-zA-Z]*c|--command)$/)),
  ['env', option(/^(?:-[a-zA-Z]*S|--split-string)$/)],
]);

/** Commands that run the command which follows among their arguments. */
const WRAPPERS = new Set(
  `sudo doas env nohup time nice ionice command exec builtin stdbuf setsid timeout chroot nsenter unshare runuser gosu
  su-exec chpst chrt taskset docker docker-compose podman nerdctl kubectl oc crictl lxc machinectl find flock xargs
  systemd-run busybox toybox strace ltrace watch unbuffer firejail proot torsocks entr`.split(/\s+/),
);

/**
 * The name of the command that would run a value as text, or null when none does. `words` are those of the command
 * before the word with the value, `prefix` is the beginning of that word. A host of ssh may be a value only where
 * `dashes` are refused: as an option it could run anything.
 */
export function runsText(words: readonly string[], prefix: string, dashes: 'refused' | 'allowed'): string | null {
  const found = programIn(words);
  if (found !== null && isText(found.rule, { args: words.slice(found.at + 1), prefix, dashes })) return found.name;
  for (const [at, word] of words.entries()) {
    const rule = ANYWHERE.get(nameOf(word));
    if (rule !== undefined && isText(rule, { args: words.slice(at + 1), prefix, dashes })) return nameOf(word);
  }
  return null;
}

function programIn(
  words: readonly string[],
): { readonly name: string; readonly rule: Rule; readonly at: number } | null {
  const start = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (start < 0) return null;
  const [first = ''] = words.slice(start);
  const own = RULES.get(nameOf(first));
  if (!WRAPPERS.has(nameOf(first))) return own === undefined ? null : { name: nameOf(first), rule: own, at: start };
  const behind = words.findIndex((word, index) => index > start && RULES.has(nameOf(word)));
  const at = behind < 0 || own?.text === 'all' ? start : behind;
  const rule = RULES.get(nameOf(words[at]));
  if (rule === undefined) return null;
  // `flock -c`, `env -S`: the wrapper's own text comes before the command that it would run.
  if (
    own !== undefined &&
    at !== start &&
    own.text === 'option' &&
    words.slice(start + 1, at).some((word) => own.option.test(word))
  )
    return { name: nameOf(first), rule: own, at: start };
  return { name: nameOf(words[at]), rule, at };
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
      const [, long] = /^(--[a-z-]+)=/.exec(prefix) ?? [];
      if (long !== undefined) return rule.option.test(long);
      const at = args.findIndex((arg) => rule.option.test(arg));
      return at >= 0 && args.slice(at + 1).every((arg) => /^[-+]/.test(arg));
    }
    case 'names':
      return !/^[A-Za-z_]\w*=/.test(prefix) || args.some((arg) => /^-\w*[ai]/i.test(arg));
    case 'operand':
      return !isOption(args, prefix, rule.valued) && operands(args, rule.valued) === rule.number;
    default:
      if (isOption(args, prefix, rule.valued) || operands(args, rule.valued) === 0) return dashes === 'allowed';
      return true;
  }
}

/**
 * The name of the program that would read standard input as a program, or null. `words` is a whole command.
 */
export function readsProgram(words: readonly string[]): string | null {
  const start = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const first = start < 0 ? '' : nameOf(words[start]);
  if (first === '') return null;
  const from =
    WRAPPERS.has(first) && first !== 'xargs'
      ? words.findIndex((word, at) => at > start && READERS.has(nameOf(word)))
      : start;
  const at = from < 0 ? start : from;
  const name = nameOf(words[at]);
  const reads = READERS.get(name);
  return reads?.(words.slice(at + 1)) === true ? name : null;
}

type Reads = (args: readonly string[]) => boolean;

const noOperand =
  (valued: RegExp, other: RegExp): Reads =>
  (args) =>
    !args.some((arg) => other.test(arg)) &&
    args.every((arg, at) => isMark(arg) || /^[-+]/.test(arg) || valued.test(args[at - 1] ?? ''));

// `-` and `/dev/stdin` are standard input.
const isMark = (word: string): boolean => word === '-' || word === '/dev/stdin' || word === '/dev/fd/0';

const shellReads: Reads = (args) => {
  if (args.some((arg) => /^[-+][a-z]*c$/i.test(arg))) return false;
  if (args.some((arg) => /^-[a-z]*s/.test(arg) && !arg.startsWith('--'))) return true;
  return noOperand(/^[-+][oO]$|^--(?:rc|init-)file$/, NONE)(args);
};

// Without a command it is the shell there that reads.
const sshReads: Reads = (args) => {
  const host = args.findIndex((arg, at) => !arg.startsWith('-') && !SSH_VALUED.test(args[at - 1] ?? ''));
  const command = host < 0 ? [] : args.slice(host + 1);
  return !args.includes('-N') && (command.length === 0 || readsProgram(command) !== null);
};

const READERS: ReadonlyMap<string, Reads> = new Map<string, Reads>([
  ...'sh bash dash ash ksh mksh zsh fish rbash'.split(' ').map((name) => [name, shellReads] as const),
  ...'python python2 python3 pypy3'.split(' ').map((name) => [name, noOperand(/^-[WX]$/, /^-[a-zA-Z]*[cm]$/)] as const),
  ...'perl ruby lua node nodejs php'
    .split(' ')
    .map((name) => [name, noOperand(/^-[Ir]$/, /^-[a-zA-Z]*[eEpr]$|^--(?:eval|print)$/)] as const),
  ...'psql mysql mariadb mongosh mongo clickhouse-client'
    .split(' ')
    .map(
      (name) =>
        [
          name,
          (args: readonly string[]) =>
            !args.some((arg) => /^(?:-[a-zA-Z]*[cef]|--(?:command|execute|eval|file|query))(?:=|$)/.test(arg)),
        ] as const,
    ),
  ['sqlite3', (args) => args.filter((arg) => !arg.startsWith('-')).length < 2],
  [
    'redis-cli',
    (args) => !args.includes('-x') && noOperand(/^-[hpanutsri]$|^--(?:user|pass|cacert|cert|key|sni)$/, NONE)(args),
  ],
  ['ssh', sshReads],
  ...'at batch parallel bc'
    .split(' ')
    .map((name) => [name, (args: readonly string[]) => !args.some((arg) => /^-[a-z]*[flrd]/.test(arg))] as const),
  ['crontab', noOperand(/^-u$/, /^-[a-z]*[lr]/)],
  ...'source .'.split(' ').map((name) => [name, (args: readonly string[]) => isMark(args[0] ?? '')] as const),
  ...'awk gawk mawk sed make'
    .split(' ')
    .map(
      (name) =>
        [
          name,
          (args: readonly string[]) => args.some((arg, at) => arg === '-f' && isMark(args[at + 1] ?? '')),
        ] as const,
    ),
]);

/** Whether a program reads the files that are its operands as programs; `words` is a whole command, the name in it. */
export function runsFiles(words: readonly string[]): string | null {
  const name = words.map(nameOf).find((word) => FILES.has(word) || word === 'source' || word === '.');
  const first = nameOf(words[0]);
  return name !== undefined && (name === first || WRAPPERS.has(first)) ? name : null;
}

const FILES = new Set(ANYWHERE.keys());

/** Texts that a shell is given to run, with the words that follow them. */
export function innerScripts(words: readonly string[]): readonly { readonly at: number; readonly shell: string }[] {
  const first = nameOf(words[0]);
  if ((first === 'eval' || first === 'trap') && words.length > 1) return [{ at: 1, shell: first }];
  return words.flatMap((word, at) => {
    const option = optionOf(nameOf(word));
    if (option === null) return [];
    const flag = words.findIndex((one, index) => index > at && option.test(one));
    return flag < 0 || words[flag + 1] === undefined ? [] : [{ at: flag + 1, shell: nameOf(word) }];
  });
}

// `su redis -c 'kill 1'` gives its text to the shell of that user.
function optionOf(name: string): RegExp | null {
  if (name === 'su' || name === 'runuser') return /^-[a-z]*c$|^--(?:session-)?command$/;
  const rule = SHELLS.has(name) ? ANYWHERE.get(name) : undefined;
  return rule?.text === 'option' ? rule.option : null;
}

const SHELLS = new Set('sh bash dash ash ksh mksh zsh rbash'.split(' '));

// Whether a word is an option, or the value of the option before it.
function isOption(args: readonly string[], prefix: string, valued: RegExp): boolean {
  return (prefix.startsWith('-') && valued.test(prefix.slice(0, 2))) || valued.test(args.at(-1) ?? '');
}

function operands(args: readonly string[], valued: RegExp): number {
  return args.filter((arg, index) => !arg.startsWith('-') && !valued.test(args[index - 1] ?? '')).length;
}

/** The name of a program without its folder. What expands may expand to nothing: `eval$x` is eval. */
export const nameOf = (word = ''): string => word.slice(word.lastIndexOf('/') + 1).replaceAll('$', '');

/** Whether a command runs the command that follows among its arguments. */
export const isWrapper = (name: string): boolean => WRAPPERS.has(name);
