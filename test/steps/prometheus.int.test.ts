// Steps of kind `prometheus` where no query is answered: no server, no rights, something else, and what lets no POST through.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { PrometheusSpec } from '../../src/kinds/prometheus/prometheus.ts';
import { freePort } from '../../src/lab/free-port.ts';
import { prometheus } from '../../src/steps/prometheus.ts';
import { blackhole, greeter, refusedPort, resetPort } from '../support/redis/network-faults.ts';
import { readingOf } from '../support/redis/redis-probe.ts';
import { perform } from '../support/steps/perform.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serve(listener: (request: IncomingMessage, response: ServerResponse, body: string) => unknown) {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    listener(request, response, body);
  };
  const server = createServer((request, response) => void answer(request, response));
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

const ask = async (url: string, over: Partial<PrometheusSpec<string>> = {}, timeout_ms = 5000) =>
  readingOf(
    await perform(prometheus, { kind: 'prometheus', spec: { query: 'up > 0', url, headers: {}, ...over }, timeout_ms }),
  );

const saying = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  serve((_request, response) =>
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body)),
  );

const ONE = { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '4'] }] } };

describe('a request', () => {
  test('is a form, with headers and login, below the path of the server', async () => {
    let seen: object = {};
    const url = await serve((request, response, body) => {
      const { authorization, 'content-type': type, 'x-scope-orgid': tenant } = request.headers;
      seen = {
        method: request.method,
        url: request.url,
        type,
        tenant,
        authorization,
        body: [...new URLSearchParams(body)],
      };
      response.end(JSON.stringify(ONE));
    });
    const own = url.replace('http://', 'http://ana:pw@');
    expect(await ask(`${own}/prom/?dedup=true`, { headers: { 'X-Scope-OrgID': 'shop' } })).toMatchObject({ value: 4 });
    expect(seen).toEqual({
      method: 'POST',
      url: '/prom/api/v1/query?dedup=true',
      type: 'application/x-www-form-urlencoded',
      tenant: 'shop',
      authorization: `Basic ${Buffer.from('ana:pw').toString('base64')}`,
      body: [['query', 'up > 0']],
    });
  });

  test('over a time ends now, whatever the step', async () => {
    let form = new URLSearchParams();
    const url = await serve((_request, response, body) => {
      form = new URLSearchParams(body);
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } }));
    });
    await ask(url, { range: { ms: 100_000, step_ms: 30_000 } });
    const [start, end] = [Number(form.get('start')), Number(form.get('end'))];
    expect(form.get('step')).toBe('30.000');
    expect(end - start).toBeCloseTo(90, 3);
    expect(Math.abs(end - Date.now() / 1000)).toBeLessThan(5);
  });

  test('is made as GET where no POST is let through', async () => {
    const url = await serve((request, response) => {
      const query = new URL(request.url ?? '', 'http://h').searchParams.get('query');
      if (request.method === 'GET' && query === 'up > 0') response.end(JSON.stringify(ONE));
      else response.writeHead(405).end();
    });
    expect(await ask(url)).toMatchObject({ ok: true, value: 4 });
  });
});

describe('an answer', () => {
  test('from a part of the stores is one, with what is missing', async () => {
    const url = await saying(200, { ...ONE, warnings: ['store 10.0.0.7 does not answer'] });
    expect(await ask(url)).toMatchObject({ ok: true, value: 4, warnings: ['store 10.0.0.7 does not answer'] });
  });

  test('that is too long is not known, not even whether it is empty', async () => {
    const one = { metric: { long: 'x'.repeat(1000) }, value: [1, '1'] };
    const url = await saying(200, {
      ...ONE,
      data: { resultType: 'vector', result: Array.from({ length: 5000 }, () => one) },
    });
    const reading = await ask(url);
    expect(reading).not.toHaveProperty('empty');
    expect(reading).toMatchObject({
      ok: true,
      not_whole: { value: expect.stringContaining('4 MiB'), empty: expect.stringContaining('take fewer series') },
    });
  });

  test.each<[name: string, status: number, body: unknown, error: object]>([
    [
      'that asks who we are',
      401,
      'Unauthorized\n',
      {
        kind: 'denied',
        code: '401',
        message: expect.stringMatching(/does not let us ask \(401\): Unauthorized; a token .* `headers`/),
      },
    ],
    [
      'that refuses',
      403,
      '<html>',
      { kind: 'denied', code: '403', message: expect.stringMatching(/\(403\); a token/) },
    ],
    [
      'with a parse error of an older server',
      400,
      { status: 'error', errorType: 'bad_data', error: 'parse error at char 4: unexpected ">"' },
      {
        kind: 'invalid',
        code: 'bad_data',
        message: 'the query is not taken: parse error at char 4: unexpected ">" (character 4, at "> 0", after "up ")',
      },
    ],
    [
      'of VictoriaMetrics',
      422,
      { status: 'error', errorType: '422', error: 'cannot parse' },
      { kind: 'execution', code: '422' },
    ],
    [
      'that was given up',
      503,
      { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' },
      { kind: 'timeout', code: 'timeout' },
    ],
    [
      'of a gateway',
      503,
      'no healthy upstream',
      { kind: 'http', code: '503', message: expect.stringContaining('no healthy upstream') },
    ],
    [
      'of a page that is not there',
      404,
      '<html>',
      { kind: 'http', code: '404', message: expect.stringContaining('look at the path') },
    ],
    [
      'that is a page',
      200,
      '<!DOCTYPE html><html>',
      { kind: 'not_prometheus', code: '', message: expect.stringContaining('it sent an HTML page') },
    ],
    [
      'that is another JSON',
      200,
      { up: true },
      { kind: 'not_prometheus', message: expect.stringContaining('JSON of another shape') },
    ],
    ['that is a text', 200, 'ok', { kind: 'not_prometheus', message: expect.stringContaining('text that is no JSON') }],
    [
      'that is an error all the same',
      200,
      { status: 'error', errorType: 'internal', error: 'disk' },
      { kind: 'http', message: 'disk' },
    ],
  ])('%s', async (_name, status, body, error) => {
    const reading = await ask(await saying(status, body));
    expect(reading).toMatchObject({ ok: false, error });
    expect(Object.keys(reading).sort()).toEqual(['error', 'ms', 'ok']);
  });

  test('that leads to a login says where', async () => {
    const reading = await ask(await saying(302, '', { location: 'https://login.example/' }));
    expect(reading.error).toMatchObject({
      kind: 'http',
      code: '302',
      message: expect.stringContaining('to https://login.example/'),
    });
  });
});

describe('no answer', () => {
  test.each([
    ['refused', refusedPort],
    ['timeout', blackhole],
    ['reset', resetPort],
    ['not_http', () => greeter('220 mail ready\r\n')],
  ])('is %s', async (kind, make) => {
    const { port, stop } = await make();
    stops.push(stop);
    expect((await ask(`http://127.0.0.1:${port}`, {}, 700)).error.kind).toBe(kind);
  });
});
