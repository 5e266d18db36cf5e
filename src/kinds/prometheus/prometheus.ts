// Steps of kind `prometheus`: one query of PromQL, at this moment or over the time until now. A hole in it stays a value.

import { formatDuration } from '../../model/duration.ts';
import { showText, type TemplateObject, type TemplateTree, type Text } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { Reading } from '../../model/reading.ts';
import type { ReadingType } from '../../model/reading-type.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { misplacedHole, showUrl, urlProblem, withEncodedHoles } from '../address.ts';
import { quoteArgument } from '../command-line.ts';
import { HTTP_ERRORS } from '../error-words.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming, isText, type Short } from '../forms.ts';
import { checkHeaders, HTTP_PORTS } from '../http/http.ts';
import { mappingSchema, ofEvery, optionalDuration, readKeys, text, textMap, textOr } from '../keys.ts';
import type { KindDefinition, ShapeProblem } from '../kind.ts';
import type { Said } from '../said.ts';
import * as said from '../said.ts';
import { CURL, type TlsSpec, tlsKey, tlsOptions } from '../tls.ts';
import { hostOn } from '../where.ts';
import { apiUrl } from './api-url.ts';
import { readQuery } from './query.ts';
import { AT_ONCE, OVER_TIME, ofQuery } from './series.ts';

/** One query; without `range` of this moment. */
export interface PrometheusSpec<T = Text> {
  readonly query: T;
  /** The address of the server, with the path that its API is below. */
  readonly url: T;
  readonly headers: Readonly<Record<string, T>>;
  readonly tls?: TlsSpec<T>;
  readonly range?: {
    readonly ms: number;
    readonly step_ms: number;
  };
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly prometheus: PrometheusSpec<T>;
  }
}

const COMMON = {
  url: text({
    description:
      'The address of Prometheus, or of what speaks its API, with the path that it is served under. Neither its scheme nor its host may come from an alert or a probe.',
    examples: ['http://localhost:9090', '${{ inputs.prometheus_url }}', 'https://mimir.internal/prometheus'],
  }),
  headers: textMap({
    description: 'Headers of the request.',
    examples: [{ Authorization: 'Bearer ${{ inputs.metrics_token }}', 'X-Scope-OrgID': 'shop' }],
  }),
  tls: tlsKey,
};

const KEYS = {
  query: text({
    description:
      'PromQL. A hole is a value between the quotes of a label, or a number or a duration, and never becomes a part of the query.',
    examples: ['sum(rate(http_requests_total{code=~"5.."}[5m]))', 'up{instance="${{ inputs.instance }}"}'],
  }),
  range: optionalDuration({
    description: 'Look over this time until now; absent: at this moment alone.',
    examples: ['15m', '6h'],
  }),
  step: optionalDuration({
    description: 'With `range`: how far apart its points are; a sixtieth of `range` unless said otherwise.',
    examples: ['30s'],
  }),
  ...COMMON,
};

/** What `error.kind` can be. */
const ERRORS = [...HTTP_ERRORS, 'denied', 'invalid', 'execution', 'not_prometheus'] as const;

/** Prometheus gives no more points of a series than this. */
const MOST_POINTS = 11_000;

const { shape, spec } = forming<PrometheusSpec>({ short, long, decode });

/** The kind `prometheus`. */
export const prometheus: KindDefinition<'prometheus'> = {
  kind: 'prometheus',
  by: 'performer',
  schema: textOr(
    mappingSchema(
      KEYS,
      {
        description: 'One query of PromQL, asked of Prometheus or of what speaks its API.',
        markdownDescription: [
          'One query of PromQL, asked of Prometheus or of what speaks its API (Mimir, Thanos, VictoriaMetrics).',
          '- `prometheus: { query: up, url: "http://localhost:9090" }`',
          '- `prometheus: sum(rate(http_requests_total[5m]))` with `url` in `defaults`',
          '- `prometheus: { query: node_load1, url: "http://localhost:9090", range: 1h, step: 1m }`',
          '',
          'Reading: `value` (of a single series), `text` (the same in the words of the server), `series`, `empty`, `warnings`; with `range` also `first`, `last`, `min`, `max`, `avg`, `per_second`.',
        ].join('\n'),
        examples: ['sum(rate(http_requests_total[5m]))'],
        defaultSnippets: [
          {
            label: 'range',
            description: 'Over the time until now',
            body: { query: '${1:node_load1}', range: '${2:15m}', step: '${3:30s}' },
          },
        ],
      },
      Object.keys(COMMON),
    ),
  ),
  defaults: mappingSchema(COMMON, ofEvery('prometheus'), Object.keys(COMMON)),
  address: { field: 'url', ports: HTTP_PORTS, isOperators: true },
  shape,
  spec,
  risk: () => 'read',
  floor: () => 'read',
  repeatable: () => true,
  errors: ERRORS,
  follows: ofQuery,
  reading,
  says,
  describe,
  target: ({ url }, host) => hostOn(url, host),
};

function short(written: Short): Result<TemplateObject, readonly ShapeProblem[]> {
  if (!isText(written)) return err([{ path: [], message: 'a query is text', help: 'write it like "sum(up)"' }]);
  const query = readQuery(written);
  return query.ok ? ok({ query: query.value }) : err(query.error.map((problem) => ({ path: [], ...problem })));
}

function long(written: TemplateObject): Result<TemplateObject, readonly ShapeProblem[]> {
  const { query, url, ...rest } = written;
  const read = isText(query) ? readQuery(query) : undefined;
  const misplaced = isText(url) ? misplacedHole(url) : null;
  const problems: readonly ShapeProblem[] = [
    ...(read?.ok === false ? read.error.map((problem) => ({ path: ['query'], ...problem })) : []),
    ...(misplaced === null ? [] : [{ path: ['url'], ...misplaced }]),
    ...['range', 'step'].flatMap((key) =>
      /^0[a-z]*$/.test(String(rest[key])) ? [{ path: [key], message: NO_TIME }] : [],
    ),
  ];
  if (problems.length > 0) return err(problems);
  return ok({
    ...(query === undefined ? {} : { query: read?.ok === true ? read.value : query }),
    ...(url === undefined ? {} : { url: isText(url) ? withEncodedHoles(url) : url }),
    ...rest,
  });
}

const NO_TIME = 'this is no time at all';

function decode(fields: Fields): PrometheusSpec {
  const { query: lines, url, headers, tls, range: ms, step: written } = readKeys(KEYS, fields);
  // A block of YAML ends with its last line.
  const query = typeof lines === 'string' ? lines.trimEnd() : lines;
  // A comment alone asks for nothing.
  if (lines !== '' && showText(query).replace(/^\s*(?:#.*\s*)*/, '') === '')
    fields.refuse('`query` is empty', ['query']);
  const wrong = url === '' ? null : urlProblem(url);
  if (wrong !== null) fields.refuse(wrong, ['url']);
  checkHeaders(fields, headers);
  if (ms === undefined && written !== undefined)
    fields.refuse('`step` goes with `range` only', ['step'], 'add a `range`, such as 15m, or leave it out');
  // 0 is what is not known yet.
  const step_ms = written === undefined || written === 0 ? usualStep(ms ?? 0) : written;
  const isKnown = ms !== undefined && ms > 0 && written !== 0;
  if (isKnown && step_ms > ms)
    fields.refuse(
      `the step of ${formatDuration(step_ms)} is longer than the range of ${formatDuration(ms)}`,
      ['step'],
      'a step is the time from one point to the next',
    );
  if (isKnown && ms / step_ms > MOST_POINTS)
    fields.refuse(
      `these are ${Math.floor(ms / step_ms)} points, and Prometheus gives no more than ${MOST_POINTS}`,
      ['step'],
      `write a step of ${formatDuration(Math.ceil(ms / MOST_POINTS / 1000) * 1000)} or more, or a shorter range`,
    );
  return given({ query, url, headers, tls, range: ms === undefined ? undefined : { ms, step_ms } });
}

// Whole seconds, as people write them.
const usualStep = (range_ms: number): number => Math.min(range_ms, Math.max(1000, Math.ceil(range_ms / 60_000) * 1000));

function reading(written: TemplateTree): ReadingType {
  const own = field(written, 'range') === undefined ? AT_ONCE : OVER_TIME;
  return {
    ...own,
    series: { list: { record: { labels: { map: 'string' }, ...own } } },
    empty: 'bool',
    warnings: { list: 'string' },
  };
}

function says(reading: Reading): readonly Said[] {
  const { series, warnings } = reading;
  const all = Array.isArray(series) ? series.filter((one: Json) => isObject(one)) : [];
  return [
    ...said.where(reading.empty === true, 'no series'),
    ...(all.length > 1 ? ofSeveral(all) : ofOne(reading, all[0])),
    ...(Array.isArray(warnings) && warnings.length > 0 ? [{ before: 'warning:', value: warnings[0] as Json }] : []),
  ];
}

type One = Readonly<Record<string, Json>>;

function ofOne(reading: Reading, only: One | undefined): readonly Said[] {
  const { value, text } = reading;
  const words = typeof value === 'number' ? rounded(value) : typeof text === 'string' ? text : '';
  return [
    ...(words === '' ? [] : [{ value: `${words}${whose(only)}` }]),
    ...said.number(reading, 'min', 'min'),
    ...said.number(reading, 'max', 'max'),
    ...said.number(reading, 'per_second', 'per second'),
  ];
}

// How far they go, and which is the highest: the one that an author of a threshold thinks of.
function ofSeveral(all: readonly One[]): readonly Said[] {
  const known = all.filter((one) => typeof one['value'] === 'number');
  const sorted = known.toSorted((a, b) => Number(a['value']) - Number(b['value']));
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  const count: Said = { value: all.length, after: 'series' };
  if (lowest === undefined || highest === undefined) return [count];
  // Labels are foreign text: as a value they are cleaned.
  const value = `from ${rounded(Number(lowest['value']))} to ${rounded(Number(highest['value']))}${whose(highest)}`;
  return [count, { value }];
}

function whose(one: One | undefined): string {
  const labels = isObject(one?.['labels']) ? Object.entries(one['labels']) : [];
  const named = labels
    .filter(([name]) => name !== '__name__')
    .slice(0, 3)
    .map(([name, label]) => `${name}=${String(label)}`);
  return named.length === 0 ? '' : ` (${named.join(' ')})`;
}

/** Six digits tell values apart that people compare. */
const rounded = (value: number): string => String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));

function describe({ query, url, headers, tls, range }: PrometheusSpec): string {
  const seconds = (ms: number): string => String(Number((ms / 1000).toFixed(3)));
  const times =
    range === undefined
      ? []
      : [
          `-d "start=$(($(date +%s) - ${Math.round(range.ms / 1000)}))"`,
          '-d "end=$(date +%s)"',
          `-d step=${seconds(range.step_ms)}`,
        ];
  return [
    'curl',
    ...tlsOptions(tls, CURL),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoteArgument(`${name}: ${showText(value)}`)}`),
    `--data-urlencode ${quoteArgument(`query=${showText(query)}`)}`,
    ...times,
    quoteArgument(apiUrl(showUrl(url), range === undefined ? 'query' : 'query_range')),
  ].join(' ');
}
