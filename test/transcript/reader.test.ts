// What a record is worth after anything was done to it: cut anywhere, any bit turned, lines moved, doubled or taken out.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { type Head, NO_HEAD, sha256 } from '../../src/transcript/chain.ts';
import { ChainReader } from '../../src/transcript/chain-reader.ts';
import { decodeLine, encodeLine } from '../../src/transcript/format.ts';
import { describeVerdict, readRun, type Transcript } from '../../src/transcript/reader.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { EVERY_EVENT } from '../support/records/every-event.ts';
import { BATCHES, entry, note } from '../support/records/recorded-run.ts';
import { times } from '../support/soak.ts';

const RUN = '20260302-2114-queue-stuck-k3f7';

/** Lines of a run, as the writer makes them. */
function linesOf(entries: readonly ReturnType<typeof entry>[]): {
  readonly lines: readonly string[];
  readonly head: Head;
} {
  let head = NO_HEAD;
  const lines = entries.map((each) => {
    const line = encodeLine(each, RUN, head);
    head = { seq: head.seq + 1, hash: sha256(line) };
    return line;
  });
  return { lines, head };
}

const sealed = (() => {
  const { lines, head } = linesOf(BATCHES.flat());
  const seal = entry({ type: 'run.sealed', data: { count: head.seq, hash: head.hash } }, 31);
  return [...lines, encodeLine(seal, RUN, head)];
})();
const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const WHOLE = bytesOf(sealed);
const HEAD: Head = { seq: sealed.length, hash: sha256(sealed.at(-1) ?? '') };

function read(bytes: Uint8Array, saved: Head | null = null, cuts: readonly number[] = []): Transcript {
  const events: RunEvent[] = [];
  const reader = new ChainReader((event) => void events.push(event), saved);
  const places = [0, ...cuts, bytes.length];
  for (const [at, start] of places.slice(0, -1).entries()) reader.push(bytes.subarray(start, places[at + 1]));
  return { ...reader.end(), events };
}

describe('lines', () => {
  test('every event reads back as it was written, and is safe to show', () => {
    for (const body of EVERY_EVENT) {
      const line = encodeLine(entry(body, 12), RUN, NO_HEAD);
      expect(decodeLine(line)).toMatchObject({ type: body.type, data: body.data, seq: 1, mono_ms: 12 });
      expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
    }
  });

  test('the envelope has its keys in order, time with three decimals, and hashes in a chain', () => {
    const [first, second] = sealed;
    expect(first).toMatch(
      /^\{"v":2,"run":"[^"]+","seq":1,"type":"run\.opened","at":"2026-03-02T21:14:08\.000Z","mono_ms":0,"actor":\{"kind":"human","name":"ana"\},"data":\{.*\},"prev":"0{64}"\}$/,
    );
    expect(second?.endsWith(`"prev":"${sha256(first ?? '')}"}`)).toBe(true);
  });

  test('data that is nested too deeply is refused before anything is written', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const value = { question: 'q', choice: 'answer', value: deep };
    expect(() => encodeLine(entry({ type: 'answer.given', data: value as never }), RUN, NO_HEAD)).toThrow(
      /cannot be written/,
    );
  });
});

describe('a record that nobody touched', () => {
  test('is ok, wherever the reads are cut', () => {
    const whole = read(WHOLE, HEAD);
    expect(whole).toMatchObject({ verdict: { kind: 'ok' }, head: HEAD, size: WHOLE.length, sealed: true });
    expect(whole.events).toHaveLength(sealed.length);
    for (let cut = 0; cut <= WHOLE.length; cut++) expect(read(WHOLE, HEAD, [cut])).toEqual(whole);
  });

  test('keeps events of types that this program does not know', () => {
    const [line = ''] = linesOf([note('x')]).lines;
    const later = line.replace('"note.added"', '"note.praised"').replace('"text":"x"', '"stars":5');
    expect(read(bytesOf([later])).events[0]).toMatchObject({ type: 'note.praised', data: { stars: 5 } });
  });
});

describe('a record that was cut', () => {
  // Rule: record.torn
  test('at any byte is torn, or whole up to there; its saved head shows that something is missing', () => {
    for (let size = 0; size < WHOLE.length; size++) {
      const cut = WHOLE.subarray(0, size);
      const lines = cut.toString('latin1').split('\n').length - 1;
      const { verdict, head, size: good } = read(cut);
      const rest = size - (WHOLE.subarray(0, size).lastIndexOf('\n') + 1);
      expect(head.seq).toBe(lines);
      expect(good).toBe(size - rest);
      if (lines === 0) expect(verdict).toEqual({ kind: 'empty' });
      else expect(verdict).toEqual(rest === 0 ? { kind: 'ok' } : { kind: 'torn', bytes: rest, line: lines + 1 });
      expect(read(cut, HEAD).verdict).toEqual({ kind: 'truncated', expected: HEAD, found: head });
    }
  });

  test('with its end full of NUL is torn', () => {
    for (let size = WHOLE.length - 700; size < WHOLE.length; size += 7) {
      const holed = Buffer.concat([WHOLE.subarray(0, size), Buffer.alloc(WHOLE.length - size)]);
      expect(read(holed).verdict.kind).toBe('torn');
      // And so it is when the hole is followed by what was written after it, up to a line feed.
      const bridged = Buffer.concat([WHOLE.subarray(0, size), Buffer.alloc(20), Buffer.from('tail"}\n')]);
      expect(read(bridged).verdict.kind).toBe('torn');
    }
  });

  test('a hole with whole events behind it is damage: a crash leaves no such thing, and nothing is cut off', () => {
    const holed = Buffer.from(WHOLE);
    holed.fill(0, 500, 520);
    expect(read(holed).verdict).toMatchObject({ kind: 'corrupt', line: 1 });
  });
});

// Rule: record.damage
test('one turned bit anywhere is found, given the head', () => {
  const step = times(3, 1);
  for (let at = 0; at < WHOLE.length; at += step) {
    for (let bit = 0; bit < 8; bit += step) {
      const turned = Buffer.from(WHOLE);
      turned[at] = (turned[at] ?? 0) ^ (1 << bit);
      const { verdict } = read(turned, HEAD);
      expect(verdict.kind, `bit ${bit} of byte ${at}`).toMatch(/^(corrupt|truncated|newer|foreign)$/);
      // Without the head, only the last line may change unseen, and nothing but its end looks like a crash.
      const alone = read(turned).verdict.kind;
      if (at < WHOLE.length - (sealed.at(-1)?.length ?? 0) - 1) expect(alone).toMatch(/^(corrupt|newer|foreign)$/);
      else if (at < WHOLE.length - 1) expect(alone).toMatch(/^(ok|corrupt|newer)$/);
      else expect(alone).toBe('torn');
    }
  }
});

// Rule: record.damage
test('lines that are moved, doubled or taken out are found', () => {
  for (let at = 0; at < sealed.length; at++) {
    const without = sealed.filter((_, other) => other !== at);
    const doubled = sealed.flatMap((line, other) => (other === at ? [line, line] : [line]));
    expect(read(bytesOf(without), HEAD).verdict.kind).not.toBe('ok');
    expect(read(bytesOf(doubled), HEAD).verdict.kind).toBe('corrupt');
    if (at === 0) continue;
    const swapped = [...sealed];
    [swapped[at - 1], swapped[at]] = [sealed[at] as string, sealed[at - 1] as string];
    expect(read(bytesOf(swapped), HEAD).verdict.kind).toBe('corrupt');
  }
});

// Rule: audit.anew
test('a tail that was written anew, with its chain and its seal, does not fit the saved head', () => {
  const forged = linesOf([...BATCHES.flat().slice(0, -1), note('nothing happened')]);
  expect(read(bytesOf(forged.lines)).verdict.kind).toBe('ok');
  expect(read(bytesOf(forged.lines), { seq: 5, hash: HEAD.hash }).verdict).toMatchObject({ kind: 'corrupt', line: 5 });
});

describe.each([
  [
    'an event of another run',
    () => [...sealed.slice(0, 2), encodeLine(note('x'), 'other', headOf(2))],
    3,
    /belongs to the run other/,
  ],
  ['a line after the seal', () => [...sealed, encodeLine(note('x'), RUN, HEAD)], HEAD.seq + 1, /after the seal/],
  ['a gap', () => [...sealed.slice(0, 2), encodeLine(note('x'), RUN, { ...headOf(2), seq: 7 })], 3, /number 8/],
  [
    'a seal with another count',
    () => [
      ...sealed.slice(0, 2),
      encodeLine(entry({ type: 'run.sealed', data: { count: 1, hash: headOf(2).hash } }), RUN, headOf(2)),
    ],
    3,
    /seal that does not fit/,
  ],
])('%s', (_what, lines, line, why) => {
  test('is damage', () => {
    const { verdict } = read(bytesOf(lines()));
    expect(verdict).toMatchObject({ kind: 'corrupt', line });
    expect(describeVerdict(verdict)).toMatch(why);
  });
});

function headOf(count: number): Head {
  return { seq: count, hash: sha256(sealed[count - 1] ?? '') };
}

describe('what is no transcript of this version', () => {
  test.each(['hello\nworld\n', '{"a":1}\n', '[]\n', '# Runbook', '\n', 'x'.repeat(5000)])(
    '%.20j is foreign',
    (text) => {
      expect(read(Buffer.from(text)).verdict.kind).toBe('foreign');
    },
  );

  test.each(['', '{', '{"v":1,"run":', '\0\0\0'])('%j is a run that never began', (text) => {
    expect(read(Buffer.from(text)).verdict).toEqual({ kind: 'empty' });
  });

  // Rule: record.later-format
  test('a later format is said to be one', () => {
    const { verdict } = read(Buffer.from(WHOLE.toString().replaceAll('{"v":2,', '{"v":3,')));
    expect(verdict).toEqual({ kind: 'newer', format: 3 });
    expect(describeVerdict(verdict)).toContain('newer version of firebreak');
  });
});

describe('files', () => {
  test('a long transcript is read with its chain checked, and held against its saved head', () => {
    const { lines, head } = linesOf(Array.from({ length: 20_000 }, (_, at) => note(`note ${at}`, at)));
    const run = runFolder(mkdtempSync(join(tmpdir(), 'firebreak-reader-')));
    writeFileSync(run.transcript, bytesOf(lines));
    writeFileSync(run.head, JSON.stringify(head));
    expect(readRun(run)).toMatchObject({ verdict: { kind: 'ok' }, head });
    writeFileSync(run.transcript, bytesOf(lines.slice(0, -1)));
    expect(readRun(run).verdict).toMatchObject({ kind: 'truncated', expected: head });
  });
});
