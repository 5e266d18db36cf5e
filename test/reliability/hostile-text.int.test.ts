// Text that would steer a terminal, from everywhere it can come from: output, replies, headers, file names, alerts, answers,
// inputs, notes, names of people. None of it reaches a terminal, whatever command shows it, nor a report or JSON as it was.

import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../../src/transcript/audit.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { buildKillable, type Ended, killable } from '../support/program/killable.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { ROOT } from '../support/source-tree.ts';

const RUNBOOK = join(ROOT, 'test/fixtures/reliability/hostile.yaml');

/** Clipboard, title, link, clear, cursor, C1, bell, carriage return, backspace, bidi, zero width, NUL where one can stand. */
const WORD =
  'x\x1b]52;c;eA==\x07y\x1b]0;t\x1b\\\x1b]8;;http://evil/\x1b\\z\x1b[2J\x1b[H\x9b3J\x9d0;t\x9c\x07\rover\b\x0b\x0c\x1bcA\u202eB\u2066C\u200bD\u2028E\x7fF\ud83d\udc4d';

/** What a terminal, or a page, must not get. Colours are off here. */
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

let program = '';
let redis: TestRedis;
let page: Server;
beforeAll(async () => {
  [program, redis] = await Promise.all([buildKillable(), startRedis()]);
  await redis.admin('SET', WORD, `${WORD}\0${WORD}`);
  page = createServer((request, response) => {
    // What the HTTP client of Node refuses is of no use here; the rest is.
    response.statusCode = request.url === '/lost' ? 404 : 200;
    response.setHeader('X-Word', Buffer.from('a\tb\x9bc', 'latin1').toString('latin1'));
    response.end(JSON.stringify({ [WORD]: WORD, bare: 'x' }) + WORD);
  }).listen(0, '127.0.0.1');
  await once(page, 'listening');
});
afterAll(async () => {
  page.close();
  await redis.stop();
});

interface Place {
  readonly folder: string;
  readonly opening: readonly string[];
  readonly run: (argv: readonly string[]) => Promise<Ended>;
  readonly id: () => string;
  readonly path: () => string;
}

function begin(): Place {
  const top = workFolder();
  // A name of a file holds no slash, and no NUL.
  const folder = join(top, WORD.replaceAll('/', ''));
  mkdirSync(folder);
  writeFileSync(join(folder, 'word'), `${WORD}\n${WORD}\0\n`.repeat(200));
  const alert = join(top, 'alert.json');
  const labels = { alertname: WORD, severity: 'page', summary: WORD };
  writeFileSync(alert, JSON.stringify({ title: WORD, status: 'firing', labels, annotations: { note: WORD } }));
  const runs = killable(program, { home: join(top, 'home'), env: { REDIS_URL: redis.url } });
  const { port } = page.address() as AddressInfo;
  const inputs = [`page=http://127.0.0.1:${port}`, `folder=${folder}`, `word=${WORD}`];
  return {
    folder,
    opening: [
      'run',
      RUNBOOK,
      '--alert',
      alert,
      '--answer',
      `asked=${WORD}`,
      '--as',
      WORD,
      '--approve',
      'change',
      ...inputs.flatMap((input) => ['--input', input]),
    ],
    run: (argv) => runs.start(argv),
    path: () => runs.file('') ?? '',
    id: () => basename(runs.file('') ?? ''),
  };
}

function isSafe({ stdout, stderr }: Ended, what: string): void {
  for (const text of [stdout, stderr]) {
    const at = text.search(UNSAFE);
    expect(at < 0 ? '' : JSON.stringify(text.slice(Math.max(0, at - 60), at + 20)), what).toBe('');
  }
}

test.each(['--plain', '--json'])(
  'a run (%s) and all that can be said about it hold nothing that steers a terminal',
  async (screen) => {
    const place = begin();
    const ended = await place.run([...place.opening, screen]);
    isSafe(ended, 'run');
    // It was carried out to its end, and saw all of it.
    expect([10, 11]).toContain(ended.code);
    expect(ended.stdout).toContain('stored');
    expect(ended.stdout).toContain(screen === '--json' ? '\\u202e' : '<U+202E>');
    const id = place.id();
    const commands = [
      ['show', id],
      ['show', id, '--json'],
      ['runs'],
      ['runs', '--json'],
      ['report', id],
      ['report', id, '--format', 'json'],
    ];
    for (const argv of [
      ...commands,
      ['replay', id],
      ['replay', id, '--json'],
      ['audit', id],
      ['audit', id, '--json'],
    ]) {
      const said = await place.run(argv);
      isSafe(said, argv.join(' '));
      expect(said.code, argv.join(' ')).toBe(0);
    }
    // The record itself can be looked at with `cat`, and is whole.
    const record = readFileSync(join(place.path(), 'transcript.jsonl'), 'utf8');
    expect(record.search(UNSAFE)).toBe(-1);
    expect(record).toContain('\\u001b]52;c;eA==');
    expect(audit(runFolder(place.path())).findings).toEqual([]);
  },
);

test('what people type wrongly is told without repeating what would steer a terminal', async () => {
  const place = begin();
  const file = join(place.folder, 'broken.yaml');
  writeFileSync(file, `firebreak: 1\nid: broken\ntitle: "x\u202ey"\ncauses: [\u0007]\n`);
  const mistakes = [
    ['run', file],
    ['run', WORD],
    ['run', RUNBOOK, '--input', `${WORD}=1`],
    ['run', RUNBOOK, '--cause', WORD],
    ['run', RUNBOOK, '--alert', join(place.folder, 'word')],
    ['run', RUNBOOK, '--input-file', join(place.folder, 'word')],
    ['resume', WORD],
    ['show', WORD],
    ['replay', join(place.folder, 'word')],
    ['audit', WORD],
    ['validate', file],
    ['validate', file, '--format', 'json'],
    [WORD],
  ];
  for (const argv of mistakes) {
    const ended = await place.run(argv);
    expect(ended.code).not.toBe(0);
    expect(ended.code).not.toBe(1);
    isSafe(ended, JSON.stringify(argv));
  }
});
