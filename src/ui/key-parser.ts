// Bytes of a terminal become keys. Whatever comes is read to its end and never throws: a terminal answers questions that
// other programs have asked, pastes hold colours, and links cut sequences in half. What is no key of ours is left out
// whole, so that its letters do not press anything. Sequences: ECMA-48, section 5; xterm, "Bracketed Paste Mode".

import { type KeyName, type Press, pressesOf } from './press.ts';

/** Reads what a terminal sends. */
export interface KeyParser {
  /** The keys that are whole with this chunk. */
  feed(chunk: string): readonly Press[];
  /** For how long the rest of what has begun is waited for, in milliseconds; null: nothing has begun. */
  patience(): number | null;
  /** Nothing more came in that time: what has begun is what it is. */
  flush(): readonly Press[];
}

/** A lone Esc looks like the beginning of a sequence; a slow link may pause inside one. */
const ESCAPE_MS = 50;
const SEQUENCE_MS = 500;
/** Between two pieces of one paste. */
const PASTE_MS = 1000;
/** A paste is cut there, in UTF-16 units: far above any command. */
const LONGEST_PASTE = 256 * 1024;

const PASTE_END = '\x1b[201~';
const INTERRUPT = '\x03';
const CSI_8_BIT = '\x9b';

/** `ESC [`, parameters, intermediates, final; the key F1 of the Linux console has a second bracket. */
const CSI = /^\x1b\[(?:\[[A-E]|([0-?]*)[ -/]*([@-Z\\-~]))/;
const OPEN_CSI = /^\x1b\[(?:\[|[0-?]*[ -/]*)$/;
/** `ESC O` and a letter: arrows in application mode, F1 to F4. */
const SS3 = /^\x1bO([ -~])/;
/** OSC, DCS, SOS, PM and APC: answers of a terminal, up to BEL or ST. */
const STRING = /^\x1b[\]PX^_][^\x03\x07\x18\x1a\x1b]*(?:\x07|\x1b\\|[\x18\x1a])/;
const OPEN_STRING = /^\x1b[\]PX^_][^\x03\x07\x18\x1a\x1b]*/;

const LETTERS: Readonly<Record<string, KeyName>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
};
const NUMBERS: Readonly<Record<string, KeyName>> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};

/** What stands at the beginning of a text: keys and the length of what they were read from; null: its end is missing. */
type Read = { readonly presses: readonly Press[]; readonly length: number } | null;

const key = (name: KeyName): readonly Press[] => [{ type: 'key', name }];

/** Makes a parser; it remembers what has begun and not ended. */
export function keyParser(): KeyParser {
  let rest = '';
  let paste: string | null = null;

  const take = (chunk: string): readonly Press[] => {
    const presses: Press[] = [];
    let text = rest + chunk.replaceAll(CSI_8_BIT, '\x1b[');
    rest = '';
    while (text !== '') {
      if (paste !== null) {
        const end = text.indexOf(PASTE_END);
        // The end of the paste may be cut in half.
        const upTo = end === -1 ? text.length - endsLike(text, PASTE_END) : end;
        paste = (paste + text.slice(0, upTo)).slice(0, LONGEST_PASTE);
        if (end === -1) {
          rest = text.slice(upTo);
          return presses;
        }
        presses.push(...endPaste());
        text = text.slice(end + PASTE_END.length);
        continue;
      }
      if (text.startsWith('\x1b[200~')) {
        paste = '';
        text = text.slice(6);
        continue;
      }
      const read = readKey(text);
      if (read === null) {
        rest = text;
        return presses;
      }
      presses.push(...read.presses);
      text = text.slice(read.length);
    }
    return presses;
  };

  const endPaste = (): readonly Press[] => {
    const text = paste ?? '';
    paste = null;
    return [{ type: 'paste', text: withoutSequences(text) }];
  };

  return {
    feed: take,
    patience: () => (paste !== null ? PASTE_MS : rest === '' ? null : rest === '\x1b' ? ESCAPE_MS : SEQUENCE_MS),
    flush: () => {
      const left = rest;
      rest = '';
      if (paste !== null) return endPaste();
      return left === '\x1b' ? key('escape') : [];
    },
  };
}

function readKey(text: string): Read {
  if (text[0] !== '\x1b') {
    const end = text.indexOf('\x1b');
    const length = end === -1 ? text.length : end;
    return { presses: pressesOf(text.slice(0, length)), length };
  }
  if (text.length === 1) return null;
  switch (text[1]) {
    case '\x1b':
      return { presses: key('escape'), length: 1 };
    case INTERRUPT:
      return { presses: [], length: 1 };
    case '[':
      return readCsi(text);
    case 'O': {
      const found = SS3.exec(text);
      if (found !== null) return { presses: named(LETTERS[found[1] ?? '']), length: 3 };
      return text.length === 2 ? null : { presses: [], length: 2 };
    }
    case ']':
    case 'P':
    case 'X':
    case '^':
    case '_': {
      const open = OPEN_STRING.exec(text)?.[0].length ?? 0;
      const isOpen = open === text.length || (open === text.length - 1 && text.endsWith('\x1b'));
      return isOpen ? null : { presses: [], length: STRING.exec(text)?.[0].length ?? open };
    }
    default:
      // Alt with a key is nobody's here; taking it for the key would press one that was not meant.
      return { presses: [], length: 1 + firstLength(text.slice(1)) };
  }
}

function readCsi(text: string): Read {
  const found = CSI.exec(text);
  if (found === null) return OPEN_CSI.test(text) ? null : { presses: [], length: 2 + brokenLength(text.slice(2)) };
  const [whole, parameters = '', final = ''] = found;
  // A click, from a terminal that another program has told to report them: three characters follow.
  if (final === 'M' && parameters === '') return text.length < 6 ? null : { presses: [], length: 6 };
  const name = final === '~' ? NUMBERS[parameters.split(';')[0] ?? ''] : LETTERS[final];
  return { presses: named(name), length: whole.length };
}

const named = (name: KeyName | undefined): readonly Press[] => (name === undefined ? [] : key(name));

// A sequence that something else has broken off: its parameters are no keys either.
const brokenLength = (text: string): number => /^\[?[0-?]*[ -/]*/.exec(text)?.[0].length ?? 0;

const firstLength = (text: string): number => [...text][0]?.length ?? 0;

/** How many characters at the end of `text` may be the beginning of `mark`. */
function endsLike(text: string, mark: string): number {
  for (let length = mark.length - 1; length > 0; length -= 1) if (text.endsWith(mark.slice(0, length))) return length;
  return 0;
}

const withoutSequences = (text: string): string => text.replaceAll(/\x1b\[[0-?]*[ -/]*[@-~]/g, '');
