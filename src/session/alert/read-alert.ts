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

/** Reads the body of an alert; a byte order mark is no part of it. The error says what is wrong, without a full stop. */
export function readAlert(text: string): Result<AlertRead, string> {
  const body = bodyOf(text.replace(/^\uFEFF/, ''));
  if (!body.ok) return body;
  if (Array.isArray(body.value)) return fromBatch(body.value);
  return isObject(body.value) ? fromBody(body.value) : err('it is JSON, but no object');
}

function bodyOf(text: string): Result<Json, string> {
  if (text.trim() === '') return err('it is empty');
  if (text.length > LONGEST) return err('it has more than 1 MiB');
  try {
    const value = exactJson(text);
    return depthOf(value) > DEEPEST ? err(`it is nested deeper than ${DEEPEST}`) : ok(value);
  } catch (error) {
    return err(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// A batch of CloudEvents is a list of them.
function fromBatch(all: readonly Json[]): Result<AlertRead, string> {
  const reads = all.filter(isObject).map(fromBody);
  const alerts = reads.filter((read) => read.ok && read.value.kind === 'alert');
  const firing = alerts.find((read) => read.ok && read.value.kind === 'alert' && read.value.alert.status === 'firing');
  return firing ?? alerts[0] ?? reads[0] ?? err('it is a list without any alert in it');
}

function fromBody(body: JsonObject): Result<AlertRead, string> {
  const carried = snsMessage(body);
  if (carried !== null) return 'message' in carried ? fromMessage(carried.message) : ok(carried);
  for (const reader of READERS) {
    const read = reader(body);
    if (read !== null) return ok(read);
  }
  return err(KNOWN);
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
