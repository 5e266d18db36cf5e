// The expressions of the language's own description, each where it stands there.

import { describe, expect, test } from 'vitest';
import { environment } from '../../src/expr/create.ts';
import type { ExpressionPlace, Scope } from '../../src/expr/environment.ts';
import type { Truth } from '../../src/model/expression.ts';
import { ALERT, noDocker, REFUSED, reading } from '../support/expressions/expressions.ts';

const file = environment({
  inputs: [
    { name: 'redis_url', type: 'string', secret: true },
    { name: 'api_url', type: 'string', secret: false },
    { name: 'container', type: 'string', secret: false },
    { name: 'manager', type: 'string', secret: false },
  ],
  probes: [
    { id: 'ping', reading: { reply: 'dyn', text: 'string' } },
    { id: 'write', reading: {} },
    { id: 'container', reading: { exists: 'bool', running: 'bool', status: 'string', exit_code: 'number' } },
    { id: 'near', reading: { exit_code: 'number', stdout: 'string', stderr: 'string' } },
    { id: 'api', reading: { status: 'number', text: 'string', json: 'dyn', headers: { map: 'string' } } },
    { id: 'keeps', reading: { config: { map: 'string' } } },
  ],
  steps: [{ id: 'start_container', reading: {} }],
  facts: [
    { id: 'works', source: 'ping.ok && write.ok' },
    { id: 'keeps_data', source: 'keeps.config["appendonly"] == "yes"' },
  ],
});

// The container has exited, nobody answers, Docker does.
const DOWN: Scope = {
  readings: {
    ping: reading({}, REFUSED),
    write: reading({}, REFUSED),
    container: reading({ exists: true, running: false, status: 'exited', exit_code: 137 }),
    api: reading({ status: 503, text: '', json: { checks: { redis: 'unhealthy' } }, headers: {} }),
  },
  blind: { near: noDocker('its container does not run'), keeps: noDocker('connection refused') },
  before: null,
  inputs: { api_url: 'http://localhost:3000', container: 'qpp-redis', manager: 'docker' },
  secrets: { redis_url: 'redis://localhost:6379' },
  alert: ALERT,
  cause: 'container_stopped',
  run: { id: 'r', started_at: '2026-03-02T21:17:44.512Z', elapsed_ms: 1000 },
};

describe('conditions', () => {
  test.each<[string, ExpressionPlace, readonly string[], Truth]>([
    ['api.status == 503 && api.json.checks.redis == "unhealthy"', 'run', ['api'], 'true'],
    ['alert.labels.alertname == "RedisUnreachable"', 'alert', [], 'true'],
    ['inputs.manager == "docker"', 'probe', [], 'true'],
    ['!ping.ok && container.running', 'probe', ['ping', 'container'], 'false'],
    ['!ping.ok', 'run', ['ping'], 'true'],
    ['container.exists && !container.running', 'run', ['container'], 'true'],
    ['container.running && works', 'run', ['ping', 'write', 'container'], 'false'],
    ['works', 'run', ['ping', 'write'], 'false'],
    ['api.status == 200', 'run', ['api'], 'false'],
    ['cause == "network_partition"', 'run', [], 'false'],
    ['!ping.ok && known(near) && !near.ok', 'run', ['ping', 'near'], 'false'],
    ['!ping.ok && !near.ok', 'run', ['ping', 'near'], 'unknown'],
    ['keeps_data', 'run', ['keeps'], 'unknown'],
  ])('given %s in the place %s, it needs %j and is %s', (source, place, probes, truth) => {
    const checked = file.expression(source, 'bool', place);
    expect(checked).toEqual({ ok: true, value: { source, probes, before: [] } });
    expect(checked.ok && file.truth(checked.value, DOWN).truth).toBe(truth);
  });
});

describe('templates', () => {
  test.each<[string, ExpressionPlace, unknown]>([
    ['${{ inputs.redis_url }}', 'probe', 'redis://localhost:6379'],
    ['GET ${{ inputs.api_url }}/readyz', 'probe', 'GET http://localhost:3000/readyz'],
    [
      'Container ${{ inputs.container }} is ${{ container.status }} (exit code ${{ container.exit_code }}).',
      'run',
      'Container qpp-redis is exited (exit code 137).',
    ],
    ['${{ alert.labels.team }}', 'alert', 'core'],
  ])('given %s in the place %s, it renders to %j', (text, place, expected) => {
    const checked = file.template(text, place);
    expect(checked.ok && file.render(checked.value, DOWN)).toEqual({ ok: true, value: expected });
  });

  test('given the risk of a step that hangs on something unknown, it has no value; once known, it has', () => {
    const checked = file.template("${{ keeps_data ? 'disrupt' : 'destroy' }}", 'run');
    if (!checked.ok) throw new Error('the template of the language is refused');
    expect(file.render(checked.value, DOWN)).toEqual({
      ok: false,
      error: { at: 'keeps.config.appendonly', why: noDocker('connection refused') },
    });
    const known = { ...DOWN, readings: { ...DOWN.readings, keeps: reading({ config: { appendonly: 'no' } }) } };
    expect(file.render(checked.value, known)).toEqual({ ok: true, value: 'destroy' });
  });
});
