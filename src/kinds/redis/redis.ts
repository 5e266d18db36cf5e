// Steps of kind `redis`: one command, the write check, or a walk over keys.

import type { Template, TemplateTree, Text } from '../../model/expression.ts';
import { REDIS_ERROR_KINDS } from '../../model/reading.ts';
import type { FieldType, ReadingType } from '../../model/reading-type.ts';
import { ok, type Result } from '../../model/result.ts';
import type { RedisSpec } from '../../model/step.ts';
import { hostOf, redisUrl, showUrl } from '../address.ts';
import { quoteArgument, quoteArguments } from '../command-line.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming, isList, isText, problem } from '../forms.ts';
import type { KindDefinition, ShapeProblem } from '../kind.ts';
import { partsOf, splitWords } from '../words.ts';
import { INFO_FIELDS, INFO_NUMBERS } from './info.ts';
import { redisCost, redisRisk } from './risk.ts';

/** Keys looked at, or removed, where a walk gives no limit. */
const DEFAULT_LIMIT = 10_000;

const REPLY: ReadingType = {
  error: { record: { kind: { words: REDIS_ERROR_KINDS }, code: 'string', message: 'string' } },
};
const TEXT_REPLY: ReadingType = { ...REPLY, reply: 'dyn', text: 'string' };
const WALK: ReadingType = { ...REPLY, count: 'number', sample: { list: 'string' }, complete: 'bool' };
const GROUPS: FieldType = {
  list: { record: { name: 'string', addr: 'string', count: 'number', oldest_idle_s: 'number' } },
};

/** The kind `redis`. */
export const redis: KindDefinition<'redis'> = {
  kind: 'redis',
  fields: ['command', 'url', 'db', 'sample', 'check', 'scan', 'ttl', 'limit', 'do'],
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
  warnings(shape) {
    const cost = redisCost(commandWords(shape));
    return cost === undefined ? [] : [{ path: [], message: cost }];
  },
  describe(spec) {
    const client = `redis-cli -u ${quoteArgument(showUrl(spec.url))}${spec.db === undefined ? '' : ` -n ${spec.db}`}`;
    switch (spec.form) {
      case 'command':
        return `${client} ${quoteArguments(spec.argv)}`;
      case 'check_write':
        return `${client} SET firebreak:probe:check 1 NX PX 2000 && ${client} DEL firebreak:probe:check`;
      default: {
        const keys = `${client} --scan --pattern ${quoteArgument(spec.pattern)}`;
        const only = spec.ttl === 'none' ? '  # only keys that never expire' : '';
        const cut = `${keys} | head -n ${spec.limit}`;
        return spec.form === 'scan' ? cut + only : `${cut} | xargs ${client} UNLINK${only}`;
      }
    }
  },
  target: ({ url }) => hostOf(url),
};

function decode(fields: Fields): RedisSpec {
  const forms = ['command', 'check', 'scan'].filter((name) => fields.has(name));
  if (forms.length !== 1) fields.refuse('a redis step has one of `command`, `check` and `scan`');
  const server = { url: redisUrl(fields), db: fields.optionalCount('db') };
  switch (forms[0]) {
    case 'check':
      only(fields, ['check']);
      fields.choice('check', ['write']);
      return given({ form: 'check_write', ...server });
    case 'scan':
      only(fields, ['scan', 'ttl', 'limit', 'do']);
      if (fields.has('do')) fields.choice('do', ['unlink']);
      return given({
        form: fields.has('do') ? 'unlink' : 'scan',
        pattern: fields.text('scan'),
        ttl: fields.has('ttl') ? fields.choice('ttl', ['none', 'any']) : 'any',
        limit: fields.count('limit', DEFAULT_LIMIT),
        ...server,
      });
    default:
      only(fields, ['command', 'sample']);
      return given({ form: 'command', argv: argvOf(fields), ...server, sample_ms: fields.optionalDuration('sample') });
  }
}

// What belongs to another form would be dropped without a word.
function only(fields: Fields, names: readonly string[]): void {
  for (const name of redis.fields) {
    const isCommon = ['url', 'db', 'command', 'check', 'scan'].includes(name) || names.includes(name);
    if (!isCommon && fields.has(name)) fields.refuse(`\`${name}\` does not go with \`${names[0]}\``, [name]);
  }
}

function argvOf(fields: Fields): readonly Text[] {
  const argv = fields.has('command') ? fields.someTexts('command') : [];
  const [name] = argv;
  const isInfo = typeof name === 'string' && (name === '' || name.toUpperCase() === 'INFO');
  if (fields.has('sample') && !isInfo) fields.refuse('`sample` goes with INFO only', ['sample']);
  return argv;
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

/** Words of the command as far as they are known; null stands for a word with a hole. */
function commandWords(shape: TemplateTree): readonly (string | null)[] {
  const command = field(shape, 'command');
  if (!isList(command)) return [null];
  return command.map((word) => (typeof word === 'string' ? word : null));
}

/**
 * A value of CONFIG GET that is a plain decimal number is a number, so that `probe.config.maxmemory * 2` means what it
 * says; every other value is text. Names with a dash are written `config["maxmemory-policy"]`.
 */
function reading(shape: TemplateTree): ReadingType {
  if (field(shape, 'check') !== undefined) return REPLY;
  if (field(shape, 'scan') !== undefined) return WALK;
  const [command, subcommand] = commandWords(shape).map((word) => word?.toUpperCase());
  if (command === 'INFO') {
    const info: ReadingType = { ...TEXT_REPLY, info: { record: INFO_FIELDS } };
    return field(shape, 'sample') === undefined ? info : { ...info, delta: { record: INFO_NUMBERS } };
  }
  if (command === 'CONFIG' && subcommand === 'GET') return { ...TEXT_REPLY, config: { map: 'dyn' } };
  if (command === 'CLIENT' && subcommand === 'LIST') return { ...TEXT_REPLY, groups: GROUPS };
  return TEXT_REPLY;
}
