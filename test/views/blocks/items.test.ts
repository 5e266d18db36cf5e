// Steps that are carried out for each of a list, as people read them: a few lines, however many items there are.

import { describe, expect, test } from 'vitest';
import { outcomeOfItems } from '../../../src/engine/items/items.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { findingOf, findingText } from '../../../src/views/blocks/reading-line.ts';
import { valueLine } from '../../../src/views/blocks/value-line.ts';
import type { ReportedStep } from '../../../src/views/report/steps.ts';
import { together } from '../../../src/views/report/together.ts';
import { bad, good } from '../../support/engine/simulated-run.ts';

const hosts = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `web-${n + 1}`);
const blind: Outcome = { status: 'blind', reason: { kind: 'not_found', message: 'no such host' } };
const of = (count: number, end: (host: string) => Outcome): Outcome =>
  outcomeOfItems(hosts(count).map((item) => ({ item, outcome: end(item) })));
const said = (outcome: Outcome): string => findingText(findingOf('shell', outcome));

describe('a probe of many items in a line', () => {
  test.each<[string, Outcome]>([
    ['ok: all 200 ok', of(200, () => good())],
    [
      'not ok: 3 of 40 not ok: web-7, web-12, web-31',
      of(40, (host) => (['web-7', 'web-12', 'web-31'].includes(host) ? bad('exit') : good())),
    ],
    ['not ok: 200 of 200 not ok: web-1, web-2, web-3, web-4, web-5 and 195 more', of(200, () => bad('exit'))],
    ['not all seen: 1 of 3 not seen: web-2', of(3, (host) => (host === 'web-2' ? blind : good()))],
    [
      'not ok: 1 of 3 not ok: web-1; 1 of 3 not seen: web-2',
      of(3, (host) => (host === 'web-1' ? bad('exit') : host === 'web-2' ? blind : good())),
    ],
    ['blind: no such host', of(2, () => blind)],
  ])('%s', (line, outcome) => {
    expect(said(outcome)).toBe(line);
  });

  test('their readings as a value are told in the same words', () => {
    const outcome = of(40, (host) => (host === 'web-7' ? bad('exit') : good()));
    const reading = outcome.status === 'failed' ? outcome.reading : undefined;
    expect(valueLine(reading?.['items'] as never)).toBe('1 of 40 not ok: web-7');
    // As it stands beside a decision: eight of forty, those that are not ok first.
    const few = ((reading?.['items'] ?? []) as readonly never[]).slice(5, 13);
    expect(valueLine([...few, '… 32 more'])).toBe('1 of 40 not ok: web-7');
    expect(valueLine([...few.slice(1, 2), '… 39 more'])).toBe('at least 1 of 40 not ok: web-7');
    expect(valueLine([1, 2, 3, 4, 5, 6, 7, 8, '… 32 more'])).toBe('40 items');
    expect(valueLine([{ item: 'x' }, { name: 'y' }])).toBe('[{item x}, {name y}]');
  });
});

describe('what was changed, in a report', () => {
  const step = (n: number, more: Partial<ReportedStep> = {}): ReportedStep => ({
    step: `down/restart[${n}]`,
    exec: `down/restart[${n}]#1`,
    title: `Restart web-${n}`,
    command: `restart web-${n}`,
    target: `web-${n}`,
    risk: 'change',
    stakes: [],
    result: 'done',
    why: 'it succeeded',
    approved: 'ana',
    started_at: '2026-01-01T00:00:00.000Z',
    settled_ms: n,
    seen: [],
    output: [],
    ...more,
  });

  test('items that ended alike are one entry, and one that did not stands alone', () => {
    const all = hosts(40).map((_, n) => step(n + 1, n === 6 ? { result: 'failed', why: 'exit code 1' } : {}));
    const told = together(all);
    expect(told.map(({ title, result }) => [title, result])).toEqual([
      ['Restart web-1, Restart web-2, Restart web-3, Restart web-4, Restart web-5, Restart web-6', 'done'],
      ['Restart web-7', 'failed'],
      ['Restart web-8, Restart web-9, Restart web-10, Restart web-11, Restart web-12 and 28 more', 'done'],
    ]);
    expect(told[2]?.command.split('\n')).toEqual([
      'restart web-8',
      'restart web-9',
      'restart web-10',
      'restart web-11',
      'restart web-12',
      '# and 28 more',
    ]);
  });

  test('two steps stay two, and so does an item that has something to say', () => {
    const other = step(1, { step: 'down/start', title: 'Start' });
    const loud = step(2, { output: [{ stream: 'stdout', bytes: 2, text: 'x', whole: true }] });
    expect(together([other, step(1), loud, step(3)])).toHaveLength(4);
  });
});
