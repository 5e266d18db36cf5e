// What every front of a run has in common: what it is given, what it must do, and the last words after a run.

import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plan } from '../../engine/plan.ts';
import { endOf, parkedOf, type State } from '../../engine/state.ts';
import { quoteArgument } from '../../kinds/command-line.ts';
import type { Actor } from '../../model/event.ts';
import type { Observer, Operator, OperatorAct } from '../../session/ports.ts';
import type { SessionEnd } from '../../session/session.ts';
import { homeOf, type RunFolder } from '../../transcript/store.ts';
import type { Refused } from '../../views/blocks/unrecorded.ts';
import type { Detail } from '../../views/plain/line.ts';

/** How a run is shown. */
export interface Screen {
  readonly kind: 'tui' | 'plain' | 'json';
  /** Whether a person is there to answer. */
  readonly guided: boolean;
  /** How much plain lines say. */
  readonly detail: Detail;
}

/** The front of one run. */
export interface Front {
  readonly operator: Operator;
  readonly observer: Observer;
  /** Gives the front what a person may do at any time. */
  connect(act: (act: OperatorAct) => void): void;
  /** The run, which is led elsewhere, has not taken what the person in front of it wanted; why, without a full stop. */
  refused(what: Refused, why: string): void;
  /** The run ends by a signal: a program of the person's own that has the terminal is ended. */
  takeBack(): void;
  /** The terminal is gone: nothing is read or written any more. */
  letGo(): void;
  /** Says how it ended and gives the terminal back. */
  close(end: SessionEnd): Promise<void>;
}

/** What a front shows. */
export interface FrontOptions {
  readonly plan: Plan;
  readonly folder: RunFolder;
  readonly state: State;
  readonly actor: Actor;
  readonly screen: Screen;
  /** The run is led elsewhere: to stop here is to leave it alone. */
  readonly isWatching?: true;
}

/** What a front for people is given of a run. */
export function shownRun({ plan, folder, state, actor, isWatching }: FrontOptions) {
  return {
    context: { plan, transcript: folder.transcript, folder: folder.path, elsewhere: elsewhereOf(folder) },
    state,
    actor,
    now: () => Date.now(),
    ...(isWatching === undefined ? {} : { isWatching }),
  };
}

/** How a command that names a run by its id says where it is, where that is not the usual place. */
export function elsewhereOf({ path }: RunFolder): string {
  const home = dirname(dirname(path));
  try {
    if (realpathSync(homeOf(process.env)) === realpathSync(home)) return '';
  } catch {
    // There is no usual place: it is elsewhere.
  }
  return ` --home ${quoteArgument(home)}`;
}

/** What is said after a run that is not over. */
export function lastWords({ folder, isWatching }: FrontOptions, { state, broken }: SessionEnd): readonly string[] {
  return [
    ...(broken === undefined ? [] : [`The record cannot be kept any more: ${broken}`]),
    // A run that was stopped or waits has said so itself.
    ...(isWatching !== true && endOf(state) === null && parkedOf(state) === null && state.opened?.sandbox !== true
      ? [`Go on with: firebreak resume ${folder.id}${elsewhereOf(folder)}`]
      : []),
  ];
}
