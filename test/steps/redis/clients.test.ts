import { expect, test } from 'vitest';
import { clientGroups } from '../../../src/steps/redis/clients.ts';

const line = (addr: string, name: string, idle: number): string =>
  `id=3 addr=${addr} laddr=127.0.0.1:6379 fd=8 name=${name} age=20 idle=${idle} flags=N db=0 cmd=ping user=default redir=-1`;

test('clients are grouped by name and host, the biggest group first', () => {
  const text = [
    line('10.0.0.1:5000', '', 4),
    line('10.0.0.2:5001', 'leaky', 1),
    line('10.0.0.2:5002', 'leaky', 90),
    line('[::1]:5003', '', 0),
  ].join('\n');
  expect(clientGroups(`${text}\n`)).toEqual([
    { name: 'leaky', addr: '10.0.0.2', count: 2, oldest_idle_s: 90 },
    { name: '', addr: '10.0.0.1', count: 1, oldest_idle_s: 4 },
    { name: '', addr: '::1', count: 1, oldest_idle_s: 0 },
  ]);
});

test('a unix socket is a place too', () => {
  expect(clientGroups(line('/run/redis.sock:0', 'a=b', 0))).toEqual([
    { name: 'a=b', addr: '/run/redis.sock', count: 1, oldest_idle_s: 0 },
  ]);
});

test('nobody is no group', () => {
  expect(clientGroups('')).toEqual([]);
});
