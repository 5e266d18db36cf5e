// Properties: expressions mean the same to three evaluators, and knowing more never takes an answer back.

import { Environment } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { environment } from '../../src/expr/create.ts';
import type { Scope } from '../../src/expr/environment.ts';
import type { Truth } from '../../src/model/expression.ts';
import {
  conditions,
  GRAMMAR_DECLARATIONS,
  scopeOf,
  type World,
  worlds,
} from '../support/expressions/random-expressions.ts';
import { times } from '../support/soak.ts';

/** How much longer the long version is. */
const LONGER = times(1, 20);

if (LONGER > 1) vi.setConfig({ testTimeout: 600_000 });

const grammar = environment(GRAMMAR_DECLARATIONS);

function truth(text: string, scope: Scope): Truth {
  const checked = grammar.expression(text, 'bool', 'run');
  if (!checked.ok) throw new Error(`${text}: ${JSON.stringify(checked.error)}`);
  return grammar.truth(checked.value, scope).truth;
}

const say = (value: boolean | undefined): Truth => (value === undefined ? 'unknown' : value ? 'true' : 'false');

describe('meaning', () => {
  test('given any condition in any world, its truth is what a second, naive evaluator finds', () => {
    fc.assert(
      fc.property(conditions({ known: true }), worlds, ({ text, mean }, world) => {
        expect(truth(text, scopeOf(world))).toBe(say(mean(world)));
      }),
      { numRuns: 2000 * LONGER },
    );
  });

  test('given a world in which everything is known, the truth is what the CEL library finds', () => {
    const fields = {
      b0: 'bool',
      b1: 'bool',
      b2: 'bool',
      n0: 'double',
      n1: 'double',
      n2: 'double',
      list: 'list<double>',
    };
    const library = new Environment().registerVariable({ name: 'p', schema: fields });
    const whole = worlds.map(
      ({ booleans, numbers, list }): World => ({
        booleans: booleans.map((value) => value ?? false),
        numbers: numbers.map((value) => value ?? 1),
        list: list ?? [2],
      }),
    );
    let compared = 0;
    fc.assert(
      fc.property(conditions({ known: false }), whole, ({ text, mean }, world) => {
        // Where we see a division by zero the library sees an infinity: our meaning is the stricter one.
        fc.pre(mean(world) !== undefined && !text.includes('/'));
        compared += 1;
        const found = library.evaluate(text, { p: scopeOf(world).readings['p'] }) as boolean;
        expect(truth(text, scopeOf(world))).toBe(say(found));
      }),
      { numRuns: 500 * LONGER, maxSkipsPerRun: 1000 },
    );
    expect(compared).toBe(500 * LONGER);
  });

  test('given an answer in a world that is partly known, learning the rest never changes it', () => {
    const partly = fc.record({ world: worlds, more: worlds });
    fc.assert(
      fc.property(conditions({ known: false }), partly, ({ text }, { world, more }) => {
        const before = truth(text, scopeOf(world));
        const after = truth(text, scopeOf(filled(world, more)));
        if (before !== 'unknown') expect(after).toBe(before);
      }),
      { numRuns: 2000 * LONGER },
    );
  });
});

/** A world in which what was unknown is now what the other says. */
function filled(world: World, more: World): World {
  return {
    booleans: world.booleans.map((value, i) => value ?? more.booleans[i]),
    numbers: world.numbers.map((value, i) => value ?? more.numbers[i]),
    list: world.list ?? more.list,
  };
}

describe('evidence', () => {
  test('given an answer, nothing that its evidence leaves out could have changed it', () => {
    let shorter = 0;
    fc.assert(
      fc.property(conditions({ known: false }), worlds, worlds, ({ text }, world, other) => {
        const evidence = grammar.truth({ source: text, probes: [], before: [] }, scopeOf(world));
        fc.pre(evidence.truth !== 'unknown');
        const seen = new Set(evidence.saw.map(({ name }) => name));
        const mixed: World = {
          booleans: world.booleans.map((value, i) => (seen.has(`p.b${i}`) ? value : other.booleans[i])),
          numbers: world.numbers.map((value, i) => (seen.has(`p.n${i}`) ? value : other.numbers[i])),
          list: seen.has('p.list') ? world.list : other.list,
        };
        if (new Set(text.match(/p\.\w+/g)).size > seen.size) shorter += 1;
        expect(truth(text, scopeOf(mixed))).toBe(evidence.truth);
      }),
      { numRuns: 1000 * LONGER, maxSkipsPerRun: 1000 },
    );
    expect(shorter).toBeGreaterThan(50 * LONGER);
  });

  test('given no answer, its evidence names something unknown, or a calculation without a result', () => {
    fc.assert(
      fc.property(conditions({ known: true }), worlds, ({ text }, world) => {
        const evidence = grammar.truth({ source: text, probes: [], before: [] }, scopeOf(world));
        fc.pre(evidence.truth === 'unknown' && !text.includes('/'));
        expect(evidence.saw.some((seen) => 'unknown' in seen)).toBe(true);
      }),
      { numRuns: 300 * LONGER, maxSkipsPerRun: 1000 },
    );
  });
});
