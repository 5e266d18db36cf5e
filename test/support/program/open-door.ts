// The door of a run that asks for an approval, on a real socket in a folder of its own.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Door, openDoor } from '../../../src/cli/watching/door.ts';
import type { Asked } from '../../../src/cli/watching/socket.ts';
import { endOf } from '../../../src/engine/state.ts';
import type { Actor, Observation, RunEvent } from '../../../src/model/event.ts';
import type { Question } from '../../../src/model/question.ts';
import type { Risk } from '../../../src/model/risk.ts';
import { recordedFor } from '../../../src/session/answers.ts';
import type { RunAct } from '../../../src/session/ports.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';
import { guidedStory, type Moment } from '../screen/guided-story.ts';

const story = guidedStory();

function bodyOf(act: Exclude<RunAct, { type: 'stop' }>): Observation {
  switch (act.type) {
    case 'alert':
      return { type: act.alert.status === 'firing' ? 'alert.received' : 'alert.cleared', data: { alert: act.alert } };
    case 'note':
      return { type: 'note.added', data: { text: act.text } };
    case 'attempt':
      return { type: 'agent.refused', data: act.refused };
    case 'answer':
      return {
        type: 'answer.given',
        data: { question: act.question, ...act.answer, ...(act.via === undefined ? {} : { via: act.via }) },
      };
  }
}

/** A moment of the story at which this is asked. */
export function askedWhere(wanted: (question: Question) => boolean): Moment & { readonly question: Question } {
  const found = story.moments.find(
    ({ after }) => after.question !== null && endOf(after) === null && wanted(after.question),
  );
  if (found?.after.question == null) throw new Error('the story has no such question');
  return { ...found, question: found.after.question };
}

/** A moment at which an approval of this risk is asked for. */
export const approvalOf = (risk: Risk): ReturnType<typeof askedWhere> =>
  askedWhere((question) => question.kind === 'approve' && question.proposal.risk === risk);

/** A door that is open. */
export interface Opened {
  readonly folder: RunFolder;
  readonly door: Door;
  readonly acts: { readonly act: RunAct; readonly by: Actor }[];
  /** Does what a session does with an act: writes it down, and tells the door. */
  record(act: RunAct, by: Actor): void;
  close(): void;
}

/** How a door is opened. */
export interface Opening {
  /** What is asked behind it: the approval of a change. */
  readonly at?: ReturnType<typeof askedWhere>;
  /** Folders between the temporary one and that of the run. */
  readonly depth?: number;
  /** Nothing of what is done is written down by itself. */
  readonly isBusy?: boolean;
  readonly patience_ms?: number;
}

/** Opens the door of a run, and waits until callers can come. */
export async function openedDoor(opening: Opening = {}): Promise<Opened> {
  const { at = approvalOf('change'), depth = 0, isBusy = false, patience_ms } = opening;
  const root = mkdtempSync(join(tmpdir(), 'firebreak-door-'));
  const path = join(root, ...Array.from({ length: depth }, () => 'a-folder-with-a-long-name'));
  mkdirSync(path, { recursive: true });
  const folder = runFolder(path);
  const acts: Opened['acts'] = [];
  const last = at.events.at(-1) as RunEvent;
  const record = (act: RunAct, by: Actor): void => {
    if (act.type === 'stop') return;
    const body = recordedFor(at.after, by, bodyOf(act));
    const after = body.type === 'answer.given' ? { ...at.after, question: null } : at.after;
    door.observer.events(after, [{ ...last, ...body, actor: by }]);
  };
  const door = openDoor({
    folder,
    plan: story.plan,
    act: (act, by) => {
      acts.push({ act, by });
      if (!isBusy) record(act, by);
    },
    ...(patience_ms === undefined ? {} : { patience_ms }),
  });
  door.observer.events(at.after, []);
  for (let tries = 0; tries < 200 && !existsSync(join(path, 'socket')); tries += 1) await pause(5);
  const close = (): void => {
    door.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { folder, door, acts, record, close };
}

/** The answer that lets a step run. */
export const yes = (as: string, question: string): Asked => ({
  act: 'answer',
  as,
  question,
  answer: { choice: 'run' },
});

/** Says something at the door, whatever it is; what comes back until the other side ends it. */
export function sent(folder: RunFolder, ...pieces: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket: Socket = connect(join(folder.path, 'socket'), () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on('data', (piece) => {
      heard += String(piece);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
}
