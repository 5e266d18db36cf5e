// Traps of shells: what is written, is allowed, and does not do what it seems to. Each is one pattern with its cure; what is
// not clearly wrong is not told.

import type { TemplateTree } from '../../model/expression.ts';
import { isProgram } from '../deeds/verbs.ts';
import { field, isList } from '../forms.ts';
import type { ShapeProblem } from '../kind.ts';
import { parseShell } from './parse.ts';
import { isWrapper, nameOf } from './runs-text.ts';
import {
  type Command,
  eachCommand,
  type List,
  type Pipeline,
  type Simple,
  textOf,
  type Word,
  wordsOf,
} from './syntax.ts';

/** A trap, and how to stay out of it. */
interface Trap {
  readonly message: string;
  readonly help: string;
}

/** The traps of a step with a `script`, or a `command` that is a list of arguments; each is told once. */
export function trapsOf(shape: TemplateTree): readonly ShapeProblem[] {
  const script = field(shape, 'script');
  if (typeof script === 'string') return told(trapsInScript(script), 'script');
  const command = field(shape, 'command');
  return isList(command) ? told(trapsInArguments(command), 'command') : [];
}

const told = (traps: readonly Trap[], key: string): readonly ShapeProblem[] => [
  ...new Map(traps.map((trap) => [trap.message, { path: [key], ...trap }])).values(),
];

function trapsInArguments(items: readonly TemplateTree[]): readonly Trap[] {
  const words = items.map((item) => (typeof item === 'string' ? item : ''));
  // What an inner shell or another program is given as text is that program's business.
  if (isWrapper(nameOf(words[0])) && nameOf(words[0]) === 'find') return [];
  const letters = words.slice(1).find((word) => /^(?:\||\|\||&&|;|>|>>|<|2>&1|&>|&)$/.test(word));
  const expands = words.find((word) => /^\$\{?[A-Za-z_]\w*\}?$|^~(?:\/|$)|^\$\(.*\)$|^`.*`$/.test(word));
  const matches = words
    .slice(1)
    .find((word, at) => /^[\w./-]*\/[\w.-]*\*[\w.*-]*$/.test(word) && !(words[at] ?? '').startsWith('-'));
  const [program = ''] = words;
  const isWhole = /^[^/.]\S*\s/.test(program.trim());
  return [
    ...(isWhole ? [asProgram(program.trim().split('\n', 1)[0] ?? '')] : []),
    ...(letters === undefined ? [] : [asLetters(letters)]),
    ...(expands === undefined ? [] : [asLetters(expands)]),
    ...(matches === undefined ? [] : [asLetters(matches)]),
  ];
}

const asProgram = (word: string): Trap => ({
  message: `\`${word}\` is taken for the name of one program, blanks and all`,
  help: 'write the command as one text, which a shell reads; or each of its words as an item of its own',
});

const asLetters = (word: string): Trap => ({
  message: `\`${word}\` is given to the program as it stands: no shell reads a list`,
  help: 'write the command as one text, which a shell reads',
});

function trapsInScript(script: string): readonly Trap[] {
  const list = parseShell(script);
  if (list === null) return [];
  const traps: Trap[] = [...hiddenFailures(list)];
  eachCommand(list, (command, { pipeline, index }) => {
    if (command.kind === 'compound') {
      if (command.keyword === '((') traps.push(bashOnly('(( … ))'));
      return;
    }
    traps.push(...inCommand(command), ...inPipeline(command, pipeline, index));
  });
  return traps;
}

const bashOnly = (what: string): Trap => ({
  message: `${what} is bash, and a script is run by sh, which need not be bash`,
  help: "write it for sh, or call bash: [bash, -euc, '…']",
});

/** Commands that bash has and POSIX shells have not. */
const BASH = new Set(['[[', 'source', 'pushd', 'popd', 'declare', 'typeset', 'mapfile', 'readarray', 'shopt', 'let']);

function inCommand(command: Simple): readonly Trap[] {
  const texts = command.words.map((word) => textOf(word) ?? '$');
  const [first = ''] = texts;
  const traps: Trap[] = [];
  const add = (when: boolean, message: string, help: string): void => {
    if (when) traps.push({ message, help });
  };
  if (BASH.has(first)) traps.push(bashOnly(`\`${first}\``));
  if (command.redirects.some(({ sign }) => sign === '<<<')) traps.push(bashOnly('`<<<`'));
  if (command.redirects.some(({ sign }) => sign.startsWith('&>'))) traps.push(bashOnly('`&>`'));
  if (wordsOf(command).some((word) => word.pieces.some((piece) => 'process' in piece))) traps.push(bashOnly('`<( )`'));
  add(first === '[' && texts.includes('=='), '`==` inside `[ ]` is an error in a plain sh', 'write `=`');
  add(
    (first === '[' || first === 'test') && texts.length > 3 && command.words.some(isBareVariable),
    'a variable without quotes inside `[ ]` is an error where it is empty, and the answer is then "false"',
    'put it in double quotes: [ "$x" = y ]',
  );
  add(
    first === 'rm' && texts.some((text) => /^-\w*[rR]/.test(text)) && command.words.some(startsWithVariable),
    'where the variable is empty, `rm -r` removes something else',
    'write "${NAME:?}", which ends the script where it is empty',
  );
  add(
    /^(?:docker|podman|kubectl|oc)$/.test(nameOf(first)) &&
      texts.some((text) => /^(?:-[a-z]*t[a-z]*|--tty)$/.test(text)) &&
      texts.some((text) => text === 'exec' || text === 'run'),
    'there is no terminal: `-t` makes this command fail',
    'leave `-t` out',
  );
  add(
    nameOf(first) === 'curl' &&
      !texts.some((text) => /^(?:-[a-zA-Z]*[fwI][a-zA-Z]*|--fail\S*|--write-out|--head)$/.test(text)),
    'curl ends with 0 when the server answers with an error (404, 500)',
    'add -f, or use a step of kind `http`',
  );
  add(
    (nameOf(first) === 'tail' && texts.some((text) => /^(?:-[a-z0-9]*[fF]|--follow\S*)$/.test(text))) ||
      (nameOf(first) === 'journalctl' && texts.some((text) => /^(?:-[a-z]*f[a-z]*|--follow)$/.test(text))) ||
      nameOf(first) === 'watch' ||
      (nameOf(first) === 'top' && !texts.some((text) => /^-[a-z]*[bn]/.test(text))),
    `\`${first}\` does not end by itself: the step will end by its timeout`,
    'ask for a number of lines, or for one look',
  );
  add(
    redirectsErrorsFirst(command),
    '`2>&1` before `>file` sends errors where output went before, not into the file',
    'write `>file 2>&1`',
  );
  add(
    first === 'sudo' && !texts.slice(1).some((text) => /^-[a-zA-Z]*[nSA]/.test(text) || text === '--non-interactive'),
    'sudo may ask for a password, and nobody is there to type it',
    'write sudo -n',
  );
  return traps;
}

const isBareVariable = (word: Word): boolean =>
  word.pieces.length === 1 &&
  word.pieces.some((piece) => 'variable' in piece && !piece.quoted && /^[A-Za-z_@]/.test(piece.variable));

const startsWithVariable = (word: Word): boolean => {
  const [first] = word.pieces;
  return (
    word.pieces.length > 1 &&
    first !== undefined &&
    'variable' in first &&
    first.checked !== true &&
    !/^FB_\d/.test(first.variable)
  );
};

function redirectsErrorsFirst({ redirects }: Simple): boolean {
  const errors = redirects.findIndex(({ sign, target }) => sign === '>&' && textOf(target) === '1');
  return errors >= 0 && redirects.slice(errors + 1).some(({ sign }) => sign === '>' || sign === '>>');
}

// `ps aux | grep redis` finds itself.
function inPipeline(command: Simple, { commands }: Pipeline, index: number): readonly Trap[] {
  const before = commands[index - 1];
  const isList = before?.kind === 'simple' && textOf(before.words[0]) === 'ps';
  if (!isList || nameOf(textOf(command.words[0]) ?? '') !== 'grep') return [];
  const pattern = command.words
    .slice(1)
    .map((word) => textOf(word) ?? '')
    .find((text) => !text.startsWith('-'));
  const others = commands
    .slice(index + 1)
    .some((one) => one.kind === 'simple' && one.words.some((word) => textOf(word) === '-v'));
  if (others || pattern === undefined || /[[\\^]/.test(pattern) || command.words.some((word) => textOf(word) === '-v'))
    return [];
  return [
    {
      message: '`ps | grep` finds the grep itself: it always finds something',
      help: 'use pgrep -f, or write the first letter as [r]edis',
    },
  ];
}

/** What may end badly and hides nothing: what only sets something, looks, or prints. */
const HARMLESS = new Set(
  `echo printf set export unset : true false trap umask sleep wait shift readonly local date exec read shopt [ test kill
  cat ls head tail grep egrep awk sed sort uniq wc cut tr df du ps free uptime id hostname env pwd stat file find ss netstat
  journalctl dmesg`.split(/\s+/),
);

/** Whether a line begins with what is a command by its name, or can be nothing else: not with an argument of the line before. */
export function beginsCommand(line: string): boolean {
  const [first = ''] = line.split(/\s+/);
  return COMMANDS.has(nameOf(first)) || isProgram(nameOf(first)) || /^(?:\.{0,2}\/\S+|[A-Za-z_]\w*=.*)$/.test(first);
}

const COMMANDS = new Set([
  ...HARMLESS,
  ...BASH,
  'cd',
  'if',
  'for',
  'while',
  'until',
  'case',
  'mkdir',
  'cp',
  'touch',
  'curl',
  'exit',
]);

// A command that fails is passed over, and the last one decides.
function hiddenFailures(list: List): readonly Trap[] {
  const settings = list.flatMap(({ pipeline }) => simple(pipeline)).filter((one) => textOf(one.words[0]) === 'set');
  if (settings.some(({ words }) => words.slice(1).some((word) => /^-\w*e|^errexit$/.test(textOf(word) ?? ''))))
    return [];
  const [last] = simple(list.at(-1)?.pipeline ?? { commands: [], negated: false });
  // Somebody says himself how it ends.
  if (['exit', 'return'].includes(textOf(last?.words[0]) ?? '')) return [];
  const [hidden] = list.slice(0, -1).flatMap((item, index) => {
    const [command] = item.pipeline.commands;
    const next = list[index + 1];
    if (item.sign !== ';' || item.pipeline.commands.length > 1 || item.pipeline.negated || command?.kind !== 'simple')
      return [];
    // `a || b`: somebody has thought of it.
    if (list[index - 1]?.sign === '||' || next === undefined) return [];
    const name = nameOf(textOf(command.words[0]) ?? '');
    return command.words.length === 0 || HARMLESS.has(name) || name === '' ? [] : [name];
  });
  if (hidden === undefined) return [];
  return [
    {
      message: `where \`${hidden}\` fails, the script goes on, and is a success when its last command is`,
      help: 'begin the script with `set -e`, or join the commands with &&',
    },
  ];
}

const simple = ({ commands }: Pipeline): readonly Simple[] => commands.filter((one: Command) => one.kind === 'simple');
