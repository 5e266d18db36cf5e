// The door of a run, called over its real socket: the first answer counts and the others are told; nobody gets in who is
// not a person with a name, and nothing less is taken than the screen of the run insists on.

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { call } from '../../../src/cli/watching/call.ts';
import { follow } from '../../../src/cli/watching/follow.ts';
import type { Asked } from '../../../src/cli/watching/socket.ts';
import type { Actor } from '../../../src/model/event.ts';
import { runFolder } from '../../../src/transcript/store.ts';
import { approvalOf, askedWhere, type Opened, type Opening, openedDoor, yes } from '../../support/program/open-door.ts';

const { id } = approvalOf('change').question;
const destroying = approvalOf('destroy');
const region = askedWhere((question) => question.kind === 'ask' && question.options !== undefined);
const ana: Actor = { kind: 'human', name: 'ana' };

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function opened(opening: Opening = {}): Promise<Opened> {
  const door = await openedDoor(opening);
  open.push(door);
  return door;
}

function folderOf(name: string): string {
  const root = mkdtempSync(join(tmpdir(), name));
  open.push({ close: () => rmSync(root, { recursive: true, force: true }) });
  return root;
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await pause(5);
};

test('an answer is that of the person who gave it, and says by what way it came', async () => {
  const { folder, acts } = await opened();
  expect(await call(folder, yes('bob', id))).toEqual({ taken: true });
  expect(acts).toEqual([
    {
      act: { type: 'answer', question: id, answer: { choice: 'run' }, via: 'watch' },
      by: { kind: 'human', name: 'bob' },
    },
  ]);
});

test('the first answer counts, and the others are told who gave it', async () => {
  const { folder, record, acts } = await opened({ isBusy: true });
  const both = [call(folder, yes('bob', id)), call(folder, yes('eve', id))];
  await until(() => acts.length === 2);
  record({ type: 'answer', question: id, answer: { choice: 'skip' } }, ana);
  const refused = { taken: false, why: 'ana answered first' };
  expect(await Promise.all(both)).toEqual([refused, refused]);
  expect(await call(folder, yes('joe', id))).toEqual(refused);
  expect(acts).toHaveLength(2);
});

test('two answers under one name are one answer', async () => {
  const { folder, record, acts } = await opened({ isBusy: true });
  const both = [call(folder, yes('bob', id)), call(folder, yes('bob', id))];
  await until(() => acts.length === 2);
  record(acts[0]?.act ?? { type: 'stop', how: 'abort' }, { kind: 'human', name: 'bob' });
  expect((await Promise.all(both)).filter(({ taken }) => taken)).toHaveLength(1);
});

test('who waits is told when the question is over, whatever ended it', async () => {
  const { folder, door, acts } = await opened({ isBusy: true });
  const told = call(folder, yes('bob', id));
  await until(() => acts.length === 1);
  // As the diagnosis does that is begun anew, or the end of the run: no answer was given.
  door.observer.events({ ...approvalOf('change').after, question: null }, []);
  expect(await told).toEqual({ taken: false, why: 'that question is over' });
});

test.each([
  ['the run ends', (one: Opened) => one.door.close(), 'the run is over'],
  ['the disk is full', (one: Opened) => one.door.observer.broken?.('ENOSPC'), 'the record cannot be kept any more'],
] as const)('who waits is told when %s', async (_, happens, why) => {
  const one = await opened({ isBusy: true });
  const told = [call(one.folder, yes('bob', id)), call(one.folder, { act: 'note', as: 'eve', text: 'wait' })];
  await until(() => one.acts.length === 2);
  happens(one);
  expect(await Promise.all(told)).toEqual([
    { taken: false, why },
    { taken: false, why },
  ]);
});

test('a note goes on record whatever is asked', async () => {
  const { folder, acts } = await opened();
  expect(await call(folder, { act: 'note', as: 'bob', text: 'the disk is full' })).toEqual({ taken: true });
  expect(acts).toEqual([{ act: { type: 'note', text: 'the disk is full' }, by: { kind: 'human', name: 'bob' } }]);
});

// Rule: approval.typed
test('an alert that fires again or has cleared goes on record as what its sender said, and needs no question', async () => {
  const alert = {
    source: 'alertmanager',
    status: 'resolved',
    title: 'RedisDown',
    labels: { instance: 'redis-1' },
    annotations: {},
    starts_at: '',
    fingerprint: 'f1',
    url: '',
  } as const;
  const { folder, acts } = await opened();
  expect(await call(folder, { act: 'alert', as: 'alertmanager', alert })).toEqual({ taken: true });
  expect(acts).toEqual([{ act: { type: 'alert', alert }, by: { kind: 'alert', name: 'alertmanager' } }]);
  for (const wrong of [{ ...alert, status: 'ok' }, { ...alert, labels: { a: 1 } }, { ...alert, more: '' }, null])
    expect(await call(folder, { act: 'alert', as: 'x', alert: wrong } as unknown as Asked)).toEqual({
      taken: false,
      why: 'that is no alert',
    });
});

test('what destroys is typed out here as well, and the word is no part of the record', async () => {
  const { folder, acts } = await opened({ at: destroying });
  const asked = yes('bob', destroying.question.id);
  const refused = { taken: false, why: 'to run it, h has to be typed' };
  expect(await call(folder, asked)).toEqual(refused);
  expect(await call(folder, { ...asked, typed: 'yes' } as Asked)).toEqual(refused);
  expect(acts).toEqual([]);
  expect(await call(folder, { ...asked, typed: 'h' } as Asked)).toEqual({ taken: true });
  expect(acts[0]?.act).toEqual({
    type: 'answer',
    question: asked.act === 'answer' ? asked.question : '',
    answer: { choice: 'run' },
    via: 'watch',
  });
});

test('a value is one that the question has', async () => {
  const { folder, acts } = await opened({ at: region });
  const answer = (value: unknown): Asked =>
    ({ act: 'answer', as: 'bob', question: region.question.id, answer: { choice: 'answer', value } }) as Asked;
  expect(await call(folder, answer('mars'))).toEqual({ taken: false, why: 'that is none of eu-west-1, us-east-1' });
  for (const value of [{ a: 1 }, null, [['eu-west-1']], 'eu\x1b[2J'])
    expect(await call(folder, answer(value))).toEqual({
      taken: false,
      why: 'a value is a text, a number, true or false',
    });
  expect(acts).toEqual([]);
  expect(await call(folder, answer('us-east-1'))).toEqual({ taken: true });
});

test.each([
  ['a question that is over', yes('bob', 'q0'), 'that question is over'],
  [
    'a choice that is not open',
    { ...yes('bob', id), answer: { choice: 'resolved' } },
    'the question does not take that answer',
  ],
  [
    'a skip without a reason',
    { ...yes('bob', id), answer: { choice: 'skip' } },
    'a reason is needed; it goes on record',
  ],
  [
    'what is neither a person nor an agent',
    { ...yes('bob', id), kind: 'robot' },
    'only a person or an agent may say something here',
  ],
  ['no name', yes(' ', id), 'a name has 1 to 64 visible characters'],
  ['a name that hides something', yes('ana\u202e', id), 'a name has 1 to 64 visible characters'],
  ['another act', { act: 'stop', as: 'bob' }, 'what is asked for is a note or an answer'],
  ['more than is asked for', { ...yes('bob', id), risk: 'read' }, 'an answer names its question and its choice'],
  [
    'fields of another kind',
    { ...yes('bob', id), answer: { choice: 'run', reason: 1 } },
    'an answer names its question and its choice',
  ],
  ['an empty note', { act: 'note', as: 'bob', text: ' ' }, 'a note is a text'],
  ['a note that moves the cursor', { act: 'note', as: 'bob', text: 'a\x1b[2Jb' }, 'a note is a text'],
  ['a note that is too long', { act: 'note', as: 'bob', text: 'x'.repeat(70_000) }, 'it is longer than 64 KiB'],
])('%s is refused with a sentence', async (_, asked, why) => {
  const { folder, acts } = await opened();
  expect(await call(folder, asked as Asked)).toEqual({ taken: false, why });
  expect(acts).toEqual([]);
});

// Rule: agent.refused
test('an agent that approves, edits, skips or says it is done is refused by the run, and that stands in its record', async () => {
  const { folder, acts } = await opened();
  const agent = { act: 'answer', as: 'claude', question: id, kind: 'agent' } as const;
  for (const choice of ['run', 'done', 'skip', 'edit', 'escalate', 'stop']) {
    const told = await call(folder, { ...agent, answer: { choice }, ...(choice === 'run' ? { typed: 'redis' } : {}) });
    expect(told, choice).toEqual({ taken: false, why: 'a person decides that' });
  }
  expect(acts).toHaveLength(6);
  expect(new Set(acts.map(({ by }) => `${by.kind} ${by.name}`))).toEqual(new Set(['agent claude']));
  const refused = { wanted: 'approve_step', why: 'not_offered' } as const;
  expect(await call(folder, { act: 'attempt', as: 'claude', kind: 'agent', refused })).toEqual({ taken: true });
  const note = { act: 'note', as: 'claude', kind: 'agent', text: 'the disk is full', question: id } as const;
  expect(await call(folder, note)).toEqual({ taken: true });
  expect(acts.slice(6).map(({ act }) => act)).toEqual([
    { type: 'attempt', refused },
    { type: 'note', text: 'the disk is full', question: id },
  ]);
});

test('the socket is open to its user alone, and gone with the run', async () => {
  const { folder, door } = await opened();
  await pause(20);
  expect(statSync(join(folder.path, 'socket')).mode & 0o777).toBe(0o600);
  door.close();
  expect(readdirSync(folder.path)).toEqual([]);
  expect(await call(folder, yes('bob', id))).toEqual({
    taken: false,
    why: 'no process leads the run that could take it',
  });
});

test.runIf(process.platform === 'linux')('a folder with a long path has its socket too', async () => {
  const { folder } = await opened({ depth: 6 });
  expect(Buffer.byteLength(folder.path)).toBeGreaterThan(108);
  expect(await call(folder, yes('bob', id))).toEqual({ taken: true });
});

test('somebody who takes the call and says nothing useful is no answer', async () => {
  const root = folderOf('firebreak-door-');
  const server = createServer((socket) => socket.end('{"taken":"yes"}\n')).listen(join(root, 'socket'));
  chmodSync(root, 0o700);
  await pause(20);
  expect(await call(runFolder(root), yes('bob', id))).toEqual({ taken: false, why: 'the run did not answer' });
  server.close();
});

test('a folder that is gone is no error', async () => {
  const deep = join(folderOf('firebreak-door-'), 'a-folder-with-a-long-name/'.repeat(6));
  expect(await call(runFolder(deep), yes('bob', id))).toMatchObject({ taken: false });
});

test('a record is followed as it grows; a line without its end is waited for', () => {
  const root = folderOf('firebreak-follow-');
  const source = join(process.cwd(), 'test/fixtures/records/20261125-0234-cache-full-k7mg');
  const whole = follow(runFolder(source));
  const events = whole.next();
  whole.close();
  expect(events.length).toBeGreaterThan(10);
  const lines = events.length;
  const text = readFileSync(join(source, 'transcript.jsonl'), 'utf8');
  const folder = runFolder(root);
  const cut = text.indexOf('\n') + 30;
  writeFileSync(folder.transcript, text.slice(0, cut));
  const following = follow(folder);
  expect(following.next()).toHaveLength(1);
  expect(following.scan().verdict.kind).toBe('torn');
  writeFileSync(folder.transcript, text.slice(cut), { flag: 'a' });
  expect(following.next()).toHaveLength(lines - 1);
  expect(following.scan()).toMatchObject({ verdict: { kind: 'ok' }, sealed: true });
  following.close();
});
