// The door of a run that is led here: a second person leaves notes and answers what is asked. The first answer counts, and
// whoever comes later is told. What comes in is never trusted: one short line, a few at a time, and not for long.

import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { endOf, questionOf, type State } from '../../engine/state.ts';
import type { Actor } from '../../model/event.ts';
import { isObject } from '../../model/json.ts';
import type { Choice } from '../../model/question.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Observer, OperatorAct } from '../../session/ports.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { type Asked, MOST_BYTES, placeOfSocket, type Told } from './socket.ts';

/** The door of one run. */
export interface Door {
  readonly observer: Observer;
  close(): void;
}

/** How long a caller may take to say what it wants, and the run to take it, in milliseconds. */
const PATIENCE_MS = 5000;
const MOST_CALLERS = 16;
const LONGEST_NAME = 64;

interface Waiting {
  readonly asked: Asked;
  tell(told: Told): void;
}

/** Opens the door. A run goes on without one where there can be none. */
export function openDoor(folder: RunFolder, act: (act: OperatorAct, actor: Actor) => void): Door {
  let state: State | null = null;
  let lastAnswer: { readonly question: string; readonly by: string } | null = null;
  const waiting = new Set<Waiting>();

  const over = (question: string): string =>
    lastAnswer?.question === question ? `${lastAnswer.by} answered first` : 'that question is over';

  const take = (asked: Asked, tell: (told: Told) => void): void => {
    if (state === null || endOf(state) !== null) return tell({ taken: false, why: 'the run is over' });
    if (asked.act === 'answer') {
      const question = questionOf(state);
      if (question?.id !== asked.question) return tell({ taken: false, why: over(asked.question) });
      if (!question.choices.some((choice) => choice === asked.answer.choice))
        return tell({ taken: false, why: 'the question does not take that answer' });
    }
    // It is told when it stands in the record. What does not is not answered: the caller does not wait for ever.
    waiting.add({ asked, tell });
    act(actOf(asked), { kind: 'human', name: asked.as });
  };

  const server = createServer((socket) => listen(socket, take));
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
          if (event.type !== 'answer.given' && event.type !== 'note.added') continue;
          for (const one of waiting) {
            const { asked } = one;
            const isIts = event.actor.name === asked.as && isSame(asked, event);
            if (!isIts && !isOutrun(asked, event)) continue;
            waiting.delete(one);
            one.tell(isIts ? { taken: true } : { taken: false, why: `${event.actor.name} answered first` });
            // One event is one person's.
            if (isIts) break;
          }
        }
      },
    },
    close: () => {
      server.close();
      if (place === null) return;
      rmSync(place.path, { force: true });
      place.done();
    },
  };
}

function isSame(asked: Asked, event: Parameters<Observer['events']>[1][number]): boolean {
  if (event.type === 'note.added') return asked.act === 'note';
  return (
    event.type === 'answer.given' &&
    asked.act === 'answer' &&
    event.data.via === 'watch' &&
    event.data.question === asked.question &&
    event.data.choice === asked.answer.choice
  );
}

const isOutrun = (asked: Asked, event: Parameters<Observer['events']>[1][number]): boolean =>
  event.type === 'answer.given' && asked.act === 'answer' && event.data.question === asked.question;

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
    server.listen(path, () => chmodSync(path, 0o600));
  } finally {
    if (mask !== null) process.umask(mask);
  }
}

function actOf(asked: Asked): OperatorAct {
  if (asked.act === 'note') return { type: 'note', text: asked.text };
  const { choice, ...rest } = asked.answer;
  const answer = { ...rest, choice: choice as Choice } as Extract<OperatorAct, { type: 'answer' }>['answer'];
  return { type: 'answer', question: asked.question, answer, via: 'watch' };
}

function listen(socket: Socket, take: (asked: Asked, tell: (told: Told) => void) => void): void {
  let text = '';
  let isHeard = false;
  const tell = (told: Told): void => {
    isHeard = true;
    socket.end(`${JSON.stringify(told)}\n`);
  };
  // Slow ones and silent ones alike: what was not said by then is not waited for.
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS).unref();
  socket.on('close', () => clearTimeout(timer));
  socket.on('error', () => socket.destroy());
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => {
    if (isHeard) return;
    text += piece;
    if (text.length > MOST_BYTES) return tell({ taken: false, why: `a line has at most ${MOST_BYTES / 1024} KiB` });
    const end = text.indexOf('\n');
    if (end < 0) return;
    const read = readAsked(text.slice(0, end));
    isHeard = true;
    if (typeof read === 'string') tell({ taken: false, why: read });
    else take(read, tell);
  });
}

/** What a line asks for; else what is wrong with it. */
function readAsked(line: string): Asked | string {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return 'that is no line of JSON';
  }
  if (!isObject(given)) return 'that is no object';
  const { act, as, kind = 'human', ...rest } = given as Record<string, unknown>;
  // A program that says what it is is believed: it may look, and tell a person.
  if (kind !== 'human') return 'only a person may answer or leave a note here';
  if (typeof as !== 'string' || as.trim() === '' || as.length > LONGEST_NAME || sanitizeLine(as) !== as)
    return `a name has 1 to ${LONGEST_NAME} visible characters`;
  if (act === 'note') {
    const { text, ...more } = rest;
    if (typeof text !== 'string' || text.trim() === '' || Object.keys(more).length > 0) return 'a note is a text';
    return { act, as, text };
  }
  if (act !== 'answer') return 'what is asked for is a note or an answer';
  const { question, answer, ...more } = rest;
  if (typeof question !== 'string' || !isAnswer(answer) || Object.keys(more).length > 0)
    return 'an answer names its question and its choice';
  return { act, as, question, answer };
}

const TEXTS: ReadonlySet<string> = new Set(['choice', 'reason', 'cause', 'edited']);

function isAnswer(given: unknown): given is Extract<Asked, { act: 'answer' }>['answer'] {
  if (!isObject(given)) return false;
  const fields = Object.entries(given as Record<string, unknown>);
  return (
    fields.some(([name]) => name === 'choice') &&
    fields.every(([name, value]) => name === 'value' || (TEXTS.has(name) && typeof value === 'string'))
  );
}
