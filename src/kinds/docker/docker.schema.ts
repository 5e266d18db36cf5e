// What `docker:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { count, duration, mapping, text, wordMap, wordsOrHole } from '../values.schema.ts';

const logs = {
  tail: Type.Optional(count({ description: 'With `logs`: how many of the last lines.', default: 50 })),
  since: Type.Optional(duration({ description: 'With `logs`: only lines of this last time.', examples: ['10m'] })),
};

/** The value of `docker`. */
export const dockerSchema = Type.Unsafe<Readonly<Record<string, unknown>>>({
  ...mapping(
    {
      inspect: Type.Optional(
        text({ description: 'A container to look at. One that is not there is a reading too: `exists: false`.' }),
      ),
      logs: Type.Optional(text({ description: 'A container whose log is read.' })),
      ...logs,
      list: Type.Optional(
        mapping(
          {
            name: Type.Optional(text({ description: 'Part of the name.' })),
            label: Type.Optional(text({ description: 'A label, `key` or `key=value`.' })),
          },
          { description: 'Lists containers, running or not.' },
        ),
      ),
      start: Type.Optional(text({ description: 'A container to start. One that runs is left alone.' })),
      stop: Type.Optional(text({ description: 'A container to stop.' })),
      restart: Type.Optional(text({ description: 'A container to stop and start again.' })),
      unpause: Type.Optional(text({ description: 'A paused container that is to go on.' })),
      connect: Type.Optional(
        text({ description: 'A network that a container is connected to; `container` names it.' }),
      ),
      container: Type.Optional(text({ description: 'With `connect`: the container.' })),
      exec: Type.Optional(text({ description: 'A container in which `command` is run.' })),
      command: Type.Optional(
        wordsOrHole({
          description: 'With `exec`: the command, one argument an item; no shell reads it.',
          examples: [['redis-cli', '-e', 'ping']],
        }),
      ),
      env: Type.Optional(wordMap({ description: 'With `exec`: environment variables.' })),
    },
    {
      description: 'One call of the Docker Engine.',
      markdownDescription: [
        'One call of the Docker Engine.',
        '- `docker: { inspect: web }`',
        '- `docker: { logs: web, tail: 50, since: 10m }`',
        '- `docker: { list: { name: web } }`',
        '- `docker: { start: web }`, `stop`, `restart`, `unpause`',
        '- `docker: { connect: network, container: web }`',
        '- `docker: { exec: web, command: [redis-cli, -e, ping] }`',
        '',
        'Reading of `inspect`: `exists`, `running`, `status`, `exit_code`, `oom_killed`, `health`, `restarts`, `started_at`, `image`, `networks`, `labels`, `memory_limit_bytes`, `restart_policy`, `mounts`.',
      ].join('\n'),
      defaultSnippets: [
        { label: 'inspect', description: 'State of a container', body: { inspect: '${1:container}' } },
        { label: 'logs', description: 'Last lines of its log', body: { logs: '${1:container}', tail: 50 } },
        { label: 'exec', description: 'A command inside it', body: { exec: '${1:container}', command: ['$2'] } },
      ],
    },
  ),
});

/** What `defaults` may give to every docker step. */
export const dockerDefaults = mapping(logs, { description: 'For every docker step that reads a log.' });
