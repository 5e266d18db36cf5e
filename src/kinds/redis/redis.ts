// Steps of kind `redis`: one command, the write check, or a walk over keys.

import { showText, type Template, type TemplateTree } from '../../model/expression.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { Reading } from '../../model/reading.ts';
import type { FieldType, ReadingType } from '../../model/reading-type.ts';
import { ok, type Result } from '../../model/result.ts';
import { quoteArgument, quoteArguments } from '../command-line.ts';
import { field, forming, isList, isText, problem } from '../forms.ts';
import type { KindDefinition, ShapeProblem } from '../kind.ts';
import type { Said } from '../said.ts';
import * as said from '../said.ts';
import { addressOn } from '../where.ts';
import { partsOf, splitWords } from '../words.ts';
import { CLUSTER_FIELDS, CLUSTER_NODES } from './cluster.ts';
import { decode, REDIS_ERROR_KINDS, type RedisSpec, WRITTEN } from './forms.ts';
import { INFO_FIELDS, INFO_NUMBERS } from './info.ts';
import { redisCost, redisRisk } from './risk.ts';
import { REDIS_PORTS, redisCli, redisTarget } from './server.ts';

const TEXT_REPLY: ReadingType = { reply: 'dyn', text: 'string' };
// `auth`: whether the server wants a password, as far as it said; `primary`: the one that Sentinels named, "" without.
const SERVER: ReadingType = {
  ...TEXT_REPLY,
  auth: { words: ['needed', 'not_needed', 'unknown'] },
  password_given: 'bool',
  primary: 'string',
};
/** `addresses`: of a name with several, what each did; the error kind is "" where it answers. */
const PING: ReadingType = {
  ...SERVER,
  addresses: { list: { record: { address: 'string', error: { words: REDIS_ERROR_KINDS } } } },
};
const WALK: ReadingType = { count: 'number', sample: { list: 'string' }, complete: 'bool' };
const GROUPS: FieldType = {
  list: { record: { name: 'string', addr: 'string', count: 'number', oldest_idle_s: 'number' } },
};

/** The kind `redis`. */
export const redis: KindDefinition<'redis'> = {
  kind: 'redis',
  by: 'performer',
  ...WRITTEN,
  address: { field: 'url', ports: REDIS_PORTS, isOperators: false },
  ...forming<RedisSpec>({
    short: (written) => ok({ command: isText(written) ? written : [...written] }),
    long(written) {
      const { command } = written;
      if (!isText(command)) return ok(written);
      const words = wordsOf(command);
      return words.ok ? ok({ ...written, command: words.value }) : words;
    },
    decode,
  }),
  risk(shape) {
    if (field(shape, 'do') !== undefined) return 'destroy';
    return field(shape, 'command') === undefined ? 'read' : redisRisk(commandWords(shape));
  },
  floor: (shape) => redis.risk(shape, 'action'),
  repeatable(shape) {
    const [command, subcommand] = commandWords(shape);
    const isSetting = command?.toUpperCase() === 'CONFIG' && subcommand?.toUpperCase() === 'SET';
    return isSetting || redis.risk(shape, 'action') === 'read';
  },
  reading,
  says,
  errors: REDIS_ERROR_KINDS,
  unfitForDryRun: ({ form }) => (form === 'check_write' ? 'the write check writes; not in a dry run' : null),
  warnings(shape) {
    const cost = redisCost(commandWords(shape));
    return cost === undefined ? [] : [{ path: [], message: cost }];
  },
  describe(spec) {
    const client = redisCli(spec);
    switch (spec.form) {
      case 'command':
        return `${client} ${quoteArguments(spec.argv)}`;
      case 'check_write':
        return checkCommands(client, `${showText(spec.key)}:check`);
      default: {
        const keys = `${client} --scan --pattern ${quoteArgument(spec.pattern)}`;
        const only = spec.ttl === 'none' ? '  # only keys that never expire' : '';
        const cut = `${keys} | head -n ${spec.limit}`;
        return spec.form === 'scan' ? cut + only : `${cut} | xargs ${client} UNLINK${only}`;
      }
    }
  },
  deed: (shape) => deedOf(shape),
  target: ({ url }, host) => addressOn(redisTarget(url), host),
};

function checkCommands(client: string, key: string): string {
  return `${client} SET ${quoteArgument(key)} 1 NX PX 2000 && ${client} DEL ${quoteArgument(key)}`;
}

function wordsOf(command: string | Template): Result<TemplateTree, readonly ShapeProblem[]> {
  const words = splitWords(command);
  const quoted = words.find((word) => /^["']/.test(String(partsOf(word)[0])));
  if (quoted === undefined) return ok(words);
  return problem(
    'quotes mean nothing here: the command is split at blanks',
    'write it as a list: [SET, key, "a value"]',
  );
}

// Of a command with subcommands both words decide.
function deedOf(shape: TemplateTree): string | undefined {
  if (field(shape, 'do') !== undefined) return 'UNLINK';
  const [command, subcommand] = commandWords(shape);
  if (command == null) return undefined;
  const isOfTwo = ['CLUSTER', 'FUNCTION', 'XGROUP'].includes(command.toUpperCase());
  return [command, ...(isOfTwo && subcommand != null ? [subcommand] : [])].join(' ').toUpperCase();
}

/** Words of the command as far as they are known; null stands for a word with a hole. */
function commandWords(shape: TemplateTree): readonly (string | null)[] {
  const command = field(shape, 'command');
  if (!isList(command)) return [null];
  return command.map((word) => (typeof word === 'string' ? word : null));
}

function says(reading: Reading): readonly Said[] {
  if (Object.hasOwn(reading, 'count'))
    return [
      { value: reading.count as Json, after: 'keys' },
      ...said.where(reading.complete === false, 'scan not complete'),
    ];
  const { info, config, groups, nodes } = reading;
  if (isObject(info)) {
    const shown = TOLD_OF_INFO.filter((name) => Object.hasOwn(info, name)).slice(0, 4);
    return shown.map((name) => ({ before: name, value: info[name] ?? '' }));
  }
  if (isObject(config))
    return Object.entries(config)
      .slice(0, 4)
      .map(([name, value]) => ({ before: name, value }));
  if (Array.isArray(nodes))
    return [said.counted(nodes as readonly Json[], 'node', ''), ...said.field(reading, 'lost_slots')];
  if (Array.isArray(groups)) return [said.counted(groups as readonly Json[], 'group', ' of clients')];
  const line = said.text(reading, 'text');
  return line.length > 0 ? line : said.field(reading, 'reply');
}

const TOLD_OF_INFO = [
  'role',
  'uptime_in_seconds',
  'connected_clients',
  'maxclients',
  'used_memory_human',
  'maxmemory_human',
  'loading',
  'maxmemory_policy',
];

/**
 * A value of CONFIG GET that is a plain decimal number is a number, so that `probe.config.maxmemory * 2` means what it
 * says; every other value is text. Names with a dash are written `config["maxmemory-policy"]`.
 */
function reading(shape: TemplateTree): ReadingType {
  if (field(shape, 'check') !== undefined) return {};
  if (field(shape, 'scan') !== undefined) return WALK;
  const [command, subcommand] = commandWords(shape).map((word) => word?.toUpperCase());
  if (command === 'PING') return PING;
  if (command === 'INFO') {
    const info: ReadingType = { ...SERVER, info: { record: INFO_FIELDS } };
    return field(shape, 'sample') === undefined ? info : { ...info, delta: { record: INFO_NUMBERS } };
  }
  if (command === 'CONFIG' && subcommand === 'GET') return { ...TEXT_REPLY, config: { map: 'dyn' } };
  if (command === 'CLIENT' && subcommand === 'LIST') return { ...TEXT_REPLY, groups: GROUPS };
  if (command === 'CLUSTER' && subcommand === 'INFO') return { ...TEXT_REPLY, cluster: { record: CLUSTER_FIELDS } };
  if (command === 'CLUSTER' && subcommand === 'NODES') return { ...TEXT_REPLY, ...CLUSTER_NODES };
  return TEXT_REPLY;
}
