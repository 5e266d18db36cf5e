// What serve asks of whoever leads runs: to begin one under an id that it has given, or to take one up. The same job given
// twice is done once. (Here it goes to a child process; on other hosts it will go through a queue.)

import type { Alert } from '../model/alert.ts';
import type { Actor } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Risk } from '../model/risk.ts';

/** One job. */
export type Job = StartJob | TakeUpJob;

/** To take up a run that was left, or whose question is answered. */
export interface TakeUpJob {
  readonly do: 'take_up';
  readonly run: string;
  readonly approve: Risk;
  /** Who wants it; serve itself unless told. */
  readonly by?: Actor;
}

/** To begin a run. */
export interface StartJob {
  readonly do: 'start';
  /** The id that it gets. */
  readonly run: string;
  readonly runbook: string;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly alert: Alert | null;
  /** What makes other alerts one incident with it; null without an alert. */
  readonly key: string | null;
  readonly approve: Risk;
  /** The alert's sender, or the person or agent who asked for it. */
  readonly by: Actor;
}

/** Who serve is in a record. */
export const SERVE: Actor = { kind: 'automation', name: 'serve' };
