// Alerts are taken up, one delivery after the other: each begins a run, joins one that is open, is kept, or says nothing. What
// became of it is decided once: a delivery that is taken up again after a crash comes to the same.

import { setTimeout as pause } from 'node:timers/promises';
import { SERVE } from '../../fleet/job.ts';
import type { Alert } from '../../model/alert.ts';
import type { Observation } from '../../model/event.ts';
import { ok } from '../../model/result.ts';
import { readAlerts } from '../../session/alert/read-alert.ts';
import { ruleFor, type ServeConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Crew, Desk, RunbookEntry } from '../ports.ts';
import type { Board } from '../runs/board.ts';
import { identityOfAlert, keyOf } from '../runs/incident.ts';
import type { Launcher } from '../runs/launch.ts';
import type { Standing } from '../runs/standing.ts';
import type { KeptAlerts } from './kept.ts';
import { fitsOf, inputsFor, type Verdict, verdictOn } from './match.ts';
import type { Delivery, Spool } from './spool.ts';

/** What alerts are taken up with. */
export interface IntakeParts {
  readonly config: ServeConfig;
  readonly desk: Desk;
  readonly crew: Crew;
  readonly board: Board;
  readonly launcher: Launcher;
  readonly spool: Spool;
  readonly kept: KeptAlerts;
  readonly log: Log;
  readonly now: () => number;
}

/** Takes alerts up. */
export interface Intake {
  /** Something came. */
  wake(): void;
  /** Nothing more is taken up; what is being taken up is let end. */
  stop(): Promise<void>;
}

/** How many deliveries are taken up before others have a turn. */
const AT_A_TIME = 100;

/** An alert that fires on goes on record this seldom. */
const AGAIN_MS = 60_000;

/** How long a run that is busy is tried to be told, in milliseconds. */
const TRIES = 20;
const TRY_MS = 500;

/** What was found for an alert; `key` is that of its incident. */
interface Judged {
  readonly verdict: Verdict;
  readonly key: string;
}

/** Alerts of which is kept what was found. */
const MOST_JUDGED = 2000;

/** Opens it; it takes up what is in the spool when it is woken. */
export function openIntake(parts: IntakeParts): Intake {
  const { config, desk, crew, board, launcher, spool, kept, log, now } = parts;
  const lastTold = new Map<string, { readonly status: Alert['status']; readonly at_ms: number }>();
  let working: Promise<void> | null = null;
  let isStopped = false;

  const takeUp = async (delivery: Delivery): Promise<void> => {
    const read = readAlerts(delivery.body);
    if (!read.ok) return log.add('alert', { to: delivery.to, why: read.error }, { verdict: 'unreadable' });
    const entries = await desk.runbooks();
    for (const [number, one] of read.value.entries()) {
      if (one.kind === 'nothing') log.add('alert', { to: delivery.to, why: one.why }, { verdict: 'nothing' });
      else if (one.alert.status === 'resolved') cleared(delivery, one.alert);
      else fired(delivery, one.alert, { number, entries });
    }
  };

  const fired = (
    delivery: Delivery,
    alert: Alert,
    { number, entries }: { readonly number: number; readonly entries: readonly RunbookEntry[] },
  ): void => {
    const { verdict, key } = judge(alert, entries);
    const said = { to: delivery.to, title: alert.title };
    if (verdict.is !== 'start') {
      log.add('alert', said, { verdict: verdict.is });
      const near = verdict.fits.filter(({ truth }) => truth !== 'none');
      const id = `${delivery.id}-${number}`;
      return kept.keep(
        { id, at: delivery.at, to: delivery.to, why: verdict.is, alert, fits: near },
        identityOfAlert(alert),
      );
    }
    const { runbook } = verdict;
    const before = board.withKey(key);
    const open = before?.isOver === false ? before.run : beginning(key);
    if (open !== undefined) {
      log.count('alert', { verdict: 'joined' });
      return tellRun(open, alert);
    }
    const run = launcher.idFor(delivery, runbook, number);
    // Its run was begun before the process that had taken it up ended.
    if (launcher.isKnown(run)) return;
    if (before !== undefined && endedAt(before) > now() - config.cool_down_ms)
      return log.add('alert', { ...said, runbook }, { verdict: 'cooling' });
    const rule = ruleFor(config, runbook);
    launcher.begin(
      {
        runbook,
        inputs: rule.inputs,
        alert,
        key,
        approve: rule.approve,
        by: { kind: 'alert', name: alert.source },
      },
      run,
    );
    lastTold.set(run, { status: 'firing', at_ms: now() });
    begun.set(key, run);
    log.add('alert', { ...said, runbook, run }, { verdict: 'started' });
  };

  // In a storm the same alerts come again and again: what was found for one holds while its runbooks are the same.
  let judged = new Map<string, Judged>();
  let judgedWith: readonly RunbookEntry[] = [];
  const judge = (alert: Alert, entries: readonly RunbookEntry[]): Judged => {
    if (judgedWith !== entries || judged.size > MOST_JUDGED) judged = new Map();
    judgedWith = entries;
    const { starts_at: _, ...same } = alert;
    const name = JSON.stringify(same);
    const found = judged.get(name) ?? judgeAnew(alert, entries);
    judged.set(name, found);
    return found;
  };

  const judgeAnew = (alert: Alert, entries: readonly RunbookEntry[]): Judged => {
    const verdict = verdictOn(fitsOf(entries, alert), config);
    const plan = verdict.is === 'start' ? entries.find(({ id }) => id === verdict.runbook)?.plan : undefined;
    if (verdict.is !== 'start' || plan === undefined || plan === null) return { verdict, key: '' };
    return { verdict, key: keyOf(verdict.runbook, inputsFor(plan, alert, config, process.env), alert) };
  };

  /** By key: the runs that were begun here, which the board may not have seen yet. */
  const begun = new Map<string, string>();

  const beginning = (key: string): string | undefined => {
    const run = begun.get(key) ?? [...launcher.pending().values()].find((job) => job.key === key)?.run;
    if (run === undefined) return undefined;
    // A record that has only begun to be written says nothing of its incident yet.
    if (board.of(run)?.key === key) {
      begun.delete(key);
      return undefined;
    }
    return launcher.pending().has(run) || desk.identity(run) !== '' ? run : undefined;
  };

  const cleared = (delivery: Delivery, alert: Alert): void => {
    const identity = identityOfAlert(alert);
    const open = board.withAlert(identity);
    log.add(
      'alert',
      { to: delivery.to, title: alert.title, runs: open.length },
      { verdict: open.length > 0 ? 'cleared' : 'nothing' },
    );
    for (const { run } of open) tellRun(run, alert);
  };

  const tellRun = (run: string, alert: Alert): void => {
    const before = lastTold.get(run);
    if (before?.status === alert.status && now() - before.at_ms < AGAIN_MS) return;
    lastTold.set(run, { status: alert.status, at_ms: now() });
    void say(run, alert);
  };

  const say = async (run: string, alert: Alert): Promise<void> => {
    const type = alert.status === 'firing' ? 'alert.received' : 'alert.cleared';
    const observation: Observation = { type, data: { alert } };
    const saying = { observation, actor: { kind: 'alert', name: alert.source } } as const;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const appended =
        desk.identity(run) === ''
          ? { is: 'led' as const }
          : await desk.append(run, (record) => (isOver(record.run) ? overNow : ok(saying)));
      if (appended.is === 'written') {
        // Whatever it waited for may be needless now: it looks again.
        const rule = ruleFor(config, board.of(run)?.runbook ?? '');
        if (type === 'alert.cleared' && board.of(run)?.served === true)
          crew.take({ do: 'take_up', run, approve: rule.approve });
        return;
      }
      if (appended.is === 'refused') return;
      if (appended.is === 'failed') break;
      if (desk.identity(run) !== '' && (await desk.tell(run, saying)).taken) return;
      await pause(TRY_MS);
    }
    log.add('alert-not-told', { run, by: SERVE.name, status: alert.status });
  };

  const work = async (): Promise<void> => {
    for (;;) {
      const batch = isStopped ? [] : spool.next(AT_A_TIME);
      const last = batch.at(-1);
      if (last === undefined) return;
      for (const delivery of batch) await takeUp(delivery);
      spool.done(last);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  board.onChange(({ run, isOver: isEnded }) => {
    if (isEnded) lastTold.delete(run);
  });

  return {
    wake: () => {
      working ??= work()
        .catch((error: unknown) => {
          log.add('intake', { why: error instanceof Error ? error.message : String(error) }, { verdict: 'failed' });
        })
        .finally(() => {
          working = null;
        });
    },
    stop: async () => {
      isStopped = true;
      await working;
    },
  };
}

const overNow = { ok: false, error: 'the run is over' } as const;

const isOver = ({ standing }: { readonly standing: { readonly is: string } }): boolean => standing.is === 'finished';

const endedAt = ({ opened_at, duration_ms }: Standing): number => Date.parse(opened_at) + duration_ms;
