// Typing a line: every key leaves a text with the caret inside it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edit, type Typed } from '../../src/ui/line-editor.ts';
import type { KeyName, Press } from '../../src/ui/press.ts';

const text = (typed: string): Press => ({ type: 'text', text: typed });
const key = (name: KeyName): Press => ({ type: 'key', name });
const ctrl = (letter: string): Press => ({ type: 'ctrl', letter });
const typing = (...presses: readonly Press[]): Typed => presses.reduce(edit, { text: '', caret: 0 });

test('what is typed stands where the caret is', () => {
  expect(typing(text('ab'), key('left'), text('X'))).toEqual({ text: 'aXb', caret: 2 });
  expect(typing(text('redis main'), ctrl('w'), text('x'))).toEqual({ text: 'redis x', caret: 7 });
  expect(typing(text('redis'), ctrl('a'), text('>'), ctrl('k'))).toEqual({ text: '>', caret: 1 });
  expect(typing(text('redis'), ctrl('u'))).toEqual({ text: '', caret: 0 });
});

test('one key takes one character, however many code units it has', () => {
  expect(typing(text('a👩‍👩‍👧'), key('backspace'))).toEqual({ text: 'a', caret: 1 });
  expect(typing(text('e\u0301'), key('left'))).toEqual({ text: 'e\u0301', caret: 0 });
});

test('a paste brings its lines and nothing that drives a terminal', () => {
  const typed = edit({ text: '', caret: 0 }, { type: 'paste', text: 'set -e\r\nls\x1b[2J\ttab\x07' });
  expect(typed.text).toBe('set -e\nls[2Jtab');
});

test('home and end go to the ends of the line that the caret is in', () => {
  const typed = { text: 'one\ntwo\nthree', caret: 5 };
  expect(edit(typed, key('home')).caret).toBe(4);
  expect(edit(typed, key('end')).caret).toBe(7);
});

test('the caret never leaves the text', () => {
  const press = fc.oneof(
    fc.string({ maxLength: 3 }).map(text),
    fc.constantFrom<KeyName>('left', 'right', 'home', 'end', 'backspace', 'delete', 'up', 'tab').map(key),
    fc.constantFrom('a', 'e', 'u', 'k', 'w').map(ctrl),
  );
  fc.assert(
    fc.property(fc.array(press, { maxLength: 20 }), (presses) => {
      const typed = typing(...presses);
      expect(typed.caret).toBeGreaterThanOrEqual(0);
      expect(typed.caret).toBeLessThanOrEqual(typed.text.length);
    }),
  );
});
