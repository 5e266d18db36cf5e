// What programs are known to do, by their name and the word that says what: `rm`, `systemctl restart`, `kubectl delete`. What
// is not in the table stays its author's word.

import type { TemplateTree } from '../../model/expression.ts';
import { type Risk, within } from '../../model/risk.ts';
import { field, isList } from '../forms.ts';
import { redisRisk } from '../redis/risk.ts';
import { parseShell } from './parse.ts';
import { innerScripts, isWrapper, nameOf, readsProgram, remoteScripts } from './runs-text.ts';
import { statementsIn } from './statements.ts';
import { eachCommand, type List, type Pipeline, type Simple, shownOf, textOf } from './syntax.ts';
import { onlyTidies, temporaryFiles } from './temporary.ts';
import { ONLY_SAYING, type Rule, VERBS } from './verb-table.ts';

/** What a command is known to do. */
export interface Known {
  readonly risk: Risk;
  /** The lowest risk that an author may give it: how much is lost by removing a file, he knows better. */
  readonly floor: Risk;
  /** The command, as far as it says so: `systemctl restart`. */
  readonly verb: string;
}

/** Whether a name is that of a program of which something is known. */
export const isProgram = (name: string): boolean => VERBS.has(name);

/** What a step with a `script`, or a `command` that is a list of arguments, is known to do. */
export function knownOfStep(shape: TemplateTree): Known | null {
  const script = field(shape, 'script');
  if (typeof script === 'string') return knownOfScript(script);
  const command = field(shape, 'command');
  return isList(command) ? knownOfArguments(command.map((item) => (typeof item === 'string' ? item : null))) : null;
}

/** The worst that a script is known to do; null where nothing of it is in the table. */
export function knownOfScript(script: string): Known | null {
  const list = parseShell(script);
  return list === null ? null : worstOf(list, { level: 0, temporary: temporaryFiles(list) });
}

/** The same for a list of arguments; null stands for one that is not known yet. */
export function knownOfArguments(argv: readonly (string | null)[]): Known | null {
  return worst(
    knownOfCommand(
      argv.map((word) => word ?? '\0'),
      { level: 0, temporary: new Set() },
    ),
  );
}

/** Where in a script a command stands. */
interface Inside {
  /** Of how many shells in shells. */
  readonly level: number;
  /** Variables with the name of a file that the script made for itself. */
  readonly temporary: ReadonlySet<string>;
}

const MOST_LEVELS = 6;

function worstOf(list: List, inside: Inside): Known | null {
  const all: Known[] = [];
  eachCommand(list, (command, { pipeline, index }) => {
    if (command.kind !== 'simple' || onlyTidies(command, inside.temporary)) return;
    const words = command.words.map(shownOf);
    all.push(...knownOfCommand(words, inside), ...knownOfStatements(words, readBy(command, pipeline, index)));
  });
  return worst(all);
}

function worst(all: readonly Known[]): Known | null {
  return all.reduce<Known | null>((most, one) => (most === null || !within(one.risk, most.risk) ? one : most), null);
}

// What is found out only when it runs is NUL in a word.
function knownOfCommand(words: readonly string[], inside: Inside): readonly Known[] {
  const texts = attached(words.slice(words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))));
  const scripts = inside.level < MOST_LEVELS ? textsToRun(texts).flatMap((text) => knownInside(text, inside)) : [];
  const own = known(texts);
  if (own !== null) return [own, ...scripts];
  if (!isWrapper(nameOf(texts[0]))) return scripts;
  // `sudo -u redis rm`, `timeout 5 systemctl restart`, `docker exec web redis-cli flushall`.
  const at = texts.findIndex((word, index) => index > 0 && VERBS.has(nameOf(word)));
  const wrapped = at < 0 ? null : known(texts.slice(at));
  return wrapped === null ? scripts : [wrapped, ...scripts];
}

// `su --command='kill 1' redis` is the same in two words.
const attached = (words: readonly string[]): readonly string[] =>
  words.flatMap((word) => {
    const [, option, text] = /^(--(?:session-)?command)=(.*)$/s.exec(word) ?? [];
    return option === undefined || text === undefined ? [word] : [option, text];
  });

const textsToRun = (words: readonly string[]): readonly string[] => [
  ...innerScripts(words).flatMap(({ at }) => words[at] ?? []),
  ...remoteScripts(words),
];

function knownInside(text: string, { level, temporary }: Inside): readonly Known[] {
  const list = parseShell(text);
  const found = list === null ? null : worstOf(list, { level: level + 1, temporary });
  return found === null ? [] : [found];
}

function known(texts: readonly string[]): Known | null {
  const name = nameOf(texts[0]);
  if (name === 'redis-cli' || name === 'valkey-cli') return ofRedis(texts);
  const rules = /^\/etc\/(?:rc\.d\/)?init\.d\//.test(texts[0] ?? '') ? VERBS.get('service') : VERBS.get(name);
  return rules === undefined || onlySays(name, texts) ? null : byRules(name, rules, texts.slice(1));
}

function byRules(name: string, rules: readonly Rule[], args: readonly string[]): Known | null {
  const rest = args.join(' ');
  const found = rules.flatMap((rule) => {
    const match = rule.statement === true ? inStatements(rule.when, args) : rule.when.exec(rest)?.[0];
    return match === undefined ? [] : [{ rule, verb: `${name} ${match.trim()}`.trim() }];
  })[0];
  if (found === undefined) return null;
  const { rule, verb } = found;
  return { risk: rule.risk, floor: rule.floor ?? rule.risk, verb };
}

const inStatements = (when: RegExp, args: readonly string[]): string | undefined =>
  args.flatMap((arg) => when.exec(statementsIn(arg))?.[0] ?? [])[0];

// What programs like psql read from their standard input.
function knownOfStatements(words: readonly string[], read: readonly string[]): readonly Known[] {
  const program = read.length === 0 ? null : readsProgram(words);
  const rules = program === null ? undefined : VERBS.get(program);
  if (program === null || rules?.some(({ statement }) => statement === true) !== true) return [];
  const found = byRules(program, rules, read);
  return found === null ? [] : [found];
}

/** Texts that a command reads: its here-documents, and what `echo` and `printf` print into it. */
function readBy({ redirects }: Simple, { commands }: Pipeline, index: number): readonly string[] {
  const documents = redirects.filter(({ sign }) => sign.startsWith('<<')).map(({ target }) => shownOf(target));
  const before = commands[index - 1];
  const isPrinted = before?.kind === 'simple' && /^(?:echo|printf)$/.test(textOf(before.words[0]) ?? '');
  return isPrinted ? [...documents, ...before.words.slice(1).map(shownOf)] : documents;
}

/** Words with which a program only says what it would do, or what it is. */
function onlySays(name: string, texts: readonly string[]): boolean {
  if (!isWrapper(name) && texts.length === 2 && /^--(?:help|version)$/.test(texts[1] ?? '')) return true;
  const only = ONLY_SAYING.get(name);
  return only !== undefined && only.test(texts.slice(1).join(' '));
}

// The command stands behind options, some of which take a word.
function ofRedis(texts: readonly string[]): Known | null {
  let at = 1;
  while (texts[at]?.startsWith('-') === true)
    at += /^-[hpsanuirtdDX]$|^--(?:user|pass|sni|cacert|cacertdir|cert|key)$/.test(texts[at] ?? '') ? 2 : 1;
  const command = texts.slice(at).map((word) => (word.includes('\0') ? null : word));
  if (typeof command[0] !== 'string') return null;
  const risk = redisRisk(command);
  return risk === 'read' ? null : { risk, floor: risk, verb: `redis-cli ${command[0]}` };
}
