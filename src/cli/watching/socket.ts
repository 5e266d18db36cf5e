// Where a run that is led listens for a second person: a socket in its folder, which nobody else may enter. What is asked
// of it is one line of JSON, and so is what it answers.

import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../model/alert.ts';
import type { Observations } from '../../model/event.ts';
import type { AnswerWay } from '../../model/question.ts';
import { type RunFolder, SOCKET } from '../../transcript/store.ts';
import type { GivenAnswer } from '../../views/screen/given-answer.ts';

/** What may be asked of a run. */
export type Asked =
  | {
      readonly act: 'note';
      readonly as: string;
      readonly text: string;
      /** The question that it asks people to answer. */
      readonly question?: string;
      readonly kind?: 'agent';
    }
  | {
      readonly act: 'answer';
      readonly as: string;
      readonly question: string;
      readonly answer: Omit<GivenAnswer, 'typed'>;
      /** The word that was typed, where one has to be. */
      readonly typed?: string;
      /** How it came to whoever calls; absent: it watches. */
      readonly via?: AnswerWay;
      readonly kind?: 'agent';
    }
  /** An agent wanted what is not offered to it; it goes on record, and nothing follows. */
  | {
      readonly act: 'attempt';
      readonly as: string;
      readonly refused: Observations['agent.refused'];
      readonly kind: 'agent';
    }
  /** The alert that started the run fires again or has cleared; `as` is its sender. */
  | { readonly act: 'alert'; readonly as: string; readonly alert: Alert };

/** What came of it; `why` is a sentence without a full stop. */
export type Told = { readonly taken: true } | { readonly taken: false; readonly why: string };

/** Longest line, in bytes: more than any edited command. */
export const MOST_BYTES = 64 * 1024;

/** Bytes that the path of a socket may have: 104 with its end on macOS and the BSDs, 108 on Linux (unix(7)). */
const LONGEST = 103;

/** A path by which the socket of a run can be reached; null: there is none. */
export interface Place {
  readonly path: string;
  done(): void;
}

/** Where the socket of a run is. A path that is too long for the system is gone the short way, where there is one. */
export function placeOfSocket(folder: RunFolder): Place | null {
  const path = join(folder.path, SOCKET);
  if (Buffer.byteLength(path) <= LONGEST) return { path, done: () => {} };
  if (process.platform !== 'linux') return null;
  const fd = openSync(folder.path, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${fd}/${SOCKET}`, done: () => closeSync(fd) };
}
