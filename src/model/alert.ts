// The alert that started a run, in one form for every sender.

/** What cli.md says an alert becomes. */
export interface Alert {
  readonly source: 'alertmanager' | 'grafana' | 'pagerduty' | 'standard-webhooks';
  readonly status: 'firing' | 'resolved';
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339, or "" when the sender gave none. */
  readonly starts_at: string;
  readonly fingerprint: string;
  readonly url: string;
}
