// The body of an alert, whoever sent it, brought to one form. Each sender has a vocabulary of its own, and an alert fires only
// where that says so; everything else either has resolved or starts nothing, and says why.

import { exactJson } from '../../model/exact-json.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { fromAlarm, fromEventBridge, snsMessage } from './cloudwatch.ts';
import { fromDatadog } from './datadog.ts';
import { type AlertRead, nothing, type Reader } from './fields.ts';
import { fromGeneric } from './generic.ts';
import { fromOpsgenie, fromPagerDuty } from './incidents.ts';
import { jsonTrouble } from './json-trouble.ts';
import { fromAlerts } from './prometheus.ts';

/** Longest body that is read, in UTF-16 units. */
const LONGEST = 1024 * 1024;

/** Deepest nesting that is read. */
const DEEPEST = 32;

// The generic form is last: it asks for no more than a title and a status.
const READERS: readonly Reader[] = [
  fromAlerts,
  fromPagerDuty,
  fromOpsgenie,
  fromAlarm,
  fromEventBridge,
  fromDatadog,
  fromGeneric,
];

const KNOWN =
  'it is of none of the known forms: Alertmanager (version 4), Grafana, PagerDuty (V3), Opsgenie, Datadog, CloudWatch (SNS or EventBridge), CloudEvents, or an object with `title` and `status`';

const SUCH_AS = 'an alert is an object, such as {"title": "Redis is down", "status": "firing"}';
const OF_API =
  'it is a list of alerts as an API gives it; give the body of a webhook: {"version": "4", "alerts": [{"status": "firing", …}]}';

/** What is missing from a body that is nearly one of the known forms. */
function nearlyKnown(body: JsonObject): string | undefined {
  const { data } = body;
  if (isObject(data ?? null) && Array.isArray((data as JsonObject)['alerts'])) return OF_API;
  if ('evalMatches' in body && 'state' in body)
    return 'it is of the alerting that Grafana had before version 9, which is not read; its alerting of today is';
  const [only, ...others] = Object.keys(body);
  const inner = only === undefined || others.length > 0 ? undefined : body[only];
  if (inner !== undefined && isObject(inner) && READERS.some((read) => read(inner) !== null))
    return `the alert stands below "${only}"; give what is inside it alone`;
  const { status, title, summary, specversion } = body;
  if (typeof specversion === 'string') return undefined;
  if (typeof title === 'string' || typeof summary === 'string')
    return 'it has a title and no `status`; add "status": "firing"';
  return typeof status === 'string' ? 'it has a `status` and no title; add "title": "what is wrong"' : undefined;
}

/** Reads the body of an alert; a byte order mark is no part of it. The error says what is wrong, without a full stop. */
export function readAlert(text: string): Result<AlertRead, string> {
  const body = bodyOf(text.replace(/^\uFEFF/, ''));
  if (!body.ok) return body;
  if (Array.isArray(body.value)) return fromBatch(body.value);
  return isObject(body.value) ? fromBody(body.value) : err(`it is JSON, but no object; ${SUCH_AS}`);
}

/** Most alerts that one body may hold. */
const MOST_ALERTS = 500;

/** Every alert of a body, each as if it had come alone, in the order of the body. The error as of one. */
export function readAlerts(text: string): Result<readonly AlertRead[], string> {
  const body = bodyOf(text.replace(/^\uFEFF/, ''));
  if (!body.ok) return body;
  const alone = aloneIn(body.value);
  if (alone.length > MOST_ALERTS)
    return err(`it holds ${alone.length} alerts; at most ${MOST_ALERTS} are taken at once`);
  if (alone.length < 2 || !alone.every(isObject)) {
    const one = readAlert(text);
    return one.ok ? ok([one.value]) : one;
  }
  const reads = alone.map(fromBody);
  const read = reads.flatMap((one) => (one.ok ? [one.value] : []));
  const [first] = reads;
  return read.length > 0 || first === undefined || first.ok ? ok(read) : first;
}

function aloneIn(body: Json): readonly Json[] {
  if (Array.isArray(body)) return body;
  if (!isObject(body) || !Array.isArray(body['alerts'])) return [body];
  return body['alerts'].map((one) => ({ ...body, alerts: [one] }));
}

function bodyOf(text: string): Result<Json, string> {
  if (text.trim() === '') return err('it is empty');
  if (text.length > LONGEST) return err('it has more than 1 MiB');
  try {
    const value = exactJson(text);
    return depthOf(value) > DEEPEST ? err(`it is nested deeper than ${DEEPEST}`) : ok(value);
  } catch (error) {
    return err(notJson(text) ?? `it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function notJson(text: string): string | undefined {
  const trouble = jsonTrouble(text);
  if (trouble === null) return undefined;
  const before = text.slice(0, trouble.offset).split('\n');
  return `it is not JSON (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}): ${trouble.message}`;
}

// A batch of CloudEvents is a list of them.
function fromBatch(all: readonly Json[]): Result<AlertRead, string> {
  const reads = all.filter(isObject).map(fromBody);
  const alerts = reads.filter((read) => read.ok && read.value.kind === 'alert');
  const firing = alerts.find((read) => read.ok && read.value.kind === 'alert' && read.value.alert.status === 'firing');
  const isOfApi = all.some((one) => isObject(one) && isObject(one['labels'] ?? null));
  if (alerts.length === 0 && isOfApi) return err(OF_API);
  return firing ?? alerts[0] ?? reads[0] ?? err('it is a list without any alert in it');
}

function fromBody(body: JsonObject): Result<AlertRead, string> {
  const carried = snsMessage(body);
  if (carried !== null) return 'message' in carried ? fromMessage(carried.message) : ok(carried);
  for (const reader of READERS) {
    const read = reader(body);
    if (read !== null) return ok(read);
  }
  return err(nearlyKnown(body) ?? KNOWN);
}

// SNS carries whatever was published, as text.
function fromMessage(message: string): Result<AlertRead, string> {
  const body = bodyOf(message);
  if (!body.ok || !isObject(body.value)) return ok(nothing('SNS carries a text that is no alarm of CloudWatch'));
  return 'TopicArn' in body.value ? err('SNS carries another message of SNS') : fromBody(body.value);
}

// Without recursion: what nests deep enough to need this would not survive it.
function depthOf(value: Json): number {
  let depth = 0;
  let level: readonly Json[] = [value];
  while (level.length > 0 && depth <= DEEPEST) {
    const inner = level.flatMap((one): readonly Json[] =>
      Array.isArray(one) ? one : one !== null && typeof one === 'object' ? Object.values(one) : [],
    );
    if (inner.length === 0) return depth;
    level = inner;
    depth += 1;
  }
  return depth;
}
