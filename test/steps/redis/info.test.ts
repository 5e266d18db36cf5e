import { expect, test } from 'vitest';
import { infoDelta, loadingEta, parseInfo } from '../../../src/steps/redis/info.ts';

const INFO = [
  '# Server',
  'redis_version:7.0.15',
  'redis_git_sha1:00000000',
  'redis_build_id:1234567890123456',
  'run_id:a1',
  'uptime_in_seconds:42',
  '# Memory',
  'used_memory:1048576',
  'used_memory_human:1.00M',
  'mem_fragmentation_ratio:1.29',
  'allocator_frag_ratio:nan',
  'maxmemory_policy:noeviction',
  '# Replication',
  'slave0:ip=10.0.0.1,port=6379,state=online,offset=14,lag=0',
  '# Errorstats',
  'errorstat_OOM:count=3',
  '# Keyspace',
  'db0:keys=2,expires=1,avg_ttl=900',
  '# Later',
  'field_of_tomorrow:7',
  '',
].join('\r\n');

test('each field has the type that the kind declares', () => {
  expect(parseInfo(INFO)).toMatchObject({
    redis_version: '7.0.15',
    redis_git_sha1: '00000000',
    redis_build_id: '1234567890123456',
    uptime_in_seconds: 42,
    used_memory: 1048576,
    used_memory_human: '1.00M',
    mem_fragmentation_ratio: 1.29,
    maxmemory_policy: 'noeviction',
    slave0: 'ip=10.0.0.1,port=6379,state=online,offset=14,lag=0',
    errorstat_OOM: 3,
    errorstat_MISCONF: 0,
    db0: { keys: 2, expires: 1, avg_ttl: 900 },
  });
});

test('a number that is none is left out, so that it counts as unknown, and so is a field that no condition can name', () => {
  expect(parseInfo(INFO)).not.toHaveProperty('allocator_frag_ratio');
  expect(parseInfo(INFO)).not.toHaveProperty('field_of_tomorrow');
});

test('errors are not counted where the section was not asked for', () => {
  expect(parseInfo('# Memory\r\nused_memory:1\r\n')).not.toHaveProperty('errorstat_OOM');
});

test('a delta is the growth of every number, with 0 for what is missing', () => {
  const before = parseInfo('run_id:a\r\nevicted_keys:3\r\nmem_fragmentation_ratio:1.28\r\n');
  const after = parseInfo(
    'run_id:a\r\nevicted_keys:10\r\nerrorstat_OOM:count=2\r\nmem_fragmentation_ratio:1.29\r\nrole:master\r\n',
  );
  expect(infoDelta(before, after)).toEqual({ evicted_keys: 7, errorstat_OOM: 2, mem_fragmentation_ratio: 0.01 });
});

test('after a restart a delta counts from the start of the server', () => {
  const before = parseInfo('run_id:a\r\nevicted_keys:500\r\n');
  expect(infoDelta(before, parseInfo('run_id:b\r\nevicted_keys:2\r\n'))).toEqual({ evicted_keys: 2 });
});

test('the time to the end of loading is told while it loads', () => {
  expect(loadingEta(parseInfo('loading:1\r\nloading_eta_seconds:12\r\n'))).toBe(12);
  expect(loadingEta(parseInfo('loading:0\r\n'))).toBeNull();
});
