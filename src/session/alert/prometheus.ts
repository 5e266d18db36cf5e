// Alertmanager (webhook version 4) and Grafana (unified alerting), which send the same frame: a list of alerts, each
// `firing` or `resolved`. The first that fires is the one.

import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type AlertRead, alertIf, nothing, quoted, text, texts, time } from './fields.ts';

/** A frame of alerts. */
export function fromAlerts(body: JsonObject): AlertRead | null {
  const { alerts } = body;
  if (!Array.isArray(alerts)) return null;
  const all = alerts.filter(isObject);
  const one = all.find(isFiring) ?? all.find(isResolved) ?? all[0];
  if (one === undefined) return nothing('it is a group of alerts without any alert in it');
  const labels = texts(one['labels']);
  const annotations = texts(one['annotations']);
  const isGrafana = 'ruleUID' in one || 'dashboardURL' in one || 'orgId' in body;
  const status = isFiring(one) ? 'firing' : isResolved(one) ? 'resolved' : undefined;
  return alertIf(
    status,
    {
      source: isGrafana ? 'grafana' : 'alertmanager',
      title: annotations['summary'] ?? text(body['title']) ?? labels['alertname'] ?? 'alert',
      labels,
      annotations,
      starts_at: time(one['startsAt']),
      fingerprint: text(one['fingerprint']) ?? '',
      url: text(one['generatorURL']) ?? text(body['externalURL']) ?? '',
    },
    () => `${isGrafana ? 'Grafana' : 'Alertmanager'} says "firing" or "resolved", and this says ${say(one['status'])}`,
  );
}

const isFiring = ({ status }: JsonObject): boolean => status === 'firing';
const isResolved = ({ status }: JsonObject): boolean => status === 'resolved';
const say = (status: Json | undefined): string => quoted(text(status));
