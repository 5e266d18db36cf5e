// Properties: whatever text stands where an expression is expected, there is an answer and nothing throws.

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { environment } from '../../src/expr/create.ts';
import type { Scope } from '../../src/expr/environment.ts';
import { writeTemplate } from '../../src/expr/template.ts';
import type { Expression } from '../../src/model/expression.ts';
import type { Json } from '../../src/model/json.ts';
import { ALERT, DECLARATIONS, environmentOf, SCOPE } from '../support/expressions/expressions.ts';
import { conditions } from '../support/expressions/random-expressions.ts';
import { times } from '../support/soak.ts';

/** How much longer the long version is. */
const LONGER = times(1, 20);

if (LONGER > 1) vi.setConfig({ testTimeout: 600_000 });

describe('totality', () => {
  const words = [
    'ping',
    '.ok',
    '.text',
    'works',
    'down',
    'grew',
    'before',
    '.',
    'inputs',
    '.redis_url',
    '.container',
    '.limit',
    'alert',
    '.labels',
    'cause',
    'run',
    '.elapsed',
    '.id',
    'queue',
    '.failed_reasons',
    '.waiting',
    'api',
    '.json',
    '.checks',
    '["x"]',
    '[0]',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    ',',
    ':',
    '?',
    '&&',
    '||',
    '!',
    '-',
    '+',
    '*',
    '/',
    '%',
    '==',
    '!=',
    '<',
    '>=',
    ' in ',
    '1',
    '0',
    '2.5',
    '1e308',
    '9007199254740993',
    '"a"',
    '"5m"',
    '"(a+)+$"',
    "'",
    '"',
    '"""',
    'r"\\d"',
    'b"x"',
    '3u',
    'null',
    'true',
    'false',
    'x',
    'known(',
    'has(',
    'size(',
    'size_of(',
    'duration(',
    'timestamp(',
    'string(',
    'int(',
    '.matches(',
    '.exists(x, ',
    '.all(x, ',
    '.map(x, ',
    '.filter(x, ',
    '.exists_one(x, ',
    '.split("")',
    '.join()',
    '.substring(1)',
    '.contains(',
    '.startsWith(',
    'cel.bind(y, 1, ',
    '//',
    '\n',
    ' ',
    '${{',
    '}}',
    '$',
    '.constructor',
    '.__proto__',
    '😀',
    '\\u0000',
    '\u0000',
  ];
  const soup = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const wild = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
  const scopes: fc.Arbitrary<Scope> = fc
    .record({
      json: wild,
      info: wild,
      list: wild,
      inputs: fc.dictionary(fc.constantFrom('container', 'limit', 'window', 'room', 'hosts', 'redis_url'), wild),
      alert: fc.constantFrom(null, ALERT),
      cause: fc.constantFrom(null, 'c'),
      before: fc.boolean(),
    })
    .map(({ json, info, list, inputs, alert, cause, before }) => {
      const readings = {
        ...SCOPE.readings,
        api: { ...SCOPE.readings['api'], json, text: list },
        memory: { ok: info, info },
        queue: { failed_reasons: list, waiting: info },
      } as unknown as Scope['readings'];
      return { ...SCOPE, readings, inputs, alert, cause, before: before ? readings : null };
    });
  const file = environmentOf();
  const written = fc.oneof(
    soup,
    conditions({ known: true }).map(({ text }) =>
      text
        .replaceAll('p.b0', 'works')
        .replaceAll('p.b1', 'api.json')
        .replaceAll('p.n0', 'api.json.x')
        .replaceAll('p.n1', 'queue.waiting')
        .replaceAll('p.list', 'queue.failed_reasons'),
    ),
  );

  test('given any text as an expression, checking and evaluating it in any scope gives an answer in JSON', () => {
    fc.assert(
      fc.property(written, scopes, fc.constantFrom('run', 'probe', 'undo', 'alert'), (source, scope, place) => {
        const checked = file.expression(source, 'any', place);
        if (!checked.ok) {
          expect(checked.error.length).toBeGreaterThan(0);
          for (const { start, end } of checked.error)
            expect(0 <= start && start <= end && end <= source.length).toBe(true);
        }
        const expression: Expression = { source, probes: [], before: [] };
        const evidence = file.truth(expression, scope);
        const value = file.value(expression, scope);
        expect(['true', 'false', 'unknown']).toContain(evidence.truth);
        for (const answer of [evidence, value]) expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
        if (value.ok && typeof value.value === 'boolean') expect(evidence.truth).toBe(String(value.value));
        else expect(evidence.truth).toBe('unknown');
      }),
      { numRuns: 3000 * LONGER },
    );
  });

  test('given any text as a template, checking and rendering it gives an answer, and writing it down gives it back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            soup,
            soup.map((text) => `\${{${text}}}`),
          ),
          { maxLength: 4 },
        ),
        scopes,
        (parts, scope) => {
          const text = parts.join('');
          const checked = file.template(text, 'run');
          if (!checked.ok) {
            for (const { start, end } of checked.error)
              expect(0 <= start && start <= end && end <= text.length).toBe(true);
            return;
          }
          const rendered = file.render(checked.value, scope);
          expect(JSON.parse(JSON.stringify(rendered))).toEqual(rendered);
          expect(JSON.stringify(file.text(checked.value, scope))).toBeTypeOf('string');
          expect(file.template(writeTemplate(checked.value), 'run')).toEqual(checked);
        },
      ),
      { numRuns: 1500 * LONGER },
    );
  });

  test('given any text as facts, making an environment of them reports each or gives it', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 4 }), scopes, (sources, scope) => {
        const facts = sources.map((source, i) => ({
          id: `f${i}`,
          source: source.replaceAll('works', `f${(i + 1) % sources.length}`),
        }));
        const made = environment({ ...DECLARATIONS, facts });
        expect(Object.keys(made.facts)).toEqual(facts.map(({ id }) => id));
        for (const { id } of facts)
          expect(['true', 'false', 'unknown']).toContain(
            made.truth({ source: id, probes: [], before: [] }, scope).truth,
          );
      }),
      { numRuns: 500 * LONGER },
    );
  });
});
