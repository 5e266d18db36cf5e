// Secrets with everything that programs trip over, said aloud by every step, through success, failure, timeout, an engine
// that is killed, and a run that is taken up again: not one is left in a file, on a screen, in a list of processes, in Redis.

import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildKillable, type Ended, type Killable, killable } from '../support/program/killable.ts';
import { commandLines, filesBelow, spoolsOf } from '../support/program/traces.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { ROOT } from '../support/source-tree.ts';

const RUNBOOK = join(ROOT, 'test/fixtures/reliability/secrets.yaml');

/** In the URL it stands percent-encoded; Redis has it as it is. */
const PASSWORD = `p@ss/w:rd?#%25&"'<é>`;
const TOKEN = `tok-"en'$(id)\`\\+/=& <x>%21`;
const KEY = '-----BEGIN KEY-----\nMIIEowIBAAKCAQEA7fPq\nline two of the key\n-----END KEY-----';

/** What programs make of a secret before they print it, with their own means, not with ours; and what of it is a leak. */
const ENCODINGS: readonly ((secret: string) => { readonly said: string; readonly leak: string })[] = [
  (secret) => whole(secret),
  (secret) => whole(encodeURIComponent(secret)),
  (secret) => whole(encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase())),
  (secret) => whole(new URLSearchParams({ a: secret }).toString().slice(2)),
  (secret) => whole(JSON.stringify(secret).slice(1, -1)),
  (secret) => whole(JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1)),
  (secret) => base64(secret, 'base64', 0),
  (secret) => base64(`:${secret}`, 'base64', 2),
  (secret) => base64(`u:${secret}`, 'base64', 3),
  (secret) => base64(secret, 'base64url', 0),
  (secret) => whole(Buffer.from(secret).toString('hex')),
  (secret) => whole(secret.replaceAll("'", `'\\''`)),
  (secret) =>
    whole(
      secret.replace(/[&<>"']/g, (char) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[char]};`),
    ),
];

const whole = (said: string) => ({ said, leak: said });

/** Its first characters may belong to what stands before it, its last ones to what follows. */
function base64(text: string, alphabet: 'base64' | 'base64url', first: number) {
  const said = Buffer.from(text).toString(alphabet);
  return { said, leak: said.replace(/=+$/, '').slice(first, -1) };
}

/** Every form of every secret; of the key also its lines, which logs print one at a time. */
const ALL = [PASSWORD, TOKEN, KEY, 'MIIEowIBAAKCAQEA7fPq', 'line two of the key'].flatMap((secret) =>
  ENCODINGS.map((encode) => encode(secret)),
);
const SAID = ALL.map(({ said }) => said);
const FORMS = ALL.map(({ leak }) => leak);

let program = '';
let redis: TestRedis;
let page: Server;
const heard: string[] = [];
beforeAll(async () => {
  [program, redis] = await Promise.all([buildKillable(), startRedis()]);
  await redis.admin('CONFIG', 'SET', 'requirepass', PASSWORD);
  page = createServer((request, response) => {
    heard.push(`${request.method} ${String(request.headers['x-token'] ?? request.headers.authorization)}`);
    request.resume().once('end', () => {
      response.setHeader('X-Echo', request.headers.authorization ?? '');
      response.end(JSON.stringify({ ...request.headers, said: SAID }));
    });
  }).listen(0, '127.0.0.1');
  await once(page, 'listening');
});
afterAll(async () => {
  page.close();
  await redis.stop();
});

interface Leak extends Killable {
  readonly folder: string;
  readonly opening: readonly string[];
  /** Everything that was printed, by any command. */
  readonly printed: string[];
  said(argv: readonly string[]): Promise<Ended>;
}

function begin(how: 'well' | 'badly' | 'slowly', screen: '--plain' | '--json'): Leak {
  const folder = workFolder();
  writeFileSync(join(folder, 'said'), `${SAID.join('\n')}\n`);
  const env = { REDIS_URL: `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${redis.port}/0`, TOKEN, KEY };
  const home = join(folder, 'kept', 'home');
  mkdirSync(join(folder, 'kept'), { mode: 0o700 });
  const runs = killable(program, { home, env });
  const { port } = page.address() as AddressInfo;
  const inputs = [`folder=${folder}`, `page=http://127.0.0.1:${port}`, `how=${how}`];
  const printed: string[] = [];
  return {
    ...runs,
    folder,
    printed,
    opening: ['run', RUNBOOK, screen, '--approve', 'change', ...inputs.flatMap((input) => ['--input', input])],
    said: async (argv) => {
      const ended = await runs.start(argv);
      printed.push(ended.stdout, ended.stderr);
      return ended;
    },
  };
}

/** Where a form of a secret is found. */
const hits = (text: string): readonly string[] => FORMS.filter((form) => text.includes(form));

/** Looks at the command lines of all processes until `ended` is there. */
async function watchProcesses(ended: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  void ended.finally(() => over.abort());
  while (!over.signal.aborted) {
    expect(commandLines().flatMap((line) => hits(line).map((form) => `${form} in ${line}`))).toEqual([]);
    await pause(15);
  }
}

/** Whatever is said about the run later. */
async function sayAll(one: Leak): Promise<void> {
  const run = idOf(one);
  const aside = join(one.folder, 'kept', 'report.md');
  const commands = [['show', run], ['show', run, '--json'], ['runs'], ['report', run], ['report', run, '--out', aside]];
  for (const argv of [...commands, ['report', run, '--format', 'json'], ['replay', run], ['audit', run, '--json']])
    expect((await one.said(argv)).code).toBe(0);
}

const idOf = (one: Leak): string => basename(one.file('') ?? '');

/** Nothing is left anywhere. */
async function nothingIsLeft(one: Leak): Promise<void> {
  for (const text of one.printed) expect(hits(text)).toEqual([]);
  expect(one.printed.join('').includes('«secret:token»')).toBe(true);
  const files = filesBelow(join(one.folder, 'kept'));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files)
    for (const encoding of ['latin1', 'utf8'] as const) expect(hits(readFileSync(file, encoding)), file).toEqual([]);
  expect(spoolsOf(idOf(one))).toEqual([]);
  const inRedis = await Promise.all(
    [
      ['CLIENT', 'LIST'],
      ['SLOWLOG', 'GET', '100'],
      ['KEYS', '*'],
    ].map((argv) => redis.admin(...argv)),
  );
  expect(hits(JSON.stringify(inRedis))).toEqual([]);
}

test.each([
  ['well', '--json', 0],
  ['badly', '--plain', 10],
  ['slowly', '--json', 12],
] as const)('a run that goes %s (%s) keeps and shows no secret', async (how, screen, code) => {
  const one = begin(how, screen);
  const before = heard.length;
  const ended = one.said(one.opening);
  await watchProcesses(ended);
  expect((await ended).code).toBe(code);
  // The steps had the secrets, and the page got them.
  expect(heard.slice(before)).toEqual(expect.arrayContaining([`GET Bearer ${TOKEN}`, `POST ${TOKEN}`]));
  await nothingIsLeft(one);
});

test('an engine that is killed leaves secrets in the spool alone, and the run that is taken up removes it', async () => {
  const one = begin('well', '--plain');
  const hold = join(one.folder, 'hold');
  writeFileSync(hold, '');
  const engine = one.launch(one.opening);
  const run = async (): Promise<string> => one.file('transcript.jsonl') ?? '';
  await expect
    .poll(async () => readFileSync(await run(), 'utf8'), { timeout: 60_000 })
    .toContain('"exec":"told/much#1","spawned"');
  engine.signal('SIGKILL');
  await engine.ended;
  one.printed.push(engine.said());
  const files = filesBelow(join(one.folder, 'kept'));
  for (const file of files.filter((path) => !path.includes('/spool/')))
    expect(hits(readFileSync(file, 'utf8')), file).toEqual([]);
  rmSync(hold);
  const again = one.said(['resume', '--plain', '--approve', 'change']);
  await watchProcesses(again);
  expect((await again).code).toBe(0);
  await sayAll(one);
  await nothingIsLeft(one);
});
