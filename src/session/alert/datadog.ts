// Datadog webhooks: the default template, where only the title says what happened, and the one its documentation shows, with
// `transition` ($ALERT_TRANSITION). Warnings and missing data are not the alert.

import type { Alert } from '../../model/alert.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { type AlertRead, alertIf, label, nothing, quoted, tags, text, texts, time, words } from './fields.ts';

const TRANSITIONS: ReadonlyMap<string, Alert['status']> = new Map([
  ['triggered', 'firing'],
  ['re-triggered', 'firing'],
  ['renotify', 'firing'],
  ['recovered', 'resolved'],
]);

/** A webhook of Datadog. */
export function fromDatadog(body: JsonObject): AlertRead | null {
  const transition = words(body['transition'] ?? body['alert_transition']);
  const isDefault = isObject(body['org'] ?? null) && 'event_type' in body && 'title' in body;
  if (!isDefault && !(transition !== undefined && ('alert_type' in body || 'monitor_id' in body || 'alert_id' in body)))
    return null;
  const title = text(body['title']) ?? '';
  if (/^\$[A-Z_]+$/.test(title)) return nothing('it is the template of a Datadog webhook, not filled in');
  const said = transition ?? inTitle(title);
  const given = tags((text(body['tags']) ?? '').split(','));
  return alertIf(
    said === undefined ? undefined : TRANSITIONS.get(said.toLowerCase()),
    {
      source: 'datadog',
      title: title === '' ? 'alert' : title,
      labels: {
        ...given,
        ...label('event_type', body['event_type']),
        ...label('alert_type', body['alert_type']),
        ...label('priority', body['priority']),
        ...label('scope', body['scope']),
        ...label('metric', body['metric']),
        ...label('monitor_id', body['monitor_id']),
        ...label('host', words(body['hostname']) ?? given['host']),
      },
      annotations: texts({ body: body['body'] ?? null, status: body['status'] ?? null }),
      starts_at: time(body['date'] ?? body['last_updated']),
      fingerprint: text(body['cycle_key']) ?? text(body['aggreg_key']) ?? text(body['id']) ?? '',
      url: text(body['link']) ?? '',
    },
    () =>
      said === undefined
        ? 'Datadog says in its title whether a monitor has triggered or recovered, and this title says neither'
        : `Datadog says ${quoted(said)}, which is neither "Triggered" nor "Recovered"`,
  );
}

// `[P1] [Triggered on {host:redis-0}] Redis connectivity`
function inTitle(title: string): string | undefined {
  const parts = /^\s*(?:\[P\d\]\s*)?\[([A-Za-z-]+(?: [dD]ata)?)(?: on [^\]]*)?\]/.exec(title);
  return parts?.[1];
}
