// The text that is being typed: one function from a text and a key to the next text. Pure.

import type { Press } from './press.ts';

/** A text and the place of the caret in it, UTF-16 units. */
export interface Typed {
  readonly text: string;
  readonly caret: number;
}

/** The text after a key; the same object when the key means nothing here. */
export function edit(typed: Typed, press: Press): Typed {
  const { text, caret } = typed;
  const before = text.slice(0, caret);
  const after = text.slice(caret);
  if (press.type === 'text' || press.type === 'paste') {
    const added = harmless(press.text);
    return { text: before + added + after, caret: caret + added.length };
  }
  switch (press.type === 'ctrl' ? `^${press.letter}` : press.name) {
    case 'left':
      return { text, caret: caret - lastLength(before) };
    case 'right':
      return { text, caret: caret + firstLength(after) };
    case 'home':
    case '^a':
      return { text, caret: before.lastIndexOf('\n') + 1 };
    case 'end':
    case '^e': {
      const end = after.indexOf('\n');
      return { text, caret: end === -1 ? text.length : caret + end };
    }
    case '^u':
      return { text: after, caret: 0 };
    case '^k':
      return { text: before, caret };
    case '^w': {
      const kept = before.replace(/\S+\s*$/, '');
      return { text: kept + after, caret: kept.length };
    }
    case 'backspace': {
      const kept = before.slice(0, before.length - lastLength(before));
      return { text: kept + after, caret: kept.length };
    }
    case 'delete':
      return { text: before + after.slice(firstLength(after)), caret };
    default:
      return typed;
  }
}

// Line breaks may be pasted into a script; other control characters have no business in anything that is typed.
const harmless = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, '');

const graphemes = (text: string): readonly string[] =>
  [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

const lastLength = (text: string): number => graphemes(text).at(-1)?.length ?? 0;

const firstLength = (text: string): number => graphemes(text)[0]?.length ?? 0;
