// Queries of PromQL on a page: a step of the kind where it can say the same, no more and no less.

import { expect, test } from 'vitest';
import { convert, convertPromql } from '../../src/import/commands/convert.ts';

test.each([
  ['promtool query instant http://prom:9090 up', { query: 'up', url: 'http://prom:9090' }],
  [
    `promtool query instant -o json http://prom:9090/p 'sum(rate(x{a="b"}[5m]))'`,
    { query: 'sum(rate(x{a="b"}[5m]))', url: 'http://prom:9090/p' },
  ],
  [`promtool query instant $PROM_URL 'up == 0'`, { query: 'up == 0', url: '${{ inputs.prom_url }}' }],
  [
    `promtool query instant http://prom:9090 'up{instance="<instance>"}'`,
    { query: 'up{instance="${{ inputs.instance }}"}', url: 'http://prom:9090' },
  ],
  [
    "curl -sG http://prom:9090/api/v1/query --data-urlencode 'query=up == 0'",
    { query: 'up == 0', url: 'http://prom:9090' },
  ],
  [
    "curl -s 'prom.internal/prometheus/api/v1/query?query=sum(up)%20by%20(job)'",
    { query: 'sum(up) by (job)', url: 'http://prom.internal/prometheus' },
  ],
  [
    "curl -s 'http://prom:9090/api/v1/query?query=up' | jq -r '.data.result[0].value[1]'",
    { query: 'up', url: 'http://prom:9090' },
  ],
])('%s', (line, value) => {
  expect(convert(line)).toMatchObject({ kind: 'prometheus', value, effect: 'read' });
});

test.each([
  ['curl -s http://prom:9090/api/v1/query?query=up&time=1700000000', 'shell'],
  ["curl -s 'http://prom:9090/api/v1/query?query=up&time=1700000000'", 'http'],
  ["curl -s 'http://prom:9090/api/v1/query_range?query=up&start=1&end=2&step=1'", 'http'],
  ["curl -s 'http://prom:9090/api/v1/query?query=sum(up'", 'http'],
  ["curl -sH 'X-Scope-OrgID: a' 'http://prom:9090/api/v1/query?query=up'", 'http'],
  ['promtool query range http://prom:9090 up', 'shell'],
  ["promtool query instant http://prom:9090 'rate(up[<window>])'", 'shell'],
])('%s is no step of the kind', (line, kind) => {
  expect(convert(line).kind).toBe(kind);
});

test('PromQL alone asks for the address; what cannot be whole is left as a text', () => {
  expect(convertPromql('sum(up)\n  by (job)')).toMatchObject({
    kind: 'prometheus',
    value: { query: 'sum(up) by (job)', url: '${{ inputs.prometheus_url }}' },
  });
  expect(convertPromql('up # all\n== 0').value).toMatchObject({ query: 'up # all\n== 0' });
  expect(convertPromql('sum(up')).toMatchObject({ kind: 'http', left: expect.stringContaining('json.data.result') });
});
