// Whoever comes to the door of a run with something else than a line: gets one sentence or none, is not waited for, and
// keeps neither the run nor the next caller.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { call } from '../../../src/cli/watching/call.ts';
import { openDoor } from '../../../src/cli/watching/door.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';
import { approvalOf, type Opened, type Opening, openedDoor, sent, yes } from '../../support/program/open-door.ts';
import { guidedStory } from '../../support/screen/guided-story.ts';

const { id } = approvalOf('change').question;
/** Short enough to be waited for. */
const PATIENCE_MS = 400;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function opened(opening: Opening = {}): Promise<Opened> {
  const door = await openedDoor(opening);
  open.push(door);
  return door;
}

/** Callers that stay until they are thrown out. */
function stay(folder: RunFolder, count: number, says = ''): readonly Socket[] {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(join(folder.path, 'socket')).on('error', () => {});
    if (says !== '') socket.write(says);
    return socket;
  });
  open.push({ close: () => void sockets.map((socket) => socket.destroy()) });
  return sockets;
}

test.each([
  ['garbage', ['\x00\xff{]\n'], 'that is no line of JSON'],
  ['a line without end', ['x'.repeat(200_000)], 'a line has at most 64 KiB'],
  ['no object', ['[1]\n'], 'that is no object'],
  ['nothing but nesting', [`${'['.repeat(30_000)}${']'.repeat(30_000)}\n`], 'that is no object'],
  ['an empty line', ['\n'], 'that is no line of JSON'],
  ['a request of the web', ['GET / HTTP/1.1\r\nHost: run\r\n\r\n'], 'that is no line of JSON'],
  ['what replaces an inner name', ['{"__proto__":{"act":"note"},"as":"bob","text":"x"}\n'], 'what is asked for is'],
  [
    'a number beyond all numbers',
    [`{"act":"answer","as":"b","question":"${id}","answer":{"choice":"run","value":1e999}}\n`],
    'a value is',
  ],
] as const)('%s does nothing, and the next caller is served', async (_, pieces, why) => {
  const { folder, acts } = await opened();
  expect(await sent(folder, ...pieces)).toContain(why);
  expect(acts).toEqual([]);
  expect(await call(folder, yes('bob', id))).toEqual({ taken: true });
});

test('a line of 10 MB is cut off, and the next caller is served', async () => {
  const { folder, acts } = await opened({ patience_ms: PATIENCE_MS });
  // Who still talks when it is hung up on may not hear why.
  expect(await sent(folder, '"', 'x'.repeat(10_000_000), '"\n')).toMatch(/^(\{.*a line has at most 64 KiB.*\n)?$/);
  expect(acts).toEqual([]);
  expect(await call(folder, yes('bob', id))).toEqual({ taken: true });
});

test('bytes by chance are answered with a sentence or with nothing', async () => {
  const { folder, acts } = await opened();
  const all = await Promise.all(Array.from({ length: 12 }, () => sent(folder, randomBytes(4096))));
  for (const heard of all) expect(heard).toMatch(/^(\{"taken":false,"why":"[^"]+"\}\n)?$/);
  expect(acts).toEqual([]);
  expect(await call(folder, yes('bob', id))).toEqual({ taken: true });
});

test('half a line is not waited for, and is nothing', async () => {
  const { folder, acts } = await opened();
  const line = JSON.stringify(yes('bob', id));
  expect(await sent(folder, line)).toBe('');
  expect(acts).toEqual([]);
});

test('a line that comes a byte at a time counts when it is whole', async () => {
  const { folder, acts } = await opened({ patience_ms: 5000 });
  const [slow] = stay(folder, 1);
  for (const byte of `${JSON.stringify({ act: 'note', as: 'bob', text: 'slowly' })}\n`) {
    slow?.write(byte);
    await pause(1);
  }
  for (let tries = 0; acts.length === 0 && tries < 400; tries += 1) await pause(5);
  expect(acts).toMatchObject([{ act: { type: 'note', text: 'slowly' } }]);
});

test('only the first line of a caller counts', async () => {
  const { folder, acts } = await opened();
  const note = JSON.stringify({ act: 'note', as: 'bob', text: 'once' });
  expect(await sent(folder, `${note}\n${note}\n${JSON.stringify(yes('bob', id))}\n`)).toBe('{"taken":true}\n');
  expect(acts).toHaveLength(1);
});

test.each([
  ['silent', ''],
  ['slow', '{"act":"note",'],
])('%s callers keep others out for a moment only', async (_, says) => {
  const { folder } = await opened({ patience_ms: PATIENCE_MS });
  const callers = stay(folder, 40, says);
  // Nobody hangs up by himself.
  for (let tries = 0; callers.some(({ closed }) => !closed) && tries < 400; tries += 1) await pause(10);
  expect(callers.every(({ closed }) => closed)).toBe(true);
  expect(await call(folder, yes('bob', id))).toEqual({ taken: true });
});

test('200 callers at once do not disturb the run: some are served, the others sent away', async () => {
  const { folder, acts } = await opened({ patience_ms: 5000 });
  const told = await Promise.all(
    Array.from({ length: 200 }, (__, n) => call(folder, { act: 'note', as: `caller ${n}`, text: 'hello' })),
  );
  const taken = told.filter((one) => one.taken).length;
  expect(taken).toBeGreaterThan(0);
  expect(acts).toHaveLength(taken);
  for (const one of told) if (!one.taken) expect(one.why).toBe('the run did not answer');
  expect(await call(folder, yes('bob', id))).toEqual({ taken: true });
});

test('who hangs up before it is told is forgotten, and what it asked for is still told to nobody else', async () => {
  const { folder, acts, record } = await opened({ isBusy: true });
  const [first] = stay(folder, 1, `${JSON.stringify(yes('bob', id))}\n`);
  for (let tries = 0; acts.length === 0 && tries < 400; tries += 1) await pause(5);
  first?.destroy();
  await pause(30);
  const second = call(folder, yes('bob', id));
  while (acts.length < 2) await pause(5);
  record(acts[1]?.act ?? { type: 'stop', how: 'abort' }, { kind: 'human', name: 'bob' });
  expect(await second).toEqual({ taken: true });
});

test('who is not served in time is told so, and what comes of it stands in the record', async () => {
  const { folder } = await opened({ isBusy: true, patience_ms: PATIENCE_MS });
  expect(await call(folder, yes('bob', id))).toEqual({
    taken: false,
    why: 'the run is busy; when it takes it, its record says so',
  });
});

/** A folder of a run, without a run. */
function folderOfRun(): RunFolder {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-door-'));
  open.push({ close: () => rmSync(root, { recursive: true, force: true }) });
  return runFolder(root);
}

const { plan } = guidedStory();
const GONE = { taken: false, why: 'no process leads the run that could take it' };

test.each([
  ['a file', (path: string) => writeFileSync(path, 'old')],
  ['a link to nowhere', (path: string) => symlinkSync('/nowhere/at/all', path)],
  [
    'the socket of a process that was killed',
    (path: string) =>
      execFileSync(
        process.execPath,
        [
          '-e',
          'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))',
          path,
        ],
        { stdio: 'ignore' },
      ),
  ],
])('%s that was left at its place is put away', async (_, leave) => {
  const folder = folderOfRun();
  const path = join(folder.path, 'socket');
  try {
    leave(path);
  } catch {
    // It was killed.
  }
  expect(await call(folder, yes('bob', id))).toEqual(GONE);
  const door = openDoor({ folder, plan, act: () => {} });
  open.push(door);
  await pause(50);
  expect(statSync(path).isSocket()).toBe(true);
  expect(await call(folder, yes('bob', id))).toEqual({ taken: false, why: 'the run is only beginning' });
});

test('a run goes on without a door where there can be none', async () => {
  const folder = folderOfRun();
  mkdirSync(join(folder.path, 'socket'));
  const door = openDoor({ folder, plan, act: () => {} });
  await pause(20);
  expect(await call(folder, yes('bob', id))).toEqual(GONE);
  door.close();
  expect(existsSync(join(folder.path, 'socket'))).toBe(true);
});

test('a folder that is taken away under the door disturbs nothing', async () => {
  const folder = folderOfRun();
  const door = openDoor({ folder, plan, act: () => {} });
  rmSync(folder.path, { recursive: true });
  await pause(30);
  door.close();
});

test('the run hangs up on everybody when it ends', async () => {
  const { folder, door } = await opened({ patience_ms: 60_000 });
  const callers = stay(folder, 5);
  await pause(50);
  door.close();
  for (let tries = 0; callers.some(({ closed }) => !closed) && tries < 400; tries += 1) await pause(10);
  expect(callers.every(({ closed }) => closed)).toBe(true);
});

// Only root can be somebody else.
test.runIf(process.platform === 'linux' && process.getuid?.() === 0)('other users cannot come in', async () => {
  const { folder } = await opened();
  const asNobody = (path: string): string =>
    execFileSync(
      process.execPath,
      [
        '-e',
        'require("net").connect(process.argv[1]).on("error", (e) => console.log(e.code)).on("connect", () => { console.log("in"); process.exit() })',
        path,
      ],
      { uid: 65534, gid: 65534, encoding: 'utf8', cwd: '/' },
    ).trim();
  // The socket alone keeps them out, also where the folder would not.
  chmodSync(dirname(folder.path), 0o755);
  chmodSync(folder.path, 0o755);
  expect(asNobody(join(folder.path, 'socket'))).toBe('EACCES');
  chmodSync(folder.path, 0o700);
  expect(asNobody(join(folder.path, 'socket'))).toBe('EACCES');
});

test('a caller hears nothing of one who takes the call and never answers but that', async () => {
  const folder = folderOfRun();
  const server = createServer((socket) => void socket.write('x'.repeat(100_000))).listen(join(folder.path, 'socket'));
  await pause(20);
  expect(await call(folder, yes('bob', id))).toEqual({ taken: false, why: 'the run did not answer' });
  server.close();
});
