// Fitting rows into a height: never taller, groups whole, order kept.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compose } from '../../../src/views/text/compose.ts';
import { type Row, ranked, row, rowText } from '../../../src/views/text/row.ts';

const rows = fc.array(
  fc.record({
    rank: fc.integer({ min: 0, max: 4 }),
    group: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  }),
  { maxLength: 30 },
);

test('the result is never taller than the budget, and keeps the order', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 30 }), (specs, budget) => {
      const all: readonly Row[] = specs.map(({ rank, group }, n) => ranked(rank, row([String(n)]), group));
      const kept = compose(all, budget).rows;
      expect(kept.length).toBeLessThanOrEqual(budget);
      const places = kept.map((one) => all.indexOf(one));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }),
  );
});

test('a group stands or falls whole, and what fell is named', () => {
  const all = [
    row(['title']),
    ranked(2, row(['undo 1']), 'undo'),
    ranked(2, row(['undo 2']), 'undo'),
    ranked(3, row(['why']), 'why'),
    row(['keys']),
  ];
  const { rows: kept, dropped } = compose(all, 3);
  expect(kept.map(rowText)).toEqual(['title', 'why', 'keys']);
  expect(dropped).toEqual(['undo']);
});

test('rank 0 goes last', () => {
  const all = [ranked(1, row(['blank'])), row(['risk']), ranked(1, row(['blank'])), row(['target'])];
  expect(compose(all, 2).rows.map(rowText)).toEqual(['risk', 'target']);
});
