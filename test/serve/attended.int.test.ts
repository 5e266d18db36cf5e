// What is left lying is attended to: a run whose process was killed goes on, a question that nobody answers is told again and handed
// over, and messages have a link. Who is signed on by a proxy is who the proxy says, and nobody else gets in.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { firebreak } from '../support/program/cli.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { printerAlert, writePrinter } from '../support/serve/printer.ts';
import { SECRETS, type ServePlace, servePlace, startServe, type TestServe } from '../support/serve/serving.ts';
import { isSoak } from '../support/soak.ts';

const ALERTS = 'alerts: { am: { source: alertmanager, bearer: { env: AM_TOKEN } } }\n';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function place(config: string, options: Parameters<typeof writePrinter>[2] = {}): ServePlace {
  const made = servePlace(workFolder(), config);
  writePrinter(made.runbooks, made.folder, options);
  writeFileSync(join(made.folder, 'jam'), 'x\n');
  return made;
}

async function started(at: ServePlace, env: Readonly<Record<string, string>> = {}): Promise<TestServe> {
  const serve = await startServe(at, { env });
  ends.push(() => serve.stop('SIGKILL'));
  return serve;
}

const isParked = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.parked';
const isSealed = (events: readonly RunEvent[]): boolean => events.at(-1)?.type === 'run.sealed';

/** A chat that hears what is posted to it. */
async function startChat(): Promise<{ readonly url: string; readonly heard: Record<string, string>[] }> {
  const heard: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      heard.push(JSON.parse(body) as Record<string, string>);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

test('a question is told with a link, told again, and handed over in the end; nothing is approved by silence', async () => {
  const chat = await startChat();
  const at = place(
    `${ALERTS}notify: { chat: { url: { env: CHAT } } }\nwaiting: { remind: 1s, then: night-shift, give_up: 3s }\n`,
  );
  const serve = await started(at, { CHAT: chat.url });
  await serve.alert('am', printerAlert());
  const { run, events } = await serve.until(isSealed, 'its end');
  expect(events.find(({ type }) => type === 'answer.given')).toMatchObject({
    actor: { kind: 'automation', name: 'serve' },
    data: { choice: 'escalate', reason: expect.stringMatching(/^nobody answered in 3s$/) },
  });
  // Its runbook names nobody who could be told.
  expect(events.at(-2)).toMatchObject({ type: 'run.finished', data: { outcome: 'not_resolved' } });
  expect(existsSync(join(at.folder, 'jam'))).toBe(true);
  const link = `${serve.url}/runs/${run.id}`;
  await expect.poll(() => chat.heard.map(({ about }) => about), { timeout: 30_000 }).toContain('end');
  const abouts = chat.heard.map(({ about }) => about);
  expect(abouts[0]).toBe('question');
  expect(abouts).toContain('reminder');
  expect(chat.heard.every((one) => one['link'] === link && one['text']?.endsWith(link))).toBe(true);
  expect(chat.heard.find(({ about }) => about === 'reminder')?.['text']).toMatch(
    /still nobody has answered \(night-shift\)\. Pull the paper out/,
  );
});

test('a run whose process is killed is taken up by itself, and its change is made once', async () => {
  const at = place(`${ALERTS}policy: [{ runbook: printer-jam, approve: change }]\n`, { slow: true });
  const serve = await started(at);
  await serve.alert('am', printerAlert());
  const { run } = await serve.until((all) => all.some(isPulling), 'its change');
  const holder = JSON.parse(readFileSync(run.lock, 'utf8')) as { readonly pid: number };
  process.kill(holder.pid, 'SIGKILL');
  const { events } = await serve.until(isSealed, 'its end');
  expect(events.filter(({ type }) => type === 'run.resumed').map(({ actor }) => actor)).toEqual([
    { kind: 'automation', name: 'serve' },
  ]);
  expect(events.at(-2)).toMatchObject({ data: { outcome: 'resolved' } });
  expect(readFileSync(join(at.folder, 'times'), 'utf8')).toBe('pulled\n');
  expect(serve.process.exitCode).toBe(null);
});

test('serve that is ended lets a change end, stops the run behind it, and takes it up when it begins again', async () => {
  const at = place(`${ALERTS}policy: [{ runbook: printer-jam, approve: change }]\n`, { slow: true });
  const serve = await started(at);
  await serve.alert('am', printerAlert());
  await serve.until((all) => all.some(isPulling), 'its change');
  expect(await serve.stop('SIGTERM')).toBe(143);
  const [run] = serve.runs();
  const events = run === undefined ? [] : readRun(run).events;
  expect(events.find(({ type }) => type === 'stop.requested')).toMatchObject({
    data: { how: 'after_step', by: 'SIGTERM' },
  });
  expect(events.at(-1)).toMatchObject({ type: 'run.parked', data: { why: 'stopped' } });
  expect(readFileSync(join(at.folder, 'times'), 'utf8')).toBe('pulled\n');
  const second = await started(at);
  const { events: all } = await second.until(isSealed, 'its end');
  expect(all.at(-2)).toMatchObject({ data: { outcome: 'resolved' } });
  expect(readFileSync(join(at.folder, 'times'), 'utf8')).toBe('pulled\n');
});

const isPulling = ({ type, data }: RunEvent): boolean =>
  type === 'step.spawned' && 'exec' in data && data.exec.startsWith('paper/pull');

test('a second serve on the same records does not begin', async () => {
  const at = place(ALERTS);
  const first = await started(at);
  const second = await firebreak(['serve', '--config', at.config, '--home', at.home], { env: SECRETS });
  expect([second.code, second.stderr]).toEqual([12, expect.stringMatching(/another serve works on /)]);
  expect((await first.ask('/readyz')).status).toBe(200);
});

test('a run that cannot begin is told on the page, and keeps nothing else from beginning', async () => {
  const at = place(ALERTS);
  writeFileSync(
    join(at.runbooks, 'needy.yaml'),
    readFileSync(join(at.runbooks, 'printer-jam.yaml'), 'utf8')
      .replaceAll('printer-jam', 'needy')
      .replace('PrinterJammed', 'Needy')
      .replace('inputs:\n', 'inputs:\n  key: { secret: true, env: NO_SUCH_KEY }\n'),
    { mode: 0o600 },
  );
  const serve = await started(at);
  await serve.alert('am', printerAlert({ name: 'Needy', fingerprint: 'n' }));
  await serve.alert('am', printerAlert());
  await serve.until(isParked, 'its question');
  const ana = await serve.signIn(serve.token ?? '');
  await expect
    .poll(() => ana.page('/'), { timeout: 30_000 })
    .toMatch(/needy-\w{4}: error: input &quot;key&quot; has no value/);
  expect(serve.runs()).toHaveLength(1);
});

test('behind a proxy somebody is who the proxy says, from its address alone', async () => {
  const at = place('address: https://firebreak.example\nbehind_proxy: { header: X-User, from: [127.0.0.1] }\n');
  const serve = await started(at);
  const { port } = serve;
  const ask = (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', headers, ...init });
  expect((await ask('/', {})).status).toBe(401);
  expect(await (await ask('/', { 'x-user': 'ana' })).text()).toMatch(/<span>ana<\/span>/);
  const page = await (await ask('/runbooks/printer-jam', { 'x-user': 'ana' })).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const start = (headers: Record<string, string>) =>
    ask(
      '/runbooks/printer-jam/start',
      { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      { method: 'POST', body: `csrf=${csrf}` },
    );
  expect((await start({ 'x-user': 'ana', origin: `http://127.0.0.1:${port}` })).status).toBe(403);
  expect((await start({ 'x-user': 'bob', origin: 'https://firebreak.example' })).status).toBe(403);
  expect((await start({ 'x-user': 'ana', origin: 'https://firebreak.example' })).status).toBe(303);
  const { events } = await serve.until(isParked, 'its question');
  expect(events[0]).toMatchObject({ actor: { kind: 'human', name: 'ana' } });
  // From another address of this host the header says nothing.
  const other = await raw('127.0.0.2', port, 'GET / HTTP/1.1\r\nHost: x\r\nX-User: ana\r\nConnection: close\r\n\r\n');
  expect(other).toMatch(/^HTTP\/1\.1 403 /);
});

// Ten seconds of waiting.
test.runIf(isSoak)('whoever sends slowly is not waited for', async () => {
  const at = place(ALERTS);
  const serve = await started(at);
  const { port } = serve;
  const [head, body] = await Promise.all([
    raw('127.0.0.1', port, 'GET / HTTP/1.1\r\nHost: x\r\nX-A: '),
    raw('127.0.0.1', port, 'POST /alerts/am HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'),
  ]);
  expect([head, body].map((answer) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])).toEqual(['408', '408']);
  expect((await serve.ask('/healthz')).status).toBe(200);
});

function raw(from: string, port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let all = '';
    const socket = connect({ port, host: '127.0.0.1', localAddress: from }, () => void socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => (all += part));
    socket.on('error', () => {});
    socket.on('close', () => resolve(all));
  });
}
