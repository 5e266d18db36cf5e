// Runs made by chance, as they are decided: what each decision was, in order, and a digest of all that stands in them. A
// change of a decision shows here, whatever it is about. `UPDATE_GOLDEN=1` writes what is decided now; the diff is the review.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isDecisionType } from '../../src/engine/event-types.ts';
import { RULES } from '../../src/model/event.ts';
import { type Lived, livedOf } from '../support/engine/chanced/lived.ts';
import { told } from '../support/engine/simulated-run.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/decided');

function block({ seed, life, events }: Lived): string {
  const { mode, approve, kills } = life.manner;
  const decisions = events.filter(({ type }) => isDecisionType(type)).map(({ type, data, at }) => [at, type, data]);
  const digest = createHash('sha256').update(JSON.stringify(decisions)).digest('hex').slice(0, 12);
  return [
    `run ${seed}: ${mode}, ${approve}, ${kills.length} kills; ${decisions.length} decisions ${digest}`,
    ...told(events).map((line) => `  ${line}`),
  ].join('\n');
}

/** The first hundred, and such in which the rules of then come to something else than those of today. */
const firstAnd = (...more: readonly number[]): readonly number[] => [...first(100), ...more];
const first = (count: number): readonly number[] => Array.from({ length: count }, (_, seed) => seed);

// What the programs of then decided was written by them, and is never written anew.
test.each<[name: string, rules: number, seeds: readonly number[]]>([
  ['runs.txt', RULES, first(200)],
  ['runs-by-rules-2.txt', 2, firstAnd(357, 455, 457, 1376, 1454, 1610)],
  ['runs-by-rules-1.txt', 1, firstAnd(108, 308, 402, 416, 1179)],
])(
  'the runs of %s are decided as they were',
  (name, rules, seeds) => {
    const file = join(FOLDER, name);
    if (process.env.UPDATE_GOLDEN === '1' && rules === RULES)
      writeFileSync(file, [...livedOf(seeds, rules)].map((one) => `${block(one)}\n`).join(''));
    const was = readFileSync(file, 'utf8').split(/^(?=run )/m);
    expect(was).toHaveLength(seeds.length);
    let n = 0;
    for (const one of livedOf(seeds, rules)) {
      expect(`${block(one)}\n`).toBe(was[n]);
      n += 1;
    }
  },
  3_600_000,
);
