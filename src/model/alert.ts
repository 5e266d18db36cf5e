// The alert that started a run, in one form for every sender.

/** Senders whose bodies are read. */
export const ALERT_SOURCES = [
  'alertmanager',
  'grafana',
  'pagerduty',
  'opsgenie',
  'datadog',
  'cloudwatch',
  'cloudevents',
  'standard-webhooks',
] as const;

/** One of these. */
export type AlertSource = (typeof ALERT_SOURCES)[number];

/** An alert, whatever has sent it: what expressions and screens see of it. */
export interface Alert {
  readonly source: AlertSource;
  readonly status: 'firing' | 'resolved';
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339, or "" when the sender gave none. */
  readonly starts_at: string;
  readonly fingerprint: string;
  readonly url: string;
}
