// What a key means in the list of runs: one function from where the person is and a key to where she is next and what she
// wants done. Pure.

import { type Browsing, fitting, type Purpose, type RunRow } from '../views/screen/run-list.ts';
import { edit } from './line-editor.ts';
import type { Press } from './press.ts';

/** What a key may ask for. */
export type RunsAct =
  /** To be read in the person's own pager. */
  | { readonly type: 'show' | 'report'; readonly run: string }
  | { readonly type: 'resume'; readonly run: string }
  | { readonly type: 'leave' }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' };

/** What is on the screen when a key comes. */
export interface RunsSituation {
  /** Every run so far, newest first. */
  readonly all: readonly RunRow[];
  /** Those that fit the filter. */
  readonly shown: readonly RunRow[];
  /** Runs that are shown at once. */
  readonly height: number;
  readonly purpose: Purpose;
}

/** What follows from a key. */
export interface RunsPressed {
  readonly browsing: Browsing;
  readonly act: RunsAct | null;
  /** Whether the keys behind it in the same chunk still count. */
  readonly rest: 'go on' | 'drop';
}

const stay = (browsing: Browsing): RunsPressed => ({ browsing, act: null, rest: 'go on' });

const doing = (browsing: Browsing, act: RunsAct): RunsPressed => ({
  browsing: { ...browsing, hint: '' },
  act,
  rest: 'drop',
});

/** Takes one key. */
export function pressedInRuns(browsing: Browsing, press: Press, situation: RunsSituation): RunsPressed {
  if (press.type === 'ctrl') {
    if (press.letter === 'c') return doing(browsing, { type: 'leave' });
    if (press.letter === 'z') return doing(browsing, { type: 'suspend' });
    if (press.letter === 'l') return doing(browsing, { type: 'redraw' });
  }
  const name = nameOf(press);
  const moved = movedTo(browsing, browsing.isTyping ? ARROWS : MOVES, name, situation);
  if (moved !== null) return stay({ ...browsing, hint: '', cursor: moved });
  return browsing.isTyping ? typing(browsing, press, situation) : choosing(browsing, name, situation);
}

// A paste presses nothing.
const nameOf = (press: Press): string =>
  press.type === 'key' ? press.name : press.type === 'text' ? `"${press.text}` : '';

type Move = 'up' | 'down' | 'page up' | 'page down' | 'top' | 'bottom';

const ARROWS: Readonly<Record<string, Move>> = {
  up: 'up',
  down: 'down',
  pageup: 'page up',
  pagedown: 'page down',
};

const MOVES: Readonly<Record<string, Move>> = {
  ...ARROWS,
  '"k': 'up',
  '"j': 'down',
  '"b': 'page up',
  '" ': 'page down',
  home: 'top',
  '"g': 'top',
  end: 'bottom',
  '"G': 'bottom',
};

function movedTo(
  { cursor }: Browsing,
  moves: Readonly<Record<string, Move>>,
  name: string,
  { shown, height }: RunsSituation,
): number | null {
  if (!Object.hasOwn(moves, name)) return null;
  const page = Math.max(1, height - 1);
  const to = {
    up: cursor - 1,
    down: cursor + 1,
    'page up': cursor - page,
    'page down': cursor + page,
    top: 0,
    bottom: shown.length - 1,
  }[moves[name] ?? 'top'];
  return Math.max(0, Math.min(to, shown.length - 1));
}

function choosing(browsing: Browsing, name: string, { all, shown, purpose }: RunsSituation): RunsPressed {
  const here = shown[browsing.cursor];
  switch (name) {
    case 'escape':
      return browsing.text === '' ? doing(browsing, { type: 'leave' }) : stay(filtered(browsing, '', 0, { all, here }));
    case '"q':
      return doing(browsing, { type: 'leave' });
    case '"/':
      return stay({ ...browsing, hint: '', isTyping: true, caret: browsing.text.length });
  }
  if (here === undefined) return stay(browsing);
  const { run } = here;
  switch (name) {
    case 'enter':
      return doing(browsing, { type: purpose === 'resume' ? 'resume' : 'show', run });
    case '"s':
      return doing(browsing, { type: 'show', run });
    case '"r':
      return doing(browsing, { type: 'resume', run });
    case '"R':
    case '"m':
      return doing(browsing, { type: 'report', run });
    default:
      return stay(browsing);
  }
}

function typing(browsing: Browsing, press: Press, { all, shown }: RunsSituation): RunsPressed {
  const here = shown[browsing.cursor];
  if (press.type === 'key' && press.name === 'enter') return stay({ ...browsing, isTyping: false });
  if (press.type === 'key' && press.name === 'escape')
    return stay({ ...filtered(browsing, '', 0, { all, here }), isTyping: false });
  const { text, caret } = edit(browsing, press);
  return stay(filtered(browsing, text, caret, { all, here }));
}

// The cursor stays on its run where that still fits.
function filtered(
  browsing: Browsing,
  text: string,
  caret: number,
  { all, here }: { readonly all: readonly RunRow[]; readonly here: RunRow | undefined },
): Browsing {
  const line = text.replaceAll('\n', ' ');
  if (line === browsing.text) return { ...browsing, caret };
  const cursor = here === undefined ? 0 : Math.max(0, fitting(all, line).indexOf(here));
  return { ...browsing, hint: '', text: line, caret, cursor };
}
