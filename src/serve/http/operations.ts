// What operators look at: whether it lives, whether it can do its work, and figures as Prometheus reads them
// (text format 0.0.4).

import type { App } from '../app.ts';
import { isDoubted } from '../fleet/reconcile.ts';

/** One family of figures. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly values: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

/** The figures. */
export function metricsText(app: App): string {
  const { board, spool, log, sessions, now, crew, kept } = app;
  const all = board.all();
  const open = board.open();
  const waiting = open.filter(({ question, outcome }) => question !== null && outcome === 'waiting');
  const ages = waiting.map(({ question }) => (now() - Date.parse(question?.asked_at ?? '')) / 1000);
  const depth = spool.depth();
  const byOutcome = new Map<string, number>();
  let seconds = 0;
  for (const { outcome, isOver, duration_ms } of all) {
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
    if (isOver) seconds += duration_ms / 1000;
  }
  const over = all.filter(({ isOver }) => isOver).length;
  const families: readonly Family[] = [
    gauge(
      'firebreak_runs',
      'Runs by how they stand or ended.',
      [...byOutcome].map(([outcome, count]) => [{ outcome }, count]),
    ),
    gauge('firebreak_questions_waiting', 'Questions that wait for a person.', [[{}, waiting.length]]),
    gauge('firebreak_question_age_seconds', 'Age of the question that has waited longest.', [
      [{}, Math.max(0, ...ages)],
    ]),
    gauge('firebreak_runs_in_doubt', 'Runs of which a change is in doubt.', [
      [{}, open.filter(({ in_doubt }) => in_doubt).length],
    ]),
    gauge('firebreak_jobs', 'Runs that are led by this process, or wait for room.', [[{}, crew.busy().size]]),
    gauge('firebreak_spool_deliveries', 'Deliveries that were taken and are not taken up yet.', [
      [{}, depth.deliveries],
    ]),
    gauge('firebreak_spool_bytes', 'Bytes of these.', [[{}, depth.bytes]]),
    gauge('firebreak_alerts_kept', 'Alerts that started nothing and wait for somebody.', [[{}, kept.all().length]]),
    gauge('firebreak_sessions', 'People who are signed in.', [[{}, sessions.count()]]),
    {
      name: 'firebreak_run_seconds_sum',
      help: 'Time of the runs that are over, and their number.',
      type: 'counter',
      values: [[{}, seconds]],
    },
    { name: 'firebreak_run_seconds_count', help: 'Runs that are over.', type: 'counter', values: [[{}, over]] },
    ...fleetFamilies(app),
    ...[...log.counters()].map(
      ([name, counts]): Family => ({
        name: `firebreak_${name.replaceAll('-', '_')}${name === 'live_pages' ? '' : '_total'}`,
        help: COUNTED[name] ?? `Counts of ${name.replaceAll('-', ' ')}.`,
        type: name === 'live_pages' ? 'gauge' : 'counter',
        values: [...counts].map(([labels, value]) => [JSON.parse(labels) as Record<string, string>, value]),
      }),
    ),
  ];
  return families
    .filter(({ values }) => values.length > 0)
    .map(familyText)
    .join('');
}

function fleetFamilies({ fleet, now }: App): readonly Family[] {
  if (fleet === null) return [];
  const workers = new Map<string, number>();
  for (const where of fleet.workers().flatMap((one) => one.where)) workers.set(where, (workers.get(where) ?? 0) + 1);
  const oldest = fleet.oldestWait();
  return [
    gauge('firebreak_queue_reachable', 'Whether the queue answers.', [[{}, fleet.goneSince() === null ? 1 : 0]]),
    gauge('firebreak_queue_waiting', 'Runs that wait for the queue to take them.', [[{}, fleet.waiting().length]]),
    gauge('firebreak_fleet_runs', 'Runs of workers by place and how the queue has them.', fleet.counts()),
    gauge('firebreak_fleet_runs_stranded', 'Runs that no worker of their place can take.', [
      [{}, fleet.stranded().size],
    ]),
    gauge(
      'firebreak_workers',
      'Workers that are there, by place.',
      [...workers].map(([where, count]) => [{ where }, count]),
    ),
    gauge('firebreak_targets_quarantined', 'Targets on which it is not known whether a change took effect.', [
      [{}, fleet.targets().filter(isDoubted).length],
    ]),
    gauge('firebreak_oldest_wake_seconds', 'For how long the run has waited for a worker that has waited longest.', [
      [{}, oldest === null ? 0 : (now() - oldest) / 1000],
    ]),
  ];
}

const COUNTED: Readonly<Record<string, string>> = {
  alert: 'Alerts by what became of them.',
  alert_requests: 'Deliveries of alerts by source and result.',
  answer: 'Answers that came in, by result.',
  'foreign-origin': 'Changes that did not come from a page of ours.',
  'sign-in': 'Attempts to sign in, by result.',
  told: 'Messages to people, by result.',
  requests: 'Requests by status.',
  live_pages: 'Pages that are looked at.',
};

const gauge = (name: string, help: string, values: Family['values']): Family => ({ name, help, type: 'gauge', values });

function familyText({ name, help, type, values }: Family): string {
  const lines = values.map(([labels, value]) => `${name}${labelsText(labels)} ${Number.isFinite(value) ? value : 0}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return all.length === 0 ? '' : `{${all.join(',')}}`;
}
