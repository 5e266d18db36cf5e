// Values in URLs: in the path, the query and the fragment they are data, whatever they hold; only what stands before the path
// is filled in as it is.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bullmq } from '../../src/kinds/bullmq/bullmq.ts';
import { http } from '../../src/kinds/http/http.ts';
import { notify } from '../../src/kinds/notify/notify.ts';
import type { TemplateTree } from '../../src/model/expression.ts';
import { environmentOf, SCOPE } from '../support/expressions/expressions.ts';
import { template } from '../support/expressions/templates.ts';

const names = ['a', 'b'].map((name) => ({ name, type: 'string' as const, secret: false }));
const environment = environmentOf({ inputs: names, facts: [] });

const filled = (tree: TemplateTree, values: Readonly<Record<string, string>>) =>
  environment.render(tree, { ...SCOPE, inputs: values });

/** Half a character has no form in a URL. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

/** The URL that a request is sent to, or why it is not sent. */
function sentTo(written: string, values: Readonly<Record<string, string>>): string {
  const shape = http.shape(template(written));
  if (!shape.ok) return shape.error[0]?.message ?? '';
  const rendered = filled(shape.value, values);
  if (!rendered.ok) throw new Error(`${written} is not filled`);
  const spec = http.spec(rendered.value);
  return spec.ok ? String(spec.value.url) : spec.error;
}

describe('in a URL', () => {
  test.each([
    ['GET http://h/jobs/${{ inputs.a }}', '../../x', 'http://h/jobs/..%2F..%2Fx'],
    ['GET http://h/jobs/${{ inputs.a }}/log', 'a/b?c#d', 'http://h/jobs/a%2Fb%3Fc%23d/log'],
    ['POST http://h/s?q=${{ inputs.a }}&n=1', 'x&admin=1', 'http://h/s?q=x%26admin%3D1&n=1'],
    ['GET http://h/a#${{ inputs.a }}', 'é \u{1f600}%41', 'http://h/a#%C3%A9%20%F0%9F%98%80%2541'],
    ['GET ${{ inputs.a }}', 'http://h/a/b?c=d', 'http://h/a/b?c=d'],
    ['GET ${{ inputs.a }}/readyz', 'http://h:3000/base', 'http://h:3000/base/readyz'],
    ['GET http://${{ inputs.a }}/readyz', 'h:3000', 'http://h:3000/readyz'],
    ['GET ${{ inputs.b }}/jobs/${{ inputs.a }}', 'a/b', 'http://b/jobs/a%2Fb'],
    ['GET http://h/jobs/${{ inputs.a }}', '..', 'the path of the URL holds `.` or `..`, which leads elsewhere'],
    ['GET http://h/jobs/.${{ inputs.a }}/x', '.', 'the path of the URL holds `.` or `..`, which leads elsewhere'],
    ['GET ${{ inputs.a }}/x', 'http://h/api/../admin', 'the path of the URL holds `.` or `..`, which leads elsewhere'],
    ['GET http://h/a?x=${{ inputs.a }}', '..', 'http://h/a?x=..'],
  ])('%s with %j is %s', (written, value, url) => {
    expect(sentTo(written, { a: value, b: 'http://b' })).toBe(url);
  });

  test('any value in a path or a query comes out of it as it went in, and changes nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (value) => {
        fc.pre(!/^\.{1,2}$/.test(value));
        const url = new URL(sentTo('GET http://h:81/jobs/${{ inputs.a }}/log?q=${{ inputs.a }}&n=1', { a: value }));
        expect(url.host).toBe('h:81');
        const segments = url.pathname.split('/').map(decodeURIComponent);
        expect(segments).toEqual(['', 'jobs', wellFormed(value), 'log']);
        expect([...url.searchParams]).toEqual([
          ['q', wellFormed(value)],
          ['n', '1'],
        ]);
      }),
    );
  });

  test('of a message the same is true', () => {
    const shape = notify.shape(template({ url: 'https://chat/hooks/${{ inputs.a }}', text: 'x' }));
    if (!shape.ok) throw new Error('no shape');
    expect(filled(shape.value, { a: '../x' })).toMatchObject({ value: { url: 'https://chat/hooks/..%2Fx' } });
  });
});

test('a name that BullMQ refuses is an error before anything runs', () => {
  expect(bullmq.spec({ queue: 'mail:in', url: 'redis://h' })).toMatchObject({
    ok: false,
    error: expect.stringContaining('BullMQ takes no ":" in the name of a queue'),
  });
});
