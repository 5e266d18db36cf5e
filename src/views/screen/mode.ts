// Guided screen or plain lines: decided from the environment before anything heavy is imported, because Ink and its
// colours read the environment at import. Pure; the caller applies what it says.

import type { Env } from '../text/glyphs.ts';

/** How a run is shown, and what must be true of the environment before the import. */
export interface ModeDecision {
  readonly mode: 'tui' | 'plain';
  /** Why, in a few words: for `--tui` that cannot be had, and for people who wonder. */
  readonly why: string;
  /** Variables to set; null: to delete. */
  readonly env: Readonly<Record<string, string | null>>;
  /** There is a terminal, and it is too small: `why` says what it needs. */
  readonly isSmall?: true;
}

/** What a run stands before. */
interface Terminals {
  readonly stdin: boolean;
  readonly stdout: boolean;
  /** The size of the window, where one decides; a terminal that does not know it says 0. */
  readonly size?: Size;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The smallest window in which what a decision rests on can be read, and its answers stand below it. */
export const LEAST_WINDOW: Size = { columns: 40, rows: 12 };

/** Whether a decision cannot be shown in it. */
export const isTooSmall = ({ columns, rows }: Size): boolean =>
  columns < LEAST_WINDOW.columns || rows < LEAST_WINDOW.rows;

/** What a window lacks, as a sentence without a full stop. */
const smallWords = ({ columns, rows }: Size): string =>
  `The window has ${columns} columns and ${rows} rows; the guided screen needs ${LEAST_WINDOW.columns} and ${LEAST_WINDOW.rows}`;

/** Decides; flags win over the environment, but nothing gives a screen to a pipe. */
export function decideMode(
  env: Env,
  tty: Terminals,
  flags: { readonly plain?: boolean; readonly tui?: boolean } = {},
): ModeDecision {
  const plain = (why: string): ModeDecision => ({ mode: 'plain', why, env: colors(env) });
  if (flags.plain === true) return plain('--plain');
  if (!tty.stdout) return plain('the output is no terminal');
  if (!tty.stdin) return plain('the input is no terminal');
  if (flags.tui !== true) {
    if (env.TERM === 'dumb') return plain('TERM is dumb');
    if (isSet(env.ACCESSIBLE)) return plain('ACCESSIBLE is set');
    if (env.INK_SCREEN_READER === 'true') return plain('INK_SCREEN_READER is set');
    if (isSet(env.CI)) return plain('CI is set');
  }
  const { size } = tty;
  if (size !== undefined && size.columns > 0 && size.rows > 0 && isTooSmall(size))
    return { ...plain(smallWords(size)), isSmall: true };
  // With CI set Ink draws nothing until the end; its screen reader mode repaints everything, unthrottled.
  const cleared = { CI: null, CONTINUOUS_INTEGRATION: null, INK_SCREEN_READER: null };
  // The development build of React is slow, and keeps performance marks for ever.
  return {
    mode: 'tui',
    why: 'a terminal',
    env: { ...colors(env), ...cleared, NODE_ENV: env.NODE_ENV ?? 'production' },
  };
}

const isSet = (value: string | undefined): boolean =>
  value !== undefined && value !== '' && value !== '0' && value !== 'false';

// The library that Ink colours with does not know NO_COLOR.
function colors(env: Env): Readonly<Record<string, string | null>> {
  return env.NO_COLOR !== undefined && env.NO_COLOR !== '' ? { FORCE_COLOR: '0' } : {};
}
