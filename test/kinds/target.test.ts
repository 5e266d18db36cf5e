// What a step acts on names which one: the same command means another place on another host, account or Docker engine.

import { expect, test } from 'vitest';
import { definition, KINDS } from '../../src/kinds/index.ts';
import type { Host } from '../../src/kinds/kind.ts';
import type { Json } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/step.ts';
import { rendered, template } from '../support/expressions/templates.ts';

const HERE: Host = { name: 'web-1', account: 'ana' };

function target(kind: Kind, written: Json, host: Host = HERE): string {
  const { shape, spec, target: targetOf } = definition(kind);
  const shaped = shape(template(written));
  if (!shaped.ok) throw new Error(JSON.stringify(shaped.error));
  const made = spec(rendered(shaped.value, {}));
  if (!made.ok) throw new Error(made.error);
  return targetOf(made.value, host);
}

const CASES: readonly (readonly [kind: Kind, written: Json, said: string])[] = [
  ['shell', 'systemctl restart redis', 'host web-1, as ana'],
  ['shell', ['systemctl', 'restart', 'redis'], 'host web-1, as ana'],
  ['shell', { command: ['reboot'], on: 'db-1' }, 'host db-1'],
  ['shell', { command: ['reboot'], on: 'ops@db-1' }, 'host db-1, as ops'],
  ['shell', { command: ['reboot'], on: '' }, 'host web-1, as ana'],
  ['systemd', { restart: 'redis', on: 'db-1' }, 'unit redis on host db-1'],
  ['docker', { restart: 'cache', on: 'ssh://ops@db-1:2222' }, 'container cache on host db-1:2222'],
  ['systemd', { restart: 'redis' }, 'unit redis on host web-1, as ana'],
  ['systemd', { list: 'redis*' }, 'units on host web-1, as ana'],
  ['system', {}, 'host web-1'],
  ['docker', { restart: 'cache' }, 'container cache on host web-1'],
  ['docker', { exec: 'cache', command: ['redis-cli', 'ping'] }, 'container cache on host web-1'],
  ['compose', { up: ['redis'] }, 'service redis on host web-1'],
  ['compose', { stop: ['redis', 'api'], project: 'shop' }, 'service redis, api of project shop on host web-1'],
  ['compose', { ps: [] }, 'all services on host web-1'],
  ['redis', { command: 'FLUSHALL', url: 'redis://cache.prod:6379' }, 'cache.prod:6379'],
  ['redis', { command: 'FLUSHALL', url: 'redis://localhost:6379' }, 'localhost:6379 of host web-1'],
  ['redis', { command: 'FLUSHALL', url: 'redis://127.0.0.1' }, '127.0.0.1 of host web-1'],
  ['redis', { command: 'FLUSHALL', url: 'redis://[::1]:6379' }, '[::1]:6379 of host web-1'],
  ['redis', { command: 'FLUSHALL', url: 'unix:///run/redis.sock' }, '/run/redis.sock of host web-1'],
  ['bullmq', { queue: 'mail', url: 'redis://localhost:6379' }, 'queue mail on localhost:6379 of host web-1'],
  ['http', 'GET http://localhost:3000/x', 'localhost:3000 of host web-1'],
  ['http', 'GET https://api.example/x', 'api.example'],
  ['prometheus', { query: 'up', url: 'http://ana:pw@localhost:9090/p' }, 'localhost:9090 of host web-1'],
  ['tcp', 'localhost:1', 'localhost:1 of host web-1'],
  ['notify', { url: 'http://localhost:1/', text: 'x' }, 'localhost:1 of host web-1'],
];

test.each(CASES)('%s %j acts on one that is named', (kind, written, said) => {
  expect(target(kind, written)).toBe(said);
});

test('no kind says "this host" alone, and none leaves out whose localhost it is', () => {
  for (const [kind, written] of CASES) {
    expect(target(kind, written)).not.toMatch(/this host/);
    const [there, elsewhere] = [target(kind, written), target(kind, written, { name: 'web-2', account: 'ana' })];
    expect(there === elsewhere).toBe(!there.includes('web-1'));
  }
  expect(KINDS.filter((kind) => definition(kind).actsOnHost === true)).toEqual(['shell']);
});

test('another Docker engine than the usual one of the host is named', () => {
  const stop = { restart: 'cache' };
  expect(target('docker', stop, { ...HERE, docker: '10.0.0.5:2376 (Docker context "prod")' })).toBe(
    'container cache in Docker at 10.0.0.5:2376 (Docker context "prod")',
  );
  expect(target('docker', stop, { ...HERE, docker: '/run/user/1/docker.sock' })).toBe(
    'container cache on host web-1, Docker at /run/user/1/docker.sock',
  );
});

test.each([
  ['redis', { command: ['flushall', 'ASYNC'], url: 'redis://a' }, 'FLUSHALL'],
  ['redis', { command: 'CLUSTER RESET', url: 'redis://a' }, 'CLUSTER RESET'],
  ['redis', { scan: 'a*', do: 'unlink', url: 'redis://a' }, 'UNLINK'],
  ['bullmq', { queue: 'q', do: 'clean', state: 'completed', older_than: '1h', url: 'redis://a' }, 'clean'],
  ['http', 'DELETE http://a/b', 'DELETE'],
  ['shell', 'rm -rf /srv/data', 'rm -rf'],
  ['docker', { exec: 'a', command: ['redis-cli', 'FLUSHALL'] }, 'redis-cli FLUSHALL'],
] satisfies readonly (readonly [Kind, Json, string])[])('%s %j destroys by what it says', (kind, written, deed) => {
  const { shape, risk, deed: deedOf } = definition(kind);
  const shaped = shape(template(written));
  if (!shaped.ok) throw new Error(JSON.stringify(shaped.error));
  expect(risk(shaped.value, 'action')).toBe('destroy');
  expect(deedOf?.(shaped.value)).toBe(deed);
});
