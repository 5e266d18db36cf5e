// Who may approve what: by team, by number, not by whoever began it, only what was seen; and everything that comes another way
// than from the page of somebody who is signed in is refused, with a sentence and never a stack.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRun } from '../../src/transcript/reader.ts';
import { firebreak } from '../support/program/cli.ts';
import { writePrinter } from '../support/serve/printer.ts';
import {
  type Browser,
  hashOf,
  type ServePlace,
  servePlace,
  startServe,
  type TestServe,
} from '../support/serve/serving.ts';

const PEOPLE = ['ana', 'bob', 'eve', 'max'] as const;
const CONFIG = `people:
${PEOPLE.map((name) => `  - { name: ${name}, team: ${name === 'max' ? 'shop' : 'platform'}, token_sha256: ${hashOf(`token-of-${name}`)} }`).join('\n')}
approvals: { destroy: { by: platform, people: 2, not_requester: true } }
`;

const isParked = (run: { readonly transcript: string }): boolean =>
  readFileSync(run.transcript, 'utf8').trimEnd().split('\n').at(-1)?.includes('"run.parked"') === true;

describe('one serve, several people', () => {
  let at: ServePlace;
  let serve: TestServe;
  const people = new Map<string, Browser>();
  const by = (name: (typeof PEOPLE)[number]): Browser => people.get(name) as Browser;

  beforeAll(async () => {
    at = servePlace(mkdtempSync(join(tmpdir(), 'firebreak-serve-')), CONFIG);
    writePrinter(at.runbooks, at.folder, { risk: 'destroy' });
    writeFileSync(join(at.folder, 'jam'), 'x\n');
    serve = await startServe(at);
    for (const name of PEOPLE) people.set(name, await serve.signIn(`token-of-${name}`));
  });
  afterAll(async () => {
    await serve?.stop('SIGKILL');
    rmSync(at.folder, { recursive: true, force: true });
  });

  test('what destroys takes two of the team, typed out by each, and not whoever began it', async () => {
    const begun = await by('ana').send('/runbooks/printer-jam', '/runbooks/printer-jam/start');
    expect(begun.status).toBe(303);
    const path = begun.headers.get('location') ?? '';
    const { run, events } = await serve.until((all) => all.at(-1)?.type === 'run.parked', 'its question');
    expect(events[0]).toMatchObject({ actor: { kind: 'human', name: 'ana' }, data: { user: 'ana', alert: null } });
    const page = await by('bob').page(path);
    expect(page).toMatch(/Approved by 2 people of the team platform, not by whoever began the run\./);

    const word = hostname();
    const refused = async (
      name: (typeof PEOPLE)[number],
      fields: Record<string, string>,
      why: RegExp,
    ): Promise<void> => {
      const answer = await by(name).send(path, `${path}/answer`, { choice: 'run', ...fields });
      expect([answer.status, why.exec(await answer.text())?.[0]]).toEqual([409, expect.any(String)]);
    };
    await refused('bob', {}, /To run it, \S+ has to be typed/);
    await refused('bob', { typed: 'yes' }, /To run it, \S+ has to be typed/);
    await refused('max', { typed: word }, /Steps of this risk are approved by the team platform/);
    await refused('ana', { typed: word }, /You began this run: somebody else has to approve it/);

    // What bob saw is kept: it is used once more when the run has moved on.
    const seen = await by('bob').form(path, `${path}/answer`, 'run');
    expect((await by('bob').send(path, `${path}/answer`, { choice: 'run', typed: word })).status).toBe(303);
    await refused('bob', { typed: word }, /You have approved it already/);
    expect(await by('eve').page(path)).toContain('so far by bob');
    expect(existsSync(join(at.folder, 'jam'))).toBe(true);

    // A second person, at a terminal: what is shown is what runs.
    const approved = await firebreak(['approve', run.id, '--server', serve.url], {
      env: { FIREBREAK_TOKEN: 'token-of-eve' },
      stdin: `${word}\n`,
    });
    expect(approved.stderr).toMatch(/Pull the paper out\n {4}mv \S+jam \S+pulled\n/);
    expect([approved.code, approved.stderr.includes('Approved; the run goes on.')]).toEqual([0, true]);
    await serve.until((all) => all.at(-1)?.type === 'run.sealed', 'its end');
    const all = readRun(run).events;
    expect(
      all.flatMap((event) =>
        event.type === 'approval.added' || event.type === 'answer.given'
          ? [[event.actor.name, event.type, event.data.via]]
          : [],
      ),
    ).toEqual([
      ['bob', 'approval.added', 'web'],
      ['eve', 'answer.given', 'approve'],
    ]);
    expect(existsSync(join(at.folder, 'pulled'))).toBe(true);
    expect((await firebreak(['replay', run.id, '--home', at.home])).code).toBe(0);

    const late = await by('bob').post(`${path}/answer`, { ...seen, typed: word });
    expect([late.status, /The run is over/.test(await late.text())]).toEqual([409, true]);
  });

  test('an approval is for what was seen: another question, another command and another event are none', async () => {
    writeFileSync(join(at.folder, 'jam'), 'again\n');
    const begun = await by('max').send('/runbooks/printer-jam', '/runbooks/printer-jam/start');
    const path = begun.headers.get('location') ?? '';
    const id = path.split('/').at(-1) ?? '';
    const run =
      serve.runs().find((one) => one.id === id) ??
      (await serve.until((all) => all[0]?.run === id && all.at(-1)?.type === 'run.parked')).run;
    await serve.until((all) => all[0]?.run === id && all.at(-1)?.type === 'run.parked', 'its question');
    const seen = await by('bob').form(path, `${path}/answer`, 'run');
    const typed = hostname();
    for (const wrong of [{ seq: '3' }, { digest: '0'.repeat(32) }, { question: 'q9' }, { seq: '' }, { digest: '' }]) {
      const answer = await by('bob').post(`${path}/answer`, { ...seen, ...wrong, typed });
      expect([answer.status, /The run has moved on since you looked/.test(await answer.text())]).toEqual([409, true]);
    }
    // Somebody looks again: the question is a new one, and what bob saw before is none any more.
    expect((await by('eve').send(path, `${path}/answer`, { choice: 'diagnose' })).status).toBe(303);
    await serve.until(
      (all) => all[0]?.run === id && all.filter(({ type }) => type === 'question.asked').length > 1 && isParked(run),
      'its second question',
    );
    const stale = await by('bob').post(`${path}/answer`, { ...seen, typed });
    expect([stale.status, /The run has moved on/.test(await stale.text())]).toEqual([409, true]);
    const closed = await by('bob').send(path, `${path}/close`, { reason: 'the test is over' });
    expect(closed.status).toBe(303);
    expect(readRun(run).events.at(-2)).toMatchObject({
      type: 'run.finished',
      data: { outcome: 'closed', by: 'person' },
    });
  });

  test('a change comes from a page of ours, by a form that this person was given', async () => {
    const fields = { csrf: 'x', text: 'hello' };
    const to = `/runs/${serve.runs()[0]?.id}/note`;
    const hidden = await by('ana').form('/', '/sign-out');
    const own = { csrf: hidden['csrf'] ?? '', text: 'hello' };
    const statuses = [
      await by('ana').post(to, fields),
      await by('bob').post(to, own),
      await by('ana').post(to, own, { origin: 'http://evil.example' }),
      await by('ana').post(to, own, { origin: 'null' }),
      await by('ana').post(to, own, { 'sec-fetch-site': 'cross-site' }),
      await serve.ask(to, { method: 'POST', body: new URLSearchParams(own), headers: { cookie: by('ana').cookie } }),
      await serve.ask(to, { method: 'POST', body: new URLSearchParams(own), headers: { origin: serve.url } }),
      await serve.ask(to, {
        method: 'POST',
        body: JSON.stringify(own),
        headers: { cookie: by('ana').cookie, origin: serve.url, 'content-type': 'application/json' },
      }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 401, 415]);
  });

  test('what was signed out is out, and a cookie that was kept opens nothing', async () => {
    const again = await serve.signIn('token-of-ana');
    expect(await again.page('/')).toContain('Sign out');
    const out = await again.send('/', '/sign-out');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      303,
      expect.stringMatching(/^firebreak=; .*Max-Age=0/),
    ]);
    const kept = await serve.ask('/', { headers: { cookie: again.cookie } });
    expect([kept.status, kept.headers.get('location')]).toEqual([303, '/sign-in']);
    expect((await serve.ask('/events', { headers: { cookie: again.cookie } })).status).toBe(401);
    expect(await by('ana').page('/')).toContain('Sign out');
  });

  test.each([
    ['GET', '/nothing', 404],
    ['GET', '/runs/../../etc/passwd', 404],
    ['GET', '/runs/%2e%2e%2f%2e%2e%2fetc%2fpasswd', 404],
    ['GET', '//evil.example/', 404],
    ['GET', '/runs/20200101-0000-nothing-aaaa', 404],
    ['DELETE', '/runs', 405],
    ['PUT', '/alerts/x', 405],
    ['POST', '/', 405],
    ['POST', '/alerts/unknown', 404],
    ['OPTIONS', '/sign-in', 405],
  ])('%s %s is refused with %i and no stack', async (method, target, status) => {
    const answer = await raw(
      serve,
      `${method} ${target} HTTP/1.1\r\nHost: x\r\nCookie: ${by('ana').cookie}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/\bat .*\.(js|ts):\d+|access-control-allow/i);
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a huge header', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'a body that is told to be large',
      'POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: null\r\nContent-Length: 99999999\r\n\r\n',
      403,
    ],
    ['two lengths', 'POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
  ])('%s is answered and ended', async (_, sent, status) => {
    expect(await raw(serve, sent)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test('the eleventh wrong token of a minute waits, and so does a right one from there', async () => {
    const ask = (token: string) => serve.ask('/', { headers: { authorization: `Bearer ${token}` } });
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await ask(`wrong-${n}`)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect((await ask('token-of-ana')).status).toBe(429);
    // Whoever is signed in already is not kept out.
    expect(await by('ana').page('/')).toContain('Sign out');
    const figures = await (await serve.ask('/metrics')).text();
    expect(figures).toMatch(/firebreak_foreign_origin_total\S* [1-9]/);
    expect(figures).toMatch(/firebreak_answer_total\{result="refused"\} [1-9]/);
    expect(readFileSync(join(at.home, 'serve/log.jsonl'), 'utf8')).not.toMatch(/token-of-|fb_/);
  });
});

function raw(serve: TestServe, text: string): Promise<string> {
  return new Promise((resolve) => {
    let all = '';
    const socket = connect(Number(new URL(serve.url).port), '127.0.0.1', () => void socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => {
      all += part;
      if (/^HTTP\/1\.1 \d+ [^]*\r\n\r\n/.test(all) && /content-length: 99999999/i.test(text)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(all));
  });
}
