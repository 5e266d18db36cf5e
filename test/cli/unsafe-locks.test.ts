// A lock that others may write is trusted by no command: each says so of that run in a sentence, and of no other run.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { execute } from '../../src/cli/execute.ts';
import { isLocked } from '../../src/transcript/disk/lock.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { bad, planOfText, simulate } from '../support/engine/simulated-run.ts';

const TEXT = `firebreak: 1
id: test
title: Test
severity: high
diagnose:
  - { id: port, tcp: "localhost:1" }
causes:
  - { id: closed, title: It is closed, when: "!port.ok", resolve: [{ id: open, shell: [open], risk: change, goal: port.ok }] }
verify: [{ title: It works, goal: port.ok }]
`;
const { events: EVENTS } = simulate(planOfText(TEXT), {
  perform: () => bad('refused'),
  opened: { runbook: { id: 'test', path: 'test.yaml', text: TEXT, sha256: '' } },
});
const [FIRST, SECOND] = ['20260302-2101-test-aaaa', '20260302-2102-test-bbbb'] as const;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fb-locks-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** A run as it stands after some of its events; its lock is there, and nobody holds it. */
function placed(id: string, count: number): RunFolder {
  const folder = openStore(home).createRun(id);
  const writer = TranscriptWriter.create(folder);
  writer.append(
    EVENTS.slice(0, count).map(({ actor, at, mono_ms, ...body }) => ({ actor, at_ms: Date.parse(at), mono_ms, body })),
  );
  if (count === EVENTS.length)
    writer.seal({ actor: { kind: 'engine', name: 'firebreak' }, at_ms: Date.now(), mono_ms: 0 });
  writer.close();
  writeFileSync(folder.lock, '', { mode: 0o600 });
  return folder;
}

async function said(...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    return { exit: await execute([...argv, '--home', home]), out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('of many runs, the others are listed', async () => {
  const unsafe = placed(FIRST, 2);
  placed(SECOND, 2);
  chmodSync(unsafe.lock, 0o664);
  const { exit, out } = await said('runs');
  expect(exit).toBe(0);
  expect(out).toMatch(new RegExp(`${SECOND} +open`));
  expect(out).toMatch(new RegExp(`${FIRST} +unreadable +.*lock.*may be changed by others`));
});

test.each([
  [['show', FIRST]],
  [['show', FIRST, '--json']],
  [['report', FIRST]],
  [['watch', FIRST, '--plain']],
  [['resume', FIRST, '--plain']],
])('%s says what is wrong with it', async (argv) => {
  chmodSync(placed(FIRST, 2).lock, 0o664);
  const { exit, err } = await said(...argv);
  expect(exit).toBe(3);
  expect(err).toMatch(/lock.*may be changed by others/);
  expect(err).not.toMatch(/^internal:|\n {4}at /m);
});

test('prune keeps a run whose annotations are locked unsafely, and holds no lock of it afterwards', async () => {
  const folder = placed(FIRST, EVENTS.length);
  const beside = join(folder.path, 'annotations');
  mkdirSync(beside, { mode: 0o700 });
  writeFileSync(join(beside, 'lock'), '', { mode: 0o600 });
  chmodSync(join(beside, 'lock'), 0o664);
  const { err } = await said('runs', 'prune', '--keep', '0', '--yes');
  expect(err).toMatch(new RegExp(`${FIRST} stays: .*may be changed by others`));
  expect(existsSync(folder.transcript)).toBe(true);
  expect(readFileSync(folder.transcript, 'utf8')).not.toBe('');
  expect(isLocked(folder.lock)).toBe(false);
});
