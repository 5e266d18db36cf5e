// Random expressions of a small grammar, each with its meaning written down a second time, as plainly as can be: undefined
// is unknown.

import * as fc from 'fast-check';
import type { Declarations, Scope } from '../../../src/expr/environment.ts';
import { reading } from './expressions.ts';

/** What the names of the grammar stand for; undefined is unknown. */
export interface World {
  readonly booleans: readonly (boolean | undefined)[];
  readonly numbers: readonly (number | undefined)[];
  readonly list: readonly number[] | undefined;
}

type Meaning<T> = (world: World, item?: number) => T | undefined;

/** An expression as text, and what it means. */
export interface Written<T> {
  readonly text: string;
  readonly mean: Meaning<T>;
}

/** The declarations that the names of the grammar need. */
export const GRAMMAR_DECLARATIONS: Declarations = {
  inputs: [],
  probes: [
    {
      id: 'p',
      reading: {
        b0: 'bool',
        b1: 'bool',
        b2: 'bool',
        n0: 'number',
        n1: 'number',
        n2: 'number',
        list: { list: 'number' },
      },
    },
  ],
  steps: [],
  facts: [],
};

/** The scope that a world makes: what is unknown is absent. */
export function scopeOf({ booleans, numbers, list }: World): Scope {
  const fields: Record<string, boolean | number | readonly number[]> = {};
  for (const [i, value] of booleans.entries()) if (value !== undefined) fields[`b${i}`] = value;
  for (const [i, value] of numbers.entries()) if (value !== undefined) fields[`n${i}`] = value;
  if (list !== undefined) fields['list'] = list;
  return {
    readings: { p: reading(fields) },
    blind: {},
    before: null,
    inputs: {},
    secrets: {},
    alert: null,
    cause: null,
    run: { id: '', started_at: '', elapsed_ms: 0 },
  };
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 });

const small = fc.integer({ min: -3, max: 3 });

// A division by a literal zero does not pass the check; numbers of the world may still be zero.
const literal = small.filter((n) => n !== 0);

/** Random worlds. */
export const worlds: fc.Arbitrary<World> = fc.record({
  booleans: fc.tuple(maybe(fc.boolean()), maybe(fc.boolean()), maybe(fc.boolean())),
  numbers: fc.tuple(maybe(small), maybe(small), maybe(small)),
  list: maybe(fc.array(small, { maxLength: 4 })),
});

const both =
  <A, B, R>(a: Meaning<A>, b: Meaning<B>, work: (a: A, b: B) => R | undefined): Meaning<R> =>
  (world, item) => {
    const [left, right] = [a(world, item), b(world, item)];
    return left === undefined || right === undefined ? undefined : work(left, right);
  };

const and = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;

const not = (a: boolean | undefined): boolean | undefined => (a === undefined ? undefined : !a);

const or = (a: boolean | undefined, b: boolean | undefined): boolean | undefined => not(and(not(a), not(b)));

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const COMPUTE: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
};

/** Random conditions. With `known` they may act on not knowing. */
export function conditions(options: { readonly known: boolean }): fc.Arbitrary<Written<boolean>> {
  const { condition } = fc.letrec<{ condition: Written<boolean>; number: Written<number>; item: Written<boolean> }>(
    (tie) => ({
      number: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.nat(2).map((i): Written<number> => ({ text: `p.n${i}`, mean: (world) => world.numbers[i] })),
        literal.map((n): Written<number> => ({ text: n < 0 ? `(${n}.0)` : `${n}.0`, mean: () => n })),
        fc.constant<Written<number>>({ text: 'double(size(p.list))', mean: ({ list }) => list?.length }),
        fc.tuple(fc.constantFrom(...Object.keys(COMPUTE)), tie('number'), tie('number')).map(
          ([sign, a, b]): Written<number> => ({
            text: `(${a.text} ${sign} ${b.text})`,
            mean: both(a.mean, b.mean, COMPUTE[sign] ?? (() => undefined)),
          }),
        ),
        fc.tuple(tie('condition'), tie('number'), tie('number')).map(
          ([c, a, b]): Written<number> => ({
            text: `(${c.text} ? ${a.text} : ${b.text})`,
            mean: (world, item) => {
              const truth = c.mean(world, item);
              return truth === undefined ? undefined : truth ? a.mean(world, item) : b.mean(world, item);
            },
          }),
        ),
      ),
      condition: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.nat(2).map((i): Written<boolean> => ({ text: `p.b${i}`, mean: (world) => world.booleans[i] })),
        fc.boolean().map((b): Written<boolean> => ({ text: String(b), mean: () => b })),
        tie('condition').map(
          (a): Written<boolean> => ({ text: `!${a.text}`, mean: (world, item) => not(a.mean(world, item)) }),
        ),
        fc.tuple(tie('condition'), tie('condition')).map(
          ([a, b]): Written<boolean> => ({
            text: `(${a.text} && ${b.text})`,
            mean: (world, item) => and(a.mean(world, item), b.mean(world, item)),
          }),
        ),
        fc.tuple(tie('condition'), tie('condition')).map(
          ([a, b]): Written<boolean> => ({
            text: `(${a.text} || ${b.text})`,
            mean: (world, item) => or(a.mean(world, item), b.mean(world, item)),
          }),
        ),
        fc.tuple(fc.constantFrom(...Object.keys(COMPARE)), tie('number'), tie('number')).map(
          ([sign, a, b]): Written<boolean> => ({
            text: `(${a.text} ${sign} ${b.text})`,
            mean: both(a.mean, b.mean, COMPARE[sign] ?? (() => undefined)),
          }),
        ),
        tie('item').map(
          (body): Written<boolean> => ({
            text: `p.list.exists(x, ${body.text})`,
            mean: (world) => world.list?.map((item) => body.mean(world, item)).reduce(or, false),
          }),
        ),
        tie('item').map(
          (body): Written<boolean> => ({
            text: `p.list.all(x, ${body.text})`,
            mean: (world) => world.list?.map((item) => body.mean(world, item)).reduce(and, true),
          }),
        ),
        tie('number').map(
          (a): Written<boolean> => ({
            text: `(${a.text} in p.list)`,
            mean: both(
              a.mean,
              ({ list }) => list,
              (n, list) => list.includes(n),
            ),
          }),
        ),
        ...(options.known
          ? [
              tie('condition').map(
                (a): Written<boolean> => ({
                  text: `known(${a.text})`,
                  mean: (world, item) => a.mean(world, item) !== undefined,
                }),
              ),
            ]
          : []),
      ),
      item: fc.oneof(
        fc.tuple(fc.constantFrom(...Object.keys(COMPARE)), tie('number')).map(
          ([sign, b]): Written<boolean> => ({
            text: `(x ${sign} ${b.text})`,
            mean: both((_, item) => item, b.mean, COMPARE[sign] ?? (() => undefined)),
          }),
        ),
        tie('condition'),
      ),
    }),
  );
  return condition;
}
