// Whatever stands in a file, reading it ends, does not throw, and says where something is wrong (reliability: Y1 to Y4).

import '../support/expressions/linear-regexp.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { snippet } from '../../src/views/text/snippet.ts';
import { figure, isSoak, SEEDED, times } from '../support/soak.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/parse');
const texts = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'));

const RUNS = times(300, 200_000);

/** Pieces that mean something to YAML, to expressions or to JavaScript. */
const PIECES = [
  '[',
  ']',
  '{',
  '}',
  ',',
  ': ',
  ':',
  '- ',
  '? ',
  '"',
  "'",
  '\n',
  '\n  ',
  '\t',
  ' #',
  '&a ',
  '*a',
  '!x',
  '!!str ',
  '|\n',
  '>-\n',
  '<<: ',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '${{',
  '}}',
  '${{ ping.ok }}',
  '$${{',
  '!ping.ok',
  ' && ',
  '(',
  ')',
  '.matches("(a+)+$")',
  'before.',
  'inputs.',
  'known(',
  '1e999',
  '0x',
  '010',
  '1.10',
  '~',
  'null',
  'true',
  '__proto__',
  'constructor',
  '$template',
  '$secret',
  'toString',
  'id: ',
  'redis: ',
  'shell: ',
  'if: ',
  'goal: ',
  'timeout: ',
  'risk: ',
  'undo:\n',
  '\u202e',
  '\u0000',
  '\ud800',
  '\ufeff',
  '\r\n',
  '\\',
];

/** A text that was cut, joined with others, or had pieces put into it. */
const mutated = fc
  .record({
    text: fc.constantFrom(...texts),
    other: fc.constantFrom(...texts),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        drop: fc.nat(12),
        piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    splice: fc.option(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))),
  })
  .map(({ text, other, edits, splice }) => {
    const start =
      splice === null ? text : text.slice(0, splice[0] * text.length) + other.slice(splice[1] * other.length);
    return edits.reduce((before, { at, drop, piece }) => {
      const offset = Math.floor(at * before.length);
      return before.slice(0, offset) + piece + before.slice(offset + drop);
    }, start);
  });

function readsSafely(text: string): void {
  const { runbook, diagnostics } = parseRunbook({ file: 'runbooks/x.yaml', text });
  expect(runbook === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
  for (const { start, end, message } of diagnostics) {
    expect(message).not.toMatch(/undefined|\[object|NaN|internal/);
    expect(start.offset).toBeGreaterThanOrEqual(0);
    expect(end.offset).toBeGreaterThanOrEqual(start.offset);
    expect(end.offset).toBeLessThanOrEqual(text.length);
    const before = text.slice(0, start.offset);
    expect(start.line).toBe(before.split('\n').length);
    expect(start.column).toBe(start.offset - before.lastIndexOf('\n'));
  }
  for (const diagnostic of diagnostics) snippet(diagnostic, text);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
}

/** In a soak, where nothing else runs in this process: no file takes a second of processor time. */
function readsSwiftly(text: string): void {
  const before = process.cpuUsage();
  readsSafely(text);
  const { user, system } = process.cpuUsage(before);
  if (isSoak) expect((user + system) / 1000, 'milliseconds of processor time').toBeLessThan(1000);
}

test('a file that was damaged anywhere is read without harm, every problem in its place', () => {
  fc.assert(fc.property(mutated, readsSwiftly), { numRuns: RUNS, ...SEEDED });
  figure('mutated YAML files', RUNS);
}, 3_600_000);

test('any text at all is read without harm', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })), { maxLength: 60 });
  fc.assert(
    fc.property(
      text.map((pieces) => pieces.join('')),
      readsSafely,
    ),
    { numRuns: times(300, 20_000), ...SEEDED },
  );
}, 3_600_000);

test('a file that says the same thing very often is read', () => {
  const many = (n: number, line: (n: number) => string): string =>
    Array.from({ length: n }, (_, i) => line(i)).join('');
  readsSafely(`diagnose:\n${many(1500, (n) => `  - { id: p${n}, redis: PING, if: p${n + 1}.ok }\n`)}`);
  readsSafely(`facts:\n${many(1500, (n) => `  f${n}: f${n + 1}\n`)}`);
  readsSafely(`causes:\n${many(800, (n) => `  - title: T\n    when: a${n}.b && \${{ }}\n`)}`);
  readsSafely(`a:${' '.repeat(200_000)}b: c`);
  readsSafely(`when: ${'('.repeat(100_000)}`);
  readsSafely(`diagnose:\n  - shell: "${'"'.repeat(100_000)}`);
});
