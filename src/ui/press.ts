// What comes from the keyboard, in one form: a terminal sends chunks, and a chunk may be one key, several, or a paste.

/** Keys that are no text. */
export type KeyName =
  | 'enter'
  | 'escape'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'pageup'
  | 'pagedown'
  | 'backspace'
  | 'delete'
  | 'tab';

/** One key, or one paste. */
export type Press =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'key'; readonly name: KeyName }
  | { readonly type: 'ctrl'; readonly letter: string };

/** A key as Ink reports it. */
export interface InkKey {
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly pageUp?: boolean;
  readonly pageDown?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly ctrl?: boolean;
  readonly tab?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
  readonly meta?: boolean;
}

const NAMES: readonly (readonly [keyof InkKey, KeyName])[] = [
  ['return', 'enter'],
  ['escape', 'escape'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['home', 'home'],
  ['end', 'end'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['backspace', 'backspace'],
  // Terminals send DEL for the backspace key, and Ink calls that `delete`.
  ['delete', 'backspace'],
  ['tab', 'tab'],
];

/** Keys of one chunk. Typed text over a slow link arrives as one chunk, its Enter included. */
export function pressesOf(input: string, key: InkKey): readonly Press[] {
  const named = NAMES.find(([property]) => key[property] === true);
  if (named !== undefined) return [{ type: 'key', name: named[1] }];
  if (key.ctrl === true) return [{ type: 'ctrl', letter: input }];
  // Alt with a letter is nobody's key here; taking it for the letter would press a key that was not meant.
  if (key.meta === true) return [];
  return [...new Intl.Segmenter().segment(input)].map(({ segment }) => pressOf(segment));
}

function pressOf(character: string): Press {
  switch (character) {
    case '\r':
    case '\n':
    case '\r\n':
      return { type: 'key', name: 'enter' };
    case '\x7f':
    case '\b':
      return { type: 'key', name: 'backspace' };
    case '\t':
      return { type: 'key', name: 'tab' };
    default: {
      const code = character.charCodeAt(0);
      return code >= 1 && code <= 26
        ? { type: 'ctrl', letter: String.fromCharCode(code + 96) }
        : { type: 'text', text: character };
    }
  }
}
