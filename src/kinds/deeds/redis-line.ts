// What redis-cli is known to do: by the command behind its options, and by modes that are no command.

import type { Risk } from '../../model/risk.ts';
import { redisRisk } from '../redis/risk.ts';
import { optionsOf } from './option-table.ts';
import { readOptions } from './options.ts';
import type { Known } from './verb-rules.ts';

const CLUSTER: readonly (readonly [RegExp, Risk])[] = [
  [/^(?:check|info|help|backup)$/, 'read'],
  [/^del-node$/, 'destroy'],
  [/^(?:reshard|rebalance|add-node|fix|import|create)$/, 'disrupt'],
];

/** What a call of redis-cli does; nothing for other programs. */
export function ofRedis(name: string, args: readonly string[]): readonly Known[] {
  if (name !== 'redis-cli' && name !== 'valkey-cli') return [];
  const known = (risk: Risk, verb: string): readonly Known[] =>
    risk === 'read' ? [] : [{ risk, floor: risk, verb: `${name} ${verb}` }];
  // Options stand before the command: what follows it is the command's own.
  const { options, operands } = readOptions(args, optionsOf('redis-cli'), { operands: 1 });
  const at = operands[0]?.at ?? args.length;
  const command = args.slice(at).map((word) => (word.includes('\0') ? null : word));
  const mode = options.find((one) => /^(?:cluster|eval|lru-test|pipe|functions-rdb|rdb)$/.test(one.name))?.name;
  if (mode === 'eval') return known('destroy', '--eval');
  if (mode === 'lru-test') return known('destroy', '--lru-test');
  if (mode === 'pipe') return known('change', '--pipe');
  if (mode === 'rdb' || mode === 'functions-rdb') return [];
  if (mode === 'cluster') {
    const [verb] = command;
    if (verb === 'call') return ofCommand(name, command.slice(2));
    const risk = CLUSTER.find(([pattern]) => pattern.test(verb ?? ''))?.[1] ?? 'change';
    return known(risk, `--cluster ${verb ?? ''}`.trim());
  }
  return ofCommand(name, command);
}

function ofCommand(name: string, command: readonly (string | null)[]): readonly Known[] {
  const [first] = command;
  if (typeof first !== 'string') return [];
  const risk = redisRisk(command);
  return risk === 'read' ? [] : [{ risk, floor: risk, verb: `${name} ${first}` }];
}

/** What a line does that redis-cli, or whatever sends it to a server, reads. */
export function redisLine(name: string, line: string): readonly Known[] {
  const words = line.split(/\s+/).filter((word) => word !== '');
  return ofCommand(
    name,
    words.map((word) => (word.includes('\0') ? null : word.replace(/^(["'])(.*)\1$/, '$2'))),
  );
}
