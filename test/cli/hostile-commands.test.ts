// Records whose every field may be anything, put before every command that reads records: each says in a sentence what it
// makes of them, ends with an exit code of its table, and lets nothing through that could steer a terminal.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { execute } from '../../src/cli/execute.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Json } from '../../src/model/json.ts';
import { good, planOfText, simulate } from '../support/engine/simulated-run.ts';
import { HOSTILE, pathsIn, replaced, UNSAFE } from '../support/records/forged.ts';
import { writtenRecord } from '../support/records/written-record.ts';
import { isSoak } from '../support/soak.ts';

const home = mkdtempSync(join(tmpdir(), 'firebreak-'));
const made: string[] = [home];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** How the record is called. */
const ID = '20260302-2117-test-k3f7';
const MARK = join(home, 'acted');
const TEXT = `
firebreak: 1
id: test
title: Test
severity: high
diagnose: [{ id: port, tcp: "localhost:1" }]
causes: [{ id: open, title: It is open, when: port.ok, resolve: [{ id: close, shell: [touch, ${MARK}], risk: change }] }]
verify: [{ title: It works, goal: port.ok }]
`;
const RUNBOOK = { id: 'test', path: 'test.yaml', text: TEXT, sha256: '' };
const { events: EVENTS } = simulate(planOfText(TEXT), { perform: () => good(), opened: { runbook: RUNBOOK } });

const EDITED = join(home, 'test.yaml');
writeFileSync(EDITED, TEXT);

/** Puts a record where the commands look for it. */
function placed(events: readonly RunEvent[]): string {
  const { path, transcript } = writtenRecord(events);
  made.push(join(path, '..'));
  return placedText(readFileSync(transcript));
}

function placedText(text: string | Uint8Array): string {
  const folder = join(home, 'runs', ID);
  rmSync(join(home, 'runs'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'transcript.jsonl'), text, { mode: 0o600 });
  return folder;
}

const COMMANDS: readonly (readonly string[])[] = [
  ['show', ID],
  ['report', ID],
  ['audit', ID],
  ['runs'],
  ['show', ID, '--json'],
  ['replay', ID, '--json'],
  ['replay', ID],
  ['replay', ID, '--runbook', EDITED],
  ['eval', ID, 'port.ok'],
  ['test', '--from', ID, '--out', join(home, 'from.test.yaml')],
  ['test', '--from', ID, '--out', '-'],
  ['watch', ID, '--plain'],
  ['watch', ID, '--json'],
  ['resume', ID, '--plain', '--approve', 'read'],
];
/** Those that say what is wrong with a record, or with what was asked of it; everything else is a fault. */
const EXITS = [0, 2, 3, 4, 10, 11, 12, 20, 21];

/** A stream that keeps what is written, and says each time that it was. */
const keptIn =
  (all: string[]): typeof process.stdout.write =>
  (text: Uint8Array | string, ...more: readonly unknown[]) => {
    all.push(String(text));
    const written = more.at(-1);
    if (typeof written === 'function') process.nextTick(written);
    return true;
  };

/** What a command says of the record, and its exit code. */
async function said(
  argv: readonly string[],
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keptIn(out)),
    vi.spyOn(process.stderr, 'write').mockImplementation(keptIn(err)),
  ];
  try {
    const exit = await execute([...argv, '--home', home]);
    return { exit, out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** What is wrong with what the commands make of the record that is placed. */
async function faults(commands = COMMANDS): Promise<readonly string[]> {
  const found: string[] = [];
  for (const argv of commands) {
    const { exit, out, err } = await said(argv);
    const told = `${argv.join(' ')}: exit ${exit}: ${err.slice(0, 200)}`;
    if (!EXITS.includes(exit)) found.push(told);
    if (UNSAFE.test(out) || UNSAFE.test(err)) found.push(`unsafe: ${told}`);
    if (/^internal:|\n {4}at /m.test(err)) found.push(`not a sentence: ${told}`);
  }
  if (statSync(MARK, { throwIfNoEntry: false }) !== undefined) found.push('it acted');
  return found;
}

const READERS = COMMANDS.filter(([name]) => name !== 'resume');

test('a sound record is read by all of them', async () => {
  placed(EVENTS);
  // Nobody saved its head: that is for audit to say.
  for (const argv of READERS)
    expect(await said(argv), argv.join(' ')).toMatchObject({ exit: argv[0] === 'audit' ? 20 : 0 });
});

test('every field may be anything', { timeout: 600_000 }, async () => {
  const bad = new Map<string, readonly string[]>();
  const wrong: readonly (Json | undefined)[] = [HOSTILE, undefined, null, -1, [null], {}];
  const seen = new Set<string>();
  let turn = 0;
  for (const [at, event] of EVENTS.entries()) {
    for (const path of pathsIn({ actor: event.actor, data: event.data, at: event.at, v: event.v })) {
      const name = `${event.type} ${path.map((part) => (typeof part === 'number' ? '*' : part)).join('.')}`;
      if (seen.has(name)) continue;
      seen.add(name);
      // A sample puts one thing in each place before two or three of the commands, in turn.
      for (const [n, by] of wrong.entries()) {
        turn += 1;
        if (!isSoak && n !== turn % wrong.length && n !== 0) continue;
        const forged = EVENTS.with(at, replaced(event, path, by) as RunEvent);
        try {
          placed(forged);
        } catch {
          continue;
        }
        const some = isSoak ? COMMANDS : COMMANDS.filter((_, m) => m % 5 === turn % 5);
        const all = await faults(some);
        if (all.length > 0) bad.set(`${name} = ${JSON.stringify(by)?.slice(0, 20)}`, all);
      }
    }
  }
  expect([...bad]).toEqual([]);
});

const line = (n: number): string =>
  readFileSync(join(home, 'runs', ID, 'transcript.jsonl'), 'utf8').split('\n')[n] ?? '';

test.each<readonly [string, () => string | Uint8Array]>([
  ['nothing', () => ''],
  ['an empty line', () => '\n'],
  ['no JSON', () => 'firebreak\n'],
  ['bytes that are no text', () => Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256)],
  ['control sequences', () => `${HOSTILE}\n`],
  ['JSON that is no event', () => '[]\n{}\nnull\n'],
  ['an event nested 100 000 deep', () => `{"v":2,"data":${'['.repeat(1e5)}${']'.repeat(1e5)}}\n`],
  ['a line of 20 MB', () => `${line(0).slice(0, -1)},"x":"${'x'.repeat(2e7)}"}\n`],
  ['a record from another version', () => `${line(0).replace('"v":2', '"v":99')}\n`],
  ['a first line twice', () => `${line(0)}\n${line(0)}\n`],
  ['a second line alone', () => `${line(1)}\n`],
  ['a gap', () => `${line(0)}\n${line(2)}\n`],
])('a record of %s is told in a sentence', async (_, text) => {
  placed(EVENTS);
  placedText(text());
  expect(await faults()).toEqual([]);
});

const reordered: readonly (readonly [string, (events: readonly RunEvent[]) => readonly RunEvent[]])[] = [
  ['backwards after its opening', ([first, ...rest]) => [...(first ? [first] : []), ...rest.toReversed()]],
  [
    'without its decisions',
    (events) => events.filter(({ type }) => type.startsWith('run.') || type === 'step.finished'),
  ],
  ['opened twice', (events) => [...events, ...events]],
  ['without its end', (events) => events.slice(0, -2)],
  [
    'with an end that is none',
    (events) =>
      events.map((event) =>
        event.type === 'run.finished'
          ? ({ ...event, data: { ...event.data, outcome: HOSTILE } } as unknown as RunEvent)
          : event,
      ),
  ],
  ['with every event twice', (events) => events.flatMap((event) => [event, event])],
  [
    'with a type of a newer version',
    (events) => events.map((event, n) => (n === 3 ? { ...event, type: 'x\x1b[2J.y' } : event) as RunEvent),
  ],
];

test.each(reordered)('a record %s is told in a sentence', async (_, change) => {
  placed(change(EVENTS));
  expect(await faults()).toEqual([]);
});

test('what a record says to be running, and was never decided, is not carried out', async () => {
  const { events } = simulate(planOfText(TEXT), { perform: () => good(), opened: { runbook: RUNBOOK } });
  const at = events.findIndex((event) => event.type === 'step.started' && event.data.purpose === 'probe');
  const started = events[at];
  if (started?.type !== 'step.started') throw new Error('no probe was started');
  // A probe only reads, so that it is made again without a question: this one would not only read.
  const data = { ...started.data, kind: 'shell', rendered: { argv: ['touch', MARK] }, exec: 'port#1' };
  placed([...events.slice(0, at), { ...started, data } as unknown as RunEvent]);
  expect(await said(['resume', ID, '--plain', '--approve', 'read'])).toMatchObject({
    exit: 20,
    err: expect.stringContaining(`event ${at + 1} of ${ID} begins a step that does not follow`),
  });
  const action = {
    ...started.data,
    step: 'open/close',
    exec: 'open/close#1',
    purpose: 'action',
    kind: 'shell',
    risk: 'read',
  };
  placed([
    ...events.slice(0, at),
    { ...started, data: { ...action, rendered: { argv: ['touch', MARK] } } } as unknown as RunEvent,
  ]);
  expect(await said(['resume', ID, '--plain', '--approve', 'read'])).toMatchObject({ exit: 20 });
  expect(readdirSync(home)).not.toContain('acted');
});
