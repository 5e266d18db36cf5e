// What steps say: masked before it is kept, whole up to the limit, and never more than a little in memory.

import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Output } from '../../src/model/outcome.ts';
import { createMasker } from '../../src/redact/redact.ts';
import { sha256 } from '../../src/transcript/chain.ts';
import { nodeDisk } from '../../src/transcript/disk/disk.ts';
import { openOutputSink, readOutput, type SinkOptions } from '../../src/transcript/outputs.ts';
import { recover } from '../../src/transcript/recover.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { BATCHES } from '../support/records/recorded-run.ts';
import { tapped } from '../support/records/tapped-disk.ts';

const MASKER = createMasker([{ name: 'pw', value: 'hunter22' }]);
const newRun = () =>
  openStore(join(mkdtempSync(join(tmpdir(), 'firebreak-outputs-')), 'home')).createRun('20260302-2117-a-aaaa');
const files = (run: RunFolder) => readdirSync(run.outputs);

/** Sends chunks to stdout and ends. */
function record(run: RunFolder, chunks: readonly (string | Uint8Array)[], options: Partial<SinkOptions> = {}): Output {
  const sink = openOutputSink(run, MASKER, { sensitive: false, ...options });
  for (const chunk of chunks) sink.write('stdout', Buffer.from(chunk));
  return sink.finish().outputs[0] as Output;
}

// Rule: record.outputs
test('up to 4 KiB stands in the event alone', () => {
  const run = newRun();
  const text = 'é'.repeat(2048);
  expect(record(run, [text])).toEqual({
    stream: 'stdout',
    bytes: 4096,
    stored_bytes: 4096,
    sha256: sha256(text),
    cut: false,
    text,
  });
  expect(files(run)).toEqual([]);
});

// Rule: record.outputs
test('more goes into a file named by its digest, with the beginning and the end in the event', () => {
  const run = newRun();
  const text = Array.from({ length: 1000 }, (_, at) => `line ${at} é東👍\n`).join('');
  const output = record(run, [text.slice(0, 3000), text.slice(3000)]);
  const bytes = Buffer.byteLength(text);
  expect(output).toMatchObject({ bytes, stored_bytes: bytes, sha256: sha256(text), cut: false });
  expect(output.text).toBeUndefined();
  expect(Buffer.from(readOutput(run, output.sha256 ?? '')).toString('utf8')).toBe(text);
  // Both are cut between characters.
  expect(text.startsWith(output.head ?? '-')).toBe(true);
  expect(text.endsWith(output.tail ?? '-')).toBe(true);
  for (const part of [output.head, output.tail]) {
    expect(Buffer.byteLength(part ?? '')).toBeGreaterThan(2044);
    expect(Buffer.byteLength(part ?? '')).toBeLessThanOrEqual(2048);
  }
});

test('the beginning and the end are cut between characters, wherever these fall', () => {
  for (let shift = 0; shift < 4; shift++) {
    const text = 'a'.repeat(shift) + '👍é東'.repeat(2000);
    const { head = '', tail = '' } = record(newRun(), [text]);
    expect([head, tail].join('')).not.toContain('\ufffd');
    expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
  }
});

test('the same output is kept once', () => {
  const run = newRun();
  const text = 'x'.repeat(10_000);
  expect(record(run, [text]).sha256).toBe(record(run, [text]).sha256);
  expect(files(run)).toEqual([sha256(text)]);
});

test('what is no UTF-8 is kept byte by byte, however short', () => {
  const run = newRun();
  const bytes = Buffer.from([0x66, 0xff, 0x00, 0xc3]);
  const output = record(run, [bytes]);
  expect(output).toMatchObject({ bytes: 4, stored_bytes: 4, sha256: sha256(bytes), head: 'f\ufffd\0\ufffd', tail: '' });
  expect(Buffer.from(readOutput(run, sha256(bytes)))).toEqual(bytes);
});

// Rule: secret.masked
test('secrets are masked before anything is kept or shown, across chunks', () => {
  const run = newRun();
  const sink = openOutputSink(run, MASKER, { sensitive: false });
  const shown = ['the password is hun', 'ter22, twice: hunter', '22'].map((chunk) =>
    Buffer.from(sink.write('stderr', Buffer.from(chunk))).toString('utf8'),
  );
  const [output] = sink.finish().outputs;
  expect(output?.text).toBe('the password is «secret:pw», twice: «secret:pw»');
  expect(output).toMatchObject({ stream: 'stderr', bytes: 41, stored_bytes: Buffer.byteLength(output?.text ?? '') });
  expect(shown.join('')).not.toContain('hunter');
});

// Rule: secret.masked
test('what might have become a secret and is none is shown at the end', () => {
  const sink = openOutputSink(newRun(), MASKER, { sensitive: false });
  const shown = Buffer.from(sink.write('stdout', Buffer.from('it is gone with a hunt'))).toString('utf8');
  expect(shown).toBe('it is gone with a ');
  const { outputs, rest } = sink.finish();
  expect([Buffer.from(rest.stdout).toString('utf8'), rest.stderr.length]).toEqual(['hunt', 0]);
  expect(outputs[0]?.text).toBe('it is gone with a hunt');
});

// Rule: secret.sensitive
test('of a sensitive step sizes are kept, no digest and no text, and nothing is shown', () => {
  const run = newRun();
  const sink = openOutputSink(run, MASKER, { sensitive: true });
  expect(sink.write('stdout', Buffer.alloc(10_000, 's'))).toHaveLength(0);
  expect(sink.finish()).toEqual({
    outputs: [{ stream: 'stdout', bytes: 10_000, stored_bytes: 0, cut: false }],
    rest: { stdout: new Uint8Array(0), stderr: new Uint8Array(0) },
  });
  expect(files(run)).toEqual([]);
});

test('a stream that says nothing has no entry', () => {
  const sink = openOutputSink(newRun(), MASKER, { sensitive: false });
  sink.write('stderr', Buffer.from('x'));
  expect(sink.finish().outputs.map(({ stream }) => stream)).toEqual(['stderr']);
  expect(openOutputSink(newRun(), MASKER, { sensitive: false }).finish().outputs).toEqual([]);
});

// Rule: record.outputs
test('past the limit of a step the record is cut, both streams together; sizes and the end are still known', () => {
  const run = newRun();
  const sink = openOutputSink(run, MASKER, { sensitive: false, limit: 10_000 });
  sink.write('stdout', Buffer.alloc(8_000, '~'));
  sink.write('stderr', Buffer.alloc(5_000, '-'));
  sink.write('stdout', Buffer.from(`${'c'.repeat(5_000)}the end`));
  const [stdout, stderr] = sink.finish().outputs;
  expect(stdout).toMatchObject({ bytes: 13_007, stored_bytes: 8_000, sha256: sha256('~'.repeat(8_000)), cut: true });
  expect(stdout?.tail?.endsWith('the end')).toBe(true);
  expect(stderr).toMatchObject({ bytes: 5_000, stored_bytes: 2_000, cut: true, head: '-'.repeat(2048) });
});

test('a disk that fails cuts the record and leaves nothing half done; the step goes on', () => {
  for (let failAt = 1; failAt <= 5; failAt++) {
    const run = newRun();
    let calls = 0;
    const disk = tapped(nodeDisk, (name, act) => {
      if (['write', 'dataSync', 'rename'].includes(name) && ++calls >= failAt) {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }
      return act();
    });
    const sink = openOutputSink(run, MASKER, { sensitive: false, disk });
    for (let round = 0; round < 3; round++) sink.write('stdout', Buffer.alloc(5_000, 'a'));
    const [output] = sink.finish().outputs;
    expect(output).toEqual({
      stream: 'stdout',
      bytes: 15_000,
      stored_bytes: 0,
      cut: true,
      not_stored: 'ENOSPC: no space left on device, write',
      head: 'a'.repeat(2048),
      tail: 'a'.repeat(2048),
    });
    expect(files(run)).toEqual([]);
  }
});

test('what an engine that was killed left unfinished is removed when the run is taken up', () => {
  const run = newRun();
  const writer = TranscriptWriter.create(run);
  writer.append(BATCHES[0] ?? []);
  writer.close();
  const kept = record(run, ['k'.repeat(5_000)]).sha256;
  openOutputSink(run, MASKER, { sensitive: false }).write('stdout', Buffer.alloc(10_000, 'x'));
  expect(files(run)).toHaveLength(2);
  recover(run);
  expect(files(run)).toEqual([kept]);
});

test.each(['../../../.ssh/id_rsa', '/etc/passwd', '..', '', 'A'.repeat(64), `${'a'.repeat(64)}/x`])(
  'an output is found by its digest alone, not by %j',
  (name) => {
    expect(() => readOutput(newRun(), name)).toThrow(/not a digest/);
  },
);
