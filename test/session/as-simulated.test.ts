// Tests of the engine lead their runs by a loop of their own. The session decides, writes, waits and takes up as that loop
// does: the same lives, led by both, leave the same records, event by event.

import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { led } from '../support/engine/chanced/led.ts';
import { bookedOf } from '../support/engine/chanced/lived.ts';
import { isOver, type Life, lifeOf } from '../support/engine/chanced/world.ts';
import { begin } from '../support/engine/simulated-run.ts';
import { figure, isSoak, seed, times } from '../support/soak.ts';

const RUNS = times(60, 5_000);

const lines = (events: readonly RunEvent[]): readonly string[] =>
  events
    .filter(({ type }) => type !== 'run.sealed')
    .map(({ seq, at, mono_ms, actor, type, data }) => JSON.stringify([seq, type, at, mono_ms, actor, data]));

// Rule: loop.session
test('the session leads a run as the simulation does, and takes it up again as it does', async () => {
  let sealed = 0;
  let taken = 0;
  for (let one = 5 * (isSoak ? seed % 1_000_000 : 0), last = one + RUNS; one < last; one += 1) {
    const { book, plan } = bookedOf(one);
    const life = (): Life => lifeOf(book, one, { answers: {} });
    const [mine, theirs] = [life(), life()];
    const part = (world: Life['world']): readonly RunEvent[] => {
      const run = begin(plan, world);
      for (let n = 0; n < (mine.manner.kills[0] ?? 0) && run.step(); n += 1);
      return mine.manner.kills.length === 0 ? [] : run.done().events;
    };
    const [left, same] = [part(mine.world), part(theirs.world)];
    expect(lines(left)).toEqual(lines(same));
    if (isOver(left)) continue;
    const run = begin(plan, left.length === 0 ? life().world : mine.world, left);
    while (run.step());
    const { events, end } = await led({ plan, life: left.length === 0 ? life() : theirs }, left);
    expect(lines(events), `seed ${one}`).toEqual(lines(run.done().events));
    const isSealed = events.at(-1)?.type === 'run.sealed';
    expect(isSealed, `seed ${one}: what is over is sealed`).toBe(events.some(({ type }) => type === 'run.finished'));
    if (isOver(run.done().events)) expect(end, `seed ${one}: the session ends`).not.toBeNull();
    if (isSealed) sealed += 1;
    if (left.length > 0) taken += 1;
  }
  figure('runs led by the session', RUNS);
  expect(sealed, 'runs that came to their end').toBeGreaterThan(RUNS / 4);
  expect(taken, 'runs that were taken up').toBeGreaterThan(RUNS / 10);
}, 3_600_000);
