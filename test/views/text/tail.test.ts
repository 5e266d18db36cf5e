// The end of an output while it runs.

import { describe, expect, test } from 'vitest';
import { grow, lastLines, NO_TAIL, tailOf } from '../../../src/views/text/tail.ts';

describe('the last lines of a running output', () => {
  test('are none where none are wanted, also when there are many', () => {
    const tail = grow(NO_TAIL, 'one\ntwo\nthree');
    expect(lastLines(tail, 0)).toEqual([]);
    expect(lastLines({ ...tail, open: '' }, 0)).toEqual([]);
    expect(lastLines(tail, 1)).toEqual(['three']);
    expect(lastLines(tail, 2)).toEqual(['two', 'three']);
  });

  test('come once each, however the output is cut into parts', () => {
    const text = 'one\ntwo\r\nthree\n';
    for (let size = 1; size <= text.length; size += 1) {
      let tail = NO_TAIL;
      const said: string[] = [];
      for (let at = 0; at < text.length; at += size) {
        const before = tail.count;
        tail = grow(tail, text.slice(at, at + size));
        said.push(...lastLines({ ...tail, open: '' }, tail.count - before));
      }
      expect(said).toEqual(['one', 'two', 'three']);
    }
  });
});

test('of a recorded output no lines may be shown', () => {
  const output = { stream: 'stdout', bytes: 8, stored_bytes: 8, sha256: '', cut: false, text: 'one\ntwo\n' } as const;
  expect(tailOf([output], 0)).toEqual({ lines: [], more: '2 lines above, 8 B in all' });
});
