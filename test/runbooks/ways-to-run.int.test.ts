// The ways to start the shipped runbook without a person: with less allowed than it needs, without any change, with a
// cause named, without a write of its own, from the side of the application alone.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { environment } from '../support/environments.ts';
import {
  causes,
  changesOf,
  eventsOf,
  type LabRuns,
  leftBehind,
  ranking,
  startLabRuns,
} from '../support/lab/lab-runs.ts';
import { calledSince, nearCommand, nearSide, setSince } from '../support/lab/near-side.ts';
import { printed } from '../support/program/cli.ts';
import { reread } from '../support/records/whole-record.ts';

let runs: LabRuns;

beforeAll(async () => {
  runs = await startLabRuns();
});
afterEach(() => runs.lab.heal());
afterAll(() => runs.stop());

environment('Redis', 'one server with a password', 'a healthy system ends healthy, with no change', async () => {
  const before = await nearSide(runs.lab);
  const run = await runs.run(['--approve', 'disrupt']);
  const after = await nearSide(runs.lab);
  expect({ code: run.code, outcome: run.result.outcome, cause: run.result.cause }).toEqual({
    code: 0,
    outcome: 'healthy',
    cause: null,
  });
  expect(changesOf(run)).toEqual([]);
  expect([after.pid, setSince(before, after), calledSince(before, after)]).toEqual([before.pid, [], {}]);
  expect(await leftBehind(runs, run)).toEqual({ processes: [], spools: [], keys: '[]', secret_in: [] });
});

test('without a level a run waits at its first change, and goes on from there when it is resumed with one', async () => {
  // given a Redis that was killed
  await runs.lab.inject('killed');
  // when the runbook is run with nothing allowed
  const waiting = await runs.run([]);
  // then it waits, with the cause and the proposal on record, and has changed nothing
  expect({ code: waiting.code, outcome: waiting.result.outcome }).toEqual({ code: 12, outcome: 'waiting' });
  expect(eventsOf(waiting, 'question.asked').map(({ data }) => data.kind)).toEqual(['approve']);
  expect(changesOf(waiting)).toEqual([]);
  expect((await nearSide(runs.lab)).pid).toBe(0);
  const id = waiting.result.run;
  expect(reread(runs.home, id)).toMatchObject({ same: true, outcome: 'open' });
  // when it is resumed with as much allowed as it needs
  const ended = await runs.firebreak(['resume', id, '--approve', 'change', '--json']);
  const resumed = { ...ended, ...printed(ended) };
  // then it is the same run, resolved by the one change
  expect({ code: resumed.code, outcome: resumed.result.outcome, run: resumed.result.run }).toEqual({
    code: 0,
    outcome: 'resolved',
    run: id,
  });
  expect(changesOf(resumed)).toEqual(['server_down/start_by_command']);
  expect(reread(runs.home, id)).toMatchObject({ same: true, outcome: 'resolved', cause: 'server_down', findings: [] });
  expect(await leftBehind(runs, resumed)).toEqual({ processes: [], spools: [], keys: '[]', secret_in: [] });
});

test('a run that waits does not go on against another Redis than it was opened with', async () => {
  await runs.lab.inject('killed');
  const { result } = await runs.run([]);
  const elsewhere = { REDIS_URL: 'redis://:somebody-elses@127.0.0.1:1' };
  const resumed = await runs.firebreak(['resume', result.run, '--approve', 'change'], { env: elsewhere });
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toContain('input "redis_url" is now');
  expect(resumed.stderr).not.toContain('somebody-elses');
  expect((await nearSide(runs.lab)).pid).toBe(0);
});

test('a cause that is named is taken up by name', async () => {
  await runs.lab.inject('max_clients');
  const run = await runs.run(['--approve', 'disrupt', '--cause', 'clients_exhausted']);
  expect(eventsOf(run, 'cause.chosen').map(({ data }) => data)).toEqual([{ cause: 'clients_exhausted', by: 'flag' }]);
  expect(run.result.outcome).toBe('resolved');
});

test('a cause that is named against the evidence is not taken up, nor is another instead', async () => {
  await runs.lab.inject('killed');
  const run = await runs.run(['--approve', 'disrupt', '--cause', 'server_hangs']);
  expect({ code: run.code, outcome: run.result.outcome, cause: run.result.cause }).toEqual({
    code: 11,
    outcome: 'escalated',
    cause: null,
  });
  expect(causes(run, 'confirmed')).toEqual(['server_down']);
  expect(eventsOf(run, 'run.finished')[0]?.data.why).toMatchObject({
    code: 'given_up',
    why: { code: 'named_ruled_out', cause: 'server_hangs' },
  });
  expect(changesOf(run)).toEqual([]);
  expect((await nearSide(runs.lab)).pid).toBe(0);
});

test('from the side of the application alone, what looks alike stays together and nothing is changed', async () => {
  // given a cut network, and no command that looks at Redis from its own host
  await runs.lab.inject('syn_dropped');
  const run = await runs.run(['--approve', 'disrupt'], { inputs: { redis_status: [] } });
  // then no cause is confirmed, and those that fit are one group
  expect({ code: run.code, outcome: run.result.outcome, cause: run.result.cause }).toEqual({
    code: 11,
    outcome: 'escalated',
    cause: null,
  });
  expect(causes(run, 'confirmed')).toEqual([]);
  const alike = ranking(run).causes.filter(({ group }) => group === 1);
  expect(alike.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['server_down', 'server_hangs', 'network_partition']),
  );
  expect(changesOf(run)).toEqual([]);
});

describe('with a user of Redis that may not write', () => {
  const PASSWORD = 'only-looks';
  let url: string;

  beforeAll(async () => {
    const rules = [
      '~*',
      '&*',
      '+@all',
      '-@write',
      '-@dangerous',
      '+info',
      '+config|get',
      '+client|list',
      '+slowlog|get',
    ];
    await nearCommand(runs.lab, 'ACL', 'SETUSER', 'reader', 'on', `>${PASSWORD}`, ...rules);
    url = `redis://reader:${PASSWORD}@${new URL(runs.lab.urls.redis).host}`;
  });

  test('the write check is refused, which is the cause', async () => {
    await nearCommand(runs.lab, 'ACL', 'LOG', 'RESET');
    const run = await runs.run(['--approve', 'disrupt'], { env: { REDIS_URL: url } });
    expect(await refused()).toContain('set');
    expect(causes(run, 'confirmed')).toEqual(['not_permitted']);
    expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 11, outcome: 'escalated' });
    expect(changesOf(run)).toEqual([]);
  });

  test('a dry run of a full Redis plans its repair, and tries no command that would change anything', async () => {
    await runs.lab.inject('maxmemory');
    await nearCommand(runs.lab, 'ACL', 'LOG', 'RESET');
    const before = await nearSide(runs.lab);
    const run = await runs.run(['--dry-run', '--approve', 'disrupt'], { env: { REDIS_URL: url } });
    const after = await nearSide(runs.lab);
    expect({ code: run.code, outcome: run.result.outcome, cause: run.result.cause }).toEqual({
      code: 0,
      outcome: 'planned',
      cause: 'memory_limit',
    });
    expect(run.result.steps).toEqual([
      { step: 'memory_limit/raise_maxmemory', result: 'planned' },
      { step: 'memory_limit/clean_completed', result: 'planned' },
    ]);
    expect(await refused()).toEqual([]);
    expect([after.pid, setSince(before, after), calledSince(before, after)]).toEqual([before.pid, [], {}]);
    expect(await leftBehind(runs, run)).toEqual({ processes: [], spools: [], keys: '[]', secret_in: [] });
  });

  test('a healthy system is called healthy without a write of our own, by the writes of others', async () => {
    await nearCommand(runs.lab, 'ACL', 'LOG', 'RESET');
    const run = await runs.run(['--no-write-probe', '--approve', 'disrupt'], { env: { REDIS_URL: url } });
    expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 0, outcome: 'healthy' });
    expect(await refused()).toEqual([]);
  });

  /** Commands that `reader` was refused. */
  async function refused(): Promise<readonly string[]> {
    const log = JSON.parse(await nearCommand(runs.lab, 'ACL', 'LOG')) as unknown[][];
    const entries = log.map((flat) => Object.fromEntries(pairs(flat)) as Record<string, unknown>);
    return entries.filter(({ username }) => username === 'reader').map(({ object }) => String(object));
  }
});

describe('without a write of our own', () => {
  test('a full Redis is seen by what it says of its memory, and resolved', async () => {
    await runs.lab.inject('maxmemory');
    const run = await runs.run(['--no-write-probe', '--approve', 'disrupt']);
    expect(causes(run, 'confirmed')).toEqual(['memory_limit']);
    expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 0, outcome: 'resolved' });
    expect(changesOf(run)).toEqual(['memory_limit/raise_maxmemory']);
  });

  test('paused writes are possible and not confirmed, and nothing is changed', async () => {
    await runs.lab.inject('paused_writes');
    const run = await runs.run(['--no-write-probe', '--approve', 'disrupt']);
    expect(causes(run, 'confirmed')).toEqual([]);
    expect(causes(run, 'possible')).toContain('writes_paused');
    expect({ code: run.code, outcome: run.result.outcome }).toEqual({ code: 11, outcome: 'escalated' });
    expect(changesOf(run)).toEqual([]);
  });
});

function pairs(flat: readonly unknown[]): [string, unknown][] {
  return flat.flatMap((name, n): [string, unknown][] => (n % 2 === 0 ? [[String(name), flat[n + 1]]] : []));
}
