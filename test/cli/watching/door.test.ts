// The door of a run, called over its real socket: the first answer counts and the other is told; nobody gets in who is not
// a person with a name, and no caller can hold the run up.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { call } from '../../../src/cli/watching/call.ts';
import { type Door, openDoor } from '../../../src/cli/watching/door.ts';
import { follow } from '../../../src/cli/watching/follow.ts';
import type { Asked } from '../../../src/cli/watching/socket.ts';
import { endOf } from '../../../src/engine/state.ts';
import type { Actor, RunEvent } from '../../../src/model/event.ts';
import type { OperatorAct } from '../../../src/session/ports.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';
import { guidedStory } from '../../support/screen/guided-story.ts';

const story = guidedStory();
const asking = story.moments.find(({ after }) => after.question?.kind === 'approve' && endOf(after) === null);
if (asking?.after.question?.kind !== 'approve') throw new Error('the story asks for no approval');
const { question } = asking.after;
const last = asking.events.at(-1) as RunEvent;

const folders: string[] = [];
const doors: Door[] = [];
afterEach(() => {
  for (const door of doors.splice(0)) door.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly folder: RunFolder;
  readonly door: Door;
  readonly acts: { readonly act: OperatorAct; readonly by: Actor }[];
}

/** A run that asks for an approval. What is done is written down as a session would do it, unless `isBusy`. */
async function opened(depth = 0, isBusy = false): Promise<Opened> {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-door-'));
  folders.push(root);
  const path = join(root, ...Array.from({ length: depth }, () => 'a-folder-with-a-long-name'));
  mkdirSync(path, { recursive: true });
  const folder = runFolder(path);
  const acts: Opened['acts'] = [];
  const door = openDoor(folder, (act, by) => {
    acts.push({ act, by });
    if (!isBusy) record(door, act, by);
  });
  doors.push(door);
  door.observer.events(asking?.after ?? ({} as never), []);
  for (let tries = 0; tries < 200 && !existsSync(join(path, 'socket')); tries += 1) await pause(5);
  return { folder, door, acts };
}

function record(door: Door, act: OperatorAct, by: Actor): void {
  const data =
    act.type === 'note'
      ? { type: 'note.added', data: { text: act.text } }
      : act.type === 'answer'
        ? {
            type: 'answer.given',
            data: { question: act.question, ...act.answer, ...(act.via ? { via: act.via } : {}) },
          }
        : null;
  if (data === null || asking === undefined) return;
  const after = act.type === 'answer' ? { ...asking.after, question: null } : asking.after;
  door.observer.events(after, [{ ...last, ...data, actor: by } as RunEvent]);
}

const yes = (as: string, id = question.id): Asked => ({ act: 'answer', as, question: id, answer: { choice: 'run' } });

test('an answer is that of the person who gave it, and says by what way it came', async () => {
  const { folder, acts } = await opened();
  expect(await call(folder, yes('bob'))).toEqual({ taken: true });
  expect(acts).toEqual([
    {
      act: { type: 'answer', question: question.id, answer: { choice: 'run' }, via: 'watch' },
      by: { kind: 'human', name: 'bob' },
    },
  ]);
});

test('the first answer counts, and the other is told who gave it', async () => {
  const { folder, door, acts } = await opened(0, true);
  const both = [call(folder, yes('bob')), call(folder, yes('eve'))];
  while (acts.length < 2) await pause(5);
  record(door, { type: 'answer', question: question.id, answer: { choice: 'skip' } }, { kind: 'human', name: 'ana' });
  const refused = { taken: false, why: 'ana answered first' };
  expect(await Promise.all(both)).toEqual([refused, refused]);
  expect(await call(folder, yes('joe'))).toEqual(refused);
  expect(acts).toHaveLength(2);
});

test('a note goes on record whatever is asked', async () => {
  const { folder, acts } = await opened();
  expect(await call(folder, { act: 'note', as: 'bob', text: 'the disk is full' })).toEqual({ taken: true });
  expect(acts).toEqual([{ act: { type: 'note', text: 'the disk is full' }, by: { kind: 'human', name: 'bob' } }]);
});

test.each([
  ['a question that is over', yes('bob', 'q0'), 'that question is over'],
  [
    'a choice that is not open',
    { ...yes('bob'), answer: { choice: 'resolved' } },
    'the question does not take that answer',
  ],
  ['what a program says of itself', { ...yes('bob'), kind: 'agent' }, 'only a person may answer or leave a note here'],
  ['no name', yes(' '), 'a name has 1 to 64 visible characters'],
  ['a name that hides something', yes('ana\u202e'), 'a name has 1 to 64 visible characters'],
  ['another act', { act: 'stop', as: 'bob' }, 'what is asked for is a note or an answer'],
  ['more than is asked for', { ...yes('bob'), risk: 'read' }, 'an answer names its question and its choice'],
  [
    'fields of another kind',
    { ...yes('bob'), answer: { choice: 'run', reason: 1 } },
    'an answer names its question and its choice',
  ],
  ['an empty note', { act: 'note', as: 'bob', text: ' ' }, 'a note is a text'],
])('%s is refused with a sentence', async (_, asked, why) => {
  const { folder, acts } = await opened();
  expect(await call(folder, asked as Asked)).toEqual({ taken: false, why });
  expect(acts).toEqual([]);
});

test.each([
  ['garbage', '\x00\xff{]\n', 'that is no line of JSON'],
  ['a line without end', 'x'.repeat(200_000), 'a line has at most 64 KiB'],
  ['no object', '[1]\n', 'that is no object'],
])('%s does nothing, and the next caller is served', async (_, text, why) => {
  const { folder, acts } = await opened();
  expect(await sent(folder, text)).toContain(why);
  expect(acts).toEqual([]);
  expect(await call(folder, yes('bob'))).toEqual({ taken: true });
});

function sent(folder: RunFolder, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(join(folder.path, 'socket'), () => void socket.write(text));
    socket.on('data', (piece) => {
      heard += String(piece);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
}

test('silent callers do not keep others out for longer than a moment', async () => {
  const { folder } = await opened();
  const silent = Array.from({ length: 40 }, () => connect(join(folder.path, 'socket')).on('error', () => {}));
  await pause(50);
  for (const socket of silent) socket.destroy();
  await pause(50);
  expect(await call(folder, yes('bob'))).toEqual({ taken: true });
});

test('the socket is open to its user alone, and gone with the run', async () => {
  const { folder, door } = await opened();
  await pause(20);
  expect(statSync(join(folder.path, 'socket')).mode & 0o777).toBe(0o600);
  door.close();
  expect(readdirSync(folder.path)).toEqual([]);
  expect(await call(folder, yes('bob'))).toEqual({ taken: false, why: 'no process leads the run that could take it' });
});

test('what a process that is gone has left at its place is put away', async () => {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-door-'));
  folders.push(root);
  writeFileSync(join(root, 'socket'), 'old');
  const folder = runFolder(root);
  expect(await call(folder, yes('bob'))).toMatchObject({ taken: false });
  doors.push(openDoor(folder, () => {}));
  await pause(50);
  expect(statSync(join(root, 'socket')).isSocket()).toBe(true);
});

test.runIf(process.platform === 'linux')('a folder with a long path has its socket too', async () => {
  const { folder } = await opened(6);
  expect(Buffer.byteLength(folder.path)).toBeGreaterThan(108);
  expect(await call(folder, yes('bob'))).toEqual({ taken: true });
});

test('somebody who takes the call and says nothing useful is no answer', async () => {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-door-'));
  folders.push(root);
  const server = createServer((socket) => socket.end('{"taken":"yes"}\n')).listen(join(root, 'socket'));
  chmodSync(root, 0o700);
  await pause(20);
  expect(await call(runFolder(root), yes('bob'))).toMatchObject({ taken: false });
  server.close();
});

test('a record is followed as it grows; a line without its end is waited for', () => {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-follow-'));
  folders.push(root);
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
