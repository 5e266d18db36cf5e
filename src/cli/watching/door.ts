// The door of a run that is led here: a second person leaves notes and answers what is asked. The first answer counts, and
// whoever comes later is told. What comes in is never trusted: one short line, a few at a time, and not for long.

import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { refusal } from '../../engine/evolve/agent.ts';
import type { Plan } from '../../engine/plan.ts';
import { endOf, parkedOf, questionOf, type Run, type State } from '../../engine/state.ts';
import type { Actor, Observations, RunEvent } from '../../model/event.ts';
import type { Choice } from '../../model/question.ts';
import { acceptable } from '../../session/answers.ts';
import type { Observer, RunAct } from '../../session/ports.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { REFUSED_WORDS } from '../../views/blocks/why.ts';
import { NO_SUCH_ANSWER, takenAnswer } from '../../views/screen/given-answer.ts';
import { readAsked } from './read-asked.ts';
import { type Asked, MOST_BYTES, placeOfSocket, type Told } from './socket.ts';

/** The door of one run. */
export interface Door {
  readonly observer: Observer;
  close(): void;
}

/** What a door opens to. */
export interface DoorOptions {
  readonly folder: RunFolder;
  readonly plan: Plan;
  readonly act: (act: RunAct, actor: Actor) => void;
  /** How long a caller may take to say what it wants, and the run to take it, in milliseconds; 5000. */
  readonly patience_ms?: number;
}

const PATIENCE_MS = 5000;
const MOST_CALLERS = 16;

const OVER = 'the run is over';
const BUSY = 'the run is busy; when it takes it, its record says so';

/** Somebody whose note or answer is not on record yet. */
interface Waiting {
  readonly asked: Asked;
  tell(told: Told): void;
}

/** Takes what a caller asks for; `gone` is called back when there is nobody to be told any more. */
type Take = (waiting: Waiting, gone: (whenGone: () => void) => void) => void;

/** Opens the door. A run goes on without one where there can be none. */
export function openDoor({ folder, plan, act, patience_ms = PATIENCE_MS }: DoorOptions): Door {
  let state: State | null = null;
  let shut: string | null = null;
  let lastAnswer: { readonly question: string; readonly by: string } | null = null;
  const waiting = new Set<Waiting>();
  const callers = new Set<Socket>();

  const over = (question: string): string =>
    lastAnswer?.question === question ? `${lastAnswer.by} answered first` : 'that question is over';

  const settle = (one: Waiting, why: string | null): void => {
    waiting.delete(one);
    one.tell(why === null ? { taken: true } : { taken: false, why });
  };

  const take: Take = (one, gone) => {
    const { asked } = one;
    const open = openNow(state, shut);
    if (typeof open === 'string') return one.tell({ taken: false, why: open });
    const wish = wishOf(asked, (answer) => answerTo(plan, open, answer, over));
    if (typeof wish === 'string') return one.tell({ taken: false, why: wish });
    // It is told when it stands in the record, or when it cannot come there any more.
    waiting.add(one);
    gone(() => waiting.delete(one));
    act(wish, actorOf(asked));
  };

  const shutFor = (why: string): void => {
    shut = why;
    for (const one of waiting) settle(one, why);
  };

  const server = createServer((socket) => {
    callers.add(socket);
    socket.on('close', () => callers.delete(socket));
    listen(socket, take, patience_ms);
  });
  server.maxConnections = MOST_CALLERS;
  server.on('error', () => {});
  server.unref();
  const place = placed(folder);
  if (place !== null) listenAt(server, place.path);

  return {
    observer: {
      events: (next, events) => {
        state = next;
        for (const event of events) {
          if (event.type === 'answer.given') lastAnswer = { question: event.data.question, by: event.actor.name };
          // One event is one person's.
          const its = [...waiting].find(({ asked }) => event.actor.name === asked.as && isSame(asked, event));
          if (its !== undefined) settle(its, refusedIn(its.asked, event));
        }
        const question = questionOf(next)?.id;
        for (const one of waiting)
          if (one.asked.act === 'answer' && one.asked.question !== question) settle(one, over(one.asked.question));
      },
      broken: () => shutFor('the record cannot be kept any more'),
    },
    close: () => {
      shutFor(OVER);
      server.close();
      for (const socket of callers) socket.destroySoon();
      if (place === null) return;
      attempt(() => rmSync(place.path, { force: true }));
      place.done();
    },
  };
}

const actorOf = (asked: Asked): Actor => ({
  kind: asked.act === 'alert' ? 'alert' : (asked.kind ?? 'human'),
  name: asked.as,
});

// That an agent was refused is what it asked for where it only tells of it.
const refusedIn = ({ act }: Asked, event: RunEvent): string | null =>
  event.type === 'agent.refused' && act !== 'attempt' ? REFUSED_WORDS[event.data.why] : null;

/** The run as it stands, where something can be asked of it; else why nothing can. */
function openNow(state: State | null, shut: string | null): Run | string {
  if (shut !== null) return shut;
  if (state === null || state.opened === null) return 'the run is only beginning';
  return endOf(state) === null && parkedOf(state) === null ? state : OVER;
}

type AskedAnswer = Extract<Asked, { act: 'answer' }>;

function wishOf(asked: Asked, answered: (asked: AskedAnswer) => RunAct | string): RunAct | string {
  switch (asked.act) {
    case 'answer':
      return answered(asked);
    case 'note':
      return { type: 'note', text: asked.text, ...(asked.question === undefined ? {} : { question: asked.question }) };
    case 'attempt':
      return { type: 'attempt', refused: asked.refused };
    case 'alert':
      return { type: 'alert', alert: asked.alert };
  }
}

/** What the run is asked to do by an answer; else why the answer is not taken. */
function answerTo(plan: Plan, run: Run, asked: AskedAnswer, over: (question: string) => string): RunAct | string {
  const question = questionOf(run);
  if (question === null || question.id !== asked.question) return over(asked.question);
  const { typed, answer, via = 'watch' } = asked;
  const observed = {
    ...answer,
    question: question.id,
    choice: answer.choice as Choice,
  } as Observations['answer.given'];
  // It is the engine that refuses, so that it stands on record.
  if (refusal(run, actorOf(asked), { type: 'answer.given', data: observed }) !== null)
    return { type: 'answer', question: question.id, answer: observed, via };
  // What the session would leave out without a word.
  if (!acceptable(plan, run, { type: 'answer.given', data: observed })) return NO_SUCH_ANSWER;
  const taken = takenAnswer(plan, run, question, { ...answer, ...(typed === undefined ? {} : { typed }) });
  return taken.ok ? { type: 'answer', question: question.id, answer: taken.value, via } : taken.error;
}

function isSame(asked: Asked, event: RunEvent): boolean {
  if (event.type === 'note.added') return asked.act === 'note';
  if (event.type === 'agent.refused')
    return (
      asked.act === 'attempt' ||
      (asked.act === 'answer' && event.data.question === asked.question && event.data.wanted === asked.answer.choice)
    );
  if (event.type === 'alert.received' || event.type === 'alert.cleared') return asked.act === 'alert';
  return (
    event.type === 'answer.given' &&
    asked.act === 'answer' &&
    event.data.via === (asked.via ?? 'watch') &&
    event.data.question === asked.question &&
    event.data.choice === asked.answer.choice
  );
}

// The lock of the run is ours: a socket that is there was left by a process that is gone.
function placed(folder: RunFolder): ReturnType<typeof placeOfSocket> {
  try {
    const place = placeOfSocket(folder);
    if (place !== null) rmSync(place.path, { force: true });
    return place;
  } catch {
    return null;
  }
}

// The folder keeps everybody else out already; the socket is theirs alone from its first moment all the same.
function listenAt(server: Server, path: string): void {
  // Only the main thread has a mask of its own.
  const mask = isMainThread ? process.umask(0o177) : null;
  try {
    server.listen(path, () => attempt(() => chmodSync(path, 0o600)));
  } finally {
    if (mask !== null) process.umask(mask);
  }
}

// A run does not end because its folder was taken away under it.
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // What is gone needs no putting away, and is open to nobody.
  }
}

function listen(socket: Socket, take: Take, patience_ms: number): void {
  let text = '';
  let isHeard = false;
  const tell = (told: Told): void => {
    isHeard = true;
    socket.end(`${JSON.stringify(told)}\n`);
  };
  // Slow ones and silent ones alike: what was not said by then is not waited for.
  const timer = setTimeout(() => {
    if (isHeard && socket.writable) tell({ taken: false, why: BUSY });
    socket.destroySoon();
  }, patience_ms).unref();
  socket.on('close', () => clearTimeout(timer));
  socket.on('error', () => socket.destroy());
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => {
    if (isHeard) return;
    text += piece;
    if (socket.bytesRead > MOST_BYTES)
      return tell({ taken: false, why: `a line has at most ${MOST_BYTES / 1024} KiB` });
    const end = piece.includes('\n') ? text.indexOf('\n') : -1;
    if (end < 0) return;
    isHeard = true;
    const asked = readAsked(text.slice(0, end));
    if (typeof asked === 'string') tell({ taken: false, why: asked });
    else take({ asked, tell }, (whenGone) => socket.once('close', whenGone));
  });
}
