// What an audit finds: nothing in a record that is whole, and otherwise the line where it breaks.

import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../src/model/outcome.ts';
import { createMasker } from '../../src/redact/redact.ts';
import { audit, describeFinding, isWhole } from '../../src/transcript/audit.ts';
import { openOutputSink, outputPath } from '../../src/transcript/outputs.ts';
import { openStore, type RunFolder } from '../../src/transcript/store.ts';
import { TranscriptWriter } from '../../src/transcript/writer.ts';
import { BATCHES, entry, note, STAMP } from '../support/records/recorded-run.ts';
import { rewrite } from '../support/records/rewritten.ts';

interface Recorded {
  readonly run: RunFolder;
  readonly writer: TranscriptWriter;
  /** The output that is kept in a file, and that of the event. */
  readonly stored: Output;
}

/** A run with an output in a file; sealed unless it is to go on. */
function recorded({ seal = true } = {}): Recorded {
  const home = join(mkdtempSync(join(tmpdir(), 'firebreak-audit-')), 'home');
  const run = openStore(home).createRun('20260302-2117-a-aaaa');
  const writer = TranscriptWriter.create(run);
  for (const batch of BATCHES.slice(0, -1)) writer.append(batch);
  const sink = openOutputSink(run, createMasker([]), { sensitive: false });
  sink.write('stdout', Buffer.alloc(10_000, 'x'));
  const { outputs } = sink.finish();
  const outcome = { status: 'failed', reason: { kind: 'lost', message: 'gone' } } as const;
  writer.append([entry({ type: 'step.finished', data: { exec: 'big#1', outcome, outputs } }, 25)]);
  writer.append(BATCHES.at(-1) ?? []);
  if (seal) writer.seal(STAMP);
  writer.close();
  return { run, writer, stored: outputs[0] as Output };
}

/** A run that has begun. */
function started(): Omit<Recorded, 'stored'> {
  const home = join(mkdtempSync(join(tmpdir(), 'firebreak-audit-')), 'home');
  const run = openStore(home).createRun('20260302-2117-a-aaaa');
  const writer = TranscriptWriter.create(run);
  writer.append(BATCHES[0] ?? []);
  return { run, writer };
}

/** The one finding, and its sentence. */
function findingOf(run: RunFolder, head?: string) {
  const { findings } = audit(run, head);
  expect(findings).toHaveLength(1);
  const [finding] = findings;
  if (finding === undefined) throw new Error('nothing was found');
  return { ...finding, text: describeFinding(finding) };
}

test('a finished run is whole: chain, seal, saved head and outputs', () => {
  const { run, writer } = recorded();
  expect(audit(run)).toEqual({
    findings: [],
    sealed: true,
    events: 9,
    head: writer.head(),
    saved: writer.head(),
    expected_at: null,
    outputs: 2,
  });
});

test('a run that goes on is whole and not sealed', () => {
  expect(audit(recorded({ seal: false }).run)).toMatchObject({ findings: [], sealed: false, events: 8 });
});

describe('a head that was printed', () => {
  test('is found in its line, whole or by its first digits, also when the run went on after it', () => {
    const { run, writer } = recorded();
    const { hash, seq } = writer.head();
    const lines = readFileSync(run.transcript, 'utf8').split('\n');
    const third = (JSON.parse(lines[3] ?? '') as { prev: string }).prev;
    expect(audit(run, hash)).toMatchObject({ findings: [], expected_at: seq });
    expect(audit(run, hash.slice(0, 12).toUpperCase())).toMatchObject({ findings: [], expected_at: seq });
    expect(audit(run, third)).toMatchObject({ findings: [], expected_at: 3 });
  });

  test('that is the hash of no line, or too short to tell, is reported', () => {
    const { run, writer } = recorded();
    expect(findingOf(run, 'f'.repeat(64))).toMatchObject({ kind: 'head_unknown' });
    expect(findingOf(run, writer.head().hash.slice(0, 5))).toMatchObject({ kind: 'head_unknown' });
  });

  // Rule: audit.tail
  test('shows a tail that was cut off together with the saved head', () => {
    const { run, writer } = recorded();
    const { hash } = writer.head();
    cutLastLine(run);
    rmSync(run.head);
    expect(findingOf(run)).toMatchObject({ kind: 'head_none' });
    expect(audit(run, hash).findings).toContainEqual({ kind: 'head_unknown', expected: hash });
  });
});

function cutLastLine(run: RunFolder): void {
  const bytes = readFileSync(run.transcript);
  truncateSync(run.transcript, bytes.lastIndexOf('\n', -2) + 1);
}

// Rule: audit.tail
test('a cut tail shows against the saved head', () => {
  const { run } = recorded();
  cutLastLine(run);
  expect(findingOf(run)).toMatchObject({ kind: 'truncated', found: { seq: 8 }, expected: { seq: 9 } });
});

// Rule: audit.middle
test('a changed line is named', () => {
  const { run } = recorded();
  const text = readFileSync(run.transcript, 'utf8');
  writeFileSync(run.transcript, text.replace('"cause":"stuck","by":"person"', '"cause":"stuck","by":"rule"'));
  const { kind, text: told } = findingOf(run);
  expect(kind).toBe('corrupt');
  expect(told).toMatch(/^line 7 /);
});

test('a torn tail is reported, and is no damage', () => {
  const { run } = recorded({ seal: false });
  writeFileSync(run.transcript, '{"v":1,"run":', { flag: 'a' });
  expect(findingOf(run)).toMatchObject({ kind: 'torn', bytes: 13, line: 9 });
});

// Rule: audit.outputs
test('an output that is missing or was changed is named with its line', () => {
  const { run, stored } = recorded();
  const path = outputPath(run, stored.sha256 ?? '');
  writeFileSync(path, 'something else');
  expect(findingOf(run)).toMatchObject({ kind: 'output_mismatch', line: 7, sha256: stored.sha256 });
  rmSync(path);
  expect(findingOf(run)).toMatchObject({ kind: 'output_missing', line: 7, sha256: stored.sha256 });
});

test('an output inside an event that does not fit its digest is found, even where the chain was made to fit', () => {
  const home = join(mkdtempSync(join(tmpdir(), 'firebreak-audit-')), 'home');
  const run = openStore(home).createRun('20260302-2117-a-aaaa');
  const writer = TranscriptWriter.create(run);
  const outputs = [
    { stream: 'stdout', bytes: 2, stored_bytes: 2, sha256: 'e'.repeat(64), cut: false, text: 'no' },
  ] as const;
  const outcome = { status: 'failed', reason: { kind: 'lost', message: 'gone' } } as const;
  writer.append([note('x'), entry({ type: 'step.finished', data: { exec: 'a#1', outcome, outputs } })]);
  writer.close();
  expect(findingOf(run)).toMatchObject({ kind: 'output_mismatch', line: 2 });
});

test('a digest that leads elsewhere is missing, not followed', () => {
  const home = join(mkdtempSync(join(tmpdir(), 'firebreak-audit-')), 'home');
  const run = openStore(home).createRun('20260302-2117-a-aaaa');
  const writer = TranscriptWriter.create(run);
  const outputs = [{ stream: 'stdout', bytes: 2, stored_bytes: 2, sha256: '../head.json', cut: false }] as const;
  const outcome = { status: 'failed', reason: { kind: 'lost', message: 'gone' } } as const;
  writer.append([entry({ type: 'step.finished', data: { exec: 'a#1', outcome, outputs } })]);
  writer.close();
  expect(findingOf(run)).toMatchObject({ kind: 'output_missing', line: 1 });
});

test.each([
  '{"seq":',
  '',
  'null',
  '{"seq":0,"hash":""}',
  `{"seq":-1,"hash":"${'a'.repeat(64)}"}`,
  '{"seq":3,"hash":"x"}',
])('a saved head that says %j is reported', (text) => {
  const { run } = recorded();
  writeFileSync(run.head, text);
  expect(findingOf(run)).toMatchObject({ kind: 'head_damaged' });
});

test('a saved head that is impossible is reported', () => {
  const { run, writer } = recorded();
  writeFileSync(run.head, JSON.stringify({ seq: 4, hash: writer.head().hash }));
  expect(findingOf(run)).toMatchObject({ kind: 'corrupt', line: 4 });
  writeFileSync(run.head, JSON.stringify({ seq: 400, hash: writer.head().hash }));
  expect(findingOf(run)).toMatchObject({ kind: 'truncated', expected: { seq: 400 } });
});

// Rule: audit.head-removed
test('a head that was removed after an approval is reported, and one that is not there yet is said', () => {
  const { run, writer } = started();
  writer.append([entry({ type: 'answer.given', data: { question: 'q1', choice: 'run' } })]);
  writer.sync();
  expect(findingOf(run)).toMatchObject({ kind: 'head_none' });
  expect(isWhole(audit(run))).toBe(true);
  const outcome = { status: 'failed', reason: { kind: 'lost', message: 'gone' } } as const;
  writer.append([entry({ type: 'step.finished', data: { exec: 'a#1', outcome, outputs: [] } })]);
  writer.close();
  expect(audit(run).findings).toEqual([]);
  rmSync(run.head);
  expect(findingOf(run)).toMatchObject({ kind: 'head_missing', line: 4 });
  expect(isWhole(audit(run))).toBe(false);
});

// Rule: audit.runbook
test('a runbook that is not the one whose hash stands beside it is reported', () => {
  const { run } = recorded();
  rewrite(run, (line) => line.replace('id: queue-stuck\\n', 'id: another\\n'));
  expect(audit(run).findings).toContainEqual(expect.objectContaining({ kind: 'runbook_mismatch' }));
  expect(isWhole(audit(run))).toBe(false);
});

test('a format that this program does not know is not judged', () => {
  const { run } = recorded();
  rewrite(run, (line) => line.replace(/"format":\d+/, '"format":99'));
  expect(audit(run).findings).toContainEqual({ kind: 'newer', format: 99 });
});

test('an output that no event names is said, and is no damage: a crash leaves one', () => {
  const { run } = recorded();
  writeFileSync(join(run.outputs, 'x\x1b[2J'), 'x');
  expect(findingOf(run)).toMatchObject({ kind: 'output_unnamed', name: 'x\x1b[2J' });
  expect(isWhole(audit(run))).toBe(true);
});

test('a run without a transcript, one that never began, and other files are told apart', () => {
  const { run } = recorded();
  rmSync(run.head);
  writeFileSync(run.transcript, '');
  expect(findingOf(run)).toMatchObject({ kind: 'empty' });
  writeFileSync(run.transcript, 'hello\n');
  expect(findingOf(run)).toMatchObject({ kind: 'foreign' });
  writeFileSync(
    run.transcript,
    '{"v":9,"run":"r","seq":1,"type":"a","at":"","mono_ms":0,"actor":{},"data":{},"prev":""}\n',
  );
  expect(findingOf(run)).toMatchObject({ kind: 'newer', format: 9 });
  rmSync(run.transcript);
  expect(findingOf(run)).toMatchObject({ kind: 'unreadable', why: 'ENOENT' });
});
