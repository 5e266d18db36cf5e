// Steps of kind `docker`: one call of the Docker Engine.

import { formatDuration } from '../../model/duration.ts';
import { showText, type TemplateTree } from '../../model/expression.ts';
import type { FieldType, ReadingType } from '../../model/reading-type.ts';
import { unreachable } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import type { DockerSpec } from '../../model/step.ts';
import { argvOf, secretArguments, shapeArgv } from '../argv.ts';
import { quoteArgument, quoteArguments } from '../command-line.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming, isMapping } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

/** Lines of a log where the step gives no number. */
const DEFAULT_TAIL = 50;

const CALLS = ['inspect', 'logs', 'list', 'start', 'stop', 'restart', 'unpause', 'connect', 'exec'] as const;
type Call = (typeof CALLS)[number];

const RISKS: Readonly<Record<Call, Risk>> = {
  inspect: 'read',
  logs: 'read',
  list: 'read',
  start: 'change',
  unpause: 'change',
  connect: 'change',
  exec: 'change',
  stop: 'disrupt',
  restart: 'disrupt',
};

// Docker's words, and those of Podman where they differ.
const STATUS: FieldType = {
  words: 'created running paused restarting removing exited dead configured initialized stopped stopping unknown'.split(
    ' ',
  ),
};

const INSPECTED: ReadingType = {
  exists: 'bool',
  running: 'bool',
  status: STATUS,
  exit_code: 'number',
  oom_killed: 'bool',
  health: { words: ['none', 'starting', 'healthy', 'unhealthy'] },
  restarts: 'number',
  started_at: 'string',
  image: 'string',
  networks: { list: 'string' },
  labels: { map: 'string' },
  memory_limit_bytes: 'number',
  restart_policy: { words: ['no', 'always', 'unless-stopped', 'on-failure'] },
  mounts: {
    list: { record: { type: 'string', name: 'string', source: 'string', destination: 'string', writable: 'bool' } },
  },
};

const LISTED: FieldType = {
  list: { record: { name: 'string', image: 'string', status: STATUS, running: 'bool', labels: { map: 'string' } } },
};

/** The kind `docker`. */
export const docker: KindDefinition<'docker'> = {
  kind: 'docker',
  fields: [...CALLS, 'tail', 'since', 'container', 'command', 'env'],
  ...forming<DockerSpec>({ long: shapeArgv, decode }),
  risk: (shape) => RISKS[callOf(shape) ?? 'exec'],
  floor: (shape) => (callOf(shape) === 'exec' ? 'read' : docker.risk(shape, 'action')),
  repeatable(shape) {
    const call = callOf(shape);
    return call === 'start' || call === 'unpause' || docker.risk(shape, 'action') === 'read';
  },
  reading,
  warnings: secretArguments,
  describe,
  target(spec) {
    switch (spec.form) {
      case 'list':
        return 'all containers';
      case 'connect':
        return `container ${showText(spec.container)}`;
      default:
        return `container ${showText(spec.name)}`;
    }
  },
};

function decode(fields: Fields): DockerSpec {
  const [call, another] = CALLS.filter((name) => fields.has(name));
  if (call === undefined || another !== undefined)
    fields.refuse(`a docker step has one of ${CALLS.map((name) => `\`${name}\``).join(', ')}`);
  switch (call) {
    case 'logs':
      only(fields, call, ['tail', 'since']);
      return given({
        form: call,
        name: fields.text(call),
        tail: fields.count('tail', DEFAULT_TAIL),
        since_ms: fields.optionalDuration('since'),
      });
    case 'list': {
      only(fields, call, []);
      const by = fields.inside('list', ['name', 'label']);
      return given({ form: call, name: by.optionalText('name'), label: by.optionalText('label') });
    }
    case 'connect':
      only(fields, call, ['container']);
      return { form: call, network: fields.text(call), container: fields.text('container') };
    case 'exec':
      only(fields, call, ['command', 'env']);
      return {
        form: call,
        name: fields.text(call),
        command: argvOf(fields, fields.list('holes')),
        env: fields.textMap('env'),
      };
    default: {
      const form = call ?? 'inspect';
      only(fields, form, []);
      return { form, name: fields.text(form) };
    }
  }
}

// What belongs to another call would be dropped without a word.
function only(fields: Fields, call: Call, names: readonly string[]): void {
  for (const name of ['tail', 'since', 'container', 'command', 'env']) {
    if (fields.has(name) && !names.includes(name)) fields.refuse(`\`${name}\` does not go with \`${call}\``, [name]);
  }
}

function callOf(shape: TemplateTree): Call | undefined {
  return isMapping(shape) ? CALLS.find((call) => field(shape, call) !== undefined) : undefined;
}

function reading(shape: TemplateTree): ReadingType {
  switch (callOf(shape)) {
    case 'inspect':
      return INSPECTED;
    case 'logs':
      return { text: 'string', lines: { list: 'string' } };
    case 'list':
      return { containers: LISTED };
    case 'exec':
      return { exit_code: 'number', stdout: 'string', stderr: 'string' };
    default:
      return {};
  }
}

function describe(spec: DockerSpec): string {
  switch (spec.form) {
    case 'inspect':
    case 'start':
    case 'stop':
    case 'restart':
    case 'unpause':
      return `docker ${spec.form} ${quoteArgument(spec.name)}`;
    case 'logs': {
      const since = spec.since_ms === undefined ? '' : ` --since ${formatDuration(spec.since_ms)}`;
      return `docker logs --tail ${spec.tail}${since} ${quoteArgument(spec.name)}`;
    }
    case 'list': {
      const filters = [
        spec.name === undefined ? [] : [`name=${showText(spec.name)}`],
        spec.label === undefined ? [] : [`label=${showText(spec.label)}`],
      ];
      return `docker ps --all${filters
        .flat()
        .map((filter) => ` --filter ${quoteArgument(filter)}`)
        .join('')}`;
    }
    case 'connect':
      return `docker network connect ${quoteArguments([spec.network, spec.container])}`;
    case 'exec': {
      const env = Object.entries(spec.env).map(([name, value]) => `-e ${name}=${quoteArgument(value)} `);
      return `docker exec ${env.join('')}${quoteArguments([spec.name, ...spec.command])}`;
    }
    default:
      return unreachable(spec);
  }
}
