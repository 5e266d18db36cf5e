// Steps of kind `http` and `notify` against real servers.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import type { HttpSpec } from '../../src/kinds/http/http.ts';
import { freePort } from '../../src/lab/free-port.ts';
import { http } from '../../src/steps/http.ts';
import { notify } from '../../src/steps/notify.ts';
import { blackhole, droppedPort, greeter, refusedPort, resetPort } from '../support/redis/network-faults.ts';
import { readingOf } from '../support/redis/redis-probe.ts';
import { TLS_FILES } from '../support/redis/tls-files.ts';
import { perform } from '../support/steps/perform.ts';
import { watchedSurroundings } from '../support/steps/surroundings.ts';

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

async function serve(listener: Listener, make: (listener: RequestListener) => Server = createServer): Promise<string> {
  const server = make((request, response) => void listener(request, response));
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${port}`;
}

const get = (url: string, over: Partial<HttpSpec<string>> = {}): HttpSpec<string> => ({
  method: 'GET',
  url,
  headers: {},
  ...over,
});

const ask = (spec: HttpSpec<string>) => perform(http, { kind: 'http', spec });

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('an answer', () => {
  test('has status, text, json and headers in lower case', async () => {
    const host = await serve((_request, response) =>
      response.setHeader('X-Id', 'Seven').end('{"checks":{"redis":"healthy"}}'),
    );
    expect(readingOf(await ask(get(`http://${host}/readyz`)))).toMatchObject({
      ok: true,
      status: 200,
      text: '{"checks":{"redis":"healthy"}}',
      json: { checks: { redis: 'healthy' } },
      headers: { 'x-id': 'Seven' },
    });
  });

  test('that is no JSON has none', async () => {
    const host = await serve((_request, response) => response.end('fine'));
    expect(readingOf(await ask(get(`http://${host}/`)))).not.toHaveProperty('json');
  });

  test('of 503 is bad news with everything it said', async () => {
    const host = await serve((_request, response) => response.writeHead(503).end('{"status":"unhealthy"}'));
    const outcome = await ask(get(`http://${host}/readyz`));
    const error = { kind: 'http', code: '503', message: '503 Service Unavailable' };
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error },
      reading: { ok: false, status: 503, error, json: { status: 'unhealthy' } },
    });
  });

  test('that points elsewhere is not followed', async () => {
    const asked: (string | undefined)[] = [];
    const host = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/login' }).end();
    });
    const reading = readingOf(await ask(get(`http://${host}/admin`)));
    expect(reading).toMatchObject({ ok: false, status: 302, headers: { location: '/login' } });
    expect(asked).toEqual(['/admin']);
  });

  // Rule: http.2xx
  test.each([
    [200, true],
    [299, true],
    [300, false],
    [404, false],
    [500, false],
  ])('with status %i is well: %s', async (status, ok) => {
    const host = await serve((_request, response) => response.writeHead(status).end('x'));
    expect(readingOf(await ask(get(`http://${host}/`)))).toMatchObject({ ok, status, text: 'x' });
  });

  // Rule: http.2xx
  test('longer than 4 MiB is not known at all, and says so', async () => {
    const host = await serve((_request, response) => response.end(JSON.stringify('x'.repeat(5 * 1024 * 1024))));
    const reading = readingOf(await ask(get(`http://${host}/`)));
    expect(reading).not.toHaveProperty('text');
    expect(reading).not.toHaveProperty('json');
    expect(reading).toMatchObject({ status: 200, not_whole: { text: expect.stringContaining('4 MiB') } });
  });

  test('holds a long id, it stays the text that it was', async () => {
    const host = await serve((_request, response) => response.end('{"id":7615917337495251231,"n":3}'));
    const reading = readingOf(await ask(get(`http://${host}/`)));
    expect(reading['json']).toEqual({ id: '7615917337495251231', n: 3 });
  });

  test('keeps the names of cookies only', async () => {
    const host = await serve((_request, response) =>
      response.setHeader('Set-Cookie', ['sid=hunter2; Path=/', 'a=b']).end(),
    );
    const { headers } = readingOf(await ask(get(`http://${host}/`)));
    expect(headers).toMatchObject({ 'set-cookie': 'sid=«hidden»; Path=/, a=«hidden»' });
  });
});

describe('a request', () => {
  test('carries method, headers, login and a JSON body', async () => {
    let seen: object = {};
    const host = await serve(async (request, response) => {
      const { authorization, 'content-type': type, 'x-a': a } = request.headers;
      seen = { method: request.method, url: request.url, authorization, type, a, body: await textOf(request) };
      response.end();
    });
    await ask(
      get(`http://ana:p%40ss@${host}/do?x=1#part`, { method: 'POST', headers: { 'X-A': 'b' }, json: { go: true } }),
    );
    expect(seen).toEqual({
      method: 'POST',
      url: '/do?x=1',
      authorization: `Basic ${Buffer.from('ana:p@ss').toString('base64')}`,
      type: 'application/json',
      a: 'b',
      body: '{"go":true}',
    });
  });

  test('with a line end in a header is refused before it is sent', async () => {
    const host = await serve((_request, response) => response.end());
    const outcome = await ask(get(`http://${host}/`, { headers: { authorization: 'Bearer t\n' } }));
    expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'invalid' } });
  });

  test('over TLS wants a certificate it can trust, unless told otherwise', async () => {
    const files = { cert: readFileSync(TLS_FILES.cert), key: readFileSync(TLS_FILES.key) };
    const host = await serve(
      (_request, response) => response.end('secret'),
      (listener) => createTlsServer(files, listener),
    );
    expect(readingOf(await ask(get(`https://${host}/`))).error).toMatchObject({
      kind: 'certificate',
      code: 'unknown_issuer',
    });
    expect(readingOf(await ask(get(`https://${host}/`, { tls: { insecure: true } })))).toMatchObject({
      ok: true,
      text: 'secret',
    });
  });
});

describe('no answer', () => {
  test.each([
    ['refused', refusedPort],
    ['timeout', droppedPort],
    ['timeout', blackhole],
    ['reset', resetPort],
    ['not_http', () => greeter('220 mail ready\r\n')],
  ])('is %s', async (kind, make) => {
    const { port, stop } = await make();
    stops.push(stop);
    const outcome = await perform(http, { kind: 'http', spec: get(`http://127.0.0.1:${port}/`), timeout_ms: 700 });
    expect(readingOf(outcome).error.kind).toBe(kind);
  });

  test('to a name that does not exist is dns', async () => {
    expect(readingOf(await ask(get('http://no-such-host.invalid/'))).error.kind).toBe('dns');
  });

  test('to the rest of a body is bad news with the status', async () => {
    const host = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(readingOf(await ask(get(`http://${host}/`)))).toMatchObject({
      ok: false,
      status: 200,
      error: { kind: 'reset' },
    });
  });

  test('to a change that was sent leaves it in doubt', async () => {
    const { port, stop } = await blackhole();
    stops.push(stop);
    const spec = get(`http://127.0.0.1:${port}/`, { method: 'POST' });
    const outcome = await perform(http, { kind: 'http', spec, risk: 'change', timeout_ms: 300 });
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'timed_out', after_ms: 300 } });
  });

  test('because nobody listens means that a change did not begin', async () => {
    const { port } = await refusedPort();
    const spec = get(`http://127.0.0.1:${port}/`, { method: 'POST' });
    const outcome = await perform(http, { kind: 'http', spec, risk: 'change' });
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
  });

  test('because the responder ended it', async () => {
    const { port, stop } = await blackhole();
    stops.push(stop);
    const surroundings = watchedSurroundings();
    const ended = perform(http, { kind: 'http', spec: get(`http://127.0.0.1:${port}/`) }, surroundings);
    setTimeout(() => surroundings.cancel('ana'), 50);
    expect(await ended).toEqual({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
  });
});

describe('notify', () => {
  test('posts the text, or the JSON that was written', async () => {
    const bodies: string[] = [];
    const host = await serve(async (request, response) => {
      bodies.push(`${request.method} ${await textOf(request)}`);
      response.writeHead(204).end();
    });
    const url = `http://${host}/hook`;
    const told = await perform(notify, { kind: 'notify', spec: { url, text: 'Redis is down' }, risk: 'change' });
    await perform(notify, { kind: 'notify', spec: { url, json: { content: 'Redis is down' } }, risk: 'change' });
    expect(readingOf(told)).toMatchObject({ ok: true, status: 204 });
    expect(bodies).toEqual(['POST {"text":"Redis is down"}', 'POST {"content":"Redis is down"}']);
  });

  test('that is refused says the status', async () => {
    const host = await serve((_request, response) => response.writeHead(404).end('no_team'));
    const outcome = await perform(notify, {
      kind: 'notify',
      spec: { url: `http://${host}/`, text: 'x' },
      risk: 'change',
    });
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error: { kind: 'http', code: '404' } },
    });
  });
});
