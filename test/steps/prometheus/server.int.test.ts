// Steps of kind `prometheus` against a real Prometheus with known values.

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { definition } from '../../../src/kinds/index.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Reading } from '../../../src/model/reading.ts';
import { prometheus } from '../../../src/steps/prometheus.ts';
import { environmentOf, SCOPE } from '../../support/expressions/expressions.ts';
import { template } from '../../support/expressions/templates.ts';
import { prometheusProgram, startPrometheus, type TestPrometheus } from '../../support/prometheus.ts';
import { readingOf } from '../../support/redis/redis-probe.ts';
import { misfits } from '../../support/steps/conforms.ts';
import { perform } from '../../support/steps/perform.ts';

const program = prometheusProgram();
const ODD = 'a"b\\c\n.*{} \'é';

let server: TestPrometheus;

const slow = (node: string, ratio: string) => ({
  record: 'slow_ratio',
  labels: { node, job: 'web' },
  expr: `vector(${ratio})`,
});

beforeAll(async () => {
  if (program === undefined) return;
  server = await startPrometheus(program, [
    slow('web-1', '0.02'),
    slow('web-2', '0.93'),
    slow('web.2', '0.5'),
    { record: 'odd', labels: { label: ODD }, expr: 'vector(7)' },
  ]);
  const isSeen = async () => expect(await ask('count({__name__=~"slow_ratio|odd"})')).toMatchObject({ value: 4 });
  await vi.waitFor(isSeen, { timeout: 15_000, interval: 100 });
}, 40_000);

afterAll(async () => {
  await server?.stop();
});

const environment = environmentOf({ inputs: [{ name: 'a', type: 'string', secret: false }], facts: [] });

async function ask(query: string, rest: JsonObject = {}, a = ''): Promise<Reading> {
  const { shape, spec, reading } = definition('prometheus');
  const shaped = shape(template({ query, url: server.url, ...rest }));
  if (!shaped.ok) throw new Error(JSON.stringify(shaped.error));
  const rendered = environment.render(shaped.value, { ...SCOPE, inputs: { a } });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  const made = spec(rendered.value);
  if (!made.ok) throw new Error(made.error);
  const seen = readingOf(await perform(prometheus, { kind: 'prometheus', spec: made.value as never }));
  const { not_whole: _, ...declared } = seen;
  expect(misfits(declared as Reading, reading(shaped.value))).toEqual([]);
  return seen;
}

const described = program === undefined ? describe.skip : describe;

described('of a real server', () => {
  test('a single series has the value', async () => {
    expect(await ask('max(slow_ratio)')).toMatchObject({
      ok: true,
      value: 0.93,
      text: '0.93',
      empty: false,
      warnings: [],
    });
  });

  test('several have their labels', async () => {
    const { series, ...reading } = await ask('sort_desc(slow_ratio)');
    expect(reading).not.toHaveProperty('value');
    expect(series).toMatchObject([
      { labels: { __name__: 'slow_ratio', node: 'web-2', job: 'web' }, value: 0.93 },
      { labels: { node: 'web.2' }, value: 0.5 },
      { labels: { node: 'web-1' }, value: 0.02 },
    ]);
  });

  test('a condition that does not hold is empty', async () => {
    expect(await ask('slow_ratio > 1')).toMatchObject({ ok: true, empty: true, series: [] });
  });

  test.each([
    ['0 / vector(0)', 'NaN'],
    ['1 / vector(0)', '+Inf'],
    ['scalar(slow_ratio)', 'NaN'],
    ['"web"', 'web'],
  ])('%s is no number, and reads %s', async (query, text) => {
    const reading = await ask(query);
    expect(reading).toMatchObject({ ok: true, text, empty: false });
    expect(reading).not.toHaveProperty('value');
  });

  test('a scalar and raw samples have a value', async () => {
    expect(await ask('1 + 2')).toMatchObject({ value: 3 });
    expect(await ask('slow_ratio{node="web-1"}[5s]')).toMatchObject({ value: 0.02 });
  });

  test('over a time a series has its slope', async () => {
    const reading = await ask('3 * time()', { range: '1m', step: '7s' });
    expect(reading).toMatchObject({ ok: true, empty: false, per_second: expect.closeTo(3, 5) });
    expect(Number(reading['last']) - Number(reading['first'])).toBeCloseTo(3 * 56, 3);
    expect(reading['value']).toBe(reading['last']);
    expect(Math.abs(Number(reading['value']) / 3 - Date.now() / 1000)).toBeLessThan(5);
  });

  test('what is known since a moment is shown as far as it goes', async () => {
    const reading = await ask('slow_ratio{node="web-1"}', { range: '1h', step: '1s' });
    expect(reading).toMatchObject({ value: 0.02, first: 0.02, last: 0.02, min: 0.02, max: 0.02 });
  });

  test('what is far longer than an address is asked all the same', async () => {
    const query = `sum(slow_ratio{node!~"${'x'.repeat(100_000)}"})`;
    expect(await ask(query)).toMatchObject({ value: expect.closeTo(1.45, 10) });
  });

  test.each([ODD, 'x"} or vector(1) or up{job="', '\\', "'", '\n', '`', '\u0000é\u{1f600}'])(
    'a value between quotes comes out as it went in: %j',
    async (value) => {
      const { series } = await ask('absent(nothing{label="${{ inputs.a }}", other=\'${{ inputs.a }}\'})', {}, value);
      expect(series).toMatchObject([{ labels: { label: value, other: value } }]);
    },
  );

  test('in a pattern a value stands for itself', async () => {
    expect(await ask('slow_ratio{node=~"${{ inputs.a }}"}', {}, 'web.2')).toMatchObject({ value: 0.5 });
    expect(await ask('slow_ratio{node=~"${{ inputs.a }}"}', {}, '.*')).toMatchObject({ empty: true });
    expect(await ask('odd{label=~"${{ inputs.a }}"}', {}, ODD)).toMatchObject({ value: 7 });
  });

  test.each([
    [
      'sum(slow_ratio) by by (node)',
      'invalid',
      'bad_data',
      '(character 20, at "by (node)", after "sum(slow_ratio) by ")',
    ],
    ['sum(\n  rate(é[1m]))', 'invalid', 'bad_data', '(line 2, character 8, at "é[1m]))", after "  rate(")'],
    ['sum(up) +', 'invalid', 'bad_data', 'at the end'],
    ['slow_ratio * on(job) slow_ratio', 'execution', 'execution', 'duplicate series'],
  ])('%j is not worked out, and says why', async (query, kind, code, words) => {
    const { error } = await ask(query);
    expect(error).toMatchObject({ kind, code });
    expect(error.message).toContain(words);
  });

  test('the path that it is served under is told where it is missing', async () => {
    const { error } = await ask('up', { url: new URL(server.url).origin });
    expect(error).toMatchObject({ kind: 'http', code: '404', message: expect.stringContaining('look at the path') });
    expect(await ask('vector(1)', { url: `${server.url}/api/v1/query` })).toMatchObject({ ok: true });
  });

  test('the command that people see gives the same', () => {
    for (const [query, rest] of [
      ['slow_ratio{node="web-1"} < 1', {}],
      [`label_replace(vector(1), "node", 'web-1', "", "")`, { range: '5s', step: '1s' }],
    ] as const) {
      const { shape, spec, describe: commandOf } = definition('prometheus');
      const shaped = shape({ query, url: server.url, ...rest });
      const made = shaped.ok ? spec(shaped.value as Json) : shaped;
      if (!made.ok) throw new Error(JSON.stringify(made.error));
      const printed = execFileSync('sh', ['-c', commandOf(made.value)], { stdio: ['ignore', 'pipe', 'ignore'] });
      expect(JSON.parse(String(printed))).toMatchObject({ data: { result: [{ metric: { node: 'web-1' } }] } });
    }
  });
});
