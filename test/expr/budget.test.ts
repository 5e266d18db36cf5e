// Whatever an expression asks for, it ends after a counted amount of work and within a counted amount of memory, and what
// is unknown for it says so.

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { environment } from '../../src/expr/create.ts';
import type { Environment, Scope } from '../../src/expr/environment.ts';
import { ONE, part, payWhole } from '../../src/expr/evaluate/budget.ts';
import { type Evidence, showText } from '../../src/model/expression.ts';
import { reading, SCOPE } from '../support/expressions/expressions.ts';
import { times } from '../support/soak.ts';

const LONGER = times(1, 20);

if (LONGER > 1) vi.setConfig({ testTimeout: 600_000 });

const MIB = 1024 * 1024;
const TOO_MUCH = /it takes too much (work|memory)|is too long|more was looked at than is listed here/;

const LINES = Array.from({ length: 4000 }, (_, i) => `2026-03-01 line ${i} of a log in which something happened`);
const FIELDS = {
  lines: LINES,
  text: LINES.join('\n'),
  long: 'x'.repeat(MIB),
  words: Array.from({ length: 100_000 }, () => 'x'),
  map: Object.fromEntries(LINES.map((line, i) => [line, i])),
};
const READING = {
  lines: { list: 'string' },
  text: 'string',
  long: 'string',
  words: { list: 'string' },
  map: 'dyn',
} as const;

const scope = (): Scope => ({ ...SCOPE, readings: { p: reading(FIELDS) } });

function file(facts: Readonly<Record<string, string>> = {}): Environment {
  return environment({
    inputs: [],
    probes: [{ id: 'p', reading: READING }],
    steps: [],
    facts: Object.entries(facts).map(([id, source]) => ({ id, source })),
  });
}

const evidence = (source: string, facts: Readonly<Record<string, string>> = {}): Evidence =>
  file(facts).truth({ source, probes: [], before: [] }, scope());

const SQUARED = { f1: 'p.lines.map(x, p.lines)', f2: 'p.lines.map(x, f1)', f3: 'p.lines.map(x, f2)' };

describe('given a list of lists of lists that is one list in memory', () => {
  test('counting it is free, comparing and writing it down is paid for as if it were whole', () => {
    expect(evidence('f3.size() == 4000', SQUARED).truth).toBe('true');
    const copied = { ...SQUARED, g1: 'p.lines.map(x, p.lines.filter(y, true))' };
    expect(evidence('f1 == g1', copied).truth).toBe('unknown');
    expect(JSON.stringify(evidence('f1 == g1', copied).saw)).toMatch(TOO_MUCH);
    const value = file(SQUARED).value({ source: 'f3', probes: [], before: [] }, scope());
    expect(value).toEqual({
      ok: false,
      error: { at: 'f3', why: { code: 'no_value', shown: 'it takes too much memory' } },
    });
  });

  test('a command that holds it does not run, a sentence that holds it is cut', () => {
    const environment = file(SQUARED);
    const template = environment.template('echo ${{ f3 }}', 'run');
    if (!template.ok) throw new Error('the template is refused');
    expect(environment.render(template.value, scope())).toEqual({
      ok: false,
      error: { at: 'f3', why: { code: 'no_value', shown: 'it takes too much memory' } },
    });
    const text = environment.text(template.value, scope());
    expect(text).toContain('… 3992 more');
    expect(showText(text).length).toBeLessThan(20_000);
  });

  test('what is shown of it is small, and says that it is cut', () => {
    const { saw } = evidence('f3.size() == 1', SQUARED);
    expect(JSON.stringify(saw).length).toBeLessThan(70_000);
    expect(JSON.stringify(saw)).toContain('… 3992 more');
    const shown = file(SQUARED).shown({ source: 'f3', probes: [], before: [] }, scope());
    expect(JSON.stringify(shown).length).toBeLessThan(20_000);
  });
});

describe('given an expression that asks for too much', () => {
  test.each([
    'p.lines.map(x, p.long + x) == []',
    'p.lines.map(x, p.long.split("")) == []',
    'p.lines.map(x, p.long.upperAscii()) == []',
    'p.lines.map(x, p.long.size()) == []',
    'p.lines.map(x, p.long.substring(3, 1000000)) == []',
    'p.lines.exists(x, p.long.contains("y" + p.long.substring(0, 500000)))',
    'p.lines.map(x, p.words.join()) == []',
    'p.lines.map(x, p.lines.map(y, {"a": x, "b": y})) == []',
    'p.lines.all(x, p.map.all(k, true))',
    'p.lines.all(x, p.map.size() > 3)',
    'p.lines.all(x, p.long <= p.long)',
    'p.words.all(x, p.words.all(y, x == y))',
    'p.words.all(x, !("y" in p.words))',
    'p.lines.exists(x, p.long.matches("(x|xx|xxx)+y"))',
    'p.long.matches("(?:[^y]?){16}y")',
    `["xx"]${'.map(a, a + a)'.repeat(40)}[0] == ""`,
  ])('%s is unknown, with the reason', (source) => {
    const { truth, saw } = evidence(source);
    expect(truth).toBe('unknown');
    expect(JSON.stringify(saw)).toMatch(/too much|too long/);
  });

  test('one that is too much leaves the others of the same look as they are', () => {
    const environment = file();
    const world = scope();
    const heavy = 'p.words.all(x, p.words.all(y, x == y))';
    expect(environment.truth({ source: heavy, probes: [], before: [] }, world).truth).toBe('unknown');
    expect(environment.truth({ source: 'p.lines.size() == 4000', probes: [], before: [] }, world).truth).toBe('true');
  });

  test('what is asked again has the same answer and costs nothing more', () => {
    const environment = file();
    const world = scope();
    const source = 'p.words.exists(x, p.long.contains("y"))';
    const first = environment.truth({ source, probes: [], before: [] }, world);
    for (let i = 0; i < 200; i++)
      expect(environment.truth({ source, probes: [], before: [] }, world).truth).toBe(first.truth);
  });
});

test('given hundreds of names, evidence lists the first of them and says that there are more', () => {
  const { saw } = evidence(Array.from({ length: 220 }, (_, i) => `p.lines[${i}] != ""`).join(' && '));
  expect(saw).toHaveLength(201);
  expect(saw.at(-1)).toEqual({
    name: '…',
    unknown: { code: 'no_value', shown: 'more was looked at than is listed here' },
  });
});

describe('any expression', () => {
  const small = fc.constantFrom('p.lines', 'p.words', 'f1', 'f2', 'p.map', '[1, 2]', 'p.text.split("\\n")');
  const item = fc.constantFrom('x', 'p.long', 'p.text', 'p.lines', 'f1', 'f2', '"a"', '1', 'p.map');
  const body = fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    item,
    fc.tuple(item, item, fc.constantFrom('+', '==', 'in', '<', '!=')).map(([a, b, sign]) => `${a} ${sign} ${b}`),
    fc.tuple(item, item).map(([a, b]) => `[${a}, ${b}, [${a}]]`),
    fc.tuple(item, item).map(([a, b]) => `{"a": ${a}, "b": ${b}}`),
    fc
      .tuple(
        item,
        fc.constantFrom(
          'size()',
          'upperAscii()',
          'split("")',
          'join(",")',
          'contains("y")',
          'trim()',
          'matches("(a|x)+y")',
        ),
      )
      .map(([a, call]) => `${a}.${call}`),
    fc
      .tuple(small, item, fc.constantFrom('map', 'filter', 'all', 'exists'))
      .map(([list, a, how]) => `${list}.${how}(y, ${how === 'map' ? a : `${a} == y`})`),
  );
  const loops = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4 },
      body.map((text) => text.replaceAll(/\bx\b/g, 'p.long')),
      fc
        .tuple(small, body, fc.constantFrom('map', 'map', 'filter', 'all', 'exists'))
        .map(([list, inside, how]) => `${list}.${how}(x, ${how === 'map' ? inside : `(${inside}) != x`})`),
      fc
        .tuple(tie('expression'), tie('expression'), fc.constantFrom('==', '+', 'in'))
        .map(([a, b, sign]) => `(${a}) ${sign} (${b})`),
      fc.tuple(tie('expression'), body).map(([list, inside]) => `(${list}).map(x, ${inside})`),
    ),
  })).expression;

  test('spends no more than its budget, gives no value larger than that, and is shown in a few lines', () => {
    let slowest = 0;
    fc.assert(
      fc.property(
        fc.record({ f1: loops, f2: loops.map((text) => text.replaceAll(/\bf2\b/g, 'f1')) }),
        loops,
        (facts, source) => {
          const environment = file({ f1: facts.f1.replaceAll(/\bf[12]\b/g, 'p.words'), f2: facts.f2 });
          const world = scope();
          const begun = performance.now();
          const { saw, truth } = environment.truth({ source, probes: [], before: [] }, world);
          const value = environment.value({ source, probes: [], before: [] }, world);
          slowest = Math.max(slowest, performance.now() - begun);
          expect(['true', 'false', 'unknown']).toContain(truth);
          expect(JSON.stringify(saw).length).toBeLessThan(6 * ONE_SHOWN_CHARACTERS);
          // Throws when it is larger than what one expression may make.
          if (value.ok) payWhole(part(ONE), value.value);
          expect(JSON.stringify(value).length).toBeLessThan(ONE.room);
        },
      ),
      { numRuns: 60 * LONGER },
    );
    process.stdout.write(`the slowest of these took ${slowest.toFixed(0)} ms\n`);
  });
});

/** Characters of evidence, before what JSON makes of them. */
const ONE_SHOWN_CHARACTERS = 64 * 1024;
