// Mounts the list of runs on a terminal. `decideMode` must have fixed the environment before this file is imported.

import type { Result } from '../model/result.ts';
import type { Purpose, RunRow } from '../views/screen/run-list.ts';
import { paged } from './lend.ts';
import { onTerminal, type TerminalOptions } from './on-terminal.ts';
import type { RunsAct } from './runs-keyboard.ts';
import { runsStore } from './runs-store.ts';

/** What the list is mounted with. */
export interface RunsScreenOptions extends TerminalOptions {
  readonly purpose: Purpose;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** The text of a run for the pager; the error says why there is none. */
  read(run: string, what: 'show' | 'report'): Result<string, string>;
  /** A run as it is now, and what keeps it from being gone on with; null: nothing. */
  again(run: string): Promise<{ readonly row: RunRow; readonly refusal: string | null }>;
  /** The person leaves, or goes on with a run. */
  left(how: { readonly type: 'leave' } | { readonly type: 'resume'; readonly run: string }): void;
}

/** The list on the terminal. */
export interface RunsScreen {
  /** More runs, older than those before. */
  add(rows: readonly RunRow[]): void;
  /** No more will come. */
  complete(): void;
  /** It ends by a signal: a program of the person's own that has the terminal is ended. */
  takeBack(): void;
  /** The terminal is gone: nothing is read or written any more. */
  letGo(): void;
  /** Takes the list away, and gives the terminal back. */
  close(): Promise<void>;
}

/** Mounts it; the runs come later. */
export function mountRuns(options: RunsScreenOptions): RunsScreen {
  const terminal = onTerminal(options);
  const { glyphs, size, failed } = terminal;
  const store = runsStore({
    purpose: options.purpose,
    glyphs,
    size,
    failed,
    now: options.now,
    act: (act) => perform(act),
  });

  const perform = (act: RunsAct): void => {
    switch (act.type) {
      case 'leave':
        return options.left(act);
      case 'suspend':
        return terminal.suspend();
      case 'redraw':
        return terminal.redraw();
      case 'resume':
        return void goOn(act.run).catch(failed);
      default:
        return terminal.lend(async (lending) => {
          const text = options.read(act.run, act.type);
          const shown = text.ok ? await paged(text.value, lending) : text;
          if (!shown.ok) store.hint(shown.error);
          store.put((await options.again(act.run)).row);
        });
    }
  };

  // What the list says of it may be old.
  const goOn = async (run: string): Promise<void> => {
    const { row, refusal } = await options.again(run);
    store.put(row);
    if (refusal === null) options.left({ type: 'resume', run });
    else store.hint(refusal);
  };

  terminal.show(store);
  return {
    add: (rows) => store.add(rows),
    complete: () => store.complete(),
    takeBack: () => terminal.takeBack(),
    letGo: () => terminal.letGo(),
    close: () => terminal.close(),
  };
}
