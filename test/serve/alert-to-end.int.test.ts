// From an alert to the end of its run: what is allowed without a person is done, the rest waits and costs nothing, a person
// answers on the page for what she saw, and the record says who it was and by which way.

import { createHmac } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { firebreak } from '../support/program/cli.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { printerAlert, writePrinter } from '../support/serve/printer.ts';
import { hashOf, SECRETS, type ServePlace, servePlace, startServe, type TestServe } from '../support/serve/serving.ts';

const ANA = 'token-of-ana';
const BOB = 'token-of-bob';

const CONFIG = `alerts:
  alertmanager: { source: alertmanager, bearer: { env: AM_TOKEN } }
people:
  - { name: ana, team: platform, token_sha256: ${hashOf(ANA)} }
  - { name: bob, team: shop, token_sha256: ${hashOf(BOB)} }
cool_down: 0s
`;

const running: TestServe[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop('SIGKILL');
});

function place(config = CONFIG, options: Parameters<typeof writePrinter>[2] = {}): ServePlace {
  const made = servePlace(workFolder(), config);
  writePrinter(made.runbooks, made.folder, options);
  writeFileSync(join(made.folder, 'jam'), 'a sheet of A3\n');
  return made;
}

async function started(
  at: ServePlace,
  ...rest: readonly NonNullable<Parameters<typeof startServe>[1]>[]
): Promise<TestServe> {
  const serve = await startServe(at, ...rest);
  running.push(serve);
  return serve;
}

const types = (events: readonly RunEvent[]): readonly string[] => events.map(({ type }) => type);
const isParked = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.parked';
const isSealed = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.sealed';

test('an alert starts a run that waits for an approval; a person gives it on the page, and the run ends resolved', async () => {
  const at = place();
  const serve = await started(at);
  expect((await serve.alert('alertmanager', printerAlert())).status).toBe(202);
  const { run, events } = await serve.until(isParked, 'its question');
  expect(events[0]).toMatchObject({
    type: 'run.opened',
    actor: { kind: 'alert', name: 'alertmanager' },
    data: { mode: 'unattended', approve: 'read', served: true, alert: { fingerprint: 'f1' } },
  });

  // The same alert again begins no second run: it stands in the record of the first, once.
  for (const body of [printerAlert(), printerAlert({ status: 'resolved', fingerprint: 'other' })])
    expect((await serve.alert('alertmanager', body)).status).toBe(202);
  expect(serve.runs()).toHaveLength(1);

  const ana = await serve.signIn(ANA);
  expect(await ana.page('/')).toMatch(/One question waits[^]*Pull the paper out[^]*Paper is stuck/);
  const page = await ana.page(`/runs/${run.id}`);
  expect(page).toMatch(/May this be run\?[^]*mv [^<]*jam [^<]*pulled[^]*It says: a sheet of A3/);
  expect(existsSync(join(at.folder, 'jam'))).toBe(true);

  const path = `/runs/${run.id}`;
  const answered = await ana.send(path, `${path}/answer`, { choice: 'run' });
  expect([answered.status, answered.headers.get('location')]).toEqual([303, path]);
  const { events: all } = await serve.until(isSealed, 'its end');
  expect(all.find(({ type }) => type === 'answer.given')).toMatchObject({
    actor: { kind: 'human', name: 'ana' },
    data: { choice: 'run', via: 'web' },
  });
  expect(
    all.find(({ type, data }) => type === 'step.started' && 'step' in data && data.step === 'paper/pull'),
  ).toMatchObject({
    data: { approved: 'person' },
  });
  expect(all.at(-2)).toMatchObject({ type: 'run.finished', data: { outcome: 'resolved', cause: 'paper' } });
  expect(existsSync(join(at.folder, 'pulled'))).toBe(true);
  expect(types(all).filter((type) => type === 'step.in_doubt')).toEqual([]);

  // The record is whole, and every decision in it follows.
  expect((await firebreak(['audit', run.id, '--home', at.home])).code).toBe(0);
  expect((await firebreak(['replay', run.id, '--home', at.home])).code).toBe(0);
  expect(await ana.page(path)).toMatch(/Resolved<\/strong>[^]*ana/);
  expect(await serve.stop()).toBe(143);
});

test('what the policy allows is done without a person; an alert that clears is told to the run', async () => {
  const at = place(`${CONFIG}policy: [{ runbook: printer-jam, approve: change }]\n`);
  const serve = await started(at);
  await serve.alert('alertmanager', printerAlert());
  const { run, events } = await serve.until(isSealed, 'its end');
  expect(
    events.find(({ type, data }) => type === 'step.started' && 'step' in data && data.step === 'paper/pull'),
  ).toMatchObject({
    data: { approved: 'policy' },
  });
  expect(events.at(-2)).toMatchObject({ data: { outcome: 'resolved' } });
  expect(serve.runs().map(({ id }) => id)).toEqual([run.id]);
});

test('a run that waits looks again when its alert clears, and ends when nothing is left to do', async () => {
  const at = place();
  const serve = await started(at);
  await serve.alert('alertmanager', printerAlert());
  await serve.until(isParked, 'its question');
  renameSync(join(at.folder, 'jam'), join(at.folder, 'somebody-pulled-it'));
  await serve.alert('alertmanager', printerAlert({ status: 'resolved' }));
  const { events } = await serve.until(isSealed, 'its end');
  expect(events.find(({ type }) => type === 'alert.cleared')).toMatchObject({
    actor: { kind: 'alert', name: 'alertmanager' },
  });
  expect(events.at(-2)).toMatchObject({ type: 'run.finished', data: { outcome: 'resolved' } });
  expect(types(events)).not.toContain('answer.given');
});

test('a serve that is killed loses no alert and doubles no run; one that is ended stops its runs, and takes them up', async () => {
  const at = place();
  const first = await started(at);
  await first.alert('alertmanager', printerAlert());
  await first.until(isParked, 'its question');
  for (let n = 0; n < 20; n += 1)
    expect((await first.alert('alertmanager', printerAlert({ fingerprint: `k${n % 2}` }))).status).toBe(202);
  await first.stop('SIGKILL');

  const second = await started(at);
  for (const fingerprint of ['f1', 'k0', 'k1'])
    await second.until(
      (events) => isParked(events) && fingerprintOf(events) === fingerprint,
      `the question of ${fingerprint}`,
    );
  expect(
    second
      .runs()
      .map((run) => fingerprintOf(readRun(run).events))
      .toSorted(),
  ).toEqual(['f1', 'k0', 'k1']);
  expect(await second.stop('SIGTERM')).toBe(143);

  // Answered while nobody was there to go on: the answer stands in the record, and the run goes on with the next start.
  const third = await started(at);
  const ana = await third.signIn(ANA);
  const run = third.runs().find((one) => fingerprintOf(readRun(one).events) === 'f1')?.id ?? '';
  const path = `/runs/${run}`;
  const answer = await ana.form(path, `${path}/answer`, 'run');
  expect((await ana.post(`${path}/answer`, answer)).status).toBe(303);
  await third.stop('SIGKILL');
  const fourth = await started(at);
  const { events } = await fourth.until((all) => isSealed(all) && all[0]?.run === run, 'its end');
  expect(
    events.filter(({ type, data }) => type === 'step.started' && 'step' in data && data.step === 'paper/pull'),
  ).toHaveLength(1);
  expect(events.at(-2)).toMatchObject({ data: { outcome: 'resolved' } });
});

const fingerprintOf = ([first]: readonly RunEvent[]): string =>
  first?.type === 'run.opened' ? (first.data.alert?.fingerprint ?? '') : '';

test('bodies that are too much, too deep, not signed or not JSON are refused, and the next is taken', async () => {
  const at = place(`alerts:
  alertmanager: { source: alertmanager, bearer: { env: AM_TOKEN } }
  pd: { source: pagerduty, secret: { env: PD_SECRET } }
`);
  const serve = await started(at);
  const many = (count: number): string =>
    JSON.stringify({ alerts: Array.from({ length: count }, () => ({ status: 'firing', labels: { alertname: 'X' } })) });
  const statuses = [
    await serve.alert('alertmanager', printerAlert(), {}),
    await serve.alert('alertmanager', printerAlert(), { authorization: 'Bearer wrong' }),
    await serve.alert('pd', printerAlert(), { 'x-pagerduty-signature': `v1=${'0'.repeat(64)}` }),
    await serve.alert('alertmanager', 'x'.repeat(1024 * 1024 + 1)),
    await serve.alert('alertmanager', '['.repeat(100_000)),
    await serve.alert('alertmanager', '{"alerts":'),
    await serve.alert('alertmanager', many(501)),
    await serve.alert('alertmanager', many(500)),
    await serve.alert('alertmanager', '{}'),
  ].map(({ status }) => status);
  expect(statuses).toEqual([401, 401, 401, 413, 400, 400, 413, 202, 400]);

  // A signature counts for the bytes that were sent, and a delivery that is sent again is taken once.
  const body = JSON.stringify({
    event: { id: 'e1', event_type: 'incident.triggered', data: { id: 'P1', title: 'PrinterJammed' } },
  });
  const signature = `v1=${createHmac('sha256', SECRETS.PD_SECRET).update(body).digest('hex')}`;
  const sent = async (text: string) => {
    const answer = await serve.alert('pd', text, { 'x-pagerduty-signature': signature });
    return [answer.status, ((await answer.json()) as { repeated?: boolean }).repeated];
  };
  expect([await sent(body), await sent(body), await sent(body.replace('P1', 'P2'))]).toEqual([
    [202, undefined],
    [202, true],
    [401, undefined],
  ]);
  const token = serve.token ?? '';
  const page = async (): Promise<string> => await (await serve.signIn(token)).page('/');
  await expect
    .poll(page, { timeout: 30_000 })
    .toMatch(/Alerts that started nothing[^]*No runbook has a trigger that fits it/);
  const matched = await firebreak(['alerts', 'match', '-', '--config', at.config, '--home', at.home], {
    stdin: printerAlert(),
    env: SECRETS,
  });
  expect(matched.stdout).toMatch(/starts printer-jam, which may look, and wait for an approval\n {2}✓ printer-jam/);
  expect(serve.runs()).toEqual([]);
});
