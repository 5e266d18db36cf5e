// The table of Redis risks against a real server: what the server itself says about each of its commands.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { redisRisk } from '../../../src/kinds/redis/risk.ts';
import { startRedis, type TestRedis } from '../../support/redis/redis-server.ts';

interface Command {
  readonly argv: readonly string[];
  readonly flags: readonly string[];
}

let redis: TestRedis;
let commands: readonly Command[];

beforeAll(async () => {
  redis = await startRedis();
  commands = ((await redis.admin('COMMAND')) as readonly Entry[]).flatMap((entry) => commandsOf(entry));
});

afterAll(() => redis.stop());

test('the server lists what it can do', () => {
  expect(flagged('readonly').length).toBeGreaterThan(60);
  expect(flagged('write').length).toBeGreaterThan(60);
});

test('every command that the server calls read-only is read', () => {
  const changing = flagged('readonly').filter(({ argv }) => redisRisk(argv) !== 'read');
  expect(changing).toEqual([]);
});

test('no command that may write is read', () => {
  const reading = flagged('write').filter(({ argv }) => redisRisk(argv) === 'read');
  expect(reading).toEqual([]);
});

test('of the dangerous administrative commands only those that look are read', () => {
  const reading = flagged('admin').filter(({ argv }) => redisRisk(argv) === 'read');
  const others = reading.map(({ argv }) => argv.join(' ')).filter((name) => !LOOKING.test(name));
  expect(others).toEqual([]);
});

const LOOKING =
  /^(acl (dryrun|getuser|list|log|users)|client list|cluster (count-failure-reports|links|replicas|slaves|slot-stats)|config get|latency (doctor|graph|histogram|history|latest)|module list|monitor|slowlog (get|len))$/;

test('a script that the server keeps from writing is read, every other script may do anything', () => {
  expect(['EVAL_RO', 'EVALSHA_RO', 'FCALL_RO'].map((name) => redisRisk([name]))).toEqual(['read', 'read', 'read']);
  expect(['EVAL', 'EVALSHA', 'FCALL', 'EXEC'].map((name) => redisRisk([name]))).toEqual(Array(4).fill('destroy'));
});

const flagged = (flag: string): readonly Command[] => commands.filter(({ flags }) => flags.includes(flag));

/** Name, arity, flags, keys, categories, tips, key specifications, subcommands (redis.io, COMMAND). */
type Entry = readonly [name: string, arity: number, flags: readonly string[], ...unknown[]];

function commandsOf(entry: Entry, parent: readonly string[] = []): readonly Command[] {
  const [name, , flags] = entry;
  const subcommands = (entry[9] ?? []) as readonly Entry[];
  const argv = [...parent, name.split('|').at(-1) ?? name];
  // A command with subcommands does nothing by itself. Redis 6 does not list them.
  if (subcommands.length === 0 && ['memory', 'object', 'xinfo'].includes(name)) return [];
  if (subcommands.length > 0) return subcommands.flatMap((sub) => commandsOf(sub, argv));
  return [{ argv, flags }];
}
