// Mounts the guided screen on a terminal and gives the two ports of a session back: an observer that shows, an operator
// that answers. The screen is a projection, so it can be unmounted (for the shell, by ^Z) and mounted again. `decideMode`
// must have fixed the environment before this file is imported: Ink and its colours read it at import.

import { render } from 'ink';
import { createElement } from 'react';
import type { Actor } from '../model/event.ts';
import type { Observer, Operator, OperatorAct, RunState } from '../session/ports.ts';
import type { RunContext } from '../views/blocks/look-blocks.ts';
import type { Refused } from '../views/blocks/unrecorded.ts';
import { NO_RUN } from '../views/screen/run-view.ts';
import { type Env, glyphsFor } from '../views/text/glyphs.ts';
import { copyable, pageOf } from '../views/text/layout.ts';
import { gap } from '../views/text/row.ts';
import { guidedStore } from './guided-store.ts';
import { holdWarnings } from './held-warnings.ts';
import type { Act } from './keyboard.ts';
import { listenToKeys } from './keyboard-input.ts';
import { edited, type Lending, paged } from './lend.ts';
import { Screen } from './screen.tsx';
import { rewraps, Term } from './term.ts';

/** What a guided run is mounted with. */
export interface GuidedRunOptions {
  readonly context: RunContext;
  /** What the record holds already, when the run is resumed. */
  readonly state?: RunState;
  /** The run is led elsewhere: to stop here is to leave it alone. */
  readonly isWatching?: true;
  /** Who sits at the terminal. */
  readonly actor: Actor;
  readonly env: Env;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** How long a question must be visible before keys count, in milliseconds; 400. */
  readonly arm_ms?: number;
  /** A long output of the record by its digest; null where it cannot be read. */
  readOutput?(sha256: string): string | null;
  /** The terminal has hung up, whether or not the system says so with a signal. */
  gone?(): void;
  /** The screen cannot be drawn any more: the terminal has been given back, and something simpler has to go on. */
  failed?(error: unknown): void;
}

/** The person at a terminal, as a session sees them. */
export interface GuidedRun {
  readonly observer: Observer;
  readonly operator: Operator;
  /** What a person may do at any time, also before the first question: notes, and stopping. */
  connect(act: (act: OperatorAct) => void): void;
  /** The terminal is gone: nothing is read or written any more, and the run goes on without it. */
  letGo(): void;
  /** The run, which is led elsewhere, has not taken what the person wanted. */
  refused(what: Refused, why: string): void;
  /** Prints what is left, with the head of the record where there is one, and gives the terminal back. */
  close(end?: { readonly head?: string }): Promise<void>;
}

/** Frames a second at most; a slow link shows no more. */
const FRAMES = 12;

const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

/** Mounts the guided screen; until the first event it says that things are being made ready. */
export function mountGuidedRun(options: GuidedRunOptions): GuidedRun {
  const { plan, transcript, folder, elsewhere } = options.context;
  const { env, stdin, stdout } = options;
  const glyphs = glyphsFor(env);
  const term = new Term(stdout, { rewraps: rewraps(env), quiet_ms: 80 });
  const warnings = holdWarnings();
  let tell: ((act: OperatorAct) => void) | null = null;
  const size = (): { columns: number; rows: number } => ({ columns: term.columns, rows: term.realRows });
  const store = guidedStore(options.state ?? NO_RUN, {
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
    failed: (error) => failed(error),
    isWatching: options.isWatching === true,
    ...(options.readOutput === undefined ? {} : { readOutput: options.readOutput }),
  });
  let finished = 0;
  const printed = (count: number): void => {
    finished = count;
  };
  const control = (sequence: string): void => term.control(sequence);
  let isOver = false;
  let isGone = false;
  const gone = new AbortController();
  /** While a program of the person's own has the terminal. */
  let lent: Promise<void> | null = null;

  // A mistake of ours on the way of a key is survived; one that leaves nothing to draw with is not.
  const failed = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    options.failed?.(error);
  };

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      failed(error);
    }
  };

  const mount = (from: number): Mounted => {
    const element = createElement(Screen, { store, from, ellipsis: glyphs.ellipsis, printed });
    const ink = render(element, {
      stdout: term as unknown as NodeJS.WriteStream,
      stdin,
      exitOnCtrlC: false,
      patchConsole: false,
      maxFps: FRAMES,
    });
    // At once: in 6.8.0 a promise that is asked for after the exit never settles.
    const exited = ink.waitUntilExit();
    exited.catch(failed);
    control(PASTE_ON);
    const keyboard = listenToKeys(stdin, {
      press: (press) => store.press(press),
      failed: () => store.hint('That key was not understood. Nothing was done.'),
      gone: () => hungUp(),
    });
    return {
      letGo: () => keyboard.letGo(),
      unmount: () => {
        keyboard.close();
        control(PASTE_OFF);
        ink.unmount();
        term.takeOff();
      },
    };
  };

  const letGo = (): void => {
    isGone = true;
    gone.abort();
    term.letGo();
    mounted.letGo();
  };
  const hungUp = (): void => {
    letGo();
    options.gone?.();
  };

  let mounted = mount(0);
  const onSize = (): void => store.resized();
  term.on('size', onSize);

  const perform = (act: Act): void => {
    switch (act.type) {
      case 'copy':
        return control(`\x1b]52;c;${Buffer.from(act.text).toString('base64')}\x07`);
      case 'redraw':
        return term.redraw();
      case 'suspend':
        return void suspend();
      case 'page':
        return lend(async (lending) => {
          const shown = await paged(act.text, lending);
          if (!shown.ok) store.hint(shown.error);
        });
      case 'edit':
        return lend(async (lending) => {
          const result = await edited(act.text, lending);
          if (result.ok) store.edited(act.question, result.value);
          else store.hint(result.error);
        });
      default:
        tell?.(act);
    }
  };

  // What happens meanwhile is kept, and printed when the screen is back.
  const lend = (work: (lending: Lending) => Promise<void>): void => {
    lent ??= (async () => {
      await rendered();
      mounted.unmount();
      const from = finished;
      await term.drain();
      await work({ env, signal: gone.signal });
      lent = null;
      if (!isGone) mounted = mount(from);
    })().catch(failed);
  };

  const suspend = async (): Promise<void> => {
    await rendered();
    mounted.unmount();
    const from = finished;
    await term.drain();
    // Nothing else holds the loop open while no key is read; without this Node would end when it is continued.
    const held = setInterval(() => {}, 2 ** 30);
    process.once('SIGCONT', () => {
      clearInterval(held);
      if (!isGone) mounted = mount(from);
    });
    process.kill(process.pid, 'SIGSTOP');
  };

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
    letGo,
    refused: (what, why) => guarded(() => store.refused(what, why)),
    close: async (end = {}) => {
      isOver = true;
      await lent;
      if (end.head !== undefined) store.say([...copyable(pageOf(term.columns, glyphs), 'Head', end.head), gap()]);
      store.close();
      await rendered();
      term.off('size', onSize);
      mounted.unmount();
      await term.drain();
      term.release();
      warnings.release();
    },
  };
}

/** The screen and its keyboard on a terminal. */
interface Mounted {
  letGo(): void;
  unmount(): void;
}

// React renders what a store says a moment later.
const rendered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

// For people, and short enough to be copied in one piece.
function homely(path: string, { HOME: home = '' }: Env): string {
  return home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
