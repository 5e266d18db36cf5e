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

const GRAPHEMES = new Intl.Segmenter();

/** The keys of text without escape sequences. Typed text over a slow link arrives as one chunk, its Enter included. */
export function pressesOf(text: string): readonly Press[] {
  return [...GRAPHEMES.segment(text)].flatMap(({ segment }) => pressOf(segment));
}

function pressOf(character: string): readonly Press[] {
  switch (character) {
    case '\r':
    case '\n':
    case '\r\n':
      return [{ type: 'key', name: 'enter' }];
    case '\x7f':
    case '\b':
      return [{ type: 'key', name: 'backspace' }];
    case '\t':
      return [{ type: 'key', name: 'tab' }];
    default: {
      const code = character.charCodeAt(0);
      if (code >= 1 && code <= 26) return [{ type: 'ctrl', letter: String.fromCharCode(code + 96) }];
      // Other control characters are nobody's key.
      return code < 0x20 || (code >= 0x80 && code < 0xa0) ? [] : [{ type: 'text', text: character }];
    }
  }
}
