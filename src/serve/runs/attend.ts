// Nothing is left lying: a run that was live when its process ended, or was stopped with serve, is taken up again as `resume`
// would; one whose question is answered goes on; one that nobody answers is told again, and handed over in the end. By
// itself nothing is ever approved.

import { SERVE } from '../../fleet/job.ts';
import { formatDuration } from '../../model/duration.ts';
import { ok } from '../../model/result.ts';
import { ruleFor, type ServeConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Teller } from '../notify.ts';
import type { Crew, Desk } from '../ports.ts';
import type { Board } from './board.ts';
import type { Standing } from './standing.ts';

/** What runs are attended with. */
export interface AttendParts {
  readonly config: ServeConfig;
  readonly desk: Desk;
  readonly crew: Crew;
  readonly board: Board;
  readonly teller: Teller;
  readonly log: Log;
  readonly now: () => number;
}

/** Attends to all runs. */
export interface Attending {
  /** Looks what there is to do. `first`: serve has only begun. */
  look(first?: boolean): void;
  /** A run could not be taken up; it is tried again later, and not for ever. */
  failed(run: string): void;
}

/** What stops a run with serve, and nobody meant the run. */
const WITH_SERVE: ReadonlySet<string> = new Set(['SIGTERM', 'SIGHUP', 'SIGINT']);

/** How often a run whose process ends is taken up, and after how long again. */
const TRIES = 3;
const AGAIN_MS = 10_000;

/** Opens it. */
export function attending({ config, desk, crew, board, teller, log, now }: AttendParts): Attending {
  const failures = new Map<string, { readonly times: number; readonly at_ms: number }>();
  const begun_ms = now();

  const mayTry = (run: string): boolean => {
    const failed = failures.get(run);
    if (failed === undefined) return true;
    return failed.times < TRIES && now() - failed.at_ms > AGAIN_MS * failed.times;
  };

  const takeUp = ({ run, runbook }: Standing): void => {
    if (mayTry(run)) crew.take({ do: 'take_up', run, approve: ruleFor(config, runbook).approve });
  };

  const remind = (one: Standing): void => {
    const { question } = one;
    if (config.waiting === null || question === null) return;
    const { remind_ms, also, give_up_ms } = config.waiting;
    const asked_ms = Date.parse(question.asked_at);
    const age_ms = now() - asked_ms;
    if (give_up_ms !== null && age_ms >= give_up_ms) return void giveUp(one, give_up_ms);
    const times = remind_ms <= 0 ? 0 : Math.floor(age_ms / remind_ms);
    const key = `${one.run} ${question.id}`;
    // What was due while serve was not there is told once.
    const told = reminded.get(key) ?? Math.max(0, Math.floor((begun_ms - asked_ms) / Math.max(1, remind_ms)) - 1);
    if (times <= told) return;
    reminded.set(key, times);
    teller.tell({ about: 'reminder', standing: one, to: also });
  };

  const reminded = new Map<string, number>();

  const handing = new Set<string>();

  // Handing over changes nothing, and tells whoever the runbook says.
  const giveUp = async (one: Standing, after_ms: number): Promise<void> => {
    const { question, run } = one;
    if (question === null || handing.has(run)) return;
    handing.add(run);
    const appended = await desk
      .append(run, ({ run: state }) => {
        const asked = state.question;
        if (asked === null || asked.id !== question.id) return { ok: false, error: 'the run has moved on' };
        if (!asked.choices.includes('escalate')) return { ok: false, error: 'the question cannot be handed over' };
        const reason = `nobody answered in ${formatDuration(after_ms)}`;
        const data = { question: asked.id, choice: 'escalate', reason } as const;
        return ok({ observation: { type: 'answer.given', data }, actor: SERVE });
      })
      .finally(() => handing.delete(run));
    if (appended.is !== 'written') return;
    log.add('given-up', { run, question: question.id });
    takeUp(one);
  };

  const attend = (one: Standing, first: boolean): void => {
    if (one.outcome === 'under_way' || one.sandbox) return;
    // Answered, and its process has not gone on yet.
    if (one.outcome === 'waiting' && one.question === null) return takeUp(one);
    if (one.outcome === 'waiting') return remind(one);
    if (!one.served) return;
    if (one.outcome === 'open') return takeUp(one);
    if (first && one.outcome === 'stopped' && WITH_SERVE.has(one.parked_on ?? '')) takeUp(one);
  };

  return {
    look: (first = false) => {
      const busy = crew.busy();
      for (const one of board.open()) if (!busy.has(one.run)) attend(one, first);
    },
    failed: (run) => {
      const before = failures.get(run);
      failures.set(run, { times: (before?.times ?? 0) + 1, at_ms: now() });
    },
  };
}
