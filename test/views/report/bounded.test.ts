// A report shows the first thousand notes, and says how many more the timeline has.

import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { htmlAround } from '../../../src/views/report/html/page.ts';
import { markdownAround } from '../../../src/views/report/markdown.ts';
import { reportOf } from '../../../src/views/report/report.ts';
import { EVENTS, PLAN } from '../../support/records/closed-port.ts';

const HEAD = { seq: 1, hash: 'abc' };

const withNotes = (count: number) => {
  const notes = Array.from(
    { length: count },
    (_, n): RunEvent => ({
      v: 2,
      run: 'r1',
      seq: EVENTS.length + n + 1,
      at: '2026-03-02T21:17:44.512Z',
      mono_ms: n,
      actor: { kind: 'human', name: 'ana' },
      prev: '',
      type: 'note.added',
      data: { text: `note ${n + 1}.` },
    }),
  );
  return reportOf(PLAN, [...EVENTS, ...notes], { head: HEAD });
};

test.each([
  [999, 0],
  [1000, 0],
  [1001, 1],
  [1250, 250],
])('of %d notes %d are left to the timeline, which has all of them', (count, more) => {
  const report = withNotes(count);
  expect([report.notes.length, report.more_notes]).toEqual([count - more, more]);
  expect(report.timeline.filter(({ tag }) => tag === 'note')).toHaveLength(count);
  for (const { above, below } of [markdownAround(report), htmlAround(report)]) {
    const text = above + below;
    expect(text).toContain(`note ${count - more}.`);
    expect(text).not.toContain(`note ${count - more + 1}.`);
    expect(text.includes(`And ${more} more, which the timeline has.`)).toBe(more > 0);
  }
});
