// Steps of kind `docker`: one call of the Docker Engine.

import { formatDuration } from '../../model/duration.ts';
import { showText, type TemplateTree } from '../../model/expression.ts';
import type { JsonObject } from '../../model/json.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { Reading } from '../../model/reading.ts';
import type { FieldType, ReadingType } from '../../model/reading-type.ts';
import { unreachable } from '../../model/result.ts';
import { type Risk, within } from '../../model/risk.ts';
import { secretArguments, shapeArgv } from '../argv.ts';
import { quoteArgument, quoteArguments } from '../command-line.ts';
import { knownOfStep } from '../deeds/verbs.ts';
import { NETWORK_ERRORS } from '../error-words.ts';
import { ofContainer, ofProgram } from '../follows.ts';
import { field, forming, isMapping } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';
import type { Said } from '../said.ts';
import * as said from '../said.ts';
import { trapsOf } from '../scripts/traps.ts';
import { valuesInArguments } from '../scripts/values.ts';
import { inDocker } from '../where.ts';
import { type DockerSpec, decode, FORMS, WRITTEN } from './forms.ts';

type Call = keyof typeof FORMS.forms;
const CALLS = Object.keys(FORMS.forms) as readonly Call[];

const RISK_OF: Readonly<Record<Call, Risk>> = {
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
  name: 'string',
  found_by: { words: ['', 'name', 'port', 'host'] },
  nearest: 'string',
  exists: 'bool',
  running: 'bool',
  status: STATUS,
  exit_code: 'number',
  oom_killed: 'bool',
  health: { words: ['none', 'starting', 'healthy', 'unhealthy'] },
  failing_streak: 'number',
  health_log: { list: { record: { exit_code: 'number', output: 'string' } } },
  restarts: 'number',
  started_at: 'string',
  image: 'string',
  networks: { list: 'string' },
  labels: { map: 'string' },
  port: 'number',
  compose_project: 'string',
  compose_service: 'string',
  compose_files: { list: 'string' },
  compose_folder: 'string',
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
  by: 'performer',
  ...WRITTEN,
  ...forming<DockerSpec>({ long: shapeArgv, decode }),
  risk(shape) {
    const own = RISK_OF[callOf(shape) ?? 'exec'];
    const known = knownOfStep(shape)?.risk ?? own;
    return within(known, own) ? own : known;
  },
  floor: (shape) => (callOf(shape) === 'exec' ? (knownOfStep(shape)?.floor ?? 'read') : docker.risk(shape, 'action')),
  repeatable(shape) {
    const call = callOf(shape);
    return call === 'start' || call === 'unpause' || docker.risk(shape, 'action') === 'read';
  },
  errors: [...NETWORK_ERRORS, 'invalid', 'denied', 'not_found', 'conflict', 'engine', 'exit'],
  reading,
  follows,
  says,
  warnings: (shape) => [...secretArguments(shape), ...valuesInArguments(shape).warnings, ...trapsOf(shape)],
  describe,
  deed: (shape) => knownOfStep(shape)?.verb,
  target: (spec, host) => inDocker(containerOf(spec), host),
};

function containerOf(spec: DockerSpec): string {
  switch (spec.form) {
    case 'list':
      return 'all containers';
    case 'inspect':
      return spec.name === '' ? 'all containers' : `container ${showText(spec.name)}`;
    case 'connect':
      return `container ${showText(spec.container)}`;
    default:
      return `container ${showText(spec.name)}`;
  }
}

function callOf(shape: TemplateTree): Call | undefined {
  return isMapping(shape) ? CALLS.find((call) => field(shape, call) !== undefined) : undefined;
}

function follows(fields: JsonObject, shape: TemplateTree): JsonObject {
  const call = callOf(shape);
  return call === 'inspect' ? ofContainer(fields) : call === 'exec' ? ofProgram(fields) : {};
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
      return {
        exit_code: 'number',
        stdout: 'string',
        stderr: 'string',
        lines: { list: 'string' },
        json: 'dyn',
        number: 'number',
      };
    default:
      return {};
  }
}

function says(reading: Reading): readonly Said[] {
  if (reading.exists === false) return ['not there', ...said.text(reading, 'nearest', 'there is')];
  if (typeof reading.status === 'string') {
    const isOver = reading.running === false;
    return [
      // Whoever named it knows its name.
      ...(reading.found_by === 'port' || reading.found_by === 'host' ? said.text(reading, 'name') : []),
      ...said.text(reading, 'status'),
      ...said.text(reading, 'health'),
      ...failedChecks(reading),
      ...(isOver ? said.number(reading, 'exit_code', 'exit') : []),
      ...said.where(reading.oom_killed === true, 'killed for memory'),
      ...(Number(reading.restarts) > 0 ? [{ value: reading.restarts as Json, after: 'restarts' }] : []),
    ];
  }
  const { containers, lines } = reading;
  if (Array.isArray(containers)) return [said.counted(containers as readonly Json[], 'container')];
  if (Array.isArray(lines)) return said.lines(lines as readonly Json[]);
  return said.ended(reading);
}

// A check that fails now and then says nothing by its state of the moment.
function failedChecks({ health, health_log: checks }: Reading): readonly Said[] {
  if (!Array.isArray(checks) || health === 'unhealthy') return [];
  const failed = checks.filter((check) => isObject(check) && check['exit_code'] !== 0);
  return failed.length === 0
    ? []
    : [{ value: failed.length, after: `of its last ${checks.length} health checks failed` }];
}

function describe(spec: DockerSpec): string {
  switch (spec.form) {
    case 'inspect':
      return spec.name === '' && spec.address !== undefined
        ? `docker ps --all # the container behind ${showText(spec.address)}`
        : `docker inspect ${quoteArgument(spec.name)}`;
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
