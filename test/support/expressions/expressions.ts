// A small file of declarations and the state of its world, for tests of expressions.

import './linear-regexp.ts';
import { environment } from '../../../src/expr/create.ts';
import type {
  Declarations,
  Environment,
  ExpressionPlace,
  ExpressionProblem,
  Scope,
} from '../../../src/expr/environment.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { Evidence, Truth } from '../../../src/model/expression.ts';
import type { Json } from '../../../src/model/json.ts';
import { NO_ERROR, type Reading, type ReadingError } from '../../../src/model/reading.ts';
import type { WhyBlind } from '../../../src/model/reasons/unknown.ts';
import { noValueWords, unknownWords } from '../../../src/views/blocks/unknown-words.ts';

/** Probes and inputs as the Redis runbook has them. */
export const DECLARATIONS: Declarations = {
  inputs: [
    { name: 'redis_url', type: 'string', secret: true },
    { name: 'container', type: 'string', secret: false },
    { name: 'manager', type: 'string', secret: false },
    { name: 'limit', type: 'number', secret: false },
    { name: 'window', type: 'duration', secret: false },
    { name: 'room', type: 'size', secret: false },
    { name: 'hosts', type: 'list', secret: false },
    { name: 'deep', type: 'boolean', secret: false },
  ],
  probes: [
    { id: 'ping', reading: { reply: 'dyn', text: 'string' } },
    { id: 'write', reading: {} },
    {
      id: 'container',
      reading: {
        exists: 'bool',
        running: 'bool',
        status: 'string',
        exit_code: 'number',
        networks: { list: 'string' },
        labels: { map: 'string' },
      },
    },
    { id: 'api', reading: { status: 'number', json: 'dyn', text: 'string' } },
    { id: 'memory', reading: { info: { record: { used: 'number', max: 'number', role: 'string' } } } },
    {
      id: 'queue',
      reading: { waiting: 'number', failed_reasons: { list: { record: { reason: 'string', count: 'number' } } } },
    },
  ],
  steps: [{ id: 'start_container', reading: { stdout: 'string', exit_code: 'number' } }],
  facts: [
    { id: 'works', source: 'ping.ok && write.ok' },
    { id: 'full', source: 'memory.info.used / memory.info.max > 0.9' },
    { id: 'down', source: '!works || full' },
    { id: 'grew', source: 'memory.info.used > before.memory.info.used' },
  ],
};

/** An environment with these declarations, some of them replaced. */
export const environmentOf = (declarations: Partial<Declarations> = {}): Environment =>
  environment({ ...DECLARATIONS, ...declarations });

/** A reading with fields; of one that failed, with its error. */
export function reading(fields: Readonly<Record<string, Json>>, error?: ReadingError): Reading {
  return { ok: error === undefined, ms: 3, error: error ?? NO_ERROR, ...fields };
}

/** Why a probe could not look, in these words. */
export const noDocker = (message: string): WhyBlind => ({ code: 'blind', blind: { kind: 'no_engine', message } });

/** The error of a refused connection. */
export const REFUSED: ReadingError = { kind: 'refused', code: 'ECONNREFUSED', message: 'connection refused' };

/** Redis is stopped: the container has exited, the API says so. */
export const SCOPE: Scope = {
  readings: {
    ping: reading({}, REFUSED),
    write: reading({}, REFUSED),
    container: reading({
      exists: true,
      running: false,
      status: 'exited',
      exit_code: 137,
      networks: ['bridge', 'app'],
      labels: { team: 'core' },
    }),
    api: reading({
      status: 503,
      json: { checks: { redis: 'unhealthy', database: null }, list: [1, 2], in: 'x' },
      text: 'no',
    }),
    memory: reading({ info: { used: 95, max: 100, role: 'master' } }),
  },
  blind: { queue: noDocker('the queue has no workers') },
  before: null,
  inputs: {
    container: 'qpp-redis',
    manager: 'docker',
    limit: 90,
    window: '5m',
    room: '512mb',
    hosts: ['a', 'b'],
    deep: true,
  },
  secrets: { redis_url: { $text: ['redis://', { $secret: 'redis_url' }, '@localhost:6379'] } },
  alert: null,
  cause: null,
  run: { id: '20260302-2117-redis-k3f7', started_at: '2026-03-02T21:17:44.512Z', elapsed_ms: 400_000 },
};

/** The alert that RedisUnreachable sends. */
export const ALERT: Alert = {
  source: 'alertmanager',
  status: 'firing',
  title: 'Redis is unreachable',
  labels: { alertname: 'RedisUnreachable', team: 'core' },
  annotations: {},
  starts_at: '2026-03-02T21:15:00Z',
  fingerprint: 'f1',
  url: 'http://alerts.example/1',
};

const ENVIRONMENT = environmentOf();

/** The truth of an expression that passes the check. */
export function truthOf(source: string, scope: Scope = SCOPE, environment: Environment = ENVIRONMENT): Truth {
  return evidenceOf(source, scope, environment).truth;
}

/** Evidence as people read it: why something is unknown is a sentence. */
export interface ReadEvidence extends Omit<Evidence, 'saw'> {
  readonly saw: readonly (
    | { readonly name: string; readonly value: Json }
    | { readonly name: string; unknown: string }
  )[];
}

/** The evidence of an expression that passes the check. */
export function evidenceOf(source: string, scope: Scope = SCOPE, environment: Environment = ENVIRONMENT): ReadEvidence {
  const checked = environment.expression(source, 'bool', 'run');
  if (!checked.ok) throw new Error(`${source}: ${JSON.stringify(checked.error)}`);
  return readEvidence(environment.truth(checked.value, scope));
}

/** Evidence with its reasons as sentences. */
const readEvidence = (evidence: Evidence): ReadEvidence => ({
  ...evidence,
  saw: evidence.saw.map((seen) => ('value' in seen ? seen : { name: seen.name, unknown: unknownWords(seen.unknown) })),
});

/** The value of an expression that passes the check; of an unknown one, the sentence why. */
export function valueOf(source: string, scope: Scope = SCOPE, environment: Environment = ENVIRONMENT): Json {
  const checked = environment.expression(source, 'any', 'run');
  if (!checked.ok) throw new Error(`${source}: ${JSON.stringify(checked.error)}`);
  const value = environment.value(checked.value, scope);
  return value.ok ? value.value : `? ${noValueWords(value.error)}`;
}

/** What the check says, a line a problem: code, the text it points at, message, help. */
export function problemsOf(
  source: string,
  place: ExpressionPlace = 'run',
  expects: 'bool' | 'any' = 'any',
): readonly string[] {
  const checked = ENVIRONMENT.expression(source, expects, place);
  return checked.ok ? [] : checked.error.map((problem) => writeProblem(source, problem));
}

/** A problem on one line. */
export function writeProblem(source: string, { code, message, help, start, end }: ExpressionProblem): string {
  return `${code} at «${source.slice(start, end)}»: ${message}${help === undefined ? '' : ` (${help})`}`;
}
