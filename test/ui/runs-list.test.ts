// The list of runs without a terminal: what keys do, and what is drawn of it in any window.

import { expect, test } from 'vitest';
import type { Press } from '../../src/ui/press.ts';
import { pressedInRuns } from '../../src/ui/runs-keyboard.ts';
import {
  AT_TOP,
  type Browsing,
  fitting,
  type Purpose,
  type RunRow,
  runListView,
} from '../../src/views/screen/run-list.ts';
import { glyphsFor } from '../../src/views/text/glyphs.ts';
import { fit, rowText } from '../../src/views/text/row.ts';
import { width } from '../../src/views/text/text.ts';

const glyphs = glyphsFor({ LANG: 'C.UTF-8' });
const run = (n: number, change: Partial<RunRow> = {}): RunRow => ({
  run: `20260302-2117-cache-${String(n).padStart(4, '0')}`,
  outcome: n % 2 === 0 ? 'resolved' : 'waiting',
  runbook: 'cache-full',
  style: { tone: 'ok' },
  cause: `Cause number ${n}`,
  opened_ms: 0,
  duration_ms: 61_000,
  by: 'ana',
  problem: null,
  ...change,
});
const RUNS = Array.from({ length: 50 }, (_, n) => run(n));

const text = (typed: string): Press => ({ type: 'text', text: typed });
const key = (name: 'enter' | 'escape' | 'up' | 'down' | 'pagedown' | 'home' | 'end'): Press => ({ type: 'key', name });

interface Begun {
  readonly all?: readonly RunRow[];
  readonly purpose?: Purpose;
  readonly from?: Browsing;
}

function pressing(presses: readonly Press[], { all = RUNS, purpose = 'read', from = AT_TOP }: Begun = {}) {
  let browsing: Browsing = from;
  const acts = [];
  for (const press of presses) {
    const shown = fitting(all, browsing.text);
    const next = pressedInRuns(browsing, press, { all, shown, height: 10, purpose });
    browsing = next.browsing;
    if (next.act !== null) acts.push(next.act);
  }
  return { browsing, acts };
}

function drawn(all: readonly RunRow[], browsing: Browsing, columns: number, rows: number) {
  const shown = fitting(all, browsing.text);
  const window = { columns, rows, now: 4 * 86_400_000 };
  return runListView({
    shown,
    total: all.length,
    isLoading: false,
    browsing,
    window,
    glyphs,
    purpose: 'read',
    isArmed: true,
  });
}

test.each([
  [[key('down'), text('j'), key('up')], 1],
  [[key('up')], 0],
  [[key('pagedown'), text('k')], 8],
  [[key('end'), key('down')], 49],
  [[key('end'), key('home')], 0],
])('keys move within the list: %j', (presses, cursor) => {
  expect(pressing(presses).browsing.cursor).toBe(cursor);
});

test.each([
  ['read', key('enter'), 'show'],
  ['resume', key('enter'), 'resume'],
  ['resume', text('s'), 'show'],
  ['read', text('r'), 'resume'],
  ['read', text('R'), 'report'],
  ['read', text('m'), 'report'],
] as const)('in a list to %s, %j is to %s the run at the cursor', (purpose, press, type) => {
  expect(pressing([text('j'), press], { purpose }).acts).toEqual([{ type, run: RUNS[1]?.run }]);
  expect(pressing([press], { all: [], purpose }).acts).toEqual([]);
});

test('q, Esc and ^C leave; a paste does nothing', () => {
  for (const press of [text('q'), key('escape'), { type: 'ctrl', letter: 'c' } as const])
    expect(pressing([press]).acts).toEqual([{ type: 'leave' }]);
  expect(pressing([{ type: 'paste', text: 'r' }])).toEqual({ browsing: AT_TOP, acts: [] });
});

test('letters of the filter press nothing; it keeps runs that have every word, and the cursor on its run', () => {
  const typed = pressing([key('down'), key('down'), text('/'), ...[...'r q RESOLVED number'].map(text), key('enter')]);
  expect(typed).toMatchObject({ acts: [], browsing: { isTyping: false, text: 'r q RESOLVED number', cursor: 0 } });
  expect(fitting(RUNS, ' resolved  0004 ').map(({ run: id }) => id)).toEqual([RUNS[4]?.run]);
  const kept = pressing([key('down'), key('down'), text('/'), ...[...'resolved'].map(text), key('enter')]);
  expect(kept.browsing.cursor).toBe(1);
  const back = pressing([key('escape')], { from: kept.browsing });
  expect(back).toMatchObject({ acts: [], browsing: { text: '', cursor: 2 } });
});

test('in any window the run at the cursor is shown, nothing is wider or higher than it, and foreign text moves nothing', () => {
  const hostile = run(30, { cause: `\x1b[2J\n${'漢'.repeat(200)}`, by: '\x1b]0;x\x07\r' });
  const unreadable = run(31, { outcome: 'unreadable', problem: `line 3 \x1b[1A${'x'.repeat(300)}` });
  const all = [...RUNS.slice(0, 30), hostile, unreadable, ...RUNS.slice(32)];
  for (const [columns, rows] of [
    [20, 4],
    [50, 8],
    [50, 20],
    [80, 24],
    [120, 40],
  ] as const)
    for (const cursor of [0, 30, 31, 49]) {
      const view = drawn(all, { ...AT_TOP, cursor }, columns, rows);
      const lines = view.rows.map((one) => rowText({ ...one, left: fit(one, columns), right: [] }));
      expect(lines.length).toBeLessThan(rows);
      expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns);
      expect(lines.filter((line) => line.startsWith(glyphs.cursor))).toHaveLength(1);
      expect(lines.join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      expect(cursor).toBeGreaterThanOrEqual(view.first);
      expect(cursor).toBeLessThan(view.first + view.height);
    }
});

test('a row has outcome, age, duration, runbook, cause, name and the end of the id; a run that cannot be read has its reason', () => {
  const [, , first] = drawn([run(0), run(1)], { ...AT_TOP, cursor: 0 }, 100, 24).rows;
  expect(first === undefined ? '' : rowText(first)).toMatch(
    /^ {2}waiting +4d ago +1m 01s +cache-full +Cause number 1 +ana +0001$/,
  );
  const [, second] = drawn([run(0, { outcome: 'unreadable', problem: 'line 3 is cut' })], AT_TOP, 80, 24).rows;
  expect(second === undefined ? '' : rowText(second)).toContain('line 3 is cut');
});

test('a wide window shows whose run it is; a narrow one keeps the room for the cause', () => {
  const rowOf = (columns: number): string => {
    const window = { columns, rows: 24, now: 3_600_000 };
    const scene = {
      shown: RUNS,
      total: 50,
      isLoading: false,
      browsing: AT_TOP,
      window,
      glyphs,
      purpose: 'read',
    } as const;
    return (
      runListView({ ...scene, isArmed: true })
        .rows.map(rowText)
        .find((line) => line.includes('Cause number 1')) ?? ''
    );
  };
  expect(rowOf(120)).toMatch(/cache-full +Cause number 1 /);
  expect(rowOf(80)).not.toContain('cache-full');
});
