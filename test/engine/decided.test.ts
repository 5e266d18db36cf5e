// Runs made by chance, as they are decided: what each decision was, in order, and a digest of all that stands in them. A
// change of a decision shows here, whatever it is about. `UPDATE_GOLDEN=1` writes what is decided now; the diff is the review.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isDecisionType } from '../../src/engine/event-types.ts';
import { type Lived, livedAll } from '../support/engine/chanced/lived.ts';
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

test.each<[name: string, format: number, count: number]>([
  ['runs.txt', 2, 200],
  ['runs-format-1.txt', 1, 50],
])(
  'the runs of %s are decided as they were',
  (name, format, count) => {
    const file = join(FOLDER, name);
    if (process.env.UPDATE_GOLDEN === '1')
      writeFileSync(file, [...livedAll(0, count, format)].map((one) => `${block(one)}\n`).join(''));
    const was = readFileSync(file, 'utf8').split(/^(?=run )/m);
    expect(was).toHaveLength(count);
    let n = 0;
    for (const one of livedAll(0, count, format)) {
      expect(`${block(one)}\n`).toBe(was[n]);
      n += 1;
    }
  },
  3_600_000,
);
