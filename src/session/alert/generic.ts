// Bodies of nobody in particular: an object with `title` and `status`, alone, as the `data` of a Standard Webhook, or as that
// of a CloudEvent (structured mode). A word that nobody has agreed on fires nothing.

import type { Alert } from '../../model/alert.ts';
import { exactJson } from '../../model/exact-json.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { didYouMean } from '../../model/nearest.ts';
import { type AlertRead, alertIf, label, labelsOf, quoted, text, texts, time, words } from './fields.ts';

const FIRING = ['firing', 'triggered', 'alerting', 'alarm'];
const RESOLVED = ['resolved', 'recovered', 'closed', 'ok'];
// What people and monitors say about an alert, which changes nothing in what it watches.
const NEITHER =
  `acknowledged acked ack unacknowledged annotated annotation note noted comment commented assigned reassigned
  escalated snoozed silenced muted suppressed pending test ping deleted`.split(/\s+/);

type Meaning = Alert['status'] | 'neither';

const STATUS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...FIRING.map((word) => [word, 'firing'] as const),
  ...RESOLVED.map((word) => [word, 'resolved'] as const),
  ...NEITHER.map((word) => [word, 'neither'] as const),
]);

/** A generic body. */
export function fromGeneric(body: JsonObject): AlertRead | null {
  const isCloudEvent = typeof body['specversion'] === 'string' && text(body['type']) !== undefined;
  const data = dataOf(body);
  const title = words(data['title']) ?? words(data['summary']) ?? (isCloudEvent ? words(body['subject']) : undefined);
  const status = words(data['status'] ?? body['status']);
  // `com.example.alert.firing`: the last word of the type says what happened; it may not gainsay the status.
  const event = words(body['type'])?.split(/[./:]/).at(-1);
  if (title === undefined || (status === undefined && meaning(event) === undefined)) return null;
  const meant = [meaning(status), meaning(event)].filter((one) => one !== undefined);
  const agreed = meant.every((one) => one === meant[0]) ? meant[0] : undefined;
  const isUnknown = status !== undefined && meaning(status) === undefined;
  return alertIf(
    agreed === 'neither' || isUnknown ? undefined : agreed,
    {
      source: isCloudEvent ? 'cloudevents' : 'standard-webhooks',
      title,
      labels: {
        ...labelsOf(data['labels']),
        ...label('severity', data['severity']),
        ...label('service', data['service']),
        ...(isCloudEvent ? { ...label('type', body['type']), ...label('source', body['source']) } : {}),
      },
      annotations: texts(data['annotations']),
      starts_at: time(data['startsAt'] ?? data['starts_at'] ?? body['time'] ?? body['timestamp']),
      fingerprint:
        (isCloudEvent ? undefined : text(body['id'])) ??
        text(data['id']) ??
        text(data['fingerprint']) ??
        text(body['id']) ??
        '',
      url: urlOf(data),
    },
    () =>
      `it says ${[status, event].flatMap((word) => (word === undefined ? [] : [quoted(word)])).join(' and ')}, ${WANTED}${isUnknown ? didYouMean(status ?? '', [...STATUS.keys()]) : ''}`,
  );
}

const WANTED = `which is neither ${FIRING.join(', ')} nor ${RESOLVED.join(', ')}`;

const meaning = (word: string | undefined): Meaning | undefined =>
  word === undefined ? undefined : STATUS.get(word.toLowerCase());

// A CloudEvent may carry its data as JSON in a text, or in base64.
function dataOf(body: JsonObject): JsonObject {
  const { data, data_base64 } = body;
  if (data !== undefined && isObject(data)) return data;
  const written =
    typeof data === 'string'
      ? data
      : typeof data_base64 === 'string'
        ? Buffer.from(data_base64, 'base64').toString('utf8')
        : undefined;
  if (written === undefined) return body;
  try {
    const value = exactJson(written);
    return isObject(value) ? value : body;
  } catch {
    return body;
  }
}

function urlOf(data: JsonObject): string {
  const { links } = data;
  const [first] = links === undefined ? [] : Object.values(texts(links));
  return first ?? text(data['url']) ?? '';
}
