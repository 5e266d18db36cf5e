// Signs of the screen. Each has an ASCII twin, and a word beside it wherever it is used: no meaning is carried
// by a glyph alone.

/** The sign before a fact; every one has a word beside it. */
export type Sign = 'ok' | 'bad' | 'warn' | 'unknown' | 'to' | 'note' | 'person' | 'waiting';

/** The signs in use. */
export interface Glyphs {
  readonly ok: string;
  readonly bad: string;
  readonly warn: string;
  readonly unknown: string;
  /** Frames of something that runs, shown one a second. */
  readonly running: readonly string[];
  readonly waiting: string;
  readonly cursor: string;
  readonly rule: string;
  readonly filled: string;
  readonly empty: string;
  readonly record: string;
  readonly to: string;
  readonly note: string;
  /** Before a row that goes on with the row above, cut at the margin. */
  readonly continued: string;
  /** From the lowest to the highest, of a value over time. */
  readonly bars: readonly string[];
  readonly ellipsis: string;
  /** Stands before the character under the caret; null where that one is shown inverse. */
  readonly caret: string | null;
  readonly ascii: boolean;
}

const UNICODE: Glyphs = {
  ok: '✓',
  bad: '✗',
  warn: '!',
  unknown: '?',
  running: ['◐', '◓', '◑', '◒'],
  waiting: '·',
  cursor: '›',
  rule: '─',
  filled: '━',
  empty: '─',
  record: '●',
  to: '→',
  note: '#',
  continued: '↪',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  ellipsis: '…',
  caret: null,
  ascii: false,
};

const ASCII: Glyphs = {
  ok: 'v',
  bad: 'x',
  warn: '!',
  unknown: '?',
  running: ['|', '/', '-', '\\'],
  waiting: '.',
  cursor: '>',
  rule: '-',
  filled: '#',
  empty: '.',
  record: '*',
  to: '->',
  note: '#',
  continued: '+',
  bars: ['_', '.', '-', '=', '+', '*', '#'],
  ellipsis: '...',
  caret: null,
  ascii: true,
};

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Signs that this terminal can show: ASCII unless the locale says UTF-8, and on the Linux console. */
export function glyphsFor(env: Env): Glyphs {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const utf8 = /utf-?8/i.test(locale) || env.WT_SESSION !== undefined || env.TERM_PROGRAM === 'Apple_Terminal';
  const glyphs = utf8 && env.TERM !== 'linux' ? UNICODE : ASCII;
  // Without colours nothing is inverse either.
  return env.NO_COLOR || env.FORCE_COLOR === '0' ? { ...glyphs, caret: '|' } : glyphs;
}
