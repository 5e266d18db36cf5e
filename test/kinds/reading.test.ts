// Which fields a step's reading has, by its form.

import { expect, test } from 'vitest';
import { definition } from '../../src/kinds/index.ts';
import type { Json } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/step.ts';
import { template } from '../support/expressions/templates.ts';

const fields = (kind: Kind, written: Json): string => {
  const shape = definition(kind).shape(template(written));
  if (!shape.ok) throw new Error(shape.error[0]?.message);
  // Every reading has `error`; a kind may say which words its `kind` can be.
  const names = Object.keys(definition(kind).reading(shape.value)).filter((name) => name !== 'error');
  return names.join(' ');
};

const url = 'redis://localhost';

test.each<[Kind, Json, string]>([
  ['redis', 'PING', 'reply text auth password_given primary addresses'],
  ['redis', 'GET a', 'reply text'],
  ['redis', '${{ inputs.command }}', 'reply text'],
  ['redis', 'info memory', 'reply text auth password_given primary info'],
  ['redis', { command: 'INFO', sample: '1s', url }, 'reply text auth password_given primary info delta'],
  ['redis', 'CONFIG GET maxmemory*', 'reply text config'],
  ['redis', 'CLIENT LIST', 'reply text groups'],
  ['redis', 'CLUSTER INFO', 'reply text cluster'],
  ['redis', 'CLUSTER NODES', 'reply text nodes failed_nodes lost_slots'],
  ['redis', { check: 'write', url }, ''],
  ['redis', { scan: 'a*', url }, 'count sample complete'],
  ['bullmq', { queue: 'q', url, do: 'pause' }, 'affected'],
  ['docker', { logs: 'a' }, 'text lines'],
  ['docker', { list: {} }, 'containers'],
  ['docker', { start: 'a' }, ''],
  ['docker', { exec: 'a', command: ['b'] }, 'exit_code stdout stderr lines json number'],
  [
    'systemd',
    { unit: 'a' },
    'exists load_state active state sub_state result restarts since main_pid exit_status listens',
  ],
  ['systemd', { list: 'a*' }, 'units'],
  ['systemd', { journal: 'a' }, 'text lines'],
  ['systemd', { start: 'a' }, ''],
  ['compose', { up: 'a' }, 'exit_code stdout stderr'],
  ['http', 'GET http://a', 'status text json headers'],
  ['prometheus', 'up', 'value text series empty warnings'],
  [
    'prometheus',
    { query: 'up', url: 'http://a', range: '1h' },
    'value text first last min max avg per_second series empty warnings',
  ],
  ['tcp', 'a:1', 'address connect_ms greeting closed'],
  ['tcp', { to: 'a:1', tls: {} }, 'address connect_ms greeting closed certificate'],
  ['dns', 'a', 'addresses'],
  ['system', {}, 'memory_free_bytes memory_total_bytes load1 cpus addresses'],
  ['shell', 'date', 'exit_code stdout stderr json lines number'],
  ['ask', 'Why?', 'answer'],
  ['manual', 'Do it', 'answer'],
  ['wait', '5s', ''],
  ['notify', { url: 'http://a', text: 'b' }, 'status'],
])('%s %j: %s', (kind, written, expected) => {
  expect(fields(kind, written)).toBe(expected);
});

test('a queue has its rates only when it is looked at twice', () => {
  expect(fields('bullmq', { queue: 'q', url })).not.toContain('completed_per_s');
  expect(fields('bullmq', { queue: 'q', url, sample: '2s' })).toContain('completed_per_s');
});

test('the disk of a host is known only when one is asked for', () => {
  expect(fields('system', { disk: '/' })).toContain('disk_free_ratio');
});

test('an answer has the type that was asked for', () => {
  const answer = (written: Json) => definition('ask').reading(template(written))['answer'];
  expect(answer({ question: 'a', type: 'number' })).toBe('number');
  expect(answer({ question: 'a', type: 'size' })).toBe('number');
  expect(answer({ question: 'a', type: 'boolean' })).toBe('bool');
  expect(answer({ question: 'a', type: 'list' })).toEqual({ list: 'dyn' });
  expect(answer({ question: 'a', choices: ['b', 5] })).toEqual({ words: ['b', '5'] });
  expect(answer({ question: 'a', choices: ['b', '${{ inputs.c }}'] })).toBe('string');
  expect(answer('a')).toBe('string');
});
