// Carries out `prometheus`: one query over the HTTP API, as a form, because a query may be longer than an address.

import { apiUrl } from '../kinds/prometheus/api-url.ts';
import type { PrometheusSpec } from '../kinds/prometheus/prometheus.ts';
import { AT_ONCE, OVER_TIME } from '../kinds/prometheus/series.ts';
import { isObject, type Json } from '../model/json.ts';
import { NOT_WHOLE } from '../model/reading.ts';
import { Failure, type Fields, Unable } from './failure.ts';
import { exchange, http } from './http.ts';
import { type Allowance, allow, during } from './network/patience.ts';
import type { Performer } from './performer.ts';
import { read } from './prometheus/answer.ts';
import { told } from './prometheus/refusal.ts';
import { undertake } from './undertake.ts';

/** The performer of `prometheus`. */
export const prometheus: Performer<'prometheus'> = {
  async prepare() {
    await http.prepare?.();
  },
  start: (task, { signal }) =>
    undertake(task, () => during(allow(task.timeout_ms, signal), (allowance) => ask(task.spec, allowance))),
};

async function ask(spec: PrometheusSpec<string>, allowance: Allowance): Promise<Fields> {
  const asked = { query: spec.query, url: spec.url };
  const window = spec.range === undefined ? undefined : windowOf(spec.range);
  const answer = await send(spec, window, allowance).catch((thrown: unknown) => {
    throw thrown instanceof Failure && thrown.error.kind === 'http' ? told(thrown, asked) : thrown;
  });
  const cut = answer[NOT_WHOLE];
  if (isObject(cut)) return unread(cut, window);
  const fields = read(answer['json'] ?? null, window);
  if (fields === null) throw told(new Failure({ kind: 'http', code: '', message: '' }, 'answered', answer), asked);
  return fields;
}

/** The time that is looked over, in milliseconds of the Unix time. */
interface Window {
  readonly start_ms: number;
  readonly end_ms: number;
  readonly step_ms: number;
}

// Its last point is now, whether or not the range is a multiple of the step.
function windowOf({ ms, step_ms }: NonNullable<PrometheusSpec['range']>): Window {
  if (ms <= 0 || step_ms <= 0) throw new Unable('invalid', '`range` and `step` are no time at all');
  const end_ms = Date.now();
  return { start_ms: end_ms - Math.floor(ms / step_ms) * step_ms, end_ms, step_ms };
}

async function send(
  { query, url, headers, tls }: PrometheusSpec<string>,
  window: Window | undefined,
  allowance: Allowance,
): Promise<Fields> {
  const address = apiUrl(url, window === undefined ? 'query' : 'query_range');
  const form = new URLSearchParams({
    query,
    ...(window === undefined
      ? {}
      : {
          start: seconds(window.start_ms),
          end: seconds(window.end_ms),
          step: seconds(window.step_ms),
        }),
  }).toString();
  const common = { headers, ...(tls === undefined ? {} : { tls }) };
  const posted = {
    ...common,
    method: 'POST',
    url: address,
    body: form,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  };
  try {
    return await exchange(posted, allowance);
  } catch (thrown) {
    // Some proxies let nothing pass but GET.
    if (!(thrown instanceof Failure) || thrown.error.code !== '405') throw thrown;
    return exchange(
      { ...common, method: 'GET', url: `${address}${address.includes('?') ? '&' : '?'}${form}` },
      allowance,
    );
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

// A part of the series proves nothing, not even how many there are.
function unread(cut: Readonly<Record<string, Json>>, window: Window | undefined): Fields {
  const why = `${String(cut['json'] ?? '').replace(/: [^:]*$/, '')}: take fewer series (sum, topk), or a longer step`;
  const names = [...Object.keys(window === undefined ? AT_ONCE : OVER_TIME), 'series', 'empty'];
  return { [NOT_WHOLE]: Object.fromEntries(names.map((name) => [name, why])) };
}
