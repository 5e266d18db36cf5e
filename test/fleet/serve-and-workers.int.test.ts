// serve and workers on other hosts, over a log: alerts become orders, records come home byte for byte, people answer on the page, and
// whichever worker is there goes on. The worker is the engine in a home of its own; the store is in memory and can be lost.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { homeFolder } from '../../src/fleet/copy.ts';
import { signerOf } from '../../src/fleet/signing.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { sha256 } from '../../src/transcript/chain.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { advance } from '../support/fleet/hand-worker.ts';
import { eventually, ordered, type Place, place } from '../support/fleet/serve-place.ts';
import { firebreak } from '../support/program/cli.ts';
import { printerAlert } from '../support/serve/printer.ts';
import { isSoak } from '../support/soak.ts';

const isParked = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.parked';
const isSealed = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.sealed';
const record = (home: string, run: string): string => readFileSync(homeFolder(home, run).transcript, 'utf8');

async function answer(at: Place, run: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const ana = await at.browser();
  return ana.send(`/runs/${run}`, `/runs/${run}/answer`, fields);
}

test('an alert is led by one worker, answered on the page and resolved by another; its record is home as they wrote it', async () => {
  const at = await place();
  expect(await at.alert(printerAlert())).toBe(202);
  const run = await ordered(at);
  expect(at.twin.woken).toEqual([`db ${run}-0`]);
  // Nobody leads it at home, and the order waits for its worker.
  await eventually('what its page says', async () => {
    const soon = await (await at.browser()).page(`/runs/${run}`);
    return soon.includes('no worker of the place db is there') ? soon : undefined;
  });
  expect(existsSync(homeFolder(at.home, run).path)).toBe(false);
  expect(await advance(at.worker('db-1'), run)).toBe('parked');
  expect(await at.until(isParked, 'its question at home')).toBe(run);
  expect(await (await at.browser()).page(`/runs/${run}`)).toContain('Last led by db-1');
  expect(record(at.home, run)).toBe(record(at.worker('db-1').home, run));

  expect((await answer(at, run, { choice: 'run' })).status).toBe(303);
  expect(at.twin.raw.get(run)?.standing).toBe('queued');
  expect(at.twin.woken.length).toBe(2);
  expect(await advance(at.worker('db-2'), run)).toBe('finished');
  await at.until(isSealed, 'its end at home');
  expect(record(at.home, run)).toBe(record(at.worker('db-2').home, run));
  expect(existsSync(join(at.folder, 'pulled'))).toBe(true);

  const { events } = readRun(homeFolder(at.home, run));
  expect(events.findLast(({ type }) => type === 'answer.given')).toMatchObject({
    actor: { kind: 'human', name: 'ana' },
    data: { choice: 'run', via: 'web' },
  });
  expect(events.findLast(({ type }) => type === 'run.finished')).toMatchObject({ data: { outcome: 'resolved' } });
  expect(await firebreak(['audit', run, '--home', at.home])).toMatchObject({ code: 0 });
  expect(await firebreak(['replay', run, '--home', at.home])).toMatchObject({ code: 0 });
});

test('an answer to what has moved on is refused, and nothing of it stands in the log', async () => {
  const at = await place();
  await at.alert(printerAlert());
  const run = await ordered(at);
  await advance(at.worker('db-1'), run);
  await at.until(isParked, 'its question at home');
  const ana = await at.browser();
  const form = await ana.form(`/runs/${run}`, `/runs/${run}/answer`, 'run');
  const before = at.twin.raw.get(run)?.lines.length;
  const late = await ana.post(`/runs/${run}/answer`, { ...form, choice: 'run', seq: '1' });
  expect(late.status).toBe(409);
  expect(at.twin.raw.get(run)).toMatchObject({ standing: 'parked' });
  expect(at.twin.raw.get(run)?.lines.length).toBe(before);
  expect((await ana.post(`/runs/${run}/answer`, { ...form, choice: 'run' })).status).toBe(303);
  expect((await ana.post(`/runs/${run}/answer`, { ...form, choice: 'run' })).status).toBe(409);
  expect(at.twin.raw.get(run)?.lines.filter((line) => line.includes('"answer.given"')).length).toBe(1);
});

test('a note keeps a parked run parked, and a person closes it; commands on the host of serve are told who leads it', async () => {
  const at = await place();
  await at.alert(printerAlert());
  const run = await ordered(at);
  await advance(at.worker('db-1'), run);
  await at.until(isParked, 'its question at home');
  const resumed = await firebreak(['resume', run, '--home', at.home]);
  expect(resumed.code).toBe(12);
  expect(resumed.stderr).toContain('workers (db) lead the run');
  expect((await firebreak(['close', run, '--reason', 'no', '--home', at.home])).stderr).toContain('workers (db)');

  const ana = await at.browser();
  expect((await ana.send(`/runs/${run}`, `/runs/${run}/note`, { text: 'I look at it' })).status).toBe(303);
  expect(at.twin.raw.get(run)?.standing).toBe('parked');
  await at.until((events) => events.some(({ type }) => type === 'note.added'), 'the note at home');
  expect((await ana.send(`/runs/${run}`, `/runs/${run}/close`, { reason: 'the printer is gone' })).status).toBe(303);
  await at.until(isSealed, 'its end at home');
  expect(at.twin.raw.get(run)?.standing).toBe('finished');
  expect(record(at.home, run)).toBe(`${at.twin.raw.get(run)?.lines.join('\n')}\n`);
});

test('what the key of the fleet did not sign is never shown as the record', async () => {
  const at = await place();
  await at.alert(printerAlert());
  const run = await ordered(at);
  await advance(at.worker('db-1'), run);
  await at.until(isParked, 'its question at home');
  const before = record(at.home, run);
  const kept = at.twin.raw.get(run);
  if (kept === undefined) throw new Error('the run is there');
  // Somebody who may write to the store, and has no key, adds a line to a chain that fits.
  const last = JSON.parse(kept.lines.at(-1) ?? '') as object;
  const other = signerOf('another-key-0123456789abcdef0123456789');
  const forged = JSON.stringify({ ...last, seq: kept.lines.length + 1 });
  kept.lines.push(forged);
  kept.signature = other.ok ? other.value.head(run, { seq: kept.lines.length, hash: '0'.repeat(64) }) : '';
  kept.change = 1_000_000;
  const page = await eventually('what is said of it', async () => {
    const text = await (await at.browser()).page(`/runs/${run}`);
    return text.includes('is not signed by this fleet') ? text : undefined;
  });
  expect(page).toContain('kept aside');
  expect(record(at.home, run)).toBe(before);
});

test('while the queue is gone alerts are kept, pages say so, and runs go on when it is back, once', async () => {
  const at = await place();
  at.twin.reachable(false);
  expect(await at.alert(printerAlert())).toBe(202);
  const page = await eventually('what the page says', async () => {
    const text = await (await at.browser()).page('/');
    return text.includes('has not answered since') && text.includes('Waiting for it') ? text : undefined;
  });
  const run = /Waiting for it: ([a-z0-9-]+)/.exec(page)?.[1] ?? '';
  expect((await fetch(`${at.url()}/readyz`)).status).toBe(503);
  expect(await (await fetch(`${at.url()}/metrics`)).text()).toContain('firebreak_queue_reachable 0');
  expect(await (await at.browser()).page(`/runs/${run}`)).toContain(
    `firebreak run printer-jam --input folder=${at.folder}`,
  );
  await eventually('what people are told', () => at.heard.find((one) => one.includes('does not answer')));
  await eventually('the command', () =>
    at.heard.find((one) => one.includes(`firebreak run printer-jam --input folder=${at.folder}`) && one.includes(run)),
  );
  // A second serve takes up what the first has kept.
  await at.end();
  await at.begin();
  at.twin.reachable(true);
  expect(await ordered(at)).toBe(run);
  await advance(at.worker('db-1'), run);
  expect(await at.until(isParked, 'its question at home')).toBe(run);
  await at.alert(printerAlert());
  await pause(1000);
  expect([...at.twin.raw.keys()]).toEqual([run]);
});

test('a rule with `local` is led by serve itself while the queue is gone', async () => {
  const at = await place({ local: true });
  at.twin.reachable(false);
  await at.alert(printerAlert());
  const run = await at.until(isParked, 'its question');
  at.twin.reachable(true);
  await pause(1500);
  expect(at.twin.raw.size).toBe(0);
  expect((await answer(at, run, { choice: 'run' })).status).toBe(303);
  await at.until(isSealed, 'its end');
});

test('a store that was emptied gets its runs back from home, and they go on', async () => {
  const at = await place();
  await at.alert(printerAlert());
  const run = await ordered(at);
  await advance(at.worker('db-1'), run);
  await at.until(isParked, 'its question at home');
  const before = record(at.home, run);
  at.twin.flush();
  await eventually('the run in the log', () => at.twin.raw.get(run));
  expect(at.twin.raw.get(run)).toMatchObject({ standing: 'parked' });
  expect(`${at.twin.raw.get(run)?.lines.join('\n')}\n`).toBe(before);
  expect((await answer(at, run, { choice: 'run' })).status).toBe(303);
  expect(await advance(at.worker('db-2'), run)).toBe('finished');
  await at.until(isSealed, 'its end at home');
});

test('what a store lost of the last it had taken is told to it again from home', async () => {
  const at = await place();
  await at.alert(printerAlert());
  const run = await ordered(at);
  await advance(at.worker('db-1'), run);
  await at.until(isParked, 'its question at home');
  const kept = at.twin.raw.get(run);
  const whole = [...(kept?.lines ?? [])];
  if (kept === undefined) throw new Error('the run is there');
  // As a Redis that syncs once a second comes back after its host went down.
  kept.lines.splice(-3);
  const cut = { seq: kept.lines.length, hash: sha256(kept.lines.at(-1) ?? '') };
  kept.signature = at.signer.head(run, cut);
  kept.change = 1_000_000;
  await eventually('the whole log', () => (kept.lines.length === whole.length ? true : undefined));
  expect(kept).toMatchObject({ lines: whole, standing: 'parked' });
  expect((await answer(at, run, { choice: 'run' })).status).toBe(303);
});

test.runIf(isSoak)(
  'a wake-up that was lost is said again, and a run whose leader is gone goes on elsewhere',
  async () => {
    const at = await place();
    await at.alert(printerAlert());
    const run = await ordered(at);
    at.twin.lose();
    await eventually('another wake-up', () => at.twin.woken.find((one) => one === `db ${run}-0`));
    at.twin.lose();
    // A worker takes it and is never heard of again.
    await at.twin.log.take(run, 'db-1', 500);
    await eventually('a wake-up after its end', () => at.twin.woken.find((one) => one === `db ${run}-0`));
    expect(await advance(at.worker('db-2'), run)).toBe('parked');
    expect(await at.until(isParked, 'its question at home')).toBe(run);
  },
);
