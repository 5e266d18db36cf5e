// PagerDuty (V3 webhooks) and Opsgenie: the name of the event says whether something fires. What people do with an
// incident (take it up, write a note) fires nothing.

import type { Alert } from '../../model/alert.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { type AlertRead, alertIf, label, named, nothing, quoted, text, texts, time } from './fields.ts';

// An incident that nobody holds any more counts as triggered again.
const PAGERDUTY: Readonly<Record<string, Alert['status']>> = {
  'incident.triggered': 'firing',
  'incident.reopened': 'firing',
  'incident.unacknowledged': 'firing',
  'incident.resolved': 'resolved',
};

/** A V3 webhook of PagerDuty. */
export function fromPagerDuty(body: JsonObject): AlertRead | null {
  const { event, messages } = body;
  if (Array.isArray(messages) && messages.some((one) => isObject(one) && 'incident' in one))
    return nothing('it is a PagerDuty webhook of version 1 or 2; only V3 is known');
  if (event === undefined || !isObject(event) || text(event['event_type']) === undefined) return null;
  const kind = text(event['event_type']) ?? '';
  const data = isObject(event['data']) ? event['data'] : {};
  const labels = {
    event_type: kind,
    ...named('service', data['service']),
    ...named('priority', data['priority']),
    ...label('urgency', data['urgency']),
    ...label('incident_key', data['incident_key']),
  };
  return alertIf(
    under(PAGERDUTY, kind),
    {
      source: 'pagerduty',
      title: text(data['title']) ?? kind,
      labels,
      annotations: {},
      starts_at: time(data['created_at'] ?? event['occurred_at']),
      fingerprint: text(data['id']) ?? '',
      url: text(data['html_url']) ?? '',
    },
    () => `PagerDuty says ${quoted(kind)}, which neither triggers nor resolves an incident`,
  );
}

const OPSGENIE: Readonly<Record<string, Alert['status']>> = { Create: 'firing', Close: 'resolved' };

/** A webhook of Opsgenie. */
export function fromOpsgenie(body: JsonObject): AlertRead | null {
  const { alert, action } = body;
  if (alert === undefined || !isObject(alert) || typeof action !== 'string') return null;
  const { tags } = alert;
  return alertIf(
    under(OPSGENIE, action),
    {
      source: 'opsgenie',
      title: text(alert['message']) ?? 'alert',
      labels: {
        ...texts(alert['details']),
        ...label('priority', alert['priority']),
        ...label('entity', alert['entity']),
        ...label('alias', alert['alias']),
        ...label('source', alert['source']),
        ...(Array.isArray(tags) ? { tags: tags.flatMap((tag) => text(tag) ?? []).join(',') } : {}),
      },
      annotations: label('description', alert['description']),
      starts_at: time(alert['createdAt']),
      fingerprint: text(alert['alias']) ?? text(alert['alertId']) ?? '',
      url: '',
    },
    () => `Opsgenie says ${quoted(action)}, which neither creates nor closes an alert`,
  );
}

const under = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
