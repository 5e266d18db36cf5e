// What one program is known to do with its arguments and its standard input, apart from what it runs of other programs.

import type { Risk } from '../../model/risk.ts';
import { nameOf, readsProgram } from '../scripts/runs-text.ts';
import { ONLY_SAYING } from './only-saying.ts';
import { optionsOf } from './option-table.ts';
import { type Read, readOptions } from './options.ts';
import { ofRedis, redisLine } from './redis-line.ts';
import { requestsOf } from './requests.ts';
import { sqlDeeds } from './sql.ts';
import type { Dialect } from './statements.ts';
import type { Known, Rule } from './verb-rules.ts';
import { VERBS } from './verb-table.ts';

/** What is known, and what it gives to a shell: what it reads, or `\! rm` in statements. */
interface Deeds {
  readonly known: readonly Known[];
  readonly scripts: readonly string[];
}

/** What a command does by itself; `read` are the texts on its standard input. */
export function ownDeeds(words: readonly string[], read: readonly string[]): Deeds {
  const [program = '', ...args] = words;
  const name = nameOf(program);
  const statements = ofStatements(name, words, read);
  return {
    known: [
      ...ofTable(program, /^mongo(?:sh)?$/.test(name) && readsProgram(words) === name ? [...args, ...read] : args),
      ...ofRequests(name, args),
      ...ofRedis(name, args),
      ...statements.known,
      ...sent(name, words, read),
    ],
    scripts: [...statements.scripts, ...(SHELLS.test(name) && readsProgram(words) === name ? read : [])],
  };
}

const SHELLS = /^(?:sh|bash|dash|ash|ksh|mksh|zsh|fish|rbash|ssh|at|batch|parallel)$/;

function ofTable(program: string, args: readonly string[]): readonly Known[] {
  const isScript = /^\/etc\/(?:rc\.d\/)?init\.d\//.test(program);
  const name = nameOf(program).replace(/^mkfs\..*/, 'mkfs');
  const rules = isScript ? VERBS.get('service') : (VERBS.get(name) ?? VERBS.get(name.replace(/\.sh$/, '')));
  if (
    rules === undefined ||
    (args.length === 1 && /^(?:--help|--version|-h|-V)$/.test(args[0] ?? '') && name !== 'halt')
  )
    return [];
  const all = isScript ? [nameOf(program), ...args] : args;
  // An option that is not known may take the word that would be the verb.
  const reads = (['flag', 'valued'] as const).map((unknown) => readWhole(name.replace(/\.sh$/, ''), all, unknown));
  if (onlySays(name, reads)) return [];
  const found = rules.flatMap((rule) =>
    reads.flatMap((one) => fits(rule, one, all) ?? []).map((verb) => ({ rule, verb })),
  )[0];
  if (found === undefined) return [];
  const { rule, verb } = found;
  return [{ risk: rule.risk, floor: rule.floor ?? rule.risk, verb: `${nameOf(program)} ${verb}`.trim() }];
}

// `docker compose -f x rm -f`: behind `compose` the options are others, and behind its verb once more.
function readWhole(name: string, args: readonly string[], unknown: 'flag' | 'valued'): Read {
  if (name === 'docker-compose') return readParts(args, ['compose', 'compose-verb'], unknown);
  const [verb] = readOptions(args, optionsOf(name), { unknown, operands: 1 }).operands;
  return readParts(args, verb?.word === 'compose' ? [name, 'compose', 'compose-verb'] : [name], unknown);
}

// Each operand but those of the last table ends the part that its table reads.
function readParts(
  args: readonly string[],
  [table = '', ...others]: readonly string[],
  unknown: 'flag' | 'valued',
): Read {
  const own = readOptions(args, optionsOf(table), others.length === 0 ? { unknown } : { unknown, operands: 1 });
  const [verb] = own.operands;
  if (others.length === 0 || verb === undefined) return own;
  const rest = readParts(args.slice(verb.at + 1), others, unknown);
  return { options: [...own.options, ...rest.options], operands: [...own.operands, ...rest.operands] };
}

// The words that made it fit; null where it does not.
function fits(rule: Rule, { options, operands }: Read, args: readonly string[]): string | null {
  const said = operands.map(({ word }) => word).join(' ');
  const named = options.map(({ name, value }) => (value === '' ? name : `${name}=${value}`));
  const words = rule.when === undefined ? '' : rule.when.exec(said)?.[0];
  const text = rule.text === undefined ? '' : rule.text.exec(args.join(' '))?.[0];
  const { option, unless } = rule;
  if (words === undefined || text === undefined || (option !== undefined && !named.some((one) => option.test(one))))
    return null;
  if (unless !== undefined && options.some(({ name }) => unless.test(name))) return null;
  const decisive =
    option === undefined ? undefined : options.find((one, at) => option.test(named[at] ?? one.name))?.name;
  return [words || text, ...(decisive === undefined ? [] : [`${decisive.length > 1 ? '--' : '-'}${decisive}`])]
    .join(' ')
    .trim();
}

/** Whether a program is told to say only what it would do, or what it is. */
function onlySays(name: string, [read]: readonly Read[]): boolean {
  const only = ONLY_SAYING.get(name);
  if (only === undefined || read === undefined) return false;
  const options = read.options.map((one) => (one.value === '' ? one.name : `${one.name}=${one.value}`));
  return (
    options.some((one) => only.option.test(one)) ||
    only.words?.test(read.operands.map(({ word }) => word).join(' ')) === true
  );
}

const ofRequests = (name: string, args: readonly string[]): readonly Known[] =>
  requestsOf(name, args).some(({ method }) => method === 'DELETE')
    ? [{ risk: 'destroy', floor: 'change', verb: `${name} DELETE` }]
    : [];

/** Clients of SQL: how they read it, and the options that bring statements. Without an option it is an operand. */
const CLIENTS: ReadonlyMap<string, readonly [Dialect, RegExp | null]> = new Map<
  string,
  readonly [Dialect, RegExp | null]
>([
  ...['psql', 'pgcli'].map((name) => [name, ['postgres', /^(?:c|command)$/]] as const),
  ['cockroach', ['postgres', /^(?:e|execute)$/]],
  ...['mysql', 'mariadb', 'mycli'].map((name) => [name, ['mysql', /^(?:e|execute|init-command)$/]] as const),
  ['clickhouse-client', ['mysql', /^(?:q|query)$/]],
  ...['cqlsh', 'mysqlsh', 'trino'].map((name) => [name, ['postgres', /^(?:e|execute)$/]] as const),
  ['sqlcmd', ['postgres', /^[qQ]$/]],
  ...['sqlite3', 'duckdb'].map((name) => [name, ['sqlite', null]] as const),
]);

function ofStatements(name: string, words: readonly string[], read: readonly string[]): Deeds {
  const client = CLIENTS.get(name);
  if (client === undefined) return { known: [], scripts: [] };
  const [dialect, option] = client;
  const { options, operands } = readOptions(words.slice(1), optionsOf(name));
  const given = option === null ? [] : options.flatMap((one) => (option.test(one.name) ? [one.value] : []));
  const operand = operands.map(({ word }) => word).filter((word) => option === null || /\s/.test(word));
  const stdin = readsProgram(words) === name ? read : [];
  const all = [...given, ...operand, ...stdin].map((text) => sqlDeeds(text, dialect));
  return {
    known: all.flatMap(({ deeds }) => deeds.map(({ risk, verb }) => ({ risk, floor: risk, verb: `${name} ${verb}` }))),
    scripts: all.flatMap(({ scripts }) => scripts),
  };
}

/** What a line means to a server that takes lines: memcached, HAProxy, ZooKeeper. */
const LINES: readonly (readonly [RegExp, Risk])[] = [
  [/^flush_all\b/i, 'destroy'],
  [/^(?:disable|shutdown|kill|clear|del)\b/i, 'disrupt'],
  [/^set (?:server|weight|maxconn|table|map|rate-limit)\b/i, 'disrupt'],
  [/^(?:enable|add|set)\b/i, 'change'],
  [/^(?:DELETE|PUT|POST|PATCH) \S+ HTTP/, 'change'],
];

// `redis-cli` reads commands; nc and its like send lines, whoever listens.
function sent(name: string, words: readonly string[], read: readonly string[]): readonly Known[] {
  const lines = read.flatMap((text) => text.split(/[\r\n;]+/)).map((line) => line.trim());
  if (/^(?:redis|valkey)-cli$/.test(name))
    return readsProgram(['redis-cli', ...words.slice(1)]) === null && !words.includes('--pipe')
      ? []
      : lines.flatMap((line) => redisLine(name, line));
  if (!/^(?:nc|ncat|netcat|socat|telnet)$/.test(name)) return [];
  return lines.flatMap((line): readonly Known[] => {
    const row = LINES.find(([pattern]) => pattern.test(line));
    if (row !== undefined) return [{ risk: row[1], floor: row[1], verb: `${name} ${line.split(' ')[0] ?? ''}` }];
    return redisLine(name, line).filter(({ risk }) => risk !== 'change');
  });
}
