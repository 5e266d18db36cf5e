// Records and outputs on their way home: whatever a crash left of the copy, whatever the store says, what stands there in the end is
// the record that a worker wrote, or what stood there before.

import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { homeFolder } from '../../src/fleet/copy.ts';
import type { Order } from '../../src/fleet/ports.ts';
import { type Signer, signerOf } from '../../src/fleet/signing.ts';
import type { EventBody } from '../../src/model/event.ts';
import { asking } from '../../src/serve/fleet/link.ts';
import { type Mirror, openMirror } from '../../src/serve/fleet/mirror.ts';
import { openOrders } from '../../src/serve/fleet/orders.ts';
import { type OutputsHome, outputsHome } from '../../src/serve/fleet/outputs.ts';
import type { Log } from '../../src/serve/log.ts';
import { NO_HEAD, sha256 } from '../../src/transcript/chain.ts';
import { type Entry, encodeLine } from '../../src/transcript/format.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { openStore } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { openTwin, type Twin } from '../support/fleet/memory-store.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { EVENTS } from '../support/records/closed-port.ts';
import { BATCHES } from '../support/records/recorded-run.ts';

const RUN = '20261201-0102-test-k3f7';
const made = signerOf('k'.repeat(32));
if (!made.ok) throw new Error(made.error);
const signer: Signer = made.value;

const ORDER: Order = {
  job: {
    do: 'start',
    run: RUN,
    runbook: 'test',
    inputs: {},
    alert: null,
    key: null,
    approve: 'read',
    by: { kind: 'automation', name: 'serve' },
  },
  runbook_sha256: 'a'.repeat(64),
  where: 'db',
};

/** A home that brings records home out of a store in memory. */
interface Home {
  readonly home: string;
  readonly twin: Twin;
  readonly told: string[];
  open(): { readonly mirror: Mirror; readonly outputs: OutputsHome };
  /** The lines of a record become those of the log. */
  push(lines: readonly string[], standing?: 'parked' | 'finished' | 'led'): Promise<void>;
  text(): string;
}

function aHome(): Home {
  const home = workFolder();
  mkdirSync(join(home, 'serve', 'fleet'), { recursive: true, mode: 0o700 });
  const twin = openTwin();
  const told: string[] = [];
  const said: Log = {
    add: (name, what) => void told.push(`${name} ${JSON.stringify(what)}`),
    count: () => {},
    counters: () => new Map(),
  };
  const now = (): number => Date.now();
  return {
    home,
    twin,
    told,
    open: () => {
      const orders = openOrders(home);
      const store = asking(now);
      const mirror = openMirror({ home, log: twin.log, signer, asking: store, orders, said, now });
      return { mirror, outputs: outputsHome({ home, log: twin.log, asking: store, mirror, said, now }) };
    },
    push: async (lines, standing = 'led') => {
      await twin.log.create(RUN, ORDER, signer.order(RUN, ORDER));
      const taken = await twin.log.take(RUN, 'db-1', 60_000);
      if (taken === null || 'held_by' in taken) throw new Error('it cannot be taken');
      const seq = taken.entry.head.seq + lines.length;
      const head = { seq, hash: sha256(lines.at(-1) ?? '') };
      await twin.log.add(taken.hold, { lines, head, signature: signer.head(RUN, head), standing });
      await twin.log.release(taken.hold);
    },
    text: () => readFileSync(homeFolder(home, RUN).transcript, 'utf8'),
  };
}

const LINES = linesOf([
  ...EVENTS.map(({ actor, at, mono_ms, ...body }) => ({
    actor,
    at_ms: Date.parse(at),
    mono_ms,
    body: body as EventBody,
  })),
  'seal',
]);
const recorded = `${LINES.join('\n')}\n`;

function linesOf(entries: readonly (Entry | 'seal')[]): readonly string[] {
  let head = NO_HEAD;
  return entries.map((one) => {
    const seal = { actor: { kind: 'engine', name: 'firebreak' }, at_ms: 0, mono_ms: 0 } as const;
    const body: EventBody = { type: 'run.sealed', data: { count: head.seq, hash: head.hash } };
    const line = encodeLine(one === 'seal' ? { ...seal, body } : one, RUN, head);
    head = { seq: head.seq + 1, hash: sha256(line) };
    return line;
  });
}

test.each([
  ['that is over', LINES],
  ['that is led', LINES.slice(0, -1)],
] as const)('a crash at any byte of the copy of a run %s leaves what the next look makes whole', async (_, lines) => {
  const { home, push, open, text } = aHome();
  const isOver = lines.length === LINES.length;
  const recorded = `${lines.join('\n')}\n`;
  await push(lines, isOver ? 'finished' : 'led');
  await open().mirror.look();
  expect(text()).toBe(recorded);
  // A cut in the middle of every line, at its ends, and at nothing at all.
  const ends = lines.map((__, n) => Buffer.byteLength(`${lines.slice(0, n + 1).join('\n')}\n`));
  const cuts = [0, ...ends.flatMap((end, n) => [end - 1, end, Math.floor((end + (ends[n - 1] ?? 0)) / 2)])];
  for (const cut of cuts) {
    truncateSync(homeFolder(home, RUN).transcript, cut);
    await open().mirror.look();
    expect(text(), `cut at ${cut}`).toBe(recorded);
  }
  expect(readRun(homeFolder(home, RUN))).toMatchObject({ verdict: { kind: 'ok' }, sealed: isOver });
  // Where the end was saved, a shorter record is one that lost something, and is kept.
  expect(existsSync(join(homeFolder(home, RUN).path, 'transcript.left-1.jsonl'))).toBe(isOver);
});

test('lines come as they are written, and a record that is here and is another one is set aside', async () => {
  const { home, push, open, text, told } = aHome();
  await push(LINES.slice(0, 4));
  const { mirror } = open();
  await mirror.look();
  expect(text()).toBe(`${LINES.slice(0, 4).join('\n')}\n`);
  await push(LINES.slice(4), 'finished');
  await mirror.look();
  expect(text()).toBe(recorded);

  const other = aHome();
  const folder = openStore(other.home).createRun(RUN);
  const writer = TranscriptWriter.create(folder);
  writer.append(BATCHES[0] ?? []);
  writer.close();
  const before = readFileSync(folder.transcript, 'utf8');
  await other.push(LINES, 'finished');
  await other.open().mirror.look();
  expect(other.text()).toBe(recorded);
  expect(readFileSync(join(folder.path, 'transcript.left-1.jsonl'), 'utf8')).toBe(before);
  expect(other.told.join()).toContain('fleet-set-aside');
  expect(told.join()).not.toContain('fleet-set-aside');
  expect(existsSync(homeFolder(home, RUN).head)).toBe(true);
});

const FORGED: readonly (readonly [string, (lines: string[], at: Home) => void])[] = [
  [
    'a line that was changed',
    (lines) => void lines.splice(3, 1, (lines[3] ?? '').replace('"mono_ms":', '"mono_ms":1')),
  ],
  ['a line that was left out', (lines) => void lines.splice(3, 1)],
  ['a line of another run', (lines) => void lines.splice(4, 1, (lines[4] ?? '').replace(RUN, `${RUN}x`))],
  ['what is no line', (lines) => void lines.splice(4, 1, 'nothing')],
];

test.each(FORGED)('%s is kept aside and never shown', async (_, change) => {
  const at = aHome();
  await at.push(LINES.slice(0, 3));
  const { mirror } = at.open();
  await mirror.look();
  const before = at.text();
  await at.push(LINES.slice(3), 'finished');
  change(at.twin.raw.get(RUN)?.lines ?? [], at);
  await mirror.look();
  await mirror.bring(RUN);
  expect(at.text()).toBe(before);
  expect(mirror.strange().get(RUN)).toBeDefined();
  expect(at.told.join()).toContain('fleet-strange');
});

test('a run whose order was signed by nobody, and a name that is a path, make no file', async () => {
  const at = aHome();
  const { mirror } = at.open();
  await at.twin.log.create(RUN, { ...ORDER, where: 'eu' }, signer.order(RUN, ORDER));
  const kept = at.twin.raw.get(RUN);
  if (kept !== undefined) at.twin.raw.set('../../outside', { ...kept, order: ORDER });
  await mirror.look();
  expect(mirror.entries().size).toBe(0);
  expect(existsSync(join(at.home, 'runs'))).toBe(false);
  expect(readdirSync(join(at.home, 'serve', 'fleet', 'runs'))).toEqual([]);
});

test('an output comes home in pieces in any order, once it is whole; what is none is not stored', async () => {
  const at = aHome();
  const output = Buffer.from('0123456789'.repeat(20_000));
  const digest = sha256(output);
  const [opening = [], [finished] = []] = BATCHES;
  if (finished?.body.type !== 'step.finished') throw new Error('the step of that run ends');
  const big = {
    stream: 'stdout',
    bytes: output.length,
    stored_bytes: output.length,
    sha256: digest,
    cut: false,
  } as const;
  const data = { ...finished.body.data, outputs: [big] };
  const lines = linesOf([...opening, { ...finished, body: { type: 'step.finished', data } }]);
  const { mirror, outputs } = at.open();
  const piece = (offset: number, bytes: Buffer, name = digest) => ({
    run: RUN,
    digest: name,
    offset,
    size: output.length,
    bytes,
  });
  // Before its lines are here nobody knows what it belongs to.
  await at.twin.log.ship(piece(100_000, output.subarray(100_000)));
  await outputs.look();
  expect((await at.twin.log.shipped(1e9)).length).toBe(1);
  await at.push(lines, 'parked');
  await mirror.look();
  expect(outputs.lacking(RUN)).toEqual([digest]);
  await outputs.look();
  expect(await at.twin.log.shipped(1e9)).toEqual([]);
  expect(outputs.lacking(RUN)).toEqual([digest]);

  // Another process of serve goes on with what is here.
  const again = at.open();
  await at.twin.log.ship(piece(0, Buffer.alloc(100_000, 'x')));
  await again.outputs.look();
  expect(again.outputs.lacking(RUN)).toEqual([digest]);
  expect(at.told.join()).toContain('not what its digest says');
  for (const from of [100_000, 0]) await at.twin.log.ship(piece(from, output.subarray(from, from + 100_000)));
  await again.outputs.look();
  expect(again.outputs.lacking(RUN)).toEqual([]);
  expect(readFileSync(join(homeFolder(at.home, RUN).outputs, digest)).equals(output)).toBe(true);

  await at.twin.log.ship({ ...piece(0, Buffer.from('x'), '../../../outside'), size: 1 });
  await again.outputs.look();
  expect(await at.twin.log.shipped(1e9)).toEqual([]);
});

test('a copy that somebody added to is set aside, and nothing is written behind it', async () => {
  const at = aHome();
  await at.push(LINES.slice(0, 4));
  await at.open().mirror.look();
  const { transcript } = homeFolder(at.home, RUN);
  writeFileSync(transcript, `${at.text()}{"v":2}\n`);
  await at.push(LINES.slice(4), 'finished');
  await at.open().mirror.look();
  expect(at.text()).toBe(recorded);
  expect(existsSync(join(homeFolder(at.home, RUN).path, 'transcript.left-1.jsonl'))).toBe(true);
});
