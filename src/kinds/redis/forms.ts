// What `redis:` may be: its forms, the keys of each, and the specification that they make.

import type { Text } from '../../model/expression.ts';
import { unreachable } from '../../model/result.ts';
import { alternativesSchema, readAlternative } from '../alternatives.ts';
import { type Fields, given } from '../fields.ts';
import {
  ARGUMENTS,
  choice,
  count,
  mappingSchema,
  ofEvery,
  optionalChoice,
  optionalCount,
  optionalDuration,
  optionalText,
  required,
  text,
  textOrWordsOr,
} from '../keys.ts';
import { type RedisServer, SERVER_KEYS } from './server.ts';

/** Redis: one command, the write check, or a scan. `sample_ms` reads twice that far apart (INFO only). */
export type RedisSpec<T = Text> = RedisServer<T> &
  (
    | { readonly form: 'command'; readonly argv: readonly T[]; readonly sample_ms?: number }
    /** The key written is `<key>:<random>`. */
    | { readonly form: 'check_write'; readonly key: T }
    | {
        readonly form: 'scan' | 'unlink';
        readonly pattern: T;
        /** `none` keeps only keys that never expire. */
        readonly ttl: 'any' | 'none';
        /** Keys looked at (scan) or removed (unlink) at most. */
        readonly limit: number;
      }
  );

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly redis: RedisSpec<T>;
  }
}

// biome-ignore format: one word a line tells nothing more
/** Why `redis` could not get its answer; error-meanings.ts explains each. */
export const REDIS_ERROR_KINDS = [
  'refused', 'unreachable', 'timeout', 'dns', 'reset', 'closed', 'auth', 'acl', 'loading', 'oom', 'readonly',
  'masterdown', 'noreplicas', 'misconf', 'max_clients', 'denied', 'busy', 'tls', 'certificate', 'client_certificate',
  'clusterdown', 'moved', 'tryagain', 'crossslot', 'no_primary', 'no_quorum', 'not_redis', 'other',
] as const;

/** One of these. */
export type RedisErrorKind = (typeof REDIS_ERROR_KINDS)[number];

/** What the key of the write check begins with where the step names none. */
const PROBE_KEY = 'firebreak:probe';

const SERVER = {
  ...SERVER_KEYS,
  db: optionalCount({
    description: 'Number of the database. By default the one that the address names, else 0.',
    examples: [2, '${{ inputs.redis_db }}'],
  }),
};

const FORMS = {
  kind: 'redis' as const,
  common: SERVER,
  forms: {
    command: {
      command: required(
        {
          ...ARGUMENTS,
          description: 'The command: text that is split at blanks, or a list with one argument an item.',
          examples: ['INFO', ['CONFIG', 'SET', 'maxmemory', '1gb']],
          pattern: '\\S',
          patternErrorMessage: 'the command is empty',
        },
        (fields, name) => fields.someTexts(name),
      ),
      sample: optionalDuration({
        description: 'INFO only: read twice, this far apart; the differences are in `delta`.',
        examples: ['1s'],
      }),
    },
    check: {
      check: choice(['write'], {
        description:
          'Writes a key of its own that expires by itself, and deletes it. Sees what PING does not: OOM, READONLY, MISCONF.',
      }),
      key: optionalText({
        description: 'With `check`: what the key begins with, for a user who may not write every key.',
        default: PROBE_KEY,
      }),
    },
    scan: {
      scan: text({
        description: 'Pattern of keys to walk over, in small steps that keep no one waiting.',
        examples: ['sess:*'],
      }),
      ttl: optionalChoice(['none', 'any'], {
        description: 'With `scan`: `none` keeps only keys that never expire.',
        default: 'any',
      }),
      limit: count({
        description: 'With `scan`: how many keys are looked at, or removed, at most.',
        default: 10_000,
      }),
      do: optionalChoice(['unlink'], { description: 'With `scan`: removes the keys that match. Data is lost.' }),
    },
  },
};

/** For editors and for the check of a file. */
export const WRITTEN = {
  schema: textOrWordsOr(
    alternativesSchema(
      FORMS,
      {
        description: 'A Redis command, the write check, or a walk over keys.',
        markdownDescription: [
          'A Redis command, the write check, or a walk over keys.',
          '- `redis: PING`',
          '- `redis: INFO`',
          '- `redis: { command: INFO, sample: 1s }`',
          '- `redis: CONFIG GET maxmemory*`',
          '- `redis: CLIENT LIST`',
          '- `redis: CLUSTER INFO`',
          '- `redis: CLUSTER NODES`',
          '- `redis: { check: write }`',
          '- `redis: { scan: "sess:*", ttl: none, limit: 1000 }`',
          '- `redis: { scan: "cache:*", do: unlink, limit: 1000 }`',
          '- `redis: [CONFIG, SET, maxmemory, 1gb]`',
          '- `redis: [CLIENT, UNPAUSE]`',
          '- `redis: [CLIENT, KILL, TYPE, pubsub]`',
          '- `redis: [DEL, stale]`',
          '',
          'Reading: `reply`, `text`; PING and INFO: `auth`, `password_given`, `primary`; PING: `addresses`; INFO: `info`, with `sample` `delta`; CONFIG GET: `config`; CLIENT LIST: `groups`; CLUSTER INFO: `cluster`; CLUSTER NODES: `nodes`, `failed_nodes`, `lost_slots`; scan: `count`, `sample`, `complete`.',
        ].join('\n'),
        examples: ['PING', 'INFO', 'CLIENT LIST', 'CONFIG GET maxmemory*', 'SLOWLOG GET 10'],
        defaultSnippets: [
          { label: 'write check', description: 'Does Redis accept a write?', body: { check: 'write' } },
          {
            label: 'walk over keys',
            description: 'Count keys by pattern',
            body: { scan: '${1:sess:*}', ttl: '${2|none,any|}', limit: 1000 },
          },
          { label: 'INFO twice', description: 'What is happening now', body: { command: 'INFO', sample: '1s' } },
        ],
      },
      Object.keys(SERVER),
    ),
  ),
  defaults: mappingSchema(SERVER, ofEvery('redis'), Object.keys(SERVER)),
};

/** The specification of a long form. */
export function decode(fields: Fields): RedisSpec | null {
  const written = readAlternative(FORMS, fields);
  if (written === null) return null;
  const { url, db, tls, sentinel_password } = written;
  const server = given({ url, db, tls, sentinel_password });
  switch (written.form) {
    case 'check':
      // An empty one counts as not given, so that an input may be one.
      return { form: 'check_write', key: written.key || PROBE_KEY, ...server };
    case 'scan': {
      const { scan: pattern, ttl = 'any', limit } = written;
      return { form: written.do === undefined ? 'scan' : 'unlink', pattern, ttl, limit, ...server };
    }
    case 'command': {
      const { command: argv, sample } = written;
      const [name] = argv;
      const isInfo = typeof name === 'string' && (name === '' || name.toUpperCase() === 'INFO');
      if (name === 'redis-cli') fields.refuse('`redis-cli` is the program, and no command: leave it out', ['command']);
      if (fields.has('sample') && !isInfo) fields.refuse('`sample` goes with INFO only', ['sample']);
      return given({ form: 'command', argv, ...server, sample_ms: sample });
    }
    default:
      return unreachable(written);
  }
}
