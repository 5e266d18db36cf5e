// What stands between a session and the person or program in front of it: the guided screen, plain lines, or JSON Lines.

import type { Plan } from '../engine/plan.ts';
import type { State } from '../engine/state.ts';
import type { Actor } from '../model/event.ts';
import type { Observer, Operator, OperatorAct } from '../session/ports.ts';
import type { SessionEnd } from '../session/session.ts';
import type { RunFolder } from '../transcript/store.ts';
import { undoCommands } from '../views/blocks/undo-commands.ts';
import { decideMode } from '../views/screen/mode.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** How a run is shown. */
export interface Screen {
  readonly kind: 'tui' | 'plain' | 'json';
  /** Whether a person is there to answer. */
  readonly guided: boolean;
}

/** The front of one run. */
export interface Front {
  readonly operator: Operator;
  readonly observer: Observer;
  /** Gives the front what a person may do at any time. */
  connect(act: (act: OperatorAct) => void): void;
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
}

/** Decides how a run is shown, and makes the environment fit for it before anything that draws is imported. */
export function chooseScreen(flags: {
  readonly plain?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
}): Screen {
  const tty = { stdin: process.stdin.isTTY === true, stdout: process.stdout.isTTY === true };
  if (flags.json === true) return { kind: 'json', guided: false };
  const decided = decideMode(process.env, tty, flags);
  for (const [name, value] of Object.entries(decided.env)) {
    if (value === null) delete process.env[name];
    else process.env[name] = value;
  }
  if (flags.tui === true && decided.mode === 'plain') {
    throw new CliError(
      EXIT.usage,
      `the guided screen needs a terminal: ${decided.why}`,
      'leave --tui out for plain lines',
    );
  }
  return { kind: decided.mode, guided: tty.stdin && tty.stdout };
}

/** Opens the front that was chosen. */
export async function openFront(options: FrontOptions): Promise<Front> {
  switch (options.screen.kind) {
    case 'tui': {
      const { openGuidedFront } = await import('./front-guided.ts');
      return openGuidedFront(options);
    }
    case 'plain': {
      const { openPlainFront } = await import('./front-plain.ts');
      return openPlainFront(options);
    }
    case 'json': {
      const { openJsonFront } = await import('./front-json.ts');
      return openJsonFront(options);
    }
  }
}

/** What a front for people is given of a run. */
export function shownRun({ plan, folder, state, actor }: FrontOptions) {
  return {
    runbook: plan.runbook,
    state,
    transcript: folder.transcript,
    undo: (end: State) => undoCommands(plan, end),
    actor,
    now: () => Date.now(),
  };
}

/** What is said after a run that is not over. */
export function lastWords({ folder }: FrontOptions, { state, broken }: SessionEnd): readonly string[] {
  return [
    ...(broken === undefined ? [] : [`The record cannot be kept any more: ${broken}`]),
    // A run that was stopped or waits has said so itself.
    ...(state.finished === null && state.parked === null ? [`Go on with: firebreak resume ${folder.id}`] : []),
  ];
}
