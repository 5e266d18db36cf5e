// No line is longer than a reader opens: what is too long is left out before it is written, with a mark; and a line that
// somebody else made longer is damage, told with its number and never held in memory.

import { expect, test } from 'vitest';
import { NO_HEAD } from '../../src/transcript/chain.ts';
import { ChainReader } from '../../src/transcript/chain-reader.ts';
import { decodeLine, encodeLine } from '../../src/transcript/format.ts';
import { MAX_LINE } from '../../src/transcript/line-limit.ts';
import { describeVerdict } from '../../src/transcript/reader.ts';
import { entry, note } from '../support/records/recorded-run.ts';

const RUN = '20260302-2114-queue-stuck-k3f7';
const MIB = 1024 * 1024;

test('a reading that is too long for a line loses its longest fields, and says of each that it is not whole', () => {
  const stdout = '\u0001'.repeat(4 * MIB);
  const reading = {
    ok: true,
    ms: 1,
    error: { kind: '', code: '', message: '' },
    exit_code: 0,
    stdout,
    lines: [stdout],
  };
  const body = {
    type: 'step.finished',
    data: { exec: 'e', outcome: { status: 'succeeded', reading }, outputs: [] },
  } as const;
  const line = encodeLine(entry(body, 1), RUN, NO_HEAD);
  expect(Buffer.byteLength(line)).toBeLessThan(MAX_LINE);
  const event = decodeLine(line);
  const read = typeof event === 'string' ? event : (event.data as typeof body.data).outcome.reading;
  expect(read).toMatchObject({
    ok: true,
    exit_code: 0,
    not_whole: { stdout: expect.stringContaining('a part proves nothing') },
  });
  expect(Object.keys(read)).not.toContain('stdout');
});

test('any other text that is too long is cut, and says how much is missing', () => {
  const line = encodeLine(note('x'.repeat(40 * MIB)), RUN, NO_HEAD);
  expect(line.length).toBeLessThan(3000);
  expect(line).toContain(`x… (${40 * MIB - 1000} more characters are not on record)`);
});

test('an event that holds one list a billion times over is cut, in no time', () => {
  let value: unknown = Array.from({ length: 1000 }, () => 'x'.repeat(1000));
  for (let level = 0; level < 3; level++) value = Array.from({ length: 1000 }, () => value);
  const data = { question: 'q', choice: 'answer', value };
  const line = encodeLine(entry({ type: 'answer.given', data } as never, 1), RUN, NO_HEAD);
  expect(line.length).toBeLessThan(MAX_LINE / 2);
  expect(line).toContain('more are not on record');
  expect(decodeLine(line)).toMatchObject({ data: { question: 'q', choice: 'answer' } });
});

test('a line beyond the limit is damage with its number, wherever it is cut, and what follows is not read', () => {
  const first = encodeLine(note('one'), RUN, NO_HEAD);
  let held = 0;
  const reader = new ChainReader(() => (held += 1));
  reader.push(Buffer.from(`${first}\n`));
  const piece = Buffer.alloc(8 * MIB, 'x');
  for (let i = 0; i < 20; i++) reader.push(piece);
  reader.push(Buffer.from(`\n${first}\n`));
  const { verdict } = reader.end();
  expect(held).toBe(1);
  expect(verdict).toMatchObject({ kind: 'corrupt', line: 2 });
  expect(describeVerdict(verdict)).toBe('line 2 is longer than the 64 MiB that a line may have');
});
