// What `redis:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { count, duration, mapping, text, textOrWordsOr, wordsOrHole } from '../values.schema.ts';

const server = {
  url: Type.Optional(
    text({
      description: 'Address of the server, e.g. "${{ inputs.redis_url }}". Usually given once, under `defaults`.',
    }),
  ),
  db: Type.Optional(
    count({ description: 'Number of the database. By default the one that the address names, else 0.' }),
  ),
};

/** The value of `redis`. */
export const redisSchema = textOrWordsOr(
  mapping(
    {
      command: Type.Optional(
        Type.Unsafe<string | readonly unknown[]>({
          ...wordsOrHole({
            description: 'The command: text that is split at blanks, or a list with one argument an item.',
            examples: ['INFO', ['CONFIG', 'SET', 'maxmemory', '1gb']],
          }),
          pattern: '\\S',
          patternErrorMessage: 'the command is empty',
        }),
      ),
      ...server,
      sample: Type.Optional(
        duration({
          description: 'INFO only: read twice, this far apart; the differences are in `delta`.',
          examples: ['1s'],
        }),
      ),
      check: Type.Optional(
        Type.Enum(['write'], {
          description:
            'Writes a key of its own that expires by itself, and deletes it. Sees what PING does not: OOM, READONLY, MISCONF.',
        }),
      ),
      scan: Type.Optional(
        text({
          description: 'Pattern of keys to walk over, in small steps that keep no one waiting.',
          examples: ['sess:*'],
        }),
      ),
      ttl: Type.Optional(
        Type.Enum(['none', 'any'], {
          description: 'With `scan`: `none` keeps only keys that never expire.',
          default: 'any',
        }),
      ),
      limit: Type.Optional(
        count({ description: 'With `scan`: how many keys are looked at, or removed, at most.', default: 10000 }),
      ),
      do: Type.Optional(
        Type.Enum(['unlink'], { description: 'With `scan`: removes the keys that match. Data is lost.' }),
      ),
    },
    {
      description: 'A Redis command, the write check, or a walk over keys.',
      markdownDescription: [
        'A Redis command, the write check, or a walk over keys.',
        '- `redis: PING`',
        '- `redis: [CONFIG, SET, maxmemory, 1gb]`',
        '- `redis: { command: INFO, sample: 1s }`',
        '- `redis: { check: write }`',
        '- `redis: { scan: "sess:*", ttl: none, limit: 1000 }`',
        '',
        'Reading: `reply`, `text`; INFO: `info`, `delta`; CONFIG GET: `config`; CLIENT LIST: `groups`; scan: `count`, `sample`, `complete`.',
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
  ),
);

/** What `defaults` may give to every redis step. */
export const redisDefaults = mapping(server, { description: 'For every redis step that does not say otherwise.' });
