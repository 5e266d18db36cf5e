// What in the command of a probe looks like a change and may yet be none: a request that sends something, a file that is
// written. It is told, and `risk: read` answers it. What is surely a change is in the table of verbs.

import type { TemplateTree } from '../../model/expression.ts';
import { field, isList } from '../forms.ts';
import type { ShapeProblem } from '../kind.ts';
import { parseShell } from '../scripts/parse.ts';
import { nameOf, readsProgram } from '../scripts/runs-text.ts';
import { type Command, eachCommand, type List, type Redirect, type Simple, shownOf } from '../scripts/syntax.ts';
import { isTemporary, onlyTidies, temporaryFiles } from '../scripts/temporary.ts';
import { requestsOf } from './requests.ts';
import { unwrapped } from './wrapped.ts';

/** What a step with a `script`, or a `command` that is a list of arguments, may change; the first such thing. */
export function doubtOf(shape: TemplateTree): ShapeProblem | null {
  const script = field(shape, 'script');
  const command = field(shape, 'command');
  if (typeof script === 'string') return told(inScript(script, 0), 'script');
  const words = isList(command) ? command.map((item) => (typeof item === 'string' ? item : '\0')) : [];
  return told(inWords(words, 0), 'command');
}

function told(what: string | null, key: string): ShapeProblem | null {
  if (what === null) return null;
  const help = 'if it only looks, add `risk: read`; if it changes something, move it to `resolve`: probes run unasked';
  return { path: [key], message: what, help };
}

const MOST_LEVELS = 6;

function inScript(script: string, level: number): string | null {
  const list = level < MOST_LEVELS ? parseShell(script) : null;
  return list === null ? null : inList(list, level);
}

function inList(list: List, level: number): string | null {
  const temporary = temporaryFiles(list);
  const found: string[] = [];
  eachCommand(list, (command) => {
    if (command.kind === 'simple' && !onlyTidies(command, temporary)) {
      const words = command.words.map(shownOf);
      const what = inWords(words, level) ?? readsStatements(command, words);
      if (what !== null) found.push(what);
    }
    const file = written(command, temporary);
    if (file !== undefined) found.push(`\`${file.sign} ${shownOf(file.target)}\` writes a file`);
  });
  return found[0] ?? null;
}

function readsStatements({ redirects }: Simple, words: readonly string[]): string | null {
  const name = readsProgram(words);
  const isFile = redirects.some(({ sign, target }) => sign === '<' && isFileToKeep(shownOf(target)));
  return isFile && name !== null && name !== 'bc' ? `\`${name}\` runs what stands in a file` : null;
}

const written = ({ redirects }: Command, temporary: ReadonlySet<string>): Redirect | undefined =>
  redirects.find(
    ({ sign, target }) =>
      /^(?:&?>>?|>\|)$/.test(sign) && !isTemporary(target, temporary) && isFileToKeep(shownOf(target)),
  );

// Where a name is known only when it runs, nothing is said about it; nor of devices, and of places for what is not kept.
const isFileToKeep = (name: string): boolean =>
  !name.includes('\0') &&
  !/^(?:-|\d*|\/dev\/(?:null|std\w+|tty|fd\/\d+|(?:tcp|udp|shm)\/.*)|\/(?:var\/)?tmp\/.*)$/.test(name);

function inWords(words: readonly string[], level: number): string | null {
  const from = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (from < 0 || level > MOST_LEVELS) return null;
  const { own, commands, scripts } = unwrapped(words.slice(from));
  const inside = [
    ...scripts.flatMap((text) => inScript(text, level + 1) ?? []),
    ...commands.flatMap((command) => inWords(command, level + 1) ?? []),
  ];
  const [program, ...args] = own;
  const name = nameOf(program);
  const what = inRequests(name, args) ?? DOUBTS.get(name)?.(args) ?? null;
  return inside[0] ?? (what === null ? null : `\`${name}\` ${what}`);
}

function inRequests(name: string, args: readonly string[]): string | null {
  const requests = requestsOf(name, args);
  if (requests.some(({ files }) => files.some(isFileToKeep))) return 'writes a file';
  const method = requests.map((one) => one.method).find((one) => /^(?:POST|PUT|PATCH)$/.test(one));
  return method === undefined ? null : `sends a ${method}`;
}

/** What a program does with these arguments, as a sentence goes on behind its name; null for nothing of note. */
type Doubt = (args: readonly string[]) => string | null;

const doubt = (names: string, of: Doubt): readonly (readonly [string, Doubt])[] =>
  names.split(' ').map((name) => [name, of] as const);

const operands = (args: readonly string[]): readonly string[] => args.filter((arg) => !/^[-+]./.test(arg));

const whereKept =
  (what: string, which: (names: readonly string[]) => readonly string[] = (names) => names): Doubt =>
  (args) =>
    which(operands(args)).some(isFileToKeep) ? what : null;

const last = (names: readonly string[]): readonly string[] => names.slice(-1);

const keeps = whereKept('writes a file');
const intoPlace = whereKept('writes a file', last);

const has =
  (pattern: RegExp, what: string): Doubt =>
  (args) =>
    args.some((arg) => pattern.test(arg)) ? what : null;

const hasNot =
  (pattern: RegExp, what: string): Doubt =>
  (args) =>
    args.some((arg) => pattern.test(arg)) ? null : what;

const DOUBTS: ReadonlyMap<string, Doubt> = new Map([
  ...doubt('tee sponge touch', keeps),
  ...doubt('mkdir', whereKept('makes a folder')),
  ...doubt('cp ln install scp', intoPlace),
  ...doubt('rsync', (args) =>
    operands(args).length < 2 || args.some((arg) => /^(?:-[a-zA-Z]*n[a-zA-Z]*|--dry-run|--list-only)$/.test(arg))
      ? null
      : intoPlace(args),
  ),
  ...doubt('tar', (args) => (/^-?[a-zA-Z]*x|^--extract/.test(args[0] ?? '') ? 'unpacks files' : null)),
  ...doubt('unzip', hasNot(/^-[a-zA-Z]*[lptvZ]/, 'unpacks files')),
  ...doubt('gzip gunzip bzip2 xz zstd', (args) =>
    args.some((arg) => /^-[a-zA-Z]*[cltV]|^--(?:stdout|list|test|to-stdout)$/.test(arg)) ? null : keeps(args),
  ),
  ...doubt('psql sqlite3', has(/^(?:-[a-zA-Z]*f|--file(?:=.*)?|\.read .*)$/, 'runs what stands in a file')),
  ...doubt('logrotate', hasNot(/^-[a-z]*d|^--debug$/, 'moves files')),
  ...doubt('mail mailx sendmail msmtp', () => 'sends a mail'),
  ...doubt('at batch systemd-run', hasNot(/^-[a-z]*[lcr]$/, 'starts something that goes on')),
]);
