// A screen in Ink on a terminal: mounted, taken away for a while (for the shell, by ^Z, or for a program of the person's
// own) and mounted again, and at last given back. The screen is a projection, so nothing is lost by that. `decideMode`
// must have fixed the environment before this file is imported: Ink and its colours read it at import.

import { render } from 'ink';
import { createElement } from 'react';
import { type Env, type Glyphs, glyphsFor } from '../views/text/glyphs.ts';
import type { FrameStore } from './frame.ts';
import { holdWarnings } from './held-warnings.ts';
import { listenToKeys } from './keyboard-input.ts';
import type { Lending } from './lend.ts';
import { Screen } from './screen.tsx';
import { rewraps, Term } from './term.ts';

/** Which terminal. */
export interface TerminalOptions {
  readonly env: Env;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** The terminal has hung up, whether or not the system says so with a signal. */
  gone?(): void;
  /** The screen cannot be drawn any more: the terminal has been given back, and something simpler has to go on. */
  failed?(error: unknown): void;
}

/** A terminal that a screen is on. */
export interface OnTerminal {
  readonly glyphs: Glyphs;
  size(): { readonly columns: number; readonly rows: number };
  /** Mounts the screen; once. */
  show(store: FrameStore): void;
  /** Nothing can be drawn: a mistake of ours. Told once, and not after the end. */
  failed(error: unknown): void;
  /** A control sequence that moves nothing. */
  control(sequence: string): void;
  redraw(): void;
  /** ^Z: to the shell. */
  suspend(): void;
  /** Gives the terminal to a program of the person's own for a while. What happens meanwhile is shown afterwards. */
  lend(work: (lending: Lending) => Promise<void>): void;
  /** Ends a program that has the terminal, and lends it to no other one: what stands on it ends by a signal. */
  takeBack(): void;
  /** The terminal is gone: nothing is read or written any more. */
  letGo(): void;
  /** Takes the screen away, when `last` has been drawn, and gives the terminal back. */
  close(last?: () => void): Promise<void>;
}

/** Frames a second at most; a slow link shows no more. */
const FRAMES = 12;

const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

/** Makes a terminal ready for a screen. */
export function onTerminal(options: TerminalOptions): OnTerminal {
  const { env, stdin, stdout } = options;
  const glyphs = glyphsFor(env);
  const term = new Term(stdout, { rewraps: rewraps(env), quiet_ms: 80 });
  const warnings = holdWarnings();
  let finished = 0;
  const printed = (count: number): void => {
    finished = count;
  };
  const control = (sequence: string): void => term.control(sequence);
  let shown: { readonly store: FrameStore; mounted: Mounted } | null = null;
  let isOver = false;
  let isGone = false;
  /** Aborted when the terminal is wanted back, or gone. */
  const back = new AbortController();
  /** While a program of the person's own has the terminal. */
  let lent: Promise<void> | null = null;

  // A mistake of ours on the way of a key is survived; one that leaves nothing to draw with is not.
  const failed = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    options.failed?.(error);
  };

  const mount = (store: FrameStore, from: number): Mounted => {
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

  // Takes the screen away; what is returned puts it back.
  const takeAway = async (): Promise<() => void> => {
    await rendered();
    shown?.mounted.unmount();
    const from = finished;
    await term.drain();
    return () => {
      if (isGone) return;
      term.unblock();
      if (shown !== null) shown.mounted = mount(shown.store, from);
    };
  };

  const letGo = (): void => {
    isGone = true;
    back.abort();
    term.letGo();
    shown?.mounted.letGo();
  };
  const hungUp = (): void => {
    letGo();
    options.gone?.();
  };
  const onSize = (): void => shown?.store.resized();

  const suspend = async (): Promise<void> => {
    const putBack = await takeAway();
    // Nothing else holds the loop open while no key is read; without this Node would end when it is continued.
    const held = setInterval(() => {}, 2 ** 30);
    process.once('SIGCONT', () => {
      clearInterval(held);
      putBack();
    });
    process.kill(process.pid, 'SIGSTOP');
  };

  return {
    glyphs,
    size: () => ({ columns: term.columns, rows: term.realRows }),
    show: (store) => {
      shown = { store, mounted: mount(store, 0) };
      term.on('size', onSize);
    },
    failed,
    control,
    redraw: () => term.redraw(),
    suspend: () => void suspend(),
    lend: (work) => {
      if (back.signal.aborted) return shown?.store.hint('This is ending: the terminal is given to no other program.');
      lent ??= (async () => {
        const putBack = await takeAway();
        await work({ env, signal: back.signal });
        lent = null;
        putBack();
      })().catch(failed);
    },
    takeBack: () => back.abort(),
    letGo,
    close: async (last) => {
      isOver = true;
      await lent;
      last?.();
      shown?.store.close();
      await rendered();
      term.off('size', onSize);
      shown?.mounted.unmount();
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
