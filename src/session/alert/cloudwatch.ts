// CloudWatch alarms: by SNS, wrapped in its envelope or as the raw message, and by EventBridge. `ALARM` fires, `OK` has
// resolved; a confirmation of a subscription is for a person, its address is never opened.

import type { Alert } from '../../model/alert.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type AlertRead, alertIf, label, nothing, objectAt, quoted, text, time, words } from './fields.ts';

const STATES: ReadonlyMap<string, Alert['status']> = new Map([
  ['ALARM', 'firing'],
  ['OK', 'resolved'],
]);

/** The text that an SNS envelope carries; null where it is none, or what else it says. */
export function snsMessage(body: JsonObject): { readonly message: string } | AlertRead | null {
  const { Type, TopicArn, Message } = body;
  if (typeof Type !== 'string' || typeof TopicArn !== 'string') return null;
  if (Type === 'Notification') return { message: text(Message) ?? '' };
  if (Type === 'SubscriptionConfirmation')
    return nothing('SNS asks whether its messages are wanted: a person has to open the SubscribeURL in it');
  if (Type === 'UnsubscribeConfirmation') return nothing('SNS says that a subscription has ended');
  return nothing(`SNS says ${quoted(Type)}, which is no notification`);
}

/** The message of an alarm, as SNS carries it. */
export function fromAlarm(body: JsonObject): AlertRead | null {
  const name = words(body['AlarmName']);
  if (name === undefined || !('NewStateValue' in body)) return null;
  const state = text(body['NewStateValue']);
  const trigger = objectAt(body, 'Trigger');
  return alertIf(
    STATES.get(state ?? ''),
    {
      source: 'cloudwatch',
      title: name,
      labels: {
        alertname: name,
        ...label('region', body['Region']),
        ...label('account', body['AWSAccountId']),
        ...label('namespace', trigger['Namespace']),
        ...label('metric', trigger['MetricName']),
        ...dimensions(trigger['Dimensions']),
      },
      annotations: { ...label('description', body['AlarmDescription']), ...label('reason', body['NewStateReason']) },
      starts_at: time(body['StateChangeTime']),
      fingerprint: text(body['AlarmArn']) ?? name,
      url: '',
    },
    () => notAlarm(state),
  );
}

/** An event of EventBridge. */
export function fromEventBridge(body: JsonObject): AlertRead | null {
  const kind = text(body['detail-type']);
  if (kind === undefined || !isObject(body['detail'] ?? null)) return null;
  if (kind !== 'CloudWatch Alarm State Change')
    return nothing(`EventBridge says ${quoted(kind)}, which is no change of the state of an alarm`);
  const detail = objectAt(body, 'detail');
  const state = objectAt(detail, 'state');
  const configuration = objectAt(detail, 'configuration');
  const name = text(detail['alarmName']) ?? 'alarm';
  const { metrics, resources } = { metrics: configuration['metrics'], resources: body['resources'] };
  const metric = objectAt(objectAt(Array.isArray(metrics) ? metrics[0] : undefined, 'metricStat'), 'metric');
  return alertIf(
    STATES.get(text(state['value']) ?? ''),
    {
      source: 'cloudwatch',
      title: name,
      labels: {
        alertname: name,
        ...label('region', body['region']),
        ...label('account', body['account']),
        ...label('namespace', metric['namespace']),
        ...label('metric', metric['name']),
        ...dimensions(metric['dimensions']),
      },
      annotations: { ...label('description', configuration['description']), ...label('reason', state['reason']) },
      starts_at: time(state['timestamp'] ?? body['time']),
      fingerprint: (Array.isArray(resources) ? text(resources[0]) : undefined) ?? name,
      url: '',
    },
    () => notAlarm(text(state['value'])),
  );
}

const notAlarm = (state: string | undefined): string =>
  `CloudWatch says ${quoted(state)}, which is neither "ALARM" nor "OK"`;

// A list of `{ name, value }` by SNS, a mapping by EventBridge.
function dimensions(value: Json | undefined): Readonly<Record<string, string>> {
  if (Array.isArray(value)) {
    const pairs = value.filter(isObject).map(({ name, value: of }) => [text(name) ?? '', text(of) ?? ''] as const);
    return Object.fromEntries(pairs.filter(([name]) => name !== ''));
  }
  if (value === undefined || !isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).flatMap(([name, of]) => Object.entries(label(name, of))));
}
