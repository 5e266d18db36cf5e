// The body of an alert webhook, whoever sent it, brought to one form: the first firing alert, else the first.
// Formats: Alertmanager webhook version 4, Grafana unified alerting, PagerDuty V3 webhooks, Standard Webhooks style bodies.

import type { Alert } from '../model/alert.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { err, ok, type Result } from '../model/result.ts';

/** Reads an alert body; the error says which forms are known. */
export function readAlert(text: string): Result<Alert, string> {
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch (error) {
    return err(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(body)) return err('it is not a JSON object');
  const alert = fromAlerts(body) ?? fromPagerDuty(body) ?? fromGeneric(body);
  return alert === null
    ? err(
        'it is none of the known forms: Alertmanager (version 4), Grafana, PagerDuty (V3), or an object with `title` and `status`',
      )
    : ok(alert);
}

// Alertmanager and Grafana send the same frame; Grafana's alerts carry its own addresses.
function fromAlerts(body: JsonObject): Alert | null {
  const { alerts } = body;
  if (!Array.isArray(alerts)) return null;
  const all = alerts.filter(isObject);
  const one = all.find(({ status }) => status === 'firing') ?? all[0];
  if (one === undefined) return null;
  const labels = texts(one['labels']);
  const annotations = texts(one['annotations']);
  const isGrafana = 'ruleUID' in one || 'dashboardURL' in one || 'orgId' in body;
  return {
    source: isGrafana ? 'grafana' : 'alertmanager',
    status: one['status'] === 'resolved' ? 'resolved' : 'firing',
    title: annotations['summary'] ?? text(body['title']) ?? labels['alertname'] ?? 'alert',
    labels,
    annotations,
    starts_at: time(one['startsAt']),
    fingerprint: text(one['fingerprint']) ?? '',
    url: text(one['generatorURL']) ?? text(body['externalURL']) ?? '',
  };
}

function fromPagerDuty(body: JsonObject): Alert | null {
  const event = body['event'];
  if (!isObject(event) || !isObject(event['data'])) return null;
  const data = event['data'];
  const kind = text(event['event_type']) ?? '';
  const labels = {
    event_type: kind,
    ...named('service', data['service']),
    ...named('priority', data['priority']),
    ...optional('urgency', text(data['urgency'])),
    ...optional('incident_key', text(data['incident_key'])),
  };
  return {
    source: 'pagerduty',
    status: kind === 'incident.resolved' || data['status'] === 'resolved' ? 'resolved' : 'firing',
    title: text(data['title']) ?? kind,
    labels,
    annotations: {},
    starts_at: time(data['created_at'] ?? event['occurred_at']),
    fingerprint: text(data['id']) ?? '',
    url: text(data['html_url']) ?? '',
  };
}

function fromGeneric(body: JsonObject): Alert | null {
  const data = isObject(body['data']) ? body['data'] : body;
  const title = text(data['title']) ?? text(data['summary']);
  if (title === undefined || text(data['status'] ?? body['status']) === undefined) return null;
  const labels = {
    ...texts(data['labels']),
    ...optional('severity', text(data['severity'])),
    ...optional('service', text(data['service'])),
  };
  return {
    source: 'standard-webhooks',
    status: data['status'] === 'resolved' ? 'resolved' : 'firing',
    title,
    labels,
    annotations: texts(data['annotations']),
    starts_at: time(data['startsAt'] ?? data['starts_at'] ?? body['timestamp']),
    fingerprint: text(body['id']) ?? text(data['id']) ?? '',
    url: isObject(data['links']) ? (Object.values(texts(data['links']))[0] ?? '') : (text(data['url']) ?? ''),
  };
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

function texts(value: Json | undefined): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (text(one) === undefined ? [] : [[key, text(one) ?? '']])),
  );
}

const optional = (name: string, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined ? {} : { [name]: value };

const named = (name: string, value: Json | undefined): Readonly<Record<string, string>> =>
  optional(name, isObject(value) ? (text(value['summary']) ?? text(value['name'])) : undefined);

// RFC 3339 in UTC; what cannot be read is left out.
function time(value: Json | undefined): string {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
}
