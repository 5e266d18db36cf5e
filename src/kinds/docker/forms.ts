// What `docker:` may be: its forms, the keys of each, and the specification that they make.

import type { Text } from '../../model/expression.ts';
import { unreachable } from '../../model/result.ts';
import { alternativesSchema, readAlternative } from '../alternatives.ts';
import { argument } from '../argv.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { type Fields, given } from '../fields.ts';
import { count, inside, mappingSchema, optionalDuration, optionalText, required, text, textMap } from '../keys.ts';

/** Docker Engine: one call of its API. */
export type DockerSpec<T = Text> =
  /** With an empty name: the container behind the address. */
  | { readonly form: 'inspect'; readonly name: T; readonly address?: T }
  | { readonly form: 'logs'; readonly name: T; readonly tail: number; readonly since_ms?: number }
  | { readonly form: 'list'; readonly name?: T; readonly label?: T }
  | { readonly form: 'start' | 'stop' | 'restart' | 'unpause'; readonly name: T }
  | { readonly form: 'connect'; readonly network: T; readonly container: T }
  | {
      readonly form: 'exec';
      readonly name: T;
      readonly command: readonly T[];
      readonly env: Readonly<Record<string, T>>;
    };

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly docker: DockerSpec<T> & Elsewhere;
  }
}

const LOGS = {
  tail: count({ description: 'With `logs`: how many of the last lines.', default: 50 }),
  since: optionalDuration({ description: 'With `logs`: only lines of this last time.', examples: ['10m'] }),
};

/** One form a call of the engine. */
export const FORMS = {
  kind: 'docker' as const,
  common: {},
  forms: {
    inspect: {
      inspect: required(
        {
          type: 'string',
          description: 'A container to look at. One that is not there is a reading too: `exists: false`.',
          examples: ['redis', '${{ inputs.container }}'],
        },
        // An empty name leaves it to the address.
        (fields, name) => (fields.has('address') ? (fields.optionalText(name) ?? '') : fields.text(name)),
      ),
      address: optionalText({
        description:
          'With `inspect`: where no name is given, the container is looked at that publishes the port of this address on this host, or that is called like its host.',
        examples: ['${{ inputs.redis_url }}'],
      }),
    },
    logs: { logs: text({ description: 'A container whose log is read.', examples: ['redis'] }), ...LOGS },
    list: {
      list: inside(
        {
          name: optionalText({ description: 'Part of the name.', examples: ['redis'] }),
          label: optionalText({
            description: 'A label, `key` or `key=value`.',
            examples: ['com.docker.compose.project=shop'],
          }),
        },
        {
          description: 'Lists containers, running or not.',
          examples: [{ name: 'redis' }, { label: 'com.docker.compose.project=shop' }],
        },
      ),
    },
    start: { start: text({ description: 'A container to start. One that runs is left alone.', examples: ['redis'] }) },
    stop: { stop: text({ description: 'A container to stop.', examples: ['worker'] }) },
    restart: { restart: text({ description: 'A container to stop and start again.', examples: ['redis'] }) },
    unpause: { unpause: text({ description: 'A paused container that is to go on.', examples: ['redis'] }) },
    connect: {
      connect: text({
        description: 'A network that a container is connected to; `container` names it.',
        examples: ['shop_default'],
      }),
      container: text({ description: 'With `connect`: the container.', examples: ['redis'] }),
    },
    exec: {
      exec: text({ description: 'A container in which `command` is run.', examples: ['redis'] }),
      command: argument({
        description: 'With `exec`: the command, one argument an item; no shell reads it.',
        examples: [['redis-cli', '-e', 'ping']],
      }),
      env: textMap({
        description: 'With `exec`: environment variables.',
        examples: [{ REDISCLI_AUTH: '${{ inputs.redis_password }}' }],
      }),
    },
  },
};

/** For editors and for the check of a file. */
export const WRITTEN = {
  schema: alternativesSchema(FORMS, {
    description: 'One call of the Docker Engine.',
    examples: [{ inspect: 'redis' }, { logs: 'redis', since: '10m' }, { restart: 'redis' }],
    markdownDescription: [
      'One call of the Docker Engine.',
      '- `docker: { inspect: web }`',
      '- `docker: { inspect: "", address: "redis://localhost:6379" }`: the container behind an address',
      '- `docker: { logs: web, tail: 50, since: 10m }`',
      '- `docker: { list: { name: web } }`',
      '- `docker: { start: web }`',
      '- `docker: { unpause: web }`',
      '- `docker: { stop: web }`',
      '- `docker: { restart: web }`',
      '- `docker: { connect: network, container: web }`',
      '- `docker: { exec: web, command: [redis-cli, -e, ping] }`',
      '',
      'Reading of `inspect`: `name`, `found_by`, `nearest`, `exists`, `running`, `status`, `exit_code`, `oom_killed`, `health`, `failing_streak`, `health_log`, `restarts`, `started_at`, `image`, `networks`, `labels`, `port`, `compose_project`, `compose_service`, `compose_files`, `compose_folder`, `memory_limit_bytes`, `restart_policy`, `mounts`; of `logs`: `text`, `lines`; of `list`: `containers`; of `exec`: `exit_code`, `stdout`, `stderr`, `lines`, `json`, `number`.',
    ].join('\n'),
    defaultSnippets: [
      { label: 'inspect', description: 'State of a container', body: { inspect: '${1:container}' } },
      { label: 'logs', description: 'Last lines of its log', body: { logs: '${1:container}', tail: 50 } },
      { label: 'exec', description: 'A command inside it', body: { exec: '${1:container}', command: ['$2'] } },
    ],
  }),
  defaults: mappingSchema(LOGS, { description: 'For every docker step that reads a log.' }),
};

/** The specification of a long form. */
export function decode(fields: Fields): DockerSpec | null {
  const written = readAlternative(FORMS, fields);
  if (written === null) return null;
  const { form } = written;
  switch (form) {
    case 'logs':
      return given({ form, name: written.logs, tail: written.tail, since_ms: written.since });
    case 'list':
      return { form, ...written.list };
    case 'connect':
      return { form, network: written.connect, container: written.container };
    case 'exec':
      return { form, name: written.exec, command: written.command, env: written.env };
    case 'inspect':
      return given({ form, name: written.inspect, address: written.address });
    case 'start':
      return { form, name: written.start };
    case 'stop':
      return { form, name: written.stop };
    case 'restart':
      return { form, name: written.restart };
    case 'unpause':
      return { form, name: written.unpause };
    default:
      return unreachable(written);
  }
}
