// What each kind of step may do to people, and how far an author may say otherwise.

import { describe, expect, test } from 'vitest';
import { definition, KINDS } from '../../src/kinds/index.ts';
import { redisRisk } from '../../src/kinds/redis/risk.ts';
import type { Json } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/step.ts';
import { template } from '../support/expressions/templates.ts';

const url = 'redis://localhost';

/** Risk among the probes, risk as an action, the lowest risk that may be declared, and whether it may run again unasked. */
const CASES: readonly (readonly [kind: Kind, written: Json, expected: string])[] = [
  ['redis', { command: 'PING', url }, 'read read, at least read, again'],
  ['redis', { command: 'config get *', url }, 'read read, at least read, again'],
  ['redis', { command: 'CONFIG SET maxmemory 1gb', url }, 'change change, at least change, again'],
  ['redis', { command: 'CONFIG RESETSTAT', url }, 'change change, at least change, once'],
  ['redis', { command: 'CLIENT KILL TYPE normal', url }, 'disrupt disrupt, at least disrupt, once'],
  ['redis', { command: 'FLUSHALL', url }, 'destroy destroy, at least destroy, once'],
  ['redis', { command: '${{ inputs.command }}', url }, 'change change, at least change, once'],
  ['redis', { command: ['CONFIG', '${{ inputs.command }}'], url }, 'change change, at least change, once'],
  ['redis', { command: ['DEL', '${{ inputs.key }}'], url }, 'destroy destroy, at least destroy, once'],
  ['redis', { check: 'write', url }, 'read read, at least read, again'],
  ['redis', { scan: 'a*', url }, 'read read, at least read, again'],
  ['redis', { scan: 'a*', do: 'unlink', url }, 'destroy destroy, at least destroy, once'],
  ['bullmq', { queue: 'q', url }, 'read read, at least read, again'],
  ['bullmq', { queue: 'q', url, do: 'pause' }, 'change change, at least change, again'],
  ['bullmq', { queue: 'q', url, do: 'retry_failed' }, 'change change, at least change, once'],
  [
    'bullmq',
    { queue: 'q', url, do: 'clean', state: 'failed', older_than: '1h' },
    'destroy destroy, at least destroy, once',
  ],
  ['docker', { inspect: 'a' }, 'read read, at least read, again'],
  ['docker', { start: 'a' }, 'change change, at least change, again'],
  ['docker', { unpause: 'a' }, 'change change, at least change, again'],
  ['docker', { connect: 'n', container: 'a' }, 'change change, at least change, once'],
  ['docker', { restart: 'a' }, 'disrupt disrupt, at least disrupt, once'],
  ['docker', { exec: 'a', command: ['b'] }, 'change change, at least read, once'],
  ['systemd', { unit: 'a' }, 'read read, at least read, again'],
  ['systemd', { list: 'a*' }, 'read read, at least read, again'],
  ['systemd', { journal: 'a' }, 'read read, at least read, again'],
  ['systemd', { start: 'a' }, 'change change, at least change, again'],
  ['systemd', { reset_failed: 'a' }, 'change change, at least change, again'],
  ['systemd', { restart: 'a' }, 'disrupt disrupt, at least disrupt, once'],
  ['systemd', { stop: 'a' }, 'disrupt disrupt, at least disrupt, once'],
  ['compose', { ps: 'a' }, 'read read, at least read, again'],
  ['compose', { up: 'a' }, 'change change, at least change, again'],
  ['compose', { stop: 'a' }, 'disrupt disrupt, at least change, once'],
  ['http', 'GET http://a', 'read read, at least read, again'],
  ['http', { url: 'http://a' }, 'read read, at least read, again'],
  ['http', 'head http://a', 'read read, at least read, again'],
  ['http', 'POST http://a', 'change change, at least read, once'],
  ['http', '${{ inputs.method }} http://a', 'change change, at least read, once'],
  ['http', 'DELETE http://a', 'destroy destroy, at least change, once'],
  ['tcp', 'a:1', 'read read, at least read, again'],
  ['prometheus', 'sum(up)', 'read read, at least read, again'],
  ['dns', 'a', 'read read, at least read, again'],
  ['system', {}, 'read read, at least read, again'],
  ['shell', 'date', 'read change, at least read, once'],
  ['ask', 'Why?', 'read read, at least read, again'],
  ['manual', 'Do it', 'change change, at least change, once'],
  ['wait', '5s', 'read read, at least read, again'],
  ['notify', { url: 'http://a', text: 'b' }, 'change change, at least change, once'],
];

// Rule: risk.table
test.each(CASES)('%s %j: %s', (kind, written, expected) => {
  const known = definition(kind);
  const shape = known.shape(template(written));
  if (!shape.ok) throw new Error(shape.error[0]?.message);
  const risks = `${known.risk(shape.value, 'probe')} ${known.risk(shape.value, 'action')}`;
  const again = known.repeatable(shape.value) ? 'again' : 'once';
  expect(`${risks}, at least ${known.floor(shape.value)}, ${again}`).toBe(expected);
});

test('every kind has its cases', () => {
  expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(KINDS));
});

describe('a Redis command', () => {
  test.each([
    ['REPLICAOF NO ONE', 'change'],
    ['REPLICAOF db2 6379', 'destroy'],
    ['SLAVEOF no one', 'change'],
    ['ACL LOG', 'read'],
    ['ACL LOG 5', 'read'],
    ['ACL LOG RESET', 'change'],
    ['COMMAND', 'read'],
    ['CONFIG', 'change'],
    ['XGROUP DESTROY s g', 'destroy'],
    ['FT.SEARCH idx *', 'change'],
    ['', 'change'],
  ])('%s is %s', (line, risk) => {
    expect(redisRisk(line.split(' '))).toBe(risk);
  });

  test('whose word is not known yet counts as a change', () => {
    expect(redisRisk([])).toBe('change');
    expect(redisRisk([null, 'x'])).toBe('change');
    expect(redisRisk(['ACL', 'LOG', null])).toBe('change');
    expect(redisRisk(['REPLICAOF', null, null])).toBe('destroy');
  });
});

test('what is allowed and has a price is said when the file is read', () => {
  const warned = (kind: Kind, written: Json) =>
    definition(kind)
      .warnings?.(template(written))
      .map(({ message }) => message);
  expect(warned('redis', { command: ['keys', '*'], url })).toEqual([
    expect.stringContaining('`scan` does the same in small steps'),
  ]);
  expect(warned('redis', { command: ['MONITOR'], url })).toEqual([expect.stringContaining('MONITOR never ends')]);
  expect(warned('redis', { command: ['PING'], url })).toEqual([]);
  expect(warned('shell', { command: ['a', '-p${{ secret:token }}'] })).toEqual([
    'a secret in an argument is visible in the process list',
  ]);
  expect(warned('shell', { command: ['a'], env: { T: '${{ secret:token }}' } })).toEqual([]);
});
