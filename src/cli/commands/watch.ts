// `firebreak watch`: a runbook (watch-runbook.ts), or a run. Of a run: a second terminal follows it where it is led elsewhere,
// on the same screen, out of its record. A person there leaves notes and answers what is asked; whoever leads the run
// decides nothing different by it.

import { setTimeout as pause } from 'node:timers/promises';
import { evolve } from '../../engine/evolve/evolve.ts';
import { EMPTY, endOf, questionOf, type State } from '../../engine/state.ts';
import type { OperatorAct } from '../../session/ports.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { chooseScreen, openFront } from '../choose-front.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { elsewhereOf } from '../fronts/front.ts';
import { actorOf, findRun, isLedNow, storeOf, translated } from '../open-run.ts';
import { exitOfRecord, makingSense, mustBeWhole, readRecord } from '../record-file.ts';
import { endedBySignals } from '../signals.ts';
import { call } from '../watching/call.ts';
import { follow } from '../watching/follow.ts';
import type { Asked } from '../watching/socket.ts';
import type { WatchRunbookOptions } from './watch-runbook.ts';

/** The options of `watch`. */
export interface WatchOptions extends WatchRunbookOptions {
  readonly plain?: boolean;
  readonly tui?: boolean;
}

/** How often the record is looked at, and whether its process is still there, in milliseconds. */
const LOOK_MS = 150;
const ALIVE_MS = 2000;

/** Follows a run, or watches a runbook, whichever the word names. */
export async function watch(word: string, options: WatchOptions): Promise<ExitCode> {
  const isRun = !/[/.]/.test(word) && storeOf(options.home).findRun(word).ok;
  if (isRun) return watchRun(word, options);
  const { watchRunbook } = await import('./watch-runbook.ts');
  return watchRunbook(word, options);
}

// Until it ends, waits, or is left.
async function watchRun(word: string, options: WatchOptions): Promise<ExitCode> {
  const folder = findRun(storeOf(options.home), word);
  const { plan } = readRecord(folder);
  const screen = chooseScreen(options);
  const isLed = isLedNow(folder);
  const actor = actorOf(options.as);
  const guided = screen.guided && isLed;
  const following = translated(() => follow(folder));
  const front = await openFront({ plan, folder, state: EMPTY, actor, screen: { ...screen, guided }, isWatching: true });
  let state: State = EMPTY;
  const left = new AbortController();
  const refusals: { readonly what: 'note' | 'answer'; readonly why: string }[] = [];
  const signal = endedBySignals();
  signal.addEventListener('abort', () => {
    // ^C, where the terminal makes a signal of it.
    if (signal.reason === EXIT.interrupted) left.abort();
    if (signal.reason === EXIT.terminated) front.takeBack();
    if (signal.reason === EXIT.hangup) front.letGo();
  });
  front.connect((act) => {
    if (act.type === 'stop') left.abort();
    else void say(act);
  });
  const say = async (act: Exclude<OperatorAct, { type: 'stop' }>): Promise<void> => {
    const told = await call(folder, askedBy(actor.name, act));
    if (!told.taken) refusals.push({ what: act.type, why: told.why });
  };

  const take = (): void => {
    const events = following.next();
    mustBeWhole(folder, following.scan());
    if (events.length === 0) return;
    const before = questionOf(state)?.id;
    state = makingSense(folder, () => {
      const next = events.reduce((before, event) => evolve(plan, before, event), state);
      front.observer.events(next, events);
      return next;
    });
    const question = questionOf(state);
    if (guided && question !== null && question.id !== before) front.operator.ask(question);
  };

  try {
    let looked = performance.now();
    take();
    let isThere = isLed;
    while (isThere && !left.signal.aborted && !signal.aborted && !following.scan().sealed) {
      await pause(LOOK_MS);
      // What somebody else answered first is shown before it is said that it was.
      const refused = refusals.splice(0);
      take();
      for (const { what, why } of refused) front.refused(what, why);
      if (performance.now() - looked < ALIVE_MS) continue;
      looked = performance.now();
      isThere = isLedNow(folder);
      // What it wrote last came before it let go.
      if (!isThere) take();
    }
  } finally {
    following.close();
    await front.close({ state, head: following.scan().head });
  }
  const end = endOf(state);
  if (end !== null) return exitOfRecord(folder, end.outcome);
  const isLeft = left.signal.aborted;
  if (signal.aborted && !isLeft) return signal.reason as ExitCode;
  if (screen.kind !== 'json') process.stderr.write(`${lastSentence(folder, isLeft)}\n`);
  return isLeft ? EXIT.ok : EXIT.waiting;
}

function lastSentence(folder: RunFolder, isLeft: boolean): string {
  const named = `${folder.id}${elsewhereOf(folder)}`;
  return isLeft
    ? `The run goes on; firebreak watch ${named} follows it again.`
    : `No process leads the run; firebreak resume ${named} goes on with it.`;
}

function askedBy(as: string, act: Exclude<OperatorAct, { type: 'stop' }>): Asked {
  if (act.type === 'note') return { act: 'note', as, text: act.text };
  const { question, answer, typed } = act;
  return { act: 'answer', as, question, answer, ...(typed === undefined ? {} : { typed }) };
}
