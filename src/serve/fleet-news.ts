// What people are told of workers and the queue, once each: that the queue is gone, with the command that does the same by hand; that
// a run has no worker who can take it.

import type { StartJob } from '../fleet/job.ts';
import { quoteArguments } from '../kinds/command-line.ts';
import { inputsFor } from './alerts/match.ts';
import type { ServeConfig } from './config/config.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Log } from './log.ts';
import type { Teller } from './notify.ts';
import type { Desk } from './ports.ts';

/** What news are made of. */
export interface NewsParts {
  readonly fleet: Fleet;
  readonly config: ServeConfig;
  readonly desk: Desk;
  readonly teller: Pick<Teller, 'say'>;
  readonly log: Log;
  readonly now: () => number;
}

/** A store that answers again so soon was not worth a word. */
const GONE_MS = 5000;

/** A worker that starts anew is back by then. */
const STRANDED_MS = 20_000;

/** Tells what is new; to be called again and again. */
export function fleetNews({ fleet, config, desk, teller, log, now }: NewsParts): () => Promise<void> {
  let isToldGone = false;
  const toldByHand = new Set<string>();
  const since = new Map<string, number>();
  const toldStranded = new Set<string>();

  const gone = async (since_ms: number): Promise<void> => {
    if (now() - since_ms < GONE_MS) return;
    if (!isToldGone) {
      isToldGone = true;
      log.add('queue', { at: fleet.shown }, { result: 'gone' });
      const waiting = fleet.waiting().length;
      const so = waiting === 0 ? '' : ` ${waiting === 1 ? 'One run waits' : `${waiting} runs wait`} for it.`;
      teller.say({
        about: 'queue',
        text: `The queue at ${fleet.shown} does not answer: no worker is given a run.${so}`,
      });
    }
    for (const job of fleet.waiting()) {
      if (toldByHand.has(job.run)) continue;
      toldByHand.add(job.run);
      const command = await byHand(job, { config, desk });
      const what = job.alert === null ? job.runbook : `${job.alert.title} (${job.runbook})`;
      teller.say({
        about: 'queue',
        run: job.run,
        text: `${what} waits for the queue. By hand, where it can be reached: ${command}`,
      });
    }
  };

  return async () => {
    const since_ms = fleet.goneSince();
    if (since_ms !== null) return gone(since_ms);
    if (isToldGone) {
      isToldGone = false;
      toldByHand.clear();
      log.add('queue', { at: fleet.shown }, { result: 'back' });
      teller.say({ about: 'queue', text: `The queue at ${fleet.shown} answers again.` });
    }
    const stranded = fleet.stranded();
    for (const run of since.keys()) if (!stranded.has(run)) since.delete(run);
    for (const [run, why] of stranded) {
      const begun = since.get(run) ?? now();
      since.set(run, begun);
      if (now() - begun < STRANDED_MS || toldStranded.has(run)) continue;
      toldStranded.add(run);
      log.add('stranded', { run, why });
      teller.say({ about: 'workers', run, text: `A run waits: ${why}.` });
    }
  };
}

/** The command that does by hand what a run was to do, with the inputs that may be shown. */
export async function byHand(
  { runbook, inputs, alert }: StartJob,
  { config, desk }: Pick<NewsParts, 'config' | 'desk'>,
): Promise<string> {
  const plan = (await desk.runbooks()).find(({ id }) => id === runbook)?.plan ?? null;
  const secret = new Set(plan?.runbook.inputs.filter((one) => one.secret).map(({ name }) => name));
  const known = alert === null || plan === null ? {} : inputsFor(plan, alert, config, {});
  const shown = Object.entries({ ...known, ...inputs }).filter(([name]) => !secret.has(name));
  const given = shown.flatMap(([name, value]) => [
    '--input',
    `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ]);
  return quoteArguments(['firebreak', 'run', runbook, ...given]);
}
