// Mounts the guided screen on a terminal and gives the two ports of a session back: an observer that shows, an operator
// that answers. `decideMode` must have fixed the environment before this file is imported.

import type { Actor } from '../model/event.ts';
import { NOT_OPENED, type Observer, type Operator, type OperatorAct, type RunState } from '../session/ports.ts';
import type { RunContext } from '../views/blocks/look-blocks.ts';
import type { Refused } from '../views/blocks/unrecorded.ts';
import type { Env } from '../views/text/glyphs.ts';
import { copyable, pageOf } from '../views/text/layout.ts';
import { gap } from '../views/text/row.ts';
import { guidedStore } from './guided-store.ts';
import type { Act } from './keyboard.ts';
import { edited, paged } from './lend.ts';
import { onTerminal, type TerminalOptions } from './on-terminal.ts';

/** What a guided run is mounted with. */
export interface GuidedRunOptions extends TerminalOptions {
  readonly context: RunContext;
  /** What the record holds already, when the run is resumed. */
  readonly state?: RunState;
  /** The run is led elsewhere: to stop here is to leave it alone. */
  readonly isWatching?: true;
  /** Who sits at the terminal. */
  readonly actor: Actor;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** How long a question must be visible before keys count, in milliseconds; 400. */
  readonly arm_ms?: number;
  /** The person would rather go on in plain lines. */
  plain?(): void;
  /** A long output of the record by its digest; null where it cannot be read. */
  readOutput?(sha256: string): string | null;
}

/** The person at a terminal, as a session sees them. */
export interface GuidedRun {
  readonly observer: Observer;
  readonly operator: Operator;
  /** What a person may do at any time, also before the first question: notes, and stopping. */
  connect(act: (act: OperatorAct) => void): void;
  /** The run ends by a signal: a program of the person's own that has the terminal is ended. */
  takeBack(): void;
  /** The terminal is gone: nothing is read or written any more, and the run goes on without it. */
  letGo(): void;
  /** The run, which is led elsewhere, has not taken what the person wanted. */
  refused(what: Refused, why: string): void;
  /** Prints what is left, with the head of the record where there is one, and gives the terminal back. */
  close(end?: { readonly head?: string }): Promise<void>;
}

/** Mounts the guided screen; until the first event it says that things are being made ready. */
export function mountGuidedRun(options: GuidedRunOptions): GuidedRun {
  const { plan, transcript, folder, elsewhere } = options.context;
  const { env } = options;
  const terminal = onTerminal(options);
  const { glyphs, size, failed } = terminal;
  let tell: ((act: OperatorAct) => void) | null = null;
  const store = guidedStore(options.state ?? NOT_OPENED, {
    context: {
      plan,
      transcript: homely(transcript, env),
      folder: homely(folder, env),
      ...(elsewhere === undefined ? {} : { elsewhere }),
    },
    glyphs,
    now: options.now,
    size,
    act: (act) => perform(act),
    arm_ms: options.arm_ms ?? 400,
    failed,
    isWatching: options.isWatching === true,
    ...(options.readOutput === undefined ? {} : { readOutput: options.readOutput }),
  });
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      failed(error);
    }
  };

  const perform = (act: Act): void => {
    switch (act.type) {
      case 'copy':
        return terminal.control(`\x1b]52;c;${Buffer.from(act.text).toString('base64')}\x07`);
      case 'redraw':
        return terminal.redraw();
      case 'suspend':
        return terminal.suspend();
      case 'plain':
        return options.plain?.();
      case 'page':
        return terminal.lend(async (lending) => {
          const shown = await paged(act.text, lending);
          if (!shown.ok) store.hint(shown.error);
        });
      case 'edit':
        return terminal.lend(async (lending) => {
          const result = await edited(act.text, lending);
          if (result.ok) store.edited(act.question, result.value);
          else store.hint(result.error);
        });
      default:
        tell?.(act);
    }
  };

  terminal.show(store);

  return {
    observer: {
      events: (state, events) => guarded(() => store.events(state, events)),
      output: (exec, text) => guarded(() => store.output(exec, text)),
      broken: (why) => guarded(() => store.broken(why)),
    },
    operator: {
      actor: options.actor,
      // The question comes with the event that asks it.
      ask: () => {},
    },
    connect: (act) => {
      tell = act;
    },
    takeBack: () => terminal.takeBack(),
    letGo: () => terminal.letGo(),
    refused: (what, why) => guarded(() => store.refused(what, why)),
    close: (end = {}) =>
      terminal.close(() => {
        if (end.head !== undefined) store.say([...copyable(pageOf(size().columns, glyphs), 'Head', end.head), gap()]);
      }),
  };
}

// For people, and short enough to be copied in one piece.
function homely(path: string, { HOME: home = '' }: Env): string {
  return home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
