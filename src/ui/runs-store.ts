// What the list of runs shows, outside React: the runs as they come, and where the person is. Keys, runs and size come in;
// a frame comes out.

import { AT_TOP, fitting, type Purpose, type RunListView, type RunRow, runListView } from '../views/screen/run-list.ts';
import type { Glyphs } from '../views/text/glyphs.ts';
import type { Frame, FrameStore } from './frame.ts';
import { pressedInRuns, type RunsAct } from './runs-keyboard.ts';

/** What the store needs from outside. */
export interface RunsStoreOptions {
  readonly purpose: Purpose;
  readonly glyphs: Glyphs;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  size(): { readonly columns: number; readonly rows: number };
  act(act: RunsAct): void;
  /** Nothing can be drawn: a mistake of ours. */
  failed(error: unknown): void;
}

/** The store. */
export interface RunsStore extends FrameStore {
  /** More runs, older than those before. */
  add(rows: readonly RunRow[]): void;
  /** A run that was looked at again. */
  put(row: RunRow): void;
  /** No more will come. */
  complete(): void;
}

/** How long runs must be on the screen before one is gone on with by a key, in milliseconds. */
const ARM_MS = 400;

/** Makes the store of one list. */
export function runsStore(options: RunsStoreOptions): RunsStore {
  const { purpose, glyphs } = options;
  const listeners = new Set<() => void>();
  let all: readonly RunRow[] = [];
  let shown = all;
  let browsing = AT_TOP;
  /** When there were runs to choose from first; null: not yet. */
  let since: number | null = null;
  let isLoading = true;
  let isClosed = false;
  let view: RunListView = { rows: [], first: 0, height: 1 };
  let frame: Frame = { finished: [], live: [], columns: options.size().columns };

  // Pressed before a run was on the screen, it was meant for something else.
  const isArmed = (): boolean => since !== null && options.now() - since >= ARM_MS;

  const draw = (): void => {
    try {
      const size = options.size();
      const window = { ...size, now: options.now() };
      const scene = { shown, total: all.length, isLoading, browsing, window, glyphs, purpose, isArmed: isArmed() };
      view = runListView(scene);
      browsing = { ...browsing, first: view.first };
      frame = { finished: [], live: isClosed ? [] : view.rows, columns: size.columns };
      for (const listener of listeners) listener();
    } catch (error) {
      options.failed(error);
    }
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    frame: () => frame,
    press: (press) => {
      const before = browsing.text;
      const next = pressedInRuns(browsing, press, { all, shown, height: view.height, purpose });
      browsing = next.browsing;
      if (browsing.text !== before) shown = fitting(all, browsing.text);
      if (next.act !== null && (next.act.type !== 'resume' || isArmed())) options.act(next.act);
      draw();
      return next.rest;
    },
    add: (rows) => {
      all = [...all, ...rows];
      shown = [...shown, ...fitting(rows, browsing.text)];
      if (all.length > 0 && since === null) {
        since = options.now();
        // Clocks differ by a little.
        setTimeout(draw, ARM_MS + 20).unref();
      }
      draw();
    },
    // It stays where it is, also where it does not fit the filter any more: the cursor must not slip to another run.
    put: (row) => {
      const replaced = (one: RunRow): RunRow => (one.run === row.run ? row : one);
      all = all.map(replaced);
      shown = shown.map(replaced);
      draw();
    },
    complete: () => {
      isLoading = false;
      draw();
    },
    hint: (text) => {
      browsing = { ...browsing, hint: text };
      draw();
    },
    resized: draw,
    close: () => {
      isClosed = true;
      draw();
    },
  };
}
