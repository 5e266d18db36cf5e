// A run that is led through the log: what the log has is the record, byte for byte, and a change begins once, whoever stops, loses
// answers, or comes back late. Each check that keeps it so is left out once, and is missed.

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Addition } from '../../src/fleet/ports.ts';
import { decodeLine } from '../../src/transcript/format.ts';
import { brokenUntilStarted, DOWN } from '../support/engine/down-runbook.ts';
import { sharedTime } from '../support/fleet/shared-time.ts';
import { type Led, ORDER, type Worker, type WorkerParts, worker } from '../support/fleet/team.ts';
import { type Planted, TwinLog } from '../support/fleet/twin.ts';
import { TwinTransport } from '../support/fleet/twin-transport.ts';

const RUN = ORDER.job.run;
const OTHER = '20260302-2115-queue-stuck-a1b2';

const homes: Worker[] = [];
afterEach(() => homes.splice(0).forEach((one) => one.gone()));

/** A store, a system that is down until somebody starts it, and everybody who did. */
function scene(planted: readonly Planted[] = []) {
  const time = sharedTime();
  const log = new TwinLog(time.now, planted);
  const ledger: string[] = [];
  const world = brokenUntilStarted();
  const hire = (name: string, more: Partial<WorkerParts> = {}) => {
    const own = time.worker();
    const one = worker({
      name,
      log,
      time: own,
      plan: DOWN,
      carryOut: (command) => {
        if (command.risk !== 'read') ledger.push(`${name} ${command.exec}`);
        return world.perform(command.step, { nth: 1, now_ms: 0, command });
      },
      ...more,
    });
    homes.push(one);
    return { one, time: own };
  };
  return { time, log, ledger, hire, world };
}

/** Leads on, and says how it came out. */
function begun(one: Worker, run = RUN): { led: Led | null } {
  const came: { led: Led | null } = { led: null };
  void one.lead(run).then((led) => void (came.led = led));
  return came;
}

const lostOf = ({ led }: { led: Led | null }): string | null => (led !== null && 'lost' in led ? led.lost : null);
const isBegin = (method: string, [, addition]: readonly unknown[]): boolean =>
  method === 'add' && (addition as Addition).lease !== undefined;

async function sameAsRecord(log: TwinLog, one: Worker, run = RUN): Promise<void> {
  const lines = await log.lines(run, 1, Number.POSITIVE_INFINITY);
  expect(`${lines.join('\n')}\n`).toBe(readFileSync(one.folder(run).transcript, 'utf8'));
}

// Rule: fleet.same-record
test('a run is led to its end, and the log has its record byte for byte', async () => {
  const { time, log, ledger, hire } = scene();
  await log.create(RUN, ORDER, '');
  const { one } = hire('db-1');
  const came = begun(one);
  await time.until('the end', () => came.led !== null);
  expect(ledger).toEqual(['db-1 down/start#1']);
  expect(await log.entry(RUN)).toMatchObject({ standing: 'finished', hold_ms: null, worker: 'db-1' });
  expect(await log.targets()).toEqual([]);
  await sameAsRecord(log, one);
  expect(one.events(RUN).at(-1)?.type).toBe('run.sealed');
});

test('a run that is said three times is led once, by a worker of its place', async () => {
  const { time, log, ledger, hire } = scene();
  await log.create(RUN, ORDER, '');
  const queue = new TwinTransport(time.worker());
  const [here, elsewhere] = [hire('db-1').one, hire('eu-1').one];
  const came: Led[] = [];
  const consuming = await queue.consume(['db'], 1, async (run) => void came.push(await here.lead(run)));
  await queue.consume(['eu'], 1, async (run) => void came.push(await elsewhere.lead(run)));
  for (let times = 0; times < 3; times += 1) await queue.wake('db', RUN, 0);
  expect(await queue.waking('db')).toEqual(new Set([RUN]));
  await time.until('the end', () => came.length > 0);
  await consuming.stop();
  expect(await queue.waking('db')).toEqual(new Set());
  expect(came).toHaveLength(1);
  expect(ledger).toEqual(['db-1 down/start#1']);
});

test('answers that are lost lose nothing and double nothing', async () => {
  for (let count = 1; count < 8; count += 1) {
    let lost = count;
    const { time, log, ledger, hire } = scene();
    await log.create(RUN, ORDER, '');
    const { one } = hire('db-1', {
      onCall: (method, at) => {
        if (method !== 'add' || at !== 'asked' || lost === 0) return;
        lost -= 1;
        log.answersLost = 1;
      },
    });
    const came = begun(one);
    await time.until('the end', () => came.led !== null);
    expect(ledger).toHaveLength(1);
    await sameAsRecord(log, one);
  }
});

// Rule: fleet.store-gone
test('without the store looks go on, and the change waits until it answers', async () => {
  const { time, log, ledger, hire } = scene();
  await log.create(RUN, ORDER, '');
  const { one } = hire('db-1', {
    onCall: (method) => {
      if (method === 'lease' && ledger.length === 0 && one.said.length === 0) log.isDown = true;
    },
  });
  const came = begun(one);
  await time.until('the change waits', () => one.said.length > 0);
  const start = time.now();
  await time.until('a minute', () => time.now() > start + 60_000);
  expect(ledger).toEqual([]);
  expect(one.said).toEqual(['The store of the fleet does not answer. Looks go on; no change begins until it answers.']);
  log.isDown = false;
  await time.until('the end', () => came.led !== null);
  expect(ledger).toHaveLength(1);
  await sameAsRecord(log, one);
});

// Rule: fleet.emptied
test('a store that was emptied is told again, and the change happens once', async () => {
  const { time, log, ledger, hire } = scene();
  await log.create(RUN, ORDER, '');
  let flushed = 0;
  const { one } = hire('db-1', {
    onCall: (method, at, args) => {
      if (at === 'asked' && isBegin(method, args) && flushed++ === 0) log.flush();
    },
  });
  const came = begun(one);
  await time.until('the end', () => came.led !== null);
  expect(ledger).toHaveLength(1);
  expect(await log.entry(RUN)).toMatchObject({ standing: 'finished' });
  await sameAsRecord(log, one);
});

/** A worker is stopped in the call that lets its change begin, another one goes on with the run, the first one wakes. */
async function takenOver(at: 'asked' | 'answered', planted: readonly Planted[] = [], still = false) {
  const { time, log, ledger, hire } = scene(planted);
  await log.create(RUN, ORDER, '');
  let isStopped = false;
  const first = hire('db-1', {
    onCall: (method, when, args) => {
      if (when !== at || isStopped || !isBegin(method, args)) return;
      isStopped = true;
      first.time.stop(still);
    },
  });
  const one = begun(first.one);
  await time.until('the first stops', () => isStopped);
  const second = hire('db-2');
  const start = time.now();
  second.time.after(20_000, () => {});
  await time.until('its hold is over', () => time.now() >= start + 20_000);
  const other = begun(second.one);
  await time.until('the second ends or waits', () => other.led !== null);
  first.time.goOn();
  await time.until('the first ends', () => one.led !== null);
  return { ledger, log, first: one, second: other, hired: { first: first.one, second: second.one } };
}

// Rule: fleet.one-leader
describe('a worker that stood still while another went on', () => {
  test('before the log let its change begin: it begins nothing and writes nothing more', async () => {
    const { ledger, first, log, hired } = await takenOver('asked');
    expect(ledger.filter((line) => line.startsWith('db-1'))).toEqual([]);
    expect(lostOf(first)).toBe('another worker has taken the run up: this one goes on no more');
    await sameAsRecord(log, hired.second);
  });

  test('after the log let its change begin: it begins nothing, for its hold is over by its own clock', async () => {
    const { ledger, first } = await takenOver('answered');
    expect(ledger.filter((line) => line.startsWith('db-1'))).toEqual([]);
    expect(lostOf(first)).not.toBeNull();
  });

  test('a log that does not check the epoch lets it act', async () => {
    const { ledger } = await takenOver('asked', ['no epoch check', 'no sequence check', 'no lease check'], true);
    expect(ledger.filter((line) => line.startsWith('db-1'))).toHaveLength(1);
  });
});

/** A run is stopped with the lease on a target, another run changes it meanwhile; who worked on it when the first wakes. */
async function contended(planted: readonly Planted[]) {
  const { time, log, ledger, hire } = scene(planted);
  await log.create(RUN, ORDER, '');
  await log.create(OTHER, { ...ORDER, job: { ...ORDER.job, run: OTHER } }, '');
  let isStopped = false;
  const first = hire('db-1', {
    onCall: (method, at, args) => {
      if (at !== 'asked' || isStopped || !isBegin(method, args)) return;
      isStopped = true;
      first.time.stop(true);
    },
  });
  const one = begun(first.one);
  await time.until('the first stops', () => isStopped);
  const start = time.now();
  // The change of the second takes long: both would be at work at once.
  let atWork = 0;
  const second = hire('db-2', {
    onCall: (method, at, args) => {
      if (at === 'answered' && isBegin(method, args)) {
        atWork = time.now();
        second.time.stop();
      }
    },
  });
  second.time.after(31_000, () => {});
  await time.until('its lease is over', () => time.now() >= start + 31_000);
  const other = begun(second.one, OTHER);
  await time.until('the second works', () => atWork > 0);
  first.time.goOn();
  await time.until('the first acts or waits', () => ledger.length > 0 || first.one.said.length > 0);
  const seen = { ledger: [...ledger], said: [...first.one.said] };
  second.time.goOn();
  await time.until('both end', () => one.led !== null && other.led !== null);
  return seen;
}

// Rule: fleet.one-change
describe('a target', () => {
  test('is not changed under a lease that another run has by now', async () => {
    const { ledger, said } = await contended([]);
    expect(ledger).toEqual([]);
    expect(said[0]).toContain(`Run ${OTHER} on worker db-2 works on the same target.`);
  });

  test('is changed by two where the log does not check the lease', async () => {
    const { ledger } = await contended(['no lease check']);
    expect(ledger).toEqual(['db-1 down/start#1']);
  });
});

// Rule: fleet.before-acts
describe('a change that begins', () => {
  /** Executions that began before the log had their start. */
  async function early(spoil?: WorkerParts['spoil']): Promise<readonly string[]> {
    const { time, log, hire, world } = scene();
    await log.create(RUN, ORDER, '');
    const found: string[] = [];
    let known: readonly string[] = [];
    const add = log.add.bind(log);
    log.add = async (hold, addition) => {
      const refusal = await add(hold, addition);
      if (refusal === null) known = [...known, ...addition.lines];
      return refusal;
    };
    const { one } = hire('db-1', {
      carryOut: (command) => {
        const starts = known
          .map(decodeLine)
          .flatMap((event) => (typeof event !== 'string' && event.type === 'step.started' ? [event.data.exec] : []));
        if (command.risk !== 'read' && !starts.includes(command.exec)) found.push(command.exec);
        return world.perform(command.step, { nth: 1, now_ms: 0, command });
      },
      ...(spoil === undefined ? {} : { spoil }),
    });
    const came = begun(one);
    await time.until('the end', () => came.led !== null);
    return found;
  }

  test('stands in the log before', async () => {
    expect(await early()).toEqual([]);
  });

  test('is found out where it does not wait for the log', async () => {
    expect(await early((_gated, inner) => inner)).toHaveLength(1);
  });
});
