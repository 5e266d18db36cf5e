// The run log on a real Redis: who may add to a run, and what a store that forgot allows.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NO_HEAD } from '../../../src/transcript/chain.ts';
import {
  addition,
  entryFor,
  freshRun,
  LONG_MS,
  type LogOnRedis,
  logOnRedis,
  ORDER,
} from '../../support/fleet/log-on-redis.ts';

let at: LogOnRedis;
beforeAll(async () => {
  at = await logOnRedis();
});
afterAll(() => at.stop());
beforeEach(() => at.empty());

describe('a run', () => {
  test('is entered once, and waits for somebody', async () => {
    const run = freshRun();
    expect(await at.store.log.create(run, ORDER, 'signed')).toBe('created');
    expect(await at.store.log.create(run, { ...ORDER, where: 'eu' }, 'other')).toBe('known');
    expect(await at.store.log.entry(run)).toEqual({
      run,
      order: ORDER,
      order_signature: 'signed',
      standing: 'queued',
      epoch: 0,
      head: NO_HEAD,
      signature: '',
      worker: null,
      hold_ms: null,
    });
    expect(await at.store.log.entry(freshRun())).toBeNull();
  });

  test('is added to line by line by who leads it, and read in pieces', async () => {
    const run = freshRun();
    const hold = await at.begun(run);
    const first = addition(run, NO_HEAD, ['a', 'b', 'c']);
    expect(await at.store.log.add(hold, first)).toBeNull();
    const second = addition(run, first.head, ['d'], 'parked');
    expect(await at.store.log.add(hold, second)).toBeNull();
    expect(await at.store.log.lines(run, 1, 1_000_000)).toEqual([...first.lines, ...second.lines]);
    expect(await at.store.log.lines(run, 3, 1)).toEqual(first.lines.slice(2));
    expect(await at.store.log.entry(run)).toMatchObject({
      standing: 'parked',
      head: second.head,
      signature: 'signed 4',
    });
  });

  test('takes what had no answer once more, and adds it once', async () => {
    const run = freshRun();
    const hold = await at.begun(run);
    const one = addition(run, NO_HEAD, ['a', 'b']);
    expect(await at.store.log.add(hold, one)).toBeNull();
    expect(await at.store.log.add(hold, one)).toBeNull();
    expect(await at.store.log.lines(run, 1, 1_000_000)).toEqual(one.lines);
  });

  test('refuses what does not follow, and says where it stands', async () => {
    const run = freshRun();
    const hold = await at.begun(run);
    const one = addition(run, NO_HEAD, ['a']);
    await at.store.log.add(hold, one);
    const later = addition(run, addition(run, one.head, ['b']).head, ['c']);
    expect(await at.store.log.add(hold, later)).toEqual({ is: 'gap', head: one.head });
    expect(await at.store.log.add(hold, addition(run, NO_HEAD, ['other']))).toEqual({ is: 'gap', head: one.head });
  });

  test('is led by one: whoever led it before is refused from then on', async () => {
    const run = freshRun();
    const old = await at.begun(run, 'one');
    expect(await at.store.log.take(run, 'two', LONG_MS)).toEqual({ held_by: 'one' });
    await at.expire(run);
    const now = await at.taken(run, 'two');
    expect(now.epoch).toBe(old.epoch + 1);
    expect(await at.store.log.add(old, addition(run, NO_HEAD, ['a']))).toEqual({ is: 'fenced', epoch: now.epoch });
    expect(await at.store.log.renew(old, LONG_MS)).toEqual({ is: 'fenced', epoch: now.epoch });
    expect(await at.store.log.add(now, addition(run, NO_HEAD, ['b']))).toBeNull();
  });

  test('of which the store has lost the taking is not led by the one who took it, though the epoch is the same', async () => {
    const run = freshRun();
    const lost = await at.begun(run, 'one');
    await at.redis.admin('HSET', `{firebreak-fleet}:run:${run}`, 'epoch', '0', 'id', '', 'until', '0');
    const now = await at.taken(run, 'two');
    expect(now.epoch).toBe(lost.epoch);
    expect(await at.store.log.add(lost, addition(run, NO_HEAD, ['a']))).toMatchObject({ is: 'fenced' });
  });

  test('that is over is taken up by nobody, and stays over when it is forgotten', async () => {
    const run = freshRun();
    const hold = await at.begun(run);
    const end = addition(run, NO_HEAD, ['a'], 'finished');
    await at.store.log.add(hold, end);
    await at.store.log.release(hold);
    expect(await at.store.log.take(run, 'two', LONG_MS)).toBeNull();
    await at.store.log.forget(run);
    expect(await at.store.log.entry(run)).toBeNull();
    expect(await at.store.log.create(run, ORDER, 'signed')).toBe('known');
    expect(await at.store.log.restore({ ...entryFor(run), standing: 'queued' }, [])).toEqual({ is: 'finished' });
  });

  test('shows up among what has changed after a mark, and only then', async () => {
    const [one, two] = [freshRun(), freshRun()];
    const hold = await at.begun(one);
    const { mark } = await at.store.log.changed('');
    await at.store.log.create(two, ORDER, 'signed');
    const next = await at.store.log.changed(mark);
    expect(next.runs).toEqual([two]);
    await at.store.log.add(hold, addition(one, NO_HEAD, ['a']));
    expect((await at.store.log.changed(next.mark)).runs).toEqual([one]);
    const all: string[] = [];
    for await (const { run } of at.store.log.entries()) all.push(run);
    expect(all).toEqual([one, two]);
  });

  test('hears what is said to it once, and goes on when it stood still', async () => {
    const run = freshRun();
    const hold = await at.begun(run);
    await at.store.log.add(hold, addition(run, NO_HEAD, ['a'], 'parked'));
    await at.store.log.release(hold);
    expect(await at.store.log.post(run, 'one')).toBe(true);
    expect(await at.store.log.post(run, 'two')).toBe(true);
    expect((await at.store.log.entry(run))?.standing).toBe('queued');
    const next = await at.taken(run, 'two');
    expect(await at.store.log.collect(next)).toEqual(['one', 'two']);
    expect(await at.store.log.collect(next)).toEqual([]);
    await at.store.log.post(run, 'three');
    expect(await at.store.log.collect(next)).toEqual(['three']);
    expect(await at.store.log.post(freshRun(), 'nobody')).toBe(false);
  });
});

describe('a store that has forgotten', () => {
  test('refuses who led a run until it is reported, and then whoever did not report it', async () => {
    const run = freshRun();
    const old = await at.begun(run, 'one');
    const one = addition(run, NO_HEAD, ['a', 'b']);
    await at.store.log.add(old, one);
    await at.redis.admin('FLUSHALL');
    const two = addition(run, one.head, ['c']);
    expect(await at.store.log.add(old, two)).toEqual({ is: 'forgotten' });
    const entry = { ...entryFor(run), standing: 'led' as const, head: one.head, signature: one.signature };
    expect(await at.store.log.restore(entry, one.lines)).toBeNull();
    expect(await at.store.log.add(old, two)).toEqual({ is: 'forgotten' });
    // Somebody whose record is longer may still say so; nobody may once it is taken up.
    const longer = { ...entry, head: two.head, signature: two.signature };
    expect(await at.store.log.restore(longer, [...one.lines, ...two.lines])).toBeNull();
    expect(await at.store.log.restore(entry, one.lines)).toMatchObject({ is: 'gap', head: two.head });
    const now = await at.taken(run, 'two');
    expect(await at.store.log.restore(longer, [...one.lines, ...two.lines])).toMatchObject({ is: 'fenced' });
    expect(await at.store.log.lines(run, 1, 1_000_000)).toEqual([...one.lines, ...two.lines]);
    expect(await at.store.log.add(now, addition(run, two.head, ['d']))).toBeNull();
  });

  test('keeps a target for the run that was changing it', async () => {
    const [run, other] = [freshRun(), await at.begun(freshRun(), 'two')];
    const one = addition(run, NO_HEAD, ['a']);
    const entry = { ...entryFor(run), head: one.head, signature: one.signature };
    await at.store.log.restore(entry, one.lines, { target: 'redis-1', under_way: ['step#1'] });
    expect(await at.store.log.lease(other, 'redis-1', LONG_MS)).toMatchObject({ is: 'quarantined', run });
  });
});
